"""Figures of a municipality and a year, keyed as figures of municipality files or as outcomes of the model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from calibration.statbank.client import Client
from calibration.statbank.errors import NotInTable
from calibration.statbank.municipalities import POPULATION, municipality_code
from calibration.statbank.query import Cells, add, breakdown, count, count_ages
from calibration.statbank.types import OUTCOMES as TYPE_OUTCOMES
from calibration.statbank.types import placement_outcome
from sim.catalogue.figures import FIGURES
from sim.catalogue.municipality import Figure
from sim.outcomes.catalogue import OUTCOMES

NOTIFICATIONS = "UND1"
CHILDREN_NOTIFIED = "UND2"
PLACED_BY_AGE = "ANBAAR9"
PLACED_BY_TYPE = "ANBAAR12"
PLACED_BY_CONSENT = "ANBAAR13"
PLACEMENT_STARTS = "ANBAAR14"

_GRADE = "A"
_ALL_AGES = "Counts all ages of the table, the unborn and those aged 18 among them; a rate is per resident aged 0-17."
_MAY_HIDE = "The table shows a withheld count as 0: a 0 in it may be either."
_STARTS = "Counts placements set going; new decisions on a child already placed may be among them: an upper bound."


@dataclass(frozen=True)
class FetchedFigures:
    """What the StatBank tells of a municipality and a year, and why the rest is unknown."""

    name: str
    year: int
    known: Mapping[str, Figure]
    unknown: Mapping[str, str]


@dataclass(frozen=True)
class _Counted:
    """A value, None where unknown, and the cells that it rests on."""

    value: float | None
    cells: tuple[Cells, ...]
    note: str = ""

    def per(self, whole: "_Counted", scale: float, note: str = "") -> "_Counted":
        """This value per `scale` of another."""
        known = self.value is not None and bool(whole.value)
        value = scale * self.value / whole.value if known else None  # type: ignore[operator]
        return _Counted(value, self.cells + whole.cells, note or self.note)

    @property
    def source(self) -> str:
        """The tables, each once."""
        return "; ".join(dict.fromkeys(cells.fetched.source for cells in self.cells))


@dataclass(frozen=True)
class _Asked:
    """The municipality and the year that are asked about."""

    client: Client
    name: str
    code: str
    year: int

    def residents(self, low: int, high: int, *, at_end: bool) -> _Counted:
        """Residents of these ages on 1 January after the year, or on 1 July within it."""
        period = f"{self.year + 1}K1" if at_end else f"{self.year}K3"
        cells = count_ages(self.client, POPULATION, self.code, period, low, high)
        return _Counted(cells.total(), (cells,))

    def total(self, table: str, note: str = "") -> _Counted:
        """The total of a table of the year."""
        cells = count(self.client, table, self.code, str(self.year))
        return _Counted(cells.total(), (cells,), note)

    def aged(self, table: str, low: int, high: int, note: str = "") -> _Counted:
        """Those of these ages."""
        cells = count_ages(self.client, table, self.code, str(self.year), low, high)
        return _Counted(cells.total(), (cells,), note)

    def of_type(self, outcome: str) -> _Counted:
        """Placed children in a type of placement, all ages."""
        cells = breakdown(self.client, PLACED_BY_TYPE, self.code, str(self.year))
        return _Counted(add(n for label, n in cells.by_label.items() if placement_outcome(label) == outcome), (cells,))

    def without_consent(self) -> _Counted:
        """Placed children who were placed without consent."""
        cells = breakdown(self.client, PLACED_BY_CONSENT, self.code, str(self.year))
        found = [n for label, n in cells.by_label.items() if "uden samtykke" in label.lower()]
        if not found:
            raise NotInTable(f"table {PLACED_BY_CONSENT} has no label of placements without consent")
        return _Counted(add(found), (cells,))


def _type_recipe(outcome: str) -> Callable[[_Asked], _Counted]:
    return lambda asked: asked.of_type(outcome)


_RECIPES: dict[str, Callable[[_Asked], _Counted]] = {
    "residents_0_17": lambda a: a.residents(0, 17, at_end=True),
    "residents_18_22": lambda a: a.residents(18, 22, at_end=True),
    "notifications": lambda a: a.total(NOTIFICATIONS, _ALL_AGES),
    "notifications_per_1000": lambda a: a.total(NOTIFICATIONS, _ALL_AGES).per(a.residents(0, 17, at_end=False), 1000.0),
    "children_notified": lambda a: a.total(CHILDREN_NOTIFIED, _ALL_AGES),
    "children_notified_per_1000": lambda a: a.total(CHILDREN_NOTIFIED, _ALL_AGES).per(
        a.residents(0, 17, at_end=False), 1000.0
    ),
    "placed": lambda a: a.total(PLACED_BY_AGE),
    "placed_0_17": lambda a: a.aged(PLACED_BY_AGE, 0, 17),
    "placed_18_22": lambda a: a.aged(PLACED_BY_AGE, 18, 22),
    "placed_per_1000_0_17": lambda a: a.aged(PLACED_BY_AGE, 0, 17).per(a.residents(0, 17, at_end=True), 1000.0),
    "placed_per_1000_0_22": lambda a: a.total(PLACED_BY_AGE).per(a.residents(0, 22, at_end=True), 1000.0),
    **{outcome: _type_recipe(outcome) for outcome in TYPE_OUTCOMES},
    "placed_without_consent": lambda a: a.without_consent().per(a.total(PLACED_BY_CONSENT), 1.0),
    "placement_starts": lambda a: a.aged(PLACEMENT_STARTS, 0, 17, _STARTS),
    "placement_starts_per_1000": lambda a: a.aged(PLACEMENT_STARTS, 0, 17, _STARTS).per(
        a.residents(0, 17, at_end=False), 1000.0
    ),
}
KEYS: tuple[str, ...] = tuple(_RECIPES)


def fetch_figures(client: Client, municipality: str, year: int) -> FetchedFigures:
    """What the StatBank tells of a municipality (name, key or code) in a year; nothing is filled in.

    Stocks are of 31 December, residents of the next day; the rates of a year are per resident on 1 July.
    """
    name, code = municipality_code(client, municipality)
    asked = _Asked(client, name, code, year)
    known: dict[str, Figure] = {}
    unknown: dict[str, str] = {}
    for key, recipe in _RECIPES.items():
        try:
            counted = recipe(asked)
        except NotInTable as why:
            unknown[key] = str(why)
            continue
        if counted.value is None:
            unknown[key] = f"withheld or missing: {counted.source}"
        else:
            known[key] = _figure(key, asked, counted, counted.value)
    return FetchedFigures(name, year, known, unknown)


def _figure(key: str, asked: _Asked, counted: _Counted, value: float) -> Figure:
    hiding = _MAY_HIDE if any(cells.can_hide() for cells in counted.cells) else ""
    return Figure(
        value=value,
        unit=_unit(key),
        source=counted.source,
        grade=_GRADE,
        population=f"{asked.name} residents" if key in FIGURES else f"children for whom {asked.name} acts",
        year=_time(key, asked.year),
        note=" ".join(text for text in (counted.note, hiding) if text),
    )


def _unit(key: str) -> str:
    """The unit as the rest of the project writes it."""
    if key in FIGURES:
        return FIGURES[key].unit
    return OUTCOMES[key].unit if key in OUTCOMES else "children/year"


def _time(key: str, year: int) -> str:
    """The day of a stock, the year of a flow."""
    if key in FIGURES:
        return f"{year + 1}-01-01"
    return f"{year}-12-31" if key in OUTCOMES and OUTCOMES[key].kind == "stock" else str(year)
