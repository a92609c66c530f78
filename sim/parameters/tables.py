"""Writes docs/parameters.md from the evidence records: `python -m sim.parameters.tables`."""

from itertools import groupby
from pathlib import Path

from sim.parameters.load import load_records
from sim.parameters.schema import Record, Value

FILE = Path(__file__).resolve().parents[2] / "docs" / "parameters.md"
_HEAD = """# Parameters

Generated from `sim/parameters/*.toml` by `python -m sim.parameters.tables`; edit the records, not this file.

Grades of evidence: `document` (a municipal document), `A` (verified public figure), `A*` (verified in a secondary
source), `B` (remembered, not verified: a wide prior only), `D` (derived), `assumed` (no source). {n} parameters with
{numbers} numbers; {counts}. The language of the priors is described in `sim/parameters/priors.py`.
"""
_COLUMNS = ("parameter", "meaning", "value", "unit", "bounds", "prior", "grade", "population, year", "source")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _value(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value[0], float):
        return ", ".join(_value(v) for v in value)
    return "<br>".join(_value(v) for v in value)


def _row(record: Record) -> str:
    cells = (
        f"`{record.key}`",
        f"{record.meaning} ({record.name_da})",
        _value(record.value),
        record.unit,
        f"{record.bounds[0]:g} to {record.bounds[1]:g}",
        f"`{record.prior_text}`",
        record.grade,
        ", ".join(part for part in (record.population, record.year) if part),
        record.source,
    )
    return "| " + " | ".join(_cell(c) for c in cells) + " |"


def _table(process: str, records: list[Record]) -> str:
    head = f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}"
    return f"\n## {process.capitalize()}\n\n{head}\n" + "\n".join(_row(r) for r in records) + "\n"


def parameters_text() -> str:
    """The whole page."""
    records = list(load_records().values())
    grades = sorted({r.grade for r in records})
    counts = ", ".join(f"{sum(r.grade == g for r in records)} {g}" for g in grades)
    numbers = sum(len(r.addresses) for r in records)
    head = _HEAD.format(n=len(records), numbers=numbers, counts=counts)
    return head + "".join(_table(p, list(group)) for p, group in groupby(records, key=lambda r: r.process))


def main() -> None:
    """Write the page."""
    FILE.write_text(parameters_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
