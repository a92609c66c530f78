"""What the evaluator reads of each child, and what is true of it: one number per child."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.randomness import uniform
from sim.rules.measurement import categorised_need, has_sdq, registered_step, sdq_total
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import FIRST_PLACEMENT, STEP_OF_MEASURE, Kind, Status, Stream

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]
Children = NDArray[Any]
ONCE = 1
STEPS = np.array(STEP_OF_MEASURE)


@dataclass(frozen=True)
class Look:
    """One look at children: when, with which quarter's random numbers, by readers who know of a policy or not.

    The random numbers are those of the ledger's readings of that quarter; quarter 0 is policy start.
    """

    parameters: Any
    seed: int
    replication: int
    now: float
    quarter: int
    expects: bool = False

    def draw(self, child: int, stream: int, number: int | None = None) -> float:
        """The child's random number for this look, or for every look."""
        which = self.quarter if number is None else number
        u: float = uniform(self.seed, self.replication, int(Kind.CHILD), int(child), int(stream), which)
        return u


def ages(children: Children, now: float) -> Values:
    """Ages in years."""
    years: Values = (now - children["born"]) / DAYS_PER_YEAR
    return years


def _with_case(children: Children, look: Look) -> Mask:
    known: Mask = children["status"] == Status.OPEN
    return known


def _all(children: Children, look: Look) -> Mask:
    return np.ones(len(children), bool)


def _aged_0_17(children: Children, look: Look) -> Mask:
    young: Mask = ages(children, look.now) < 18.0
    return young


def _with_sdq(children: Children, look: Look) -> Mask:
    asked = np.array([has_sdq(age) for age in ages(children, look.now)], bool)
    both: Mask = asked & _with_case(children, look)
    return both


def _placed(children: Children, look: Look) -> Values:
    placed: Values = (children["measure"] >= FIRST_PLACEMENT).astype(float)
    return placed


def _placed_this_year(children: Children, look: Look) -> Values:
    """Placed for less than a year now: unlike the stock, other children than those of a year or more before."""
    new: Values = _placed(children, look) * (children["placed_since"] > look.now - DAYS_PER_YEAR)
    return new


def _true_step(children: Children, look: Look) -> Values:
    steps: Values = STEPS[children["measure"]].astype(float)
    return steps


def _true_need(children: Children, look: Look) -> Values:
    need: Values = children["need"].astype(float)
    return need


def _mean_sdq(children: Children, look: Look) -> Values:
    p = look.parameters[0]
    means: Values = p["sdq_by_need"][children["need"]] + p["sdq_impairment_points"][children["impairment"]]
    return means


def _step(child: Any, look: Look) -> float:
    u = look.draw(child["id"], Stream.STEP_REGISTRATION)
    return float(registered_step(look.parameters, u, STEP_OF_MEASURE[child["measure"]]))


def _need(child: Any, look: Look) -> float:
    u = look.draw(child["id"], Stream.CATEGORISATION)
    return float(categorised_need(look.parameters, u, int(child["need"]), look.expects))


def _sdq(child: Any, look: Look) -> float:
    person, noise = look.draw(child["id"], Stream.SDQ_PERSON, ONCE), look.draw(child["id"], Stream.SDQ_NOISE)
    return float(sdq_total(look.parameters, int(child["need"]), int(child["impairment"]), person, noise))


def _each(read: Callable[[Any, Look], float]) -> Callable[[Children, Look], Values]:
    return lambda children, look: np.array([read(child, look) for child in children], float)


@dataclass(frozen=True)
class Measured:
    """An outcome: of whom it is known in a district and among children who are followed, how it is read, what is true.

    Times `scale` it is in `unit`. The registers know the step of everybody who still lives there, case or not.
    """

    unit: str
    scale: float
    known: Callable[[Children, Look], Mask]
    followed: Callable[[Children, Look], Mask]
    read: Callable[[Children, Look], Values]
    true: Callable[[Children, Look], Values]


MEASURED: dict[str, Measured] = {
    "placed": Measured("per 1,000", 1000.0, _aged_0_17, _all, _placed, _placed),
    "placed-this-year": Measured("per 1,000", 1000.0, _aged_0_17, _all, _placed_this_year, _placed_this_year),
    "step": Measured("step 0-8", 1.0, _with_case, _all, _each(_step), _true_step),
    "need": Measured("category 1-5", 1.0, _with_case, _with_case, _each(_need), _true_need),
    "sdq": Measured("points 0-40", 1.0, _with_sdq, _with_sdq, _each(_sdq), _mean_sdq),
}
