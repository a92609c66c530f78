"""Cells of a table, from semicolon-separated text with codes instead of labels."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calibration.statbank.errors import Malformed

_CONTENT = "INDHOLD"
_UNKNOWN = frozenset({"..", ".", "…", "..."})


@dataclass(frozen=True)
class Cell:
    """One count; None where the StatBank withholds it or has none. `codes` maps variables to codes."""

    codes: Mapping[str, str]
    value: int | None


def parse_cells(table: str, chosen: Mapping[str, Sequence[str]], text: str) -> list[Cell]:
    """The cells of an answer: those that were asked for, each at most once."""
    rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";") if row]
    if not rows:
        raise Malformed(f"table {table}: the answer is empty")
    columns = _columns(table, list(chosen), rows[0])
    cells = [_cell(table, columns, row, len(rows[0])) for row in rows[1:]]
    _check(table, chosen, cells)
    return cells


def _columns(table: str, codes: list[str], header: list[str]) -> dict[str, int]:
    """Place of each variable and of the content; the header may write codes in capitals."""
    upper = [name.strip().upper() for name in header]
    missing = [code for code in [*codes, _CONTENT] if upper.count(code.upper()) != 1]
    if missing:
        raise Malformed(f"table {table}: the answer lacks the column {missing[0]}", value=";".join(header)[:80])
    return {code: upper.index(code.upper()) for code in [*codes, _CONTENT]}


def _cell(table: str, columns: dict[str, int], row: list[str], width: int) -> Cell:
    if len(row) != width:
        raise Malformed(f"table {table}: a row has {len(row)} fields where the header has {width}")
    codes = {code: row[i].strip() for code, i in columns.items() if code != _CONTENT}
    return Cell(codes, _count(table, row[columns[_CONTENT]].strip()))


def _count(table: str, text: str) -> int | None:
    if text in _UNKNOWN:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Malformed(f"table {table}: a value is not a count", value=text[:80])
    return int(text)


def _check(table: str, chosen: Mapping[str, Sequence[str]], cells: list[Cell]) -> None:
    seen = set()
    for cell in cells:
        strange = [code for code, value in cell.codes.items() if value not in chosen[code]]
        key = tuple(cell.codes.values())
        if strange or key in seen:
            raise Malformed(f"table {table}: the answer holds a row that was not asked for, or twice", value=key)
        seen.add(key)
