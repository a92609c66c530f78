"""Every outcome, defined once: names, unit, direction of good, denominator, who asks for it, meaning.

The records are in `definitions/*.toml`, the formulas in `formulas.py`. Reading the catalogue imports nothing heavy.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sim.errors import unknown

FOLDER = Path(__file__).resolve().parent / "definitions"
END = "@end"
BASE = "@base"

Better = Literal["lower", "higher", "neutral"]
Kind = Literal["stock", "flow", "ratio", "duration", "difference"]


@dataclass(frozen=True)
class Outcome:
    """One outcome. `better` is neutral where less is not better by definition.

    kind: a stock is a mean in person-time over the policy period and has a last day (`KEY@end`); a flow is per year; a
    ratio divides sums over the period; a duration is a restricted mean; a difference exists between two scenarios.
    """

    key: str
    name_en: str
    name_da: str
    unit: str
    better: Better
    kind: Kind
    source: str
    meaning_en: str
    meaning_da: str
    denominator: str = ""

    @property
    def has_end(self) -> bool:
        """Whether `KEY@end`, the value on the last day, exists."""
        return self.kind == "stock"

    @property
    def has_course(self) -> bool:
        """Whether the outcome has a value per month."""
        return self.kind in ("stock", "flow", "ratio")

    @property
    def is_difference(self) -> bool:
        """Whether the outcome exists only between a scenario and its base."""
        return self.kind == "difference"

    def name(self, language: str) -> str:
        """Its name in Danish (`da`) or English."""
        return self.name_da if language == "da" else self.name_en

    def meaning(self, language: str) -> str:
        """Its meaning in Danish (`da`) or English."""
        return self.meaning_da if language == "da" else self.meaning_en


def _read() -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    for name in ("placements", "need", "cases", "families", "impairment", "work", "money", "measurement"):
        records = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        outcomes |= {key: Outcome(key=key, **record) for key, record in records.items()}
    return outcomes


OUTCOMES: dict[str, Outcome] = _read()
COURSE_KEYS: tuple[str, ...] = tuple(key for key, outcome in OUTCOMES.items() if outcome.has_course)
DIFFERENCE_KEYS: tuple[str, ...] = tuple(key for key, outcome in OUTCOMES.items() if outcome.is_difference)


def _run_keys() -> tuple[str, ...]:
    keys: list[str] = []
    for key, outcome in OUTCOMES.items():
        if not outcome.is_difference:
            keys += [key, key + END] if outcome.has_end else [key]
    return tuple(keys)


RUN_KEYS: tuple[str, ...] = _run_keys()
# outcomes of covered children; `KEY@base` is that of the same children, drawn in the base run as well, untreated
TREATED_KEYS: tuple[str, ...] = tuple(key for key in RUN_KEYS if "_treated" in key)
ROW_KEYS: tuple[str, ...] = (*RUN_KEYS, *(key + BASE for key in TREATED_KEYS))


def find_outcome(key: str) -> Outcome:
    """The outcome of a key, with or without `@end`."""
    outcome = OUTCOMES.get(key.removesuffix(END))
    if outcome is None or (key.endswith(END) and not outcome.has_end):
        raise unknown("outcome", key, [*RUN_KEYS, *DIFFERENCE_KEYS])
    return outcome
