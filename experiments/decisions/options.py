"""What `rank` can be asked for, checked before anything heavy is imported."""

import math
from dataclasses import dataclass

from experiments.options import REPLICATIONS_MOST, whole
from sim.errors import InputError
from sim.outcomes.catalogue import DIFFERENCE_KEYS, TREATED_KEYS, find_outcome

# outcome that is a difference -> the outcome whose differences it holds, and the sign
LEVELS = {"net_cost_dkk": ("total_cost_dkk", 1.0), "gross_saving_dkk": ("measure_cost_dkk", -1.0)}
USUAL_OUTCOME = "net_cost_dkk"
ZONE_SHARE = 0.01  # of the base's value: the indifference zone where none is given
MOST_USUAL = 2000


@dataclass(frozen=True)
class RankOptions:
    """Outcomes to rank by; zone and tolerance in their unit; how sure the choice must be; replications at most."""

    outcomes: tuple[str, ...]
    indifference: float | None = None
    confidence: float = 0.95
    most: int = MOST_USUAL
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        for key in self.outcomes:
            check_outcome(key)
        if self.indifference is not None and not (math.isfinite(self.indifference) and self.indifference > 0.0):
            raise _bad("--indifference", self.indifference, "a number above 0, in the unit of the outcome")
        if not 0.5 < self.confidence < 1.0:
            raise _bad("--confidence", self.confidence, "above 0.5 and below 1")
        if not (math.isfinite(self.tolerance) and self.tolerance >= 0.0):
            raise _bad("--tolerance", self.tolerance, "0 or more, in the unit of the outcome")
        whole("--most", self.most, 4, REPLICATIONS_MOST)


def _bad(field: str, value: float, allowed: str) -> InputError:
    return InputError("out of bounds", field=field, value=value, allowed=allowed)


def check_outcome(key: str) -> None:
    """An outcome that scenarios can be ranked by has a better side and a value in every run."""
    outcome = find_outcome(key)
    problem = InputError("cannot be ranked by", field="--outcome", value=key)
    if outcome.better == "neutral":
        problem.message = "neither more nor less of it is better, so nothing can be best in it"
        problem.allowed = "an outcome with a better side (see `sagstal outcomes`)"
        raise problem
    if key in TREATED_KEYS:
        problem.allowed = "outcomes of all children: who is covered differs between scenarios"
        raise problem
    if key in DIFFERENCE_KEYS and key not in LEVELS:
        problem.allowed = f"{', '.join(LEVELS)}, or an outcome of single runs"
        raise problem


def level_of(key: str) -> tuple[str, float]:
    """The outcome of single runs behind a key, and the sign with which it counts."""
    return LEVELS.get(key, (key, 1.0))
