"""Questions about one municipality and one period: a total, a sum over ages, a split by kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from calibration.statbank.cells import Cell
from calibration.statbank.client import Client, Fetched
from calibration.statbank.errors import Malformed
from calibration.statbank.tableinfo import TableInfo, Variable


@dataclass(frozen=True)
class Cells:
    """Counts by label and where they come from; None is withheld or missing. A zero may stand for a withheld count."""

    by_label: Mapping[str, int | None]
    fetched: Fetched
    zero_may_be_withheld: bool

    def total(self) -> int | None:
        """The sum; unknown as soon as one part is."""
        return add(self.by_label.values())

    def only(self, keep: Callable[[str], bool]) -> "Cells":
        """Those whose label is kept; where they come from says which."""
        kept = {label: value for label, value in self.by_label.items() if keep(label)}
        return replace(self, by_label=kept, fetched=replace(self.fetched, labels=tuple(kept)))

    def can_hide(self) -> bool:
        """Whether a zero among them may be a withheld count."""
        return self.zero_may_be_withheld and 0 in self.by_label.values()


def add(values: Iterable[int | None]) -> int | None:
    """A sum; unknown as soon as one part is."""
    known = list(values)
    return None if None in known else sum(v for v in known if v is not None)


def count(client: Client, table: str, municipality: str, period: str) -> Cells:
    """The total of a table."""
    info = client.table_info(table)
    return _split(client, info, _place_and_time(info, municipality, period), None)


def count_ages(client: Client, table: str, municipality: str, period: str, low: int, high: int) -> Cells:
    """The counts at the ages from low to high [whole years]."""
    info = client.table_info(table)
    chosen = _place_and_time(info, municipality, period)
    age = info.age
    return _split(client, info, {**chosen, age.code: age.ages(low, high)}, age)


def breakdown(client: Client, table: str, municipality: str, period: str) -> Cells:
    """The counts by what the table splits by besides age and sex: who notifies (UND1), why (UND3), type (ANBAAR12)."""
    info = client.table_info(table)
    kind = info.kind
    cells = _split(client, info, {**_place_and_time(info, municipality, period), kind.code: list(kind.values)}, kind)
    whole = cells.by_label[kind.values[kind.total]] if kind.total is not None else None
    parts = {label: value for label, value in cells.by_label.items() if label != kind.values.get(kind.total or "")}
    if whole is not None and sum(value or 0 for value in parts.values()) > whole:
        raise Malformed(f"table {table}: the parts of {kind.code} add up to more than its total")
    # where the parts shown are the whole, nothing is left that a zero could hide
    is_whole = whole is not None and add(parts.values()) == whole
    return replace(cells, by_label=parts, zero_may_be_withheld=cells.zero_may_be_withheld and not is_whole)


def _place_and_time(info: TableInfo, municipality: str, period: str) -> dict[str, list[str]]:
    place, time = info.municipality, info.time
    return {place.code: [place.municipality(municipality)], time.code: [time.period(period)]}


def _split(client: Client, info: TableInfo, chosen: dict[str, list[str]], by: Variable | None) -> Cells:
    """Ask for the chosen codes and the totals of all other variables; the answer by the labels of one variable."""
    info.check_counts()
    totals = {v.code: [v.total] for v in info.others(set(chosen)) if v.total is not None}
    for variable in info.others({*chosen, *totals}):
        _leave_out(variable)
    cells, fetched = client.cells(info, {**chosen, **totals})
    labels = by.labels(chosen[by.code]) if by else {"": "total"}
    found = {_code(cell, by): cell.value for cell in cells}
    # a row that is not there is as little known as a withheld one
    return Cells({text: found.get(code) for code, text in labels.items()}, fetched, info.zero_may_be_withheld)


def _leave_out(variable: Variable) -> None:
    if not variable.can_be_left_out:
        raise Malformed(f"table {variable.table}: {variable.code} has no total and cannot be left out")


def _code(cell: Cell, by: Variable | None) -> str:
    return cell.codes[by.code] if by else ""
