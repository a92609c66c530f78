"""The generated parts of docs/validation.md: `sagstal validate --write-docs` writes them, failures first.

The document that they are made of is kept beside the page, so that a test can tell whether the page is what it says.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from calibration.parquet import replace_file
from calibration.validation.confront import MODEL, NOTHING_CHANGES, STOCK_AND_FLOW
from sim.errors import InputError

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, KEPT = "validation.md", "validation.json"
MISSES = Path(__file__).resolve().parent / "misses.toml"
# fewer children than this behind a figure: one child more or less moves it visibly
SMALL = 35
Row = dict[str, Any]

NOTHING_YET = (
    "No posterior is shipped yet, so nothing has been confronted. `sagstal validate --draws prior` shows what the "
    "priors alone predict."
)


def number(value: float | None, unit: str | None) -> str:
    """A value for people: shares in percent, money in millions, three significant figures."""
    if value is None:
        return "–"
    factor = 100.0 if unit == "share" else 1e-6 if (unit or "").startswith("DKK") else 1.0
    shown = value * factor
    digits = 0 if abs(shown) >= 100 else 1 if abs(shown) >= 10 else 2
    text = f"{shown:,.{digits}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0.0 else text


def unit_name(unit: str | None) -> str:
    """A unit in the scale of `number`."""
    if unit == "share":
        return "%"
    return (unit or "").replace("DKK", "DKK million", 1)


def interval(row: Row, low: str = "q05", high: str = "q95", unit: str | None = None) -> str:
    """An interval, or a dash."""
    unit = unit or row.get("unit")
    if row[low] is None:
        return "–"
    return f"{number(row[low], unit)} to {number(row[high], unit)}"


def table(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of the page."""
    columns = list(columns)
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def missed(rows: Iterable[Row]) -> list[Row]:
    """Figures outside their 90 % interval."""
    return [row for row in rows if row["inside_90"] is False]


def hit(rows: Iterable[Row]) -> list[Row]:
    """Figures inside."""
    return [row for row in rows if row["inside_90"]]


def _count(row: Row) -> str:
    """Children behind a figure; few are marked."""
    if row["count"] is None:
        return "–"
    return f"{row['count']:,}" + (" (few)" if row["count"] < SMALL else "")


def _target_cells(row: Row) -> tuple[str, ...]:
    observed = f"{number(row['observed'], row['unit'])} {unit_name(row['unit'])}"
    middle = number(row["q50"], row["unit"])
    name = f"`{row['key']}`"
    return name, row["use"], observed, _count(row), middle, interval(row), number(row["rival"], row["unit"])


_TARGET_COLUMNS = ("figure", "use", "observed", "children", "predicted", "90 %", "rival")


def targets_text(rows: Sequence[Row]) -> str:
    """Targets, the missed ones first and by name."""
    parts = [_failures(rows), ""]
    parts += ["Inside:", "", table(_TARGET_COLUMNS, map(_target_cells, hit(rows)))]
    unknown = [row for row in rows if row["inside_90"] is None]
    if unknown:
        parts += [f"Not predicted: {_names(unknown)}.", ""]
    return "\n".join(parts)


def _failures(rows: Sequence[Row]) -> str:
    out = missed(rows)
    if not out:
        return "No figure lies outside its 90 % interval; one in ten should."
    head = f"**{len(out)} of {len(out) + len(hit(rows))} figures lie outside their 90 % interval** (one in ten should):"
    return f"{head}\n\n{table(_TARGET_COLUMNS, map(_target_cells, out))}\n{explained(out)}"


@cache
def explanations() -> dict[str, dict[str, str]]:
    """Per figure that may be missed: the kind of reason, and the reason."""
    return tomllib.loads(MISSES.read_text(encoding="utf-8"))


def explained(rows: Iterable[Row]) -> str:
    """Why figures are missed, as far as is known."""
    unknown = {"kind": "not explained", "why": "No reason is known."}
    told = [(row["key"], explanations().get(row["key"], unknown)) for row in rows]
    return "\n".join(f"- `{key}` ({reason['kind']}): {reason['why']}" for key, reason in told) + "\n"


def _names(rows: Iterable[Row]) -> str:
    return ", ".join(f"`{row['key']}`" for row in rows)


def coverage_text(coverage: Row) -> str:
    """How many figures lie inside, by group."""
    words = {"fit": "targets of the fit", "check": "targets that are only checked", "holdout": "hold-outs"}
    rows = []
    for name, c in coverage.items():
        nominal = f"{c['inside_90']} (nominal {0.9 * c['n']:.1f})", f"{c['inside_50']} ({0.5 * c['n']:.1f})"
        rows.append((words[name], str(c["n"]), *nominal))
    return table(("figures", "predicted", "inside 90 %", "inside 50 %"), rows)


def holdouts_text(rows: Sequence[Row]) -> str:
    """Hold-outs, the missed ones first, and the scores of the model beside its rivals'."""
    ordered = [*missed(rows), *hit(rows), *(row for row in rows if row["inside_90"] is None)]
    columns = ("hold-out", "observed", "children", "predicted", "90 %", "inside", "nothing changes", "stock and flow")
    best = {MODEL: 0, NOTHING_CHANGES: 0, STOCK_AND_FLOW: 0}
    for row in rows:
        if row["best_crps"] is not None:
            best[row["best_crps"]] += 1
    said = f"Smallest score: the model {best[MODEL]}, nothing changes {best[NOTHING_CHANGES]}, "
    said += f"stock and flow {best[STOCK_AND_FLOW]} of {sum(best.values())}. So few figures decide nothing."
    parts = [table(columns, map(_holdout_cells, ordered)), table(_SCORE_COLUMNS, map(_score_cells, ordered)), said, ""]
    parts += [f"- `{row['key']}`: {row['contamination']}." for row in ordered]
    parts += ["\nWhy missed:\n\n" + explained(missed(rows))] * bool(missed(rows))
    return "\n".join(parts) + "\n"


def _holdout_cells(row: Row) -> tuple[str, ...]:
    unit = row["unit"]
    rivals = [row["rivals"].get(name) for name in (NOTHING_CHANGES, STOCK_AND_FLOW)]
    told = [f"{number(r['value'], unit)} (sd {number(r['sd'], unit)})" if r else "–" for r in rivals]
    inside = {True: "yes", False: "**no**", None: "–"}[row["inside_90"]]
    observed = f"{number(row['observed'], unit)} {unit_name(unit)}"
    return f"`{row['key']}`", observed, _count(row), number(row["q50"], unit), interval(row), inside, *told


_SCORE_COLUMNS = (
    "hold-out", "CRPS: model", "nothing changes", "stock and flow",
    "interval score: model", "nothing changes", "stock and flow",
)  # fmt: skip


def _score_cells(row: Row) -> tuple[str, ...]:
    unit, scores = row["unit"], row["scores"]
    cells = [
        number(scores[name][score] if name in scores else None, unit)
        for score in ("crps", "interval_score")
        for name in (MODEL, NOTHING_CHANGES, STOCK_AND_FLOW)
    ]
    return f"`{row['key']}`", *cells


def claims_text(rows: Sequence[Row]) -> str:
    """Claims confronted, in the order of their files: no hits and no misses."""
    columns = ("claim", "said", "outcome", "claimed", "policy, 90 %", "effect, 90 %", "draws as said / against")
    return table(columns, map(_claim_cells, rows))


def _claim_cells(row: Row) -> tuple[str, ...]:
    unit, effect = row["unit"], row["effect"]
    said = f"{row['kind']}: {row['direction']}"
    outcome = f"`{row['outcome']}`" if row["outcome"] else "none in the model"
    claimed = "–" if row["claimed"] is None else f"{number(row['claimed'], unit)} {unit_name(unit)}"
    middle = "–" if effect["q50"] is None else f"{number(effect['q50'], unit)} ({interval(effect, unit=unit)})"
    share = row["share_in_direction"]
    shares = "–" if share is None else f"{100 * share:.0f} % / {100 * row['share_opposite']:.0f} %"
    return f"`{row['key']}`", said, outcome, claimed, interval(row), middle, shares


def head_text(document: Row) -> str:
    """What was run."""
    words = {"posterior": "the shipped posterior", "prior": "**the prior: nothing is fitted**"}
    text = f"{document['number']} draws from {words[document['draws']]}, each simulated once with chance of its own."
    failures = document["failures"]
    return f"{text} {len(failures)} runs failed: {'; '.join(failures[:3])}." if failures else text


BLOCKS: dict[str, Callable[[Row], str]] = {
    "summary": lambda document: f"{head_text(document)}\n\n{coverage_text(document['coverage'])}",
    "targets": lambda document: targets_text(document["targets"]),
    "hold-outs": lambda document: holdouts_text(document["holdouts"]),
    "claims": lambda document: claims_text(document["claims"]),
}


def block(name: str, document: Row | None) -> str:
    """The text between the marks of a block."""
    if document is None:
        return f"{NOTHING_YET if name == 'summary' else 'Nothing yet.'}\n"
    return BLOCKS[name](document)


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- generated by sagstal validate: {name} -->\n", f"<!-- end of {name} -->"


def page_text(page: str, document: Row | None) -> str:
    """A page with its generated parts made anew; the rest stays."""
    for name in BLOCKS:
        begin, end = _marks(name)
        before, found, rest = page.partition(begin)
        _, ended, after = rest.partition(end)
        if not (found and ended):
            raise InputError("has no place for a generated part", file=PAGE, value=name, allowed=begin.strip())
        page = f"{before}{begin}\n{block(name, document)}\n{end}{after}"
    return page


def kept_document(docs: Path = DOCS) -> Row | None:
    """The document that the page was made of; none if nothing has been confronted."""
    path = docs / KEPT
    if not path.exists():
        return None
    document: Row = json.loads(path.read_text(encoding="utf-8"))
    return document


def document_text(document: Row) -> str:
    """A document as it stands in a file."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def written_files(docs: Path = DOCS) -> tuple[Path, Path]:
    """The two files that `write_docs` writes."""
    return docs / PAGE, docs / KEPT


def check_docs(docs: Path = DOCS) -> None:
    """Whether there is a page to write: an installed package has none."""
    if not (docs / PAGE).exists():
        raise InputError("needs a copy of the source with its docs", field="--write-docs", value=str(docs))


def write_docs(document: Row, docs: Path = DOCS) -> None:
    """Keep the document, and make the generated parts of the page anew."""
    page, kept = written_files(docs)
    text = page_text(page.read_text(encoding="utf-8"), document)
    for path, content in ((kept, document_text(document)), (page, text)):
        _replace(path, content)


def _replace(path: Path, content: str) -> None:
    replace_file(path, lambda half: _write(half, content))


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
