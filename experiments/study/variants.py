"""Named structural variants: settings of parameters that stand for another view of how the world works."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from sim.input_file import Strict, read_toml, validate
from sim.parameters.load import ParameterSet, load_records
from sim.parameters.schema import Text

FILE = Path(__file__).with_name("variants.toml")


class VariantTable(Strict):
    """A variant as it is written: parameters without effect, with their prior's effect, and settings."""

    name_en: Text
    name_da: Text
    sentence_en: Text
    sentence_da: Text
    source: Text
    off: list[Text] = Field(default_factory=list)
    on: list[Text] = Field(default_factory=list)
    settings: list[Text] = Field(default_factory=list)


class VariantFile(RootModel[dict[str, VariantTable]]):
    """Variant key -> variant."""


@dataclass(frozen=True)
class Variant:
    """A structural variant: parameter -> value, and what it means."""

    key: str
    name_en: str
    name_da: str
    sentence_en: str
    sentence_da: str
    source: str
    values: tuple[tuple[str, float], ...]

    def of(self, parameters: ParameterSet) -> ParameterSet:
        """The parameters under this variant."""
        return parameters.with_values(dict(self.values))


@cache
def variants() -> dict[str, Variant]:
    """Every variant by key."""
    return {key: _variant(key, table) for key, table in validate(VariantFile, read_toml(FILE)).root.items()}


def _variant(key: str, table: VariantTable) -> Variant:
    values = {name: 0.0 for name in table.off}
    values |= {name: effect_of(name) for name in table.on}
    values |= {name: float(value) for name, _, value in (setting.partition("=") for setting in table.settings)}
    names = (table.name_en, table.name_da, table.sentence_en, table.sentence_da, table.source)
    return Variant(key, *names, tuple(values.items()))


def effect_of(name: str) -> float:
    """The median of a parameter's prior where it has an effect."""
    record = load_records()[name]
    median = record.prior.median
    if median is None:
        raise ValueError(f"{name} has no median of its own in its prior")
    return median
