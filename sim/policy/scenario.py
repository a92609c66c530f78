"""A scenario: dated changes of levers, whom they cover, and perhaps a project team. Frozen data."""

from dataclasses import dataclass, field, replace

from sim.policy.levers import Lever
from sim.policy.projection import Projection
from sim.vocabulary import Coverage

STAFFING = (Lever.CASELOAD, Lever.EXTRA_POSTS)
STAFFS_NOBODY = "caseload and extra_posts for some of the children need [project] or coverage by districts"


@dataclass(frozen=True)
class LeverChange:
    """A lever set to a value from `start_days` after policy start, reached over `ramp_days`, until `end_days`.

    `for_everybody`: it acts on all children, also where the policy covers some.
    """

    lever: Lever
    value: float
    start_days: float = 0.0
    ramp_days: float = 0.0
    end_days: float | None = None
    for_everybody: bool = False


@dataclass(frozen=True)
class Eligibility:
    """Which children a policy can cover: ages in years [from, to), needs, impairment, parents on benefits.

    `or_placed`: a placed child is eligible whatever its need.
    """

    age_from_years: float = 0.0
    age_to_years: float = 23.0
    lowest_need: int = 0
    only_impaired: bool = False
    only_parents_on_benefits: bool = False
    only_placed: bool = False
    or_placed: bool = False


@dataclass(frozen=True)
class Project:
    """A project team: desks that hold only covered children's cases."""

    existing_desks: int
    new_desks: int
    drop_others_on_new: bool = False


@dataclass(frozen=True)
class Scenario:
    """A policy as data. `share` of the districts, counted from `first_district`; `n_children` is the size of a lottery,
    `n_families` how many families a nomination covers at any time.

    `projections`: what the source expected; shown beside what is simulated, read by no engine.
    `only_labels`: whom it covers is drawn and counted, but nothing is done: the covered children's untreated lives.
    """

    key: str
    name_en: str
    name_da: str
    source: str
    summary_en: str = ""
    summary_da: str = ""
    assumed: tuple[str, ...] = ()
    municipality: str = "ishoej"
    variant_of: str = ""
    coverage: Coverage = Coverage.ALL
    share: float = 1.0
    first_district: int = 0
    n_children: int = 0
    n_families: int = 0
    eligibility: Eligibility = field(default_factory=Eligibility)
    project: Project | None = None
    changes: tuple[LeverChange, ...] = ()
    only_labels: bool = False
    projections: tuple[Projection, ...] = ()

    @property
    def covers_all(self) -> bool:
        """Whether every child is covered at any time."""
        return self.coverage == Coverage.ALL and self.eligibility == Eligibility()

    @property
    def staffs_all(self) -> bool:
        """Whether levers of staffing set the posts of all teams, not those of a team of the covered children."""
        return self.covers_all and self.project is None

    @property
    def staffs_nobody(self) -> bool:
        """Whether it sets posts for some children who have no team of their own: that would do nothing."""
        has_team = self.staffs_all or self.project is not None or self.coverage == Coverage.DISTRICTS
        return not has_team and any(change.lever in STAFFING for change in self.changes)

    def untreated(self, base: "Scenario") -> "Scenario":
        """The base with this scenario's coverage as labels only."""
        return replace(
            base,
            coverage=self.coverage,
            share=self.share,
            first_district=self.first_district,
            n_children=self.n_children,
            n_families=self.n_families,
            eligibility=self.eligibility,
            project=self.project,
            only_labels=True,
        )
