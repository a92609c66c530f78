"""The engine agrees with theory, and every check notices a mistake that is planted in what the engine gets."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from experiments.verification.competing import check_competing
from experiments.verification.courses import SEATS, check_courses
from experiments.verification.cycles import check_cycles
from experiments.verification.need import AGE_FACTOR, check_need
from experiments.verification.notifications import check_notifications
from experiments.verification.population import check_population
from experiments.verification.priorities import check_priorities
from experiments.verification.result import Check
from experiments.verification.servers import check_one_desk, check_pooled_desks
from experiments.verification.worlds import Inputs
from experiments.verify import run_checks
from sim.policy.levers import Lever
from sim.vocabulary import Task

pytestmark = pytest.mark.slow
FEW = 6  # replications: enough to see a planted mistake


def times(name: str, factor: float) -> Callable[[Inputs], Inputs]:
    """A wrong rate, length or price: the engine gets a multiple."""
    return lambda inputs: inputs.but(**{name: np.asarray(inputs.parameters[name]) * factor})


def with_value(name: str, value: object) -> Callable[[Inputs], Inputs]:
    """The engine gets another value."""
    return lambda inputs: inputs.but(**{name: value})


def more_residents(inputs: Inputs) -> Inputs:
    """Too many births and moves."""
    return replace(inputs, residents=inputs.residents * 1.05)


def assessments_first(inputs: Inputs) -> Inputs:
    """Swapped priorities: the legal weight puts assessments before everything else."""
    weights = np.zeros(9)
    weights[Task.ASSESSMENT] = 1e7
    return inputs.but(structure_queue_order=1.0, legal_weight_days=weights)


def median_for_mean(inputs: Inputs) -> Inputs:
    """Hours whose median, not mean, is the one meant."""
    factor = np.sqrt(1.0 + np.asarray(inputs.parameters["task_hours_cv"]) ** 2)
    return inputs.but(task_hours=np.asarray(inputs.parameters["task_hours"]) * factor)


def moves_out_too_soon(inputs: Inputs) -> Inputs:
    """A wrong municipal figure: families leave a tenth sooner."""
    return replace(inputs, figures={"emigration_per_day": inputs.figures["emigration_per_day"] * 1.1})


def one_more_seat(lever: Lever) -> Callable[[Inputs], Inputs]:
    """A capacity that is off by one."""
    return lambda inputs: replace(inputs, levers={**inputs.levers, lever: inputs.levers[lever] + 1.0})


class Mistake(NamedTuple):
    """A planted mistake and the words in the names of the checks that must notice it."""

    check: Callable[..., list[Check]]
    planted: Callable[[Inputs], Inputs]
    noticed_by: tuple[str, ...]


NEED = ("1 thriving", "2 declining", "3 vulnerable", "4a exposed", "4b endangered")
MISTAKES = {
    "age band off by one": Mistake(check_need, with_value("need_age_factor", np.roll(AGE_FACTOR, 1)), NEED),
    "need rises too fast": Mistake(check_need, times("need_rise_per_day", 1.1), (NEED[0], NEED[4])),
    "too many births": Mistake(check_population, more_residents, ("0-17", "0-2", "15-17")),
    "rise too fast": Mistake(check_competing, times("need_rise_per_day", 1.1), ("rising", "moving out", "days")),
    "families leave too soon": Mistake(check_competing, moves_out_too_soon, ("moving out", "days")),
    "excitation too strong": Mistake(
        check_notifications, times("notification_offspring", 1.1), (", mean", ", variance")
    ),
    "excitation too short": Mistake(check_notifications, times("notification_decay_per_day", 0.8), (", variance",)),
    "priorities swapped": Mistake(check_priorities, assessments_first, ("first priority", "second priority")),
    "median for mean": Mistake(check_priorities, median_for_mean, ("first priority", "second priority")),
    "desk too fast": Mistake(check_one_desk, times("work_hours_per_day", 1.1), ("M/M/1",)),
    "one desk too many": Mistake(check_pooled_desks, with_value("fewest_posts", 4.0), ("M/M/c",)),
    "too many notifications": Mistake(
        check_cycles, times("notification_per_day", 1.1), ("cases opened", "open cases", "month, mean", "variance")
    ),
    "follow-ups too late": Mistake(check_cycles, times("booking_mean_days", 1.1), ("open cases", "month, mean")),
    "everybody at the mean price": Mistake(check_cycles, with_value("price_cv", 0.0), ("variance",)),
}


def named(checks: list[Check], words: str) -> Check:
    """The one check whose name has these words."""
    (found,) = [check for check in checks if words in str(check["name"])]
    return found


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    """All checks on the engine as it is."""
    return run_checks()


def test_the_engine_agrees_with_theory(checks: list[Check]) -> None:
    """Every check passes."""
    assert [check for check in checks if not check["passed"]] == []


def test_reports_have_the_fields_of_the_interface(checks: list[Check]) -> None:
    """Names are unique, and every report has the same fields."""
    assert len({check["name"] for check in checks}) == len(checks)
    fields = {"name", "expected", "observed", "z", "half_width_relative", "passed"}
    assert all(set(check) == fields for check in checks)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_mistake_is_noticed(name: str) -> None:
    """The engine gets something else than the theory: |z| is beyond the limit."""
    mistake = MISTAKES[name]
    found = mistake.check(mistake.planted, replications=FEW)
    for words in mistake.noticed_by:
        check = named(found, words)
        assert not check["passed"], check
        assert abs(check["z"]) > 4, check


@pytest.mark.parametrize("name", SEATS)
def test_a_course_with_one_more_seat_is_noticed(name: str) -> None:
    """Capacity is exact: one start more in one year fails."""
    found = check_courses(one_more_seat(SEATS[name][0]))
    assert [check["name"] for check in found if not check["passed"]] == [f"starts of {name} courses in a year (seats)"]


def test_every_check_has_a_planted_mistake(checks: list[Check]) -> None:
    """No check is trusted that has not been seen to fail."""
    words = {word for mistake in MISTAKES.values() for word in mistake.noticed_by} | {"courses"}
    assert [check["name"] for check in checks if not any(word in check["name"] for word in words)] == []
