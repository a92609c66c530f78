"""Worlds of the compiled engine in which nothing happens but what a check switches on."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from os import cpu_count
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.build import build
from sim.engines.compiled.clocks import cancel
from sim.engines.setup import FRAILTY_POINTS, Part, Setup
from sim.jit import jit
from sim.outcomes.ledger import N_BANDS, NEED_BAND
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever, usual_levers
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Clock

SEED = 20150901
ALL_CASES = 1e9  # a caseload so large that `fewest_posts` alone decides the number of desks
Result = TypeVar("Result")

# parameters that stop a process or take its effect away, by their names inside the model
_OFF: dict[str, float] = {
    "need_rise_per_day": 0.0, "need_fall_per_day": 0.0, "need_age_factor": 1.0, "coping_need_factor": 1.0,
    "birth_need_share": 0.0, "impairment_share": 0.0, "coping_strain_per_day": 0.0, "p_kin_able": 0.0,
    "benefit_exit_per_day": 0.0, "education_to_work_per_day": 0.0,
    "entrenchment_per_day": 0.0, "contact_effect": 0.0, "continuity_effect": 0.0,
    "notification_per_day": 0.0, "notification_need_factor": 1.0, "notification_offspring": 0.0,
    "p_notification_forwards_follow_up": 0.0, "p_misread": 0.0, "p_screen_assessment": 0.0,
    "p_screen_early_help": 0.0, "p_screen_acute": 0.0, "p_assessment_lapses": 0.0, "p_place": 0.0,
    "place_coping_factor": 1.0, "p_revise": 0.0, "p_revise_placement": 0.0,
    "p_close_at_declining": 1.0, "p_course_choice": 0.0,
    "breakdown_per_day": 0.0,
    "home_recruitment_per_day": 0.0, "p_acute_foster": 0.0, "price_ore_per_day": 0.0, "price_cv": 0.0,
    "absences_per_day": 0.0, "resignation_per_day": 0.0, "background_hours_per_day": 0.0, "share_meetings": 0.0,
    "productivity_new": 1.0, "session_hours": 1e9, "work_hours_per_day": 1e6, "reception_work_share": 1e9,
    "fewest_posts": 1.0, "assessment_caseload": ALL_CASES,
}  # fmt: skip


@dataclass(frozen=True)
class Inputs:
    """What an engine is given: residents, parameters (inside names and units), one part's figures, levers, teams."""

    residents: float
    parameters: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[Lever, float] = field(default_factory=dict)
    reception: bool = True

    def but(self, **parameters: Any) -> "Inputs":
        """A copy with other parameters."""
        return replace(self, parameters={**self.parameters, **parameters})

    def setup(self) -> Setup:
        """The numbers of this world as the engine takes them."""
        levers = usual_levers(ALL_CASES, 60.0, 0.0)
        for lever, value in self.levers.items():
            levers[:, lever] = value
        return Setup(
            residents=self.residents, homes_usual=0.0, growth_per_day=0.0, n_districts=1, n_schools=1.0,
            n_day_cares=0.0, by_age=False, impairment_team=False, reception_team=self.reception,
            assessment_team=False, parts=(self._part(),), levers=levers, frailty=np.ones(FRAILTY_POINTS),
            parameters=self._parameters(),
        )  # fmt: skip

    def _part(self) -> Part:
        plain = {"share": 1.0, "level": 1.0, "notification": 1.0, "impairment": 0.0, "propensity": 1.0}
        none = {"benefits": 0.0, "migrant_benefits": 0.0, "emigration_per_day": 0.0}
        return Part(**{**plain, **none, **self.figures})

    def _parameters(self) -> NDArray[Any]:
        packed = load_parameters().pack()
        for name, value in {**_OFF, **self.parameters}.items():
            packed[name][0] = value
        return packed


Planted = Callable[[Inputs], Inputs]


def as_given(inputs: Inputs) -> Inputs:
    """The engine gets what the theory knows: nothing is planted."""
    return inputs


@dataclass(frozen=True)
class Span:
    """Simulated time: from `start` to `end` [years], the ledger from year 0; room for so many log rows."""

    start_years: float
    end_years: float
    log_rows: int = 0

    @property
    def end_days(self) -> float:
        """End of the run [day]."""
        return self.end_years * DAYS_PER_YEAR


def populated(inputs: Inputs, span: Span, replication: int) -> Any:
    """The engine's world for these inputs, at the start of its run."""
    return build(
        inputs.setup(), seed=SEED, replication=replication, agency=0, start_days=span.start_years * DAYS_PER_YEAR,
        origin=0.0, n_months=int(np.ceil(span.end_years * 12 - 1e-9)), n_log=span.log_rows,
    )  # fmt: skip


@jit("void(W,i8)")
def freeze(w, n):  # type: ignore[no-untyped-def]
    """Stop demography, and let only the first `n` children notify: a population of known, constant size."""
    g = w.g[0]
    cancel(w, Clock.NEW_FAMILY, 0)
    cancel(w, Clock.IN_MIGRATION, 0)
    for f in range(g.n_families):
        cancel(w, Clock.BIRTH, f)
        cancel(w, Clock.MOVE_OUT, f)
    for c in range(g.n_children):
        cancel(w, Clock.AGE, c)
        if c >= n:
            cancel(w, Clock.NOTIFICATION, c)


def replicate(run: Callable[[int], Result], n: int) -> list[Result]:
    """Run replications 0 to n-1 on all processors: compiled code releases the interpreter."""
    with ThreadPoolExecutor(max_workers=cpu_count() or 1) as pool:
        return list(pool.map(run, range(n)))


# ---- reading a world
def stock(world: Any, keys: Iterable[int]) -> NDArray[np.float64]:
    """Integral of stocks over each month [unit-days], summed over keys."""
    return np.asarray(world.ledger.acc[:, list(keys)].sum(axis=1))


def resident_keys(bands: Iterable[int], needs: Iterable[int] = range(5)) -> list[int]:
    """Keys of residents of these age bands and needs."""
    return [NEED_BAND + need * N_BANDS + band for need in needs for band in bands]


def rows(world: Any) -> Any:
    """Rows of the event log in the order of events."""
    return world.log[: int(world.g[0]["n_log"])]


def by_child(log: Any, events: tuple[int, ...]) -> Any:
    """Rows of some events, child by child, each child's in the order of time."""
    kept = log[np.isin(log["event"], events)]
    return kept[np.argsort(kept["child"], kind="stable")]
