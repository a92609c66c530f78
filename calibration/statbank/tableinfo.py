"""What a table holds, as `tableinfo` tells it: variables, their values, and which value is the total."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from calibration.statbank.errors import Malformed, NoAges, NoMunicipality, NoPeriod

_TOTAL = re.compile(r"\bi alt\b|^total$|^hele landet$", re.IGNORECASE)
_NO_COUNT = re.compile(r"pct|procent|promille|\bpr\b|indeks|1[. ]?000|mio|\bkr\b", re.IGNORECASE)
_AGES = re.compile(r"^(\d+)(?:\s*-\s*(\d+))?\s+år$", re.IGNORECASE)
_CITIES = (
    "461",
    "561",
    "621",
    "751",
    "851",
)  # in every table of municipalities: Odense, Esbjerg, Kolding, Aarhus, Aalborg
_FEWEST_CITIES = 3  # so that a code of something else (101 is also an age) is not taken for a municipality


@dataclass(frozen=True)
class Variable:
    """A variable of a table. `values` maps codes to labels; `can_be_left_out` is the API's `elimination`."""

    table: str
    code: str
    text: str
    can_be_left_out: bool
    is_time: bool
    values: dict[str, str]

    @property
    def is_municipality(self) -> bool:
        """Whether its codes are those of municipalities."""
        return sum(code in self.values for code in _CITIES) >= _FEWEST_CITIES

    @property
    def is_age(self) -> bool:
        """Whether some of its labels are ages."""
        return any(_AGES.match(text) for text in self.values.values())

    @property
    def is_sex(self) -> bool:
        """Whether it splits by sex."""
        return self.code.upper() in ("KØN", "KON")

    @cached_property
    def total(self) -> str | None:
        """The code of its total, if it has one."""
        found = [code for code, text in self.values.items() if _TOTAL.search(text)]
        if len(found) > 1:
            raise Malformed(f"table {self.table}: {self.code} has more than one total", value=", ".join(found))
        return found[0] if found else None

    def ages(self, low: int, high: int) -> list[str]:
        """The codes that together are the ages from low to high [whole years], without gap or overlap."""
        spans = {code: found for code, text in self.values.items() if (found := _AGES.match(text))}
        bounds = {code: (int(m[1]), int(m[2] or m[1])) for code, m in spans.items()}
        inside = sorted((b, code) for code, b in bounds.items() if low <= b[0] and b[1] <= high)
        covered = [year for (first, last), _ in inside for year in range(first, last + 1)]
        if covered != list(range(low, high + 1)):
            raise NoAges(f"table {self.table}: {self.code} does not split into ages {low}-{high}")
        return [code for _, code in inside]

    def labels(self, codes: list[str]) -> dict[str, str]:
        """Label of each code; the code is added where two have the same label."""
        texts = list(self.values.values())
        return {c: self.values[c] if texts.count(self.values[c]) == 1 else f"{self.values[c]} ({c})" for c in codes}

    def period(self, period: str) -> str:
        """The code of a period."""
        if period not in self.values:
            has = f"{min(self.values)}-{max(self.values)}"
            message = f"table {self.table} has no such period; a newer one may be found with refresh"
            raise NoPeriod(message, value=period, allowed=has)
        return period

    def municipality(self, code: str) -> str:
        """The table's code of a municipality, or of the whole country (000, which some tables write 0)."""
        for own in self.values:
            if own.zfill(3) == code:
                return own
        raise NoMunicipality(f"table {self.table} has no municipality {code}")


@dataclass(frozen=True)
class TableInfo:
    """A table: its variables in the API's order. `zero_may_be_withheld`: a withheld count may be shown as 0.

    `unit` is what the table says of its numbers, empty where it says nothing.
    """

    table: str
    text: str
    unit: str
    zero_may_be_withheld: bool
    variables: tuple[Variable, ...]

    def check_counts(self) -> None:
        """Refuse a table whose numbers are rates, thousands or money."""
        if _NO_COUNT.search(self.unit):
            raise Malformed(f"table {self.table} does not hold counts", value=self.unit)

    def _only(self, what: str, found: list[Variable]) -> Variable:
        if len(found) != 1:
            codes = ", ".join(v.code for v in self.variables)
            raise Malformed(f"table {self.table} has {len(found)} variables of {what}, not one", value=codes)
        return found[0]

    @property
    def time(self) -> Variable:
        """The variable of time."""
        return self._only("time", [v for v in self.variables if v.is_time])

    @property
    def municipality(self) -> Variable:
        """The variable of the municipality: where people live, or which acts for them."""
        return self._only("the municipality", [v for v in self.variables if v.is_municipality and not v.is_time])

    @property
    def age(self) -> Variable:
        """The variable of age."""
        return self._only("age", [v for v in self.variables if v.is_age and not v.is_time])

    @property
    def kind(self) -> Variable:
        """What a table splits by besides place, age, sex and time: who notified, why, type of placement."""
        fixed = [v for v in self.variables if v.is_time or v.is_municipality or v.is_age or v.is_sex]
        return self._only("another kind", [v for v in self.variables if v not in fixed])

    def others(self, chosen: set[str]) -> list[Variable]:
        """The variables besides those whose codes are given."""
        return [v for v in self.variables if v.code not in chosen]


def parse_table_info(table: str, text: str) -> TableInfo:
    """The JSON of `tableinfo`."""
    try:
        raw = json.loads(text)
        variables = tuple(_variable(table, v) for v in raw["variables"])
        hides = str(raw.get("suppressedDataValue")) == "0"
        info = TableInfo(str(raw["id"]), str(raw["text"]), str(raw.get("unit") or ""), hides, variables)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Malformed(f"table {table}: the description of the table has not the documented shape") from None
    if info.table.upper() != table.upper():
        raise Malformed(f"table {table}: the answer describes another table", value=info.table)
    return info


def _variable(table: str, raw: dict[str, Any]) -> Variable:
    values = {str(value["id"]): str(value["text"]).strip() for value in raw["values"]}
    if not values:
        raise ValueError("a variable without values")
    return Variable(table, str(raw["id"]), str(raw["text"]), bool(raw["elimination"]), bool(raw["time"]), values)
