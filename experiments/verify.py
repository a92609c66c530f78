"""`sagstal verify`: all checks of the engine against theory."""

from collections.abc import Callable

from experiments.verification.competing import check_competing
from experiments.verification.courses import check_courses
from experiments.verification.cycles import check_cycles
from experiments.verification.need import check_need
from experiments.verification.notifications import check_notifications
from experiments.verification.population import check_population
from experiments.verification.priorities import check_priorities
from experiments.verification.result import Check
from experiments.verification.servers import check_one_desk, check_pooled_desks

CHECKS: tuple[Callable[[], list[Check]], ...] = (
    check_need,
    check_population,
    check_competing,
    check_notifications,
    check_priorities,
    check_one_desk,
    check_pooled_desks,
    check_cycles,
    check_courses,
)


def run_checks() -> list[Check]:
    """Run every check; the same seeds give the same numbers."""
    return [found for check in CHECKS for found in check()]
