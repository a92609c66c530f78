"""Accept the outcomes as they are now: `python -m tests.golden.renew "why they moved"`."""

import json
import sys
from datetime import date
from pathlib import Path

from tests.golden.summaries import PATH, Summary, moved, read, summarise, table


def renew(reason: str, now: Summary, path: Path = PATH) -> str:
    """Write the outcomes and add the reason to those before; says what moved. Nothing is written if nothing moved."""
    reason = reason.strip()
    if not reason:
        raise ValueError("a reason is needed: what changed in the model, and why")
    before = read(path) if path.exists() else {"reasons": [], "summaries": {}}
    rows = moved(before["summaries"], now)
    if not rows:
        return "nothing moved: the golden summaries stay as they are"
    reasons = [*before["reasons"], {"date": date.today().isoformat(), "reason": reason}]
    text = json.dumps({"reasons": reasons, "summaries": now}, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
    return table(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('usage: python -m tests.golden.renew "why the outcomes moved"')
    print(renew(sys.argv[1], summarise()))
