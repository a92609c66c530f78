"""The schema of a definition, as people write it: `experiments/definitions/*.toml` and files of their own."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from experiments.options import REPLICATIONS_MOST, SEED_MOST, YEARS_LEAST, YEARS_MOST
from sim.catalogue.schema import Key
from sim.input_file import Strict
from sim.parameters.schema import Text

Kind = Literal["grid", "list", "latin-hypercube", "sobol"]
WRITTEN_OUT = ("grid", "list")
POINTS_MOST = 65_536
POINT, AS_IS = -1, "as-is"

_AXES = {"type": "object", "additionalProperties": {"anyOf": [{"type": "array"}, {"type": "object"}]}}
_RANGES = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            {"const": "prior"},
            {"type": "object"},
        ]
    },
}
Values = Annotated[dict[str, Any], Field(default_factory=dict, json_schema_extra=_AXES)]
Ranges = Annotated[dict[str, Any], Field(default_factory=dict, json_schema_extra=_RANGES)]


class Design(Strict):
    """Values along named axes: `grid` crosses them, `list` takes them side by side, the others sample `ranges`."""

    design: Kind
    values: Values
    ranges: Ranges
    points: Annotated[int, Field(ge=1, le=POINTS_MOST)] | None = None

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Design":
        written = self.design in WRITTEN_OUT
        if written and (not self.values or self.ranges or self.points is not None):
            raise ValueError(f"a design of kind {self.design} needs values, and neither ranges nor points")
        if not written and (self.values or not self.ranges or self.points is None):
            raise ValueError(f"a design of kind {self.design} needs ranges and points, and no values")
        return self


class LeverDesign(Design):
    """Levers set from policy start, on top of the named scenarios; without names, of the first."""

    scenarios: list[Text] = Field(default_factory=list)


class ParameterDesign(Design):
    """Parameters set in the whole world, warm-up included; the range "prior" goes through the prior's quantiles."""


class Structure(Strict):
    """Structural variants by key, each a world of its own."""

    variants: list[Text] = Field(default_factory=lambda: [AS_IS], min_length=1)


class Keep(Strict):
    """Which files beside the runs: monthly series of some outcomes, and outcomes by group over the whole period."""

    series: Literal["all", "none"] | list[Text] = "all"
    groups: bool = False


class DefinitionFile(Strict):
    """A definition: what is crossed with what, for how long, how often, and what is kept."""

    name: Key
    title_en: Text
    title_da: Text
    question_en: Text
    question_da: Text
    municipalities: Annotated[list[Text], Field(min_length=1)]
    scenarios: Annotated[list[Text], Field(min_length=1, description="the first is the base of differences")]
    where_senseless: Literal["skip", "refuse"] = "refuse"
    years: Annotated[float, Field(ge=YEARS_LEAST, le=YEARS_MOST)] = 5.0
    replications: Annotated[int, Field(ge=1, le=REPLICATIONS_MOST)] = 200
    seed: Annotated[int, Field(ge=0, le=SEED_MOST)] = 1
    draws: Literal["point", "prior", "posterior"] = "posterior"
    engine: Literal["compiled", "reference"] = "compiled"
    settings: list[Text] = Field(default_factory=list, description="as --set: PARAMETER=VALUE or lever.NAME=VALUE")
    keep: Keep = Field(default_factory=Keep)
    structure: Structure = Field(default_factory=Structure)
    levers: list[LeverDesign] = Field(default_factory=list)
    parameters: list[ParameterDesign] = Field(default_factory=list)
