"""Courses with yearly seats: with far more children waiting than seats, every seat is used and none is used twice."""

from experiments.verification.result import Check, exact
from experiments.verification.worlds import Inputs, Planted, Span, as_given, freeze, populated
from sim.engines.compiled.build import run_until
from sim.outcomes.ledger import N_STOCKS, Flow
from sim.policy.levers import Lever
from sim.units import DAYS_PER_YEAR, MONTHS_PER_YEAR

SEATS = {
    "early": (Lever.COURSES_EARLY_PER_YEAR, Flow.COURSES_EARLY, 7),
    "home-based": (Lever.COURSES_HOME_PER_YEAR, Flow.COURSES_HOME, 11),
    "parent training": (Lever.COURSES_PARENT_TRAINING_PER_YEAR, Flow.COURSES_PARENT_TRAINING, 5),
}
YEARS = 12
SPAN = Span(-3.0, float(YEARS))


def check_courses(planted: Planted = as_given) -> list[Check]:
    """Course starts in each of twelve years; reported is the year furthest from the number of seats."""
    inputs = planted(Inputs(
        1000,
        {
            "first_need_share": [0.0, 0.0, 0.5, 0.5, 0.0],
            "notification_per_day": 2.0 / DAYS_PER_YEAR / 8.0,
            "p_screen_assessment": 1.0,
            "p_course_choice": 1.0,
            "fewest_posts": 8.0,
        },
        levers={lever: float(seats) for lever, _, seats in SEATS.values()},
    ))  # fmt: skip
    world = populated(inputs, SPAN, 0)
    freeze(world, len(world.child))
    run_until(world, SPAN.end_days)
    checks = []
    for name, (_, flow, seats) in SEATS.items():
        starts = world.ledger.acc[:, N_STOCKS + flow].reshape(YEARS, MONTHS_PER_YEAR).sum(axis=1)
        furthest = starts[abs(starts - seats).argmax()]
        checks.append(exact(f"starts of {name} courses in a year (seats)", seats, float(furthest)))
    return checks
