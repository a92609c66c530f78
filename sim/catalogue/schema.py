"""Schemas of municipality and scenario files, as people write them."""

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, create_model, field_validator, model_validator

from sim.catalogue.figures import FIGURES, FigureInfo
from sim.input_file import Strict
from sim.parameters.labels import names
from sim.parameters.priors import parse_prior
from sim.parameters.schema import Grade, Text
from sim.policy.projection import ProjectionKind
from sim.vocabulary import Need

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="lower case, with hyphens")]
Share = Annotated[float, Field(ge=0, le=1)]
Months = Annotated[float, Field(ge=0, le=720)]
AgeYears = Annotated[float, Field(ge=0, le=23)]
Dkk = Annotated[float, Field(ge=-1e11, le=1e11)]
CalendarYear = Annotated[int, Field(ge=1980, le=2100)]
Desks = Annotated[int, Field(ge=0, le=500)]


class FigureFields(Strict):
    """A cited figure; unit and bounds follow from which figure it is."""

    value: float
    unit: Text
    source: Text
    grade: Grade
    population: Text
    year: Text
    note: str = ""
    prior: str = "fixed"

    @field_validator("prior")
    @classmethod
    def _prior_is_known(cls, text: str) -> str:
        parse_prior(text)
        return text


class CountFields(FigureFields):
    """A figure that counts whole things."""

    @field_validator("value")
    @classmethod
    def _value_is_whole(cls, value: float) -> float:
        if value != int(value):
            raise ValueError("a count must be a whole number")
        return value


# the checker knows only calls of create_model whose fields are written out
_create: Any = create_model


def _figure_model(key: str, info: FigureInfo) -> Any:
    value = Annotated[float, Field(ge=info.low, le=info.high, description=info.meaning)]
    return _create(
        key,
        __base__=CountFields if info.is_whole else FigureFields,
        __doc__=info.meaning,
        value=(value, ...),
        unit=(Literal[info.unit], ...),
    )


# built from the table of figures, so that bounds and units stand once
FiguresTable: Any = _create(
    "FiguresTable",
    __base__=Strict,
    __doc__="The figures of a municipality, each with its evidence.",
    **{key: (_figure_model(key, info), ...) for key, info in FIGURES.items()},
)


class TeamsTable(Strict):
    """Which teams exist; the work of a missing one is done by the family teams."""

    reception: bool
    assessment: bool
    by_age: bool
    impairment: bool
    acute: bool
    note: str = ""


class MunicipalityFile(Strict):
    """A municipality file."""

    key: Key
    name_en: Text
    name_da: Text
    summary_en: Text
    summary_da: Text
    source: Text
    has_placement_target: bool
    is_covered_area: bool = Field(False, description="a policy by districts covers the whole of it")
    parts: list[str] = Field([], description="keys of the municipalities that one agency serves")
    posterior: str = Field("", description="Parquet file with draws of its own, beside this file")
    teams: TeamsTable
    figures: FiguresTable


class CoverageTable(Strict):
    """Whom the policy covers."""

    kind: Literal["all", "lottery", "districts", "nomination"] = "all"
    share: Share = Field(1.0, description="share of the school districts, for kind = 'districts'")
    n_children: Annotated[int, Field(ge=0, le=100_000)] = Field(0, description="children drawn, for kind = 'lottery'")
    n_families: Annotated[int, Field(ge=0, le=100_000)] = Field(
        0, description="families at any time, for kind = 'nomination'"
    )

    @model_validator(mode="after")
    def _is_complete(self) -> "CoverageTable":
        if (self.kind == "lottery") != (self.n_children > 0):
            raise ValueError("n_children of 1 or more goes with kind = 'lottery', and only with it")
        if (self.kind == "nomination") != (self.n_families > 0):
            raise ValueError("n_families of 1 or more goes with kind = 'nomination', and only with it")
        if self.kind == "districts" and self.share <= 0.0:
            raise ValueError("kind = 'districts' needs a share above 0")
        return self


class EligibilityTable(Strict):
    """Which children the policy can cover."""

    age_from_years: AgeYears = 0.0
    age_to_years: AgeYears = 23.0
    lowest_need: Literal[names(Need)] = "thriving"  # type: ignore[valid-type]
    only_impaired: bool = False
    only_parents_on_benefits: bool = False
    only_placed: bool = False
    or_placed: bool = Field(False, description="a placed child is eligible whatever its need")

    @model_validator(mode="after")
    def _ages_are_in_order(self) -> "EligibilityTable":
        if self.age_from_years >= self.age_to_years:
            raise ValueError("age_from_years must be below age_to_years")
        return self


class ProjectTable(Strict):
    """A project team: desks that hold only covered children's cases."""

    existing_desks: Desks
    new_desks: Desks
    drop_others_on_new: bool = Field(False, description="the existing workers' other cases go to the new ones")

    @model_validator(mode="after")
    def _has_desks(self) -> "ProjectTable":
        if self.existing_desks + self.new_desks == 0:
            raise ValueError("a project needs at least one desk")
        return self


class ChangeTable(Strict):
    """A lever set to a value; times count from policy start."""

    lever: str
    value: float | bool | str
    unit: str = Field("", description="checked against the lever's unit where given")
    start_months: Months = 0.0
    ramp_months: Months = 0.0
    for_everybody: bool = Field(False, description="acts on all children, also where the policy covers some")
    end_months: Months | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> "ChangeTable":
        if self.end_months is not None and self.end_months <= self.start_months + self.ramp_months:
            raise ValueError("end_months must be later than start_months + ramp_months")
        return self


class ProjectionTable(Strict):
    """What the source projected for consecutive years of the policy: a claim, confronted with what is simulated."""

    kind: Literal[tuple(kind.value for kind in ProjectionKind)] = Field(  # type: ignore[valid-type]
        description="cost: of the effort, grant included; investment: cost less grant; gross_saving: positive is less "
        "spent on measures; net: investment less gross_saving, positive is a cost to the municipality"
    )
    values: list[Dkk] = Field(min_length=1, description="one sum per year, the first for `year`")
    unit: Literal["DKK"]
    year: Annotated[int, Field(ge=-10, le=59)] = Field(
        description="year of the first sum, counted from policy start: 0 is the first year of the policy"
    )
    calendar_year: CalendarYear = Field(description="what the source calls the year of the first sum")
    price_year: CalendarYear = Field(description="year of the prices in which the source counts")
    source: Text


class ScenarioFile(Strict):
    """A scenario written out."""

    key: Key
    name_en: Text
    name_da: Text
    summary_en: Text
    summary_da: Text
    source: Text
    municipality: str = Field("", description="where it runs by default; nothing: anywhere")
    variant_of: str = ""
    assumed: list[Text] = Field([], description="what the source does not say and was assumed")
    coverage: CoverageTable = CoverageTable()
    eligibility: EligibilityTable = EligibilityTable()
    project: ProjectTable | None = None
    changes: list[ChangeTable] = Field([])
    projection: list[ProjectionTable] = Field(
        [], description="what the source projected; a variant without any has those of the scenario it varies"
    )


class SameAsFile(Strict):
    """A plain key that stands for one of its variants."""

    key: Key
    same_as: Key
    name_en: Text
    name_da: Text
    summary_en: str = ""
    summary_da: str = ""


class AnyScenarioFile(RootModel[SameAsFile | ScenarioFile]):
    """A scenario file: written out, or the name of the variant it stands for."""
