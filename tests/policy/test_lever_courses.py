"""Dated changes of levers become the steps that were meant: ramps, ends, and changes that overlap."""

from collections.abc import Iterator

import pytest

from sim.catalogue.load import load_municipality
from sim.engines.setup import lever_steps, make_setup
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import LeverChange
from sim.units import DAYS_PER_MONTH

MONTH = DAYS_PER_MONTH
USUAL = 33.0  # cases per post in Ishøj
COST = Lever.FURTHER_COST_DKK_PER_YEAR


@pytest.fixture(scope="module")
def usual() -> Iterator[object]:
    yield make_setup(load_municipality("ishoej"), load_parameters()).levers


def course(usual: object, *changes: tuple[float, float, float, float | None]) -> list[tuple[float, float]]:
    """(day, value) of the caseload's steps under changes (value, start, ramp, end)."""
    steps = lever_steps([LeverChange(Lever.CASELOAD, *change) for change in changes], usual)  # type: ignore[arg-type]
    assert all(step.arm == 1 for step in steps)
    return [(pytest.approx(step.time), pytest.approx(step.value)) for step in steps]


def test_a_change_holds_from_its_start_to_its_end(usual: object) -> None:
    assert course(usual, (20, 100, 0, 300)) == [(100, 20), (300, USUAL)]


@pytest.mark.parametrize("ramp", [10.0, 45.0, 200.0, 365.25])
def test_a_ramp_ends_exactly_on_its_last_day(usual: object, ramp: float) -> None:
    (*before, last) = course(usual, (20, 100, ramp, None))
    assert last == (100 + ramp, 20)
    assert before == [
        (100 + k * MONTH, USUAL + (20 - USUAL) * k * MONTH / ramp) for k in range(1, 13) if k * MONTH < ramp - 1e-6
    ]


def test_a_ramp_of_whole_months_goes_by_equal_steps(usual: object) -> None:
    assert course(usual, (30, 0, 3 * MONTH, None)) == [(MONTH, 32), (2 * MONTH, 31), (3 * MONTH, 30)]


def test_a_ramp_after_an_end_starts_from_the_usual_value(usual: object) -> None:
    assert course(usual, (20, 0, 0, 100), (35, 200, 2 * MONTH, None)) == [
        (0, 20),
        (100, USUAL),
        (200 + MONTH, 34),
        (200 + 2 * MONTH, 35),
    ]


def test_a_ramp_on_the_day_of_an_end_starts_from_the_usual_value(usual: object) -> None:
    assert course(usual, (20, 0, 0, 200), (35, 200, 2 * MONTH, None))[1:] == [
        (200, USUAL),
        (200 + MONTH, 34),
        (200 + 2 * MONTH, 35),
    ]


def test_the_end_of_an_earlier_change_does_nothing_once_a_later_one_has_begun(usual: object) -> None:
    assert course(usual, (20, 0, 0, 300), (25, 100, 0, None)) == [(0, 20), (100, 25)]
    assert course(usual, (20, 0, 0, 300), (25, 100, 0, 200)) == [(0, 20), (100, 25), (200, USUAL)]


def test_the_order_in_the_file_does_not_matter(usual: object) -> None:
    assert course(usual, (25, 100, 0, None), (20, 0, 0, 300)) == [(0, 20), (100, 25)]


def test_a_later_change_interrupts_a_ramp_and_goes_on_from_there(usual: object) -> None:
    steps = course(usual, (21, 0, 12 * MONTH, None), (33, 2.5 * MONTH, 2 * MONTH, None))
    assert steps == [(MONTH, 32), (2 * MONTH, 31), (3.5 * MONTH, 32), (4.5 * MONTH, 33)]


def test_a_change_to_the_value_that_a_lever_has_is_dropped(usual: object) -> None:
    assert course(usual, (USUAL, 0, 0, 100), (20, 200, 0, None), (20, 300, 0, None)) == [(200, 20)]


def test_steps_of_several_levers_come_in_order(usual: object) -> None:
    steps = lever_steps([LeverChange(COST, 5.0, 50.0), LeverChange(Lever.CASELOAD, 20.0, 0.0, 0.0, 50.0)], usual)  # type: ignore[arg-type]
    assert [(s.time, s.lever, s.arm) for s in steps] == [
        (0, Lever.CASELOAD, 1),
        (50, Lever.CASELOAD, 1),
        (50, COST, -1),
    ]
