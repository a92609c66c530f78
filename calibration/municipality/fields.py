"""What a municipality is asked for: each figure with its kind, bounds, and words in both languages."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from sim.catalogue.figures import FIGURES
from sim.input_file import Strict
from sim.outcomes.catalogue import find_outcome
from sim.parameters.schema import Text

FILE = Path(__file__).with_name("fields.toml")
TYPES = (
    "placed_network",
    "placed_foster",
    "placed_own_room",
    "placed_boarding",
    "placed_residential",
    "placed_institution",
)
# one of these is needed: a municipality without a stock is never presented as fitted
STOCKS = ("placed_0_17", "placed_0_22")
REQUIRED = ("residents_0_17",)
TEAMS = ("reception", "assessment", "by_age", "impairment", "acute")

Kind = Literal["count", "type", "share", "number"]
Per = Literal["", "residents_0_17", "residents_0_22"]


class FieldInfo(Strict):
    """One figure that is asked for."""

    kind: Kind
    group: Text
    figure: str = Field("", description="figure of municipality files that it becomes")
    outcome: str = Field("", description="outcome of the model that is compared with it")
    low: float = 0.0
    high: float = 1.0
    per: Per = ""
    usual: list[float] = Field([])
    unit_en: Text
    unit_da: Text
    meaning_en: Text
    meaning_da: Text
    where_en: Text
    where_da: Text
    example: Text

    @model_validator(mode="after")
    def _names_exist(self) -> "FieldInfo":
        if self.figure and self.figure not in FIGURES:
            raise ValueError(f"unknown figure {self.figure!r}")
        if self.outcome:
            find_outcome(self.outcome)
        return self

    @property
    def is_whole(self) -> bool:
        """Whether it counts whole things."""
        return self.kind in ("count", "type")

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value: those of the figure that it becomes, where it becomes one."""
        info = FIGURES.get(self.figure)
        return (info.low, info.high) if info else (self.low, self.high)

    def words(self, name: str, language: str) -> str:
        """`unit`, `meaning` or `where` in a language."""
        return str(getattr(self, f"{name}_{language}"))


@cache
def load_fields() -> dict[str, FieldInfo]:
    """Every figure that is asked for, by name, in the order of the template."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: FieldInfo.model_validate(fields) for name, fields in raw.items()}
