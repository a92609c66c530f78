"""The parameter files as they are written: light, so that lists and checks need no compiler."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def read_records() -> dict[str, dict[str, Any]]:
    """Every parameter record, by key, in file and line order; `process` is the file's name."""
    records: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for key, record in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in records:
                raise ValueError(f"{path.name}: parameter {key} stands twice")
            records[key] = {"process": path.stem, **record}
    return records
