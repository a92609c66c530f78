"""A child: what is known about it, its clocks, and the rows it writes."""

from typing import TYPE_CHECKING

from sim.engines.reference.actor import Actor
from sim.engines.reference.clock import Clock
from sim.engines.reference.tasks import Task
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import BAND_STARTS_YEARS, Band, Kind, Measure, PlaceStage, Reason, Status

if TYPE_CHECKING:
    from sim.engines.reference.desk import Desk
    from sim.engines.reference.family import Family
    from sim.engines.reference.municipality import Municipality


def band_start_days(band: int) -> float:
    """Age at which a band begins."""
    return BAND_STARTS_YEARS[band] * DAYS_PER_YEAR


def band_at(age: float) -> int:
    """Age band at an age in days."""
    band = 0
    while band < Band.AGE_18_22 and age >= band_start_days(band + 1):
        band += 1
    return band


class ChildState(Actor):
    """A child's state. Its family is always known; its desk only while it has a case or an assessment."""

    kind = int(Kind.CHILD)
    model: "Municipality"
    need_clock: Clock
    notification_clock: Clock
    excited_clock: Clock
    statements_clock: Clock
    place_clock: Clock
    opens_clock: Clock
    due_clock: Clock
    breakdown_clock: Clock
    drift_clock: Clock
    age_clock: Clock
    course_clock: Clock
    impairment_clock: Clock
    lost_earnings_clock: Clock

    def __init__(self, model: "Municipality", family: "Family", number: int, born: float) -> None:
        super().__init__(model, 4 * family.id + number)
        self.family = family
        self.number = number
        self.born = born
        self.band = band_at(model.now - born)
        self.desk: Desk | None = None
        self.case_index = 0
        self.tasks: dict[int, Task] = {}
        self.arm = 0
        self.lottery = 0
        self.lottery_draw = 0.0
        self._blank_need()
        self._blank_measure()
        self._blank_case()
        self._blank_impairment_case()

    def _blank_need(self) -> None:
        """Thriving, no impairment known, never notified."""
        self.need = 0
        self.impairment = 0
        self.impaired = False
        self.onset = 0.0
        self.exposed_since = 0.0
        self.unmet = False
        self.unmet_since = self.unmet_days = 0.0
        self.waits_for_help = False
        self.waits_since = 0.0
        self.missed = False
        self.is_reviewed = False
        self.intensity = self.intensity_since = 0.0
        self.notified_at = self.notified_last = 0.0
        self.helped = False
        self.notifications_this_year = 0
        self.highest_need_this_year = 0

    def _blank_measure(self) -> None:
        """No measure, nothing tried, nothing planned."""
        self.measure = self.measure_at_year_start = int(Measure.NONE)
        self.measure_since = 0.0
        self.response = self.price_factor = self.insourced = 0.0
        self.tried = 0
        self.place_stage = int(PlaceStage.NOTHING)
        self.wanted = self.course_wanted = int(Measure.NONE)
        self.decided_at = 0.0
        self.course_since = 0.0
        self.held_back = False
        self.ever_placed = False
        self.placed_since = self.returned_at = 0.0
        self.reason = int(Reason.SOCIAL)
        self.without_consent = False
        self.supported = False
        self.reconsidered = False
        self.running_at_start = False

    def _blank_case(self) -> None:
        """Unknown to the municipality."""
        self.status = int(Status.UNKNOWN)
        self.assess_due = 0.0
        self.relation_since = 0.0
        self.contact_hours = self.contact_level = 0.0
        self.meeting_last = 0.0
        self.follow_open = self.follow_missed = self.awaits_first = False
        self.follow_last = self.follow_due = self.follow_start = self.follow_first_limit = 0.0

    def _blank_impairment_case(self) -> None:
        """No case in the special track."""
        self.considerable = False
        self.impairment_case = self.false_label = self.complex_case = False
        self.services = 0
        self.respite_draw = self.day_care_draw = self.practical_draw = 0.0
        self.lost_earnings = self.offered = self.enrolled = False
        self.enrolled_since = 0.0

    @property
    def is_here(self) -> bool:
        """Whether the child has not left the model."""
        return self.status != Status.GONE

    @property
    def is_placed(self) -> bool:
        """Whether the child lives outside its home."""
        return self.measure >= Measure.NETWORK_CARE

    @property
    def impairment_now(self) -> int:
        """The impairment that shows already."""
        return self.impairment if self.impaired else 0

    @property
    def worker(self) -> "Desk":
        """Desk that has the child's case."""
        assert self.desk is not None, f"child {self.id} has no desk"
        return self.desk

    def lever(self, which: int) -> float:
        """Value of a lever for this child's arm."""
        return self.model.levers[self.arm][which]

    def write(self, event: int, detail: int, value: float) -> None:
        """A row about the child and the desk that has its case."""
        desk = self.desk.id if self.desk is not None else -1
        self.model.write(event, self.id, self.family.id, desk, detail, value)

    def write_work(self, event: int, desk: "Desk", detail: int, value: float) -> None:
        """A row about the child and the desk that does the work."""
        self.model.write(event, self.id, self.family.id, desk.id, detail, value)
