"""Hold-outs and claims as they stand in `calibration/holdout/*.toml` and `calibration/claims/*.toml`."""

from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from calibration.targets.schema import ERA, ErrorKind, Reason, TargetRecord, Window, possible_range
from sim.catalogue.load import municipality_keys, scenario_keys
from sim.catalogue.schema import Key
from sim.input_file import Strict
from sim.outcomes.catalogue import END, find_outcome
from sim.parameters.schema import Grade, Text

Direction = Literal["increase", "decrease", "stable", "open"]
ClaimKind = Literal["projection", "goal", "direction", "reported"]
RivalKind = Literal["persistence", "scaled-persistence", "national-rate", "no-effect"]


class RivalTable(Strict):
    """A simple forecast that the model must beat to be worth its trouble.

    persistence: the figure before stays. scaled-persistence: target 1 x target 2 / target 3. national-rate: target 1 x
    the sum of the others x residents aged 0-22 / 1,000. no-effect: nothing changes.
    """

    kind: RivalKind
    value: float
    error: Annotated[float, Field(gt=0, description="standard deviation, chance of small numbers included")]
    needs: list[Key] = Field([], description="targets from which it is computed, in the order of the formula")
    note: Text


class HoldoutRecord(Strict):
    """One observed figure, and the run that it is compared with."""

    outcome: Text
    municipality: Key
    age_band: Annotated[str, Field(pattern=r"^(\d+-\d+|none)$")]
    reason: Reason
    window: Window
    population: Text
    era: Annotated[str, Field(pattern=ERA)]
    value: float
    unit: Text
    error_kind: ErrorKind
    reporting_error: Annotated[float, Field(ge=0, description="standard deviation beyond chance, in the unit")]
    error_reason: Text
    count: Annotated[int, Field(ge=0, description="children behind the figure")] | None = None
    scenario: Key
    base: Key | None = Field(None, description="scenario of comparison, for an outcome that is a difference")
    other_scenarios: list[Key] = Field([], description="shown beside, not scored")
    starts: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="calendar day of t = 0")]
    years: Annotated[float, Field(gt=0, le=60, description="from t = 0 to the figure; the policy period of the run")]
    contamination: str = Field("", description="what makes the figure less than a clean test")
    source: Text
    grade: Grade
    note: str = ""
    rival: RivalTable


class HoldoutFile(RootModel[dict[Key, HoldoutRecord]]):
    """One file of hold-outs: key -> record."""


class ClaimRecord(Strict):
    """A projection, goal or expected direction: confronted with the model, never scored."""

    kind: ClaimKind
    statement: Text
    municipality: Key
    scenario: Key
    outcome: str | None = Field(None, description="outcome that comes nearest; none if the model has none")
    direction: Direction
    value: float | None = Field(None, description="size, if one is given, in the unit")
    unit: str = ""
    age_band: Annotated[str, Field(pattern=r"^(\d+-\d+|none)$")] = "none"
    era: Annotated[str, Field(pattern=ERA)]
    source: Text
    note: str = ""

    @model_validator(mode="after")
    def _value_has_a_unit(self) -> "ClaimRecord":
        if (self.value is None) == bool(self.unit):
            raise ValueError("value and unit go together")
        return self


class ClaimFile(RootModel[dict[Key, ClaimRecord]]):
    """One file of claims: key -> record."""


Problem = tuple[str, object, str, str] | None  # field, value, message, what is allowed


def problem_with_holdout(record: HoldoutRecord, targets: dict[str, TargetRecord]) -> Problem:
    """The first contradiction between a hold-out and the outcome, run or targets that it names, if any."""
    outcome = find_outcome(record.outcome)
    if record.unit != outcome.unit:
        return "unit", record.unit, "not the unit of the outcome", outcome.unit
    if (record.window == "stock") != record.outcome.endswith(END):
        return "window", record.window, "a stock on a day goes with KEY@end, and only with it", "stock with @end"
    if outcome.is_difference == (record.base is None):
        return "base", record.base, "a difference needs a base, anything else has none", "a scenario, or nothing"
    lowest, highest = possible_range(record.outcome)
    if not lowest <= record.value <= highest:
        return "value", record.value, "impossible for this outcome", f"{lowest:g} to {highest:g}"
    missing = [key for key in record.rival.needs if key not in targets]
    if missing:
        return "rival", missing[0], "unknown target", "keys of targets"
    return _unknown_run(record.municipality, [record.scenario, *record.other_scenarios, record.base or record.scenario])


def problem_with_claim(record: ClaimRecord) -> Problem:
    """The first contradiction between a claim and the outcome or run that it names, if any."""
    if record.outcome is not None:
        find_outcome(record.outcome)
    return _unknown_run(record.municipality, [record.scenario])


def _unknown_run(municipality: str, scenarios: list[str]) -> Problem:
    if municipality not in municipality_keys():
        return "municipality", municipality, "unknown municipality", ", ".join(municipality_keys())
    for scenario in scenarios:
        if scenario not in scenario_keys():
            return "scenario", scenario, "unknown scenario", ", ".join(scenario_keys())
    return None
