"""The evidence record of a parameter: as written in a file (pydantic) and as used inside (frozen)."""

from dataclasses import dataclass
from itertools import product
from typing import Annotated, Literal, get_args

from pydantic import Field, RootModel, field_validator, model_validator

from sim.input_file import Strict
from sim.parameters.labels import axes_of
from sim.parameters.priors import Prior, parse_prior

Grade = Literal["document", "A", "A*", "B", "D", "assumed"]
GRADES: tuple[str, ...] = get_args(Grade)
Text = Annotated[str, Field(min_length=1)]
Written = float | list[float] | list[list[float]]
Value = float | tuple[float, ...] | tuple[tuple[float, ...], ...]


class EvidenceRecord(Strict):
    """One parameter as it stands in `sim/parameters/*.toml`."""

    value: Written
    unit: Text
    meaning: Text
    bounds: Annotated[list[float], Field(min_length=2, max_length=2)]
    prior: Text
    source: Text
    grade: Grade
    population: Text
    year: str
    labels: str = ""
    reference: str = Field("", description="label of the element that the others are relative to: never drawn")

    @field_validator("prior")
    @classmethod
    def _prior_is_known(cls, text: str) -> str:
        parse_prior(text)
        return text

    @model_validator(mode="after")
    def _value_fits(self) -> "EvidenceRecord":
        low, high = self.bounds
        if low > high:
            raise ValueError(f"bounds are the wrong way round: {low:g} to {high:g}")
        value = freeze(self.value)
        shape = shape_of(value)
        axes = axes_of(self.labels)
        if shape != tuple(len(names) for names in axes):
            raise ValueError(f"value has the shape {shape}, but labels {self.labels!r} name another")
        if self.reference and (len(axes) != 1 or self.reference not in axes[0]):
            raise ValueError(f"reference {self.reference!r} is no label of a vector")
        outside = [v for v in flatten(value) if not low <= v <= high]
        if outside:
            raise ValueError(f"value {outside[0]:g} is outside its bounds {low:g} to {high:g}")
        return self


class ParameterFile(RootModel[dict[str, EvidenceRecord]]):
    """One file of `sim/parameters`: parameter key -> evidence record."""


def freeze(value: Written | Value) -> Value:
    """Lists -> tuples of floats; TypeError for anything that is no number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, (list, tuple)):
        raise TypeError("not a number")
    return tuple(freeze(v) for v in value)  # type: ignore[return-value]


def shape_of(value: Value) -> tuple[int, ...]:
    """Shape of a scalar, vector or table; a ragged table is an error."""
    if isinstance(value, float):
        return ()
    inner = {shape_of(v) for v in value}
    if len(inner) != 1:
        raise ValueError("rows of a table need the same length")
    return (len(value), *inner.pop())


def flatten(value: Value) -> tuple[float, ...]:
    """All numbers, row by row."""
    if isinstance(value, float):
        return (value,)
    return tuple(number for part in value for number in flatten(part))


def shaped(numbers: tuple[float, ...], shape: tuple[int, ...]) -> Value:
    """The inverse of `flatten`."""
    if not shape:
        return numbers[0]
    if len(shape) == 1:
        return numbers
    return tuple(numbers[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0]))


@dataclass(frozen=True)
class Record:
    """A parameter with its evidence. `axes` holds the names along each axis of a vector or table; `reference` is the
    element that the others are relative to, which no draw changes.
    """

    key: str
    process: str
    name_da: str
    value: Value
    unit: str
    meaning: str
    bounds: tuple[float, float]
    prior_text: str
    prior: Prior
    source: str
    grade: str
    population: str
    year: str
    axes: tuple[tuple[str, ...], ...] = ()
    reference: int | None = None

    @property
    def name_en(self) -> str:
        """'need_rise_per_year' -> 'Need rise per year'."""
        return self.key.replace("_", " ").capitalize()

    @property
    def shape(self) -> tuple[int, ...]:
        """() for a scalar."""
        return tuple(len(names) for names in self.axes)

    @property
    def addresses(self) -> tuple[str, ...]:
        """What `--set` takes for each element, row by row: 'need_fall_per_year.exposed'."""
        return tuple(".".join((self.key, *labels)) for labels in product(*self.axes))


def make_record(key: str, process: str, written: EvidenceRecord, name_da: str) -> Record:
    """A checked record of a file -> the frozen one used inside."""
    return Record(
        key=key,
        process=process,
        name_da=name_da,
        value=freeze(written.value),
        unit=written.unit,
        meaning=written.meaning,
        bounds=(written.bounds[0], written.bounds[1]),
        prior_text=written.prior,
        prior=parse_prior(written.prior),
        source=written.source,
        grade=written.grade,
        population=written.population,
        year=written.year,
        axes=axes_of(written.labels),
        reference=axes_of(written.labels)[0].index(written.reference) if written.reference else None,
    )
