"""Figures of a municipality and a year, keyed as figures of municipality files or as outcomes of the model."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from calibration.statbank.client import Client, Fetched
from calibration.statbank.errors import NotInTable, Offline, StatbankError
from calibration.statbank.municipalities import POPULATION, municipality_code
from calibration.statbank.query import Cells, breakdown, count, count_ages
from calibration.statbank.types import OUTCOMES as TYPE_OUTCOMES
from calibration.statbank.types import placement_outcome
from sim.catalogue.figures import FIGURES
from sim.catalogue.municipality import Figure
from sim.outcomes.catalogue import OUTCOMES

NOTIFICATIONS = "UND1"
CHILDREN_NOTIFIED = "UND2"
NOTIFICATIONS_BY_REASON = "UND3"
PLACED_BY_AGE = "ANBAAR9"
PLACED_BY_TYPE = "ANBAAR12"
PLACED_BY_CONSENT = "ANBAAR13"
PLACEMENT_STARTS = "ANBAAR14"

_GRADE = "A"
_ALL_AGES = "Counts all ages of the table, the unborn and those aged 18 among them; a rate is per resident aged 0-17."
_MAY_HIDE = "The table shows a withheld count as 0: a 0 in it may be either."
_STARTS = "Counts placements set going; new decisions on a child already placed may be among them: an upper bound."


@dataclass(frozen=True)
class Why:
    """Why a figure is unknown: the kind, the table, a sentence that names it, and the error behind it if any."""

    code: str
    table: str
    sentence: str
    problem: StatbankError | None = field(default=None, compare=False)


@dataclass(frozen=True)
class FetchedFigures:
    """What the StatBank tells of a municipality and a year, and why the rest is unknown.

    `origins`: the answers that each known figure rests on. `may_hide`: known figures with a part of 0 that may stand
    for a withheld count, so that the figure may be too low.
    """

    name: str
    code: str
    year: int
    known: Mapping[str, Figure]
    reasons: Mapping[str, Why]
    origins: Mapping[str, tuple[Fetched, ...]]
    may_hide: frozenset[str]

    @property
    def unknown(self) -> Mapping[str, str]:
        """The figures that are not known, each with the reason in a sentence."""
        return {key: why.sentence for key, why in self.reasons.items()}


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

    @property
    def may_hide(self) -> bool:
        """Whether a zero among its parts may be a withheld count."""
        return any(cells.can_hide() for cells in self.cells)


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
        return self._labelled(PLACED_BY_TYPE, lambda label: placement_outcome(label) == outcome)

    def without_consent(self) -> _Counted:
        """Placed children who were placed without consent."""
        return self._labelled(PLACED_BY_CONSENT, lambda label: "uden samtykke" in label.lower())

    def _labelled(self, table: str, keep: Callable[[str], bool]) -> _Counted:
        """Those under certain labels. None at all is another table than the known one, not a count of 0."""
        cells = breakdown(self.client, table, self.code, str(self.year)).only(keep)
        if not cells.by_label:
            raise NotInTable(f"table {table} has no label for this figure")
        return _Counted(cells.total(), (cells,))


def _type_recipe(outcome: str) -> Callable[[_Asked], _Counted]:
    return lambda asked: asked.of_type(outcome)


@dataclass(frozen=True)
class _Recipe:
    """The table that a figure is counted in, and how."""

    table: str
    ask: Callable[[_Asked], _Counted]


def _total(table: str, note: str = "") -> _Recipe:
    return _Recipe(table, lambda a: a.total(table, note))


def _yearly_rate(recipe: _Recipe) -> _Recipe:
    """Per 1,000 residents aged 0-17 on 1 July."""
    return _Recipe(recipe.table, lambda a: recipe.ask(a).per(a.residents(0, 17, at_end=False), 1000.0))


def _aged(table: str, low: int, high: int, note: str = "") -> _Recipe:
    return _Recipe(table, lambda a: a.aged(table, low, high, note))


def _residents(low: int, high: int) -> _Recipe:
    return _Recipe(POPULATION, lambda a: a.residents(low, high, at_end=True))


_NOTIFIED, _CHILDREN = _total(NOTIFICATIONS, _ALL_AGES), _total(CHILDREN_NOTIFIED, _ALL_AGES)
_STARTED = _aged(PLACEMENT_STARTS, 0, 17, _STARTS)
_RECIPES: dict[str, _Recipe] = {
    "residents_0_17": _residents(0, 17),
    "residents_18_22": _residents(18, 22),
    "notifications": _NOTIFIED,
    "notifications_per_1000": _yearly_rate(_NOTIFIED),
    "children_notified": _CHILDREN,
    "children_notified_per_1000": _yearly_rate(_CHILDREN),
    "placed": _total(PLACED_BY_AGE),
    "placed_0_17": _aged(PLACED_BY_AGE, 0, 17),
    "placed_18_22": _aged(PLACED_BY_AGE, 18, 22),
    "placed_0_22": _aged(PLACED_BY_AGE, 0, 22),
    "placed_per_1000_0_17": _Recipe(
        PLACED_BY_AGE, lambda a: a.aged(PLACED_BY_AGE, 0, 17).per(a.residents(0, 17, at_end=True), 1000.0)
    ),
    "placed_per_1000_0_22": _Recipe(
        PLACED_BY_AGE, lambda a: a.total(PLACED_BY_AGE).per(a.residents(0, 22, at_end=True), 1000.0)
    ),
    **{outcome: _Recipe(PLACED_BY_TYPE, _type_recipe(outcome)) for outcome in TYPE_OUTCOMES},
    "placed_without_consent": _Recipe(
        PLACED_BY_CONSENT, lambda a: a.without_consent().per(a.total(PLACED_BY_CONSENT), 1.0)
    ),
    "placement_starts": _STARTED,
    "placement_starts_per_1000": _yearly_rate(_STARTED),
}
KEYS: tuple[str, ...] = tuple(_RECIPES)
# figures that are neither among those of municipality files nor outcomes: unit, and whether they are of a day
_OTHERS = {"children_notified": ("children/year", False), "placed_0_22": ("children", True)}


def newest_year(client: Client) -> int:
    """The newest year whose placed children and, on the next day, residents are published.

    Where the table of placed children is missing the next table tells; where that of residents is, the year alone.
    """
    tables = dict.fromkeys([PLACED_BY_AGE, *(r.table for r in _RECIPES.values() if r.table != POPULATION)])
    yearly: Iterable[set[str]] = (_periods(client, table) for table in tables)
    years = next(({int(p) for p in found if p.isdigit()} for found in yearly if found), set())
    counted = _periods(client, POPULATION)
    whole = {year for year in years if not counted or f"{year + 1}K1" in counted} or years
    if not whole:
        raise NotInTable("no table tells which year is the newest: give the year")
    return max(whole)


def _periods(client: Client, table: str) -> set[str]:
    """The periods of a table; none where it is missing or another than the documented one."""
    try:
        return set(client.table_info(table).time.values)
    except Offline:
        raise
    except StatbankError:
        return set()


def fetch_figures(client: Client, municipality: str, year: int, keys: Iterable[str] = KEYS) -> FetchedFigures:
    """What the StatBank tells of a municipality (name, key or code) in a year; nothing is filled in.

    Stocks are of 31 December, residents of the next day; the rates of a year are per resident on 1 July. A table that
    is missing, or is not the documented one, leaves its figures unknown. Without network kept answers are used; where
    they hold nothing, the network is the error.
    """
    name, code = municipality_code(client, municipality)
    asked = _Asked(client, name, code, year)
    known: dict[str, _Counted] = {}
    reasons: dict[str, Why] = {}
    for key in keys:
        found = _ask(key, asked)
        if isinstance(found, _Counted):
            known[key] = found
            continue
        reasons[key] = found
        if isinstance(found.problem, Offline):
            asked = replace(asked, client=asked.client.without_network(found.problem))
    if asked.client.gone is not None and not known:
        raise asked.client.gone
    return FetchedFigures(
        name,
        code,
        year,
        {key: _figure(key, asked, counted) for key, counted in known.items()},
        reasons,
        {key: tuple(cells.fetched for cells in counted.cells) for key, counted in known.items()},
        frozenset(key for key, counted in known.items() if counted.may_hide),
    )


def _ask(key: str, asked: _Asked) -> _Counted | Why:
    """A figure that has a value, or why there is none."""
    table = _RECIPES[key].table
    try:
        counted = _RECIPES[key].ask(asked)
    except StatbankError as problem:
        return Why(problem.code, table, _naming(table, str(problem)), problem)
    return Why("withheld", table, f"withheld or missing: {counted.source}") if counted.value is None else counted


def _naming(table: str, sentence: str) -> str:
    return sentence if table in sentence else f"table {table}: {sentence}"


def _figure(key: str, asked: _Asked, counted: _Counted) -> Figure:
    assert counted.value is not None
    return Figure(
        value=counted.value,
        unit=_unit(key),
        source=counted.source,
        grade=_GRADE,
        population=f"{asked.name} residents" if key in FIGURES else f"children for whom {asked.name} acts",
        year=_time(key, asked.year),
        note=" ".join(text for text in (counted.note, _MAY_HIDE if counted.may_hide else "") if text),
    )


def _unit(key: str) -> str:
    """The unit as the rest of the project writes it."""
    if key in _OTHERS:
        return _OTHERS[key][0]
    return FIGURES[key].unit if key in FIGURES else OUTCOMES[key].unit


def _time(key: str, year: int) -> str:
    """The day of a stock, the year of a flow."""
    if key in FIGURES:
        return f"{year + 1}-01-01"
    is_stock = _OTHERS[key][1] if key in _OTHERS else OUTCOMES[key].kind == "stock"
    return f"{year}-12-31" if is_stock else str(year)
