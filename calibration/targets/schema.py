"""A calibration target as it stands in `calibration/targets/*.toml`: a published figure and the outcome it is about."""

from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from sim.catalogue.load import municipality_keys
from sim.catalogue.schema import Key
from sim.input_file import Strict
from sim.outcomes.catalogue import END, find_outcome
from sim.parameters.schema import Grade, Text

# municipalities without a figure of their stock are never presented as fitted
UNFITTED = ("kolding", "skive")

ERA = r"^\d{4}(-\d{2}-\d{2}|-\d{4})?$"

Reason = Literal["all", "social", "impairment"]
Window = Literal["stock", "flow", "cohort"]
ErrorKind = Literal["rounding", "reporting", "range", "weak"]
Use = Literal["fit", "check"]

# units in which a value is bounded above; money and differences have no bounds
_HIGHEST = {"share": 1.0, "per 1,000": 1000.0}


def possible_range(outcome_key: str) -> tuple[float, float]:
    """Smallest and largest value that an outcome can have, in its unit."""
    outcome = find_outcome(outcome_key)
    if outcome.is_difference:
        return float("-inf"), float("inf")
    return 0.0, _HIGHEST.get(outcome.unit, float("inf"))


class TargetRecord(Strict):
    """One target. Values are in the unit of the outcome."""

    outcome: Annotated[str, Field(min_length=1, description="outcome key; KEY@end for a stock on a day")]
    municipality: Key
    age_band: Annotated[str, Field(pattern=r"^(\d+-\d+|none)$", description="ages of the figure; none for staff")]
    reason: Annotated[Reason, Field(description="reason of placement or case that the figure counts")] = "all"
    window: Annotated[Window, Field(description="stock on a day, flow over a year, or share of a cohort")]
    population: Text
    era: Annotated[
        str, Field(pattern=r"^\d{4}(-\d{2}-\d{2}|-\d{4})?$", description="year, day, or first and last year")
    ]
    value: float
    low: float | None = Field(None, description="lowest and highest value, if the figure is a range")
    high: float | None = None
    unit: Text
    error_kind: ErrorKind
    reporting_error: Annotated[float, Field(ge=0, description="standard deviation beyond chance, in the unit")]
    error_reason: Text
    count: Annotated[int, Field(ge=0, description="children or events behind the figure")] | None = None
    relative_to: Key | None = Field(None, description="target by which both figure and outcome are divided")
    source: Text
    grade: Grade
    use: Annotated[Use, Field(description="fit: enters the fit; check: compared only")]
    note: str = ""

    @model_validator(mode="after")
    def _range_holds_value(self) -> "TargetRecord":
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high go together")
        if self.low is None or self.high is None:
            if self.error_kind == "range":
                raise ValueError("error_kind = 'range' needs low and high")
            return self
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value:g} is outside low to high, {self.low:g} to {self.high:g}")
        return self


class TargetFile(RootModel[dict[Key, TargetRecord]]):
    """One file of targets: target key -> record."""


class LeftOutRecord(Strict):
    """A figure that is no target, and why."""

    municipality: Text
    figure: Text
    era: Text
    source: Text
    grade: Grade
    reason: Text


class LeftOutFile(RootModel[dict[Key, LeftOutRecord]]):
    """Figures left out: key -> record."""


def problem_with(record: TargetRecord) -> tuple[str, str, str] | None:
    """Field, message and what is allowed, if a record contradicts the outcome or municipality that it names."""
    known = [key for key in municipality_keys() if key not in UNFITTED]
    if record.municipality not in known:
        return "municipality", "not a municipality with targets", ", ".join(known)
    return contradiction(record)


def contradiction(record: TargetRecord) -> tuple[str, str, str] | None:
    """The same of the outcome alone, for municipalities that do not come with the package."""
    outcome = find_outcome(record.outcome)
    if record.unit != outcome.unit:
        return "unit", "not the unit of the outcome", outcome.unit
    if (record.window == "stock") != record.outcome.endswith(END):
        return "window", "a stock on a day goes with KEY@end, and only with it", "stock with @end, flow, cohort"
    lowest, highest = possible_range(record.outcome)
    for field in ("value", "low", "high"):
        number = getattr(record, field)
        if number is not None and not lowest <= number <= highest:
            return field, "impossible for this outcome", f"{lowest:g} to {highest:g}"
    return None
