"""Policy: dated changes of levers, and what hangs on them."""

from sim.engines.reference.child import Child
from sim.engines.reference.direct import placement
from sim.engines.reference.special import SpecialTrack
from sim.engines.setup import LeverStep
from sim.policy.levers import (
    FIRST_IMPAIRMENT_LEVER,
    FIRST_OUTREACH_LEVER,
    LAST_IMPAIRMENT_LEVER,
    LAST_OUTREACH_LEVER,
    Lever,
)
from sim.vocabulary import DETAIL_LEVER, Event, Measure, Status


class Policies(SpecialTrack):
    """The dates of a scenario."""

    def apply_change(self, step: LeverStep) -> None:
        """One lever takes its new value."""
        supported = self.supported_children() if step.lever == Lever.FOSTER_CONSULTANT else []
        for child in supported:
            child.count(-1)
        if step.arm < 0:
            self.levers[0][step.lever] = step.value
        self.levers[1][step.lever] = step.value
        for child in supported:
            child.count(1)
        self.write(Event.LEVER, -1, -1, -1, DETAIL_LEVER + step.lever, step.value)
        self.seats_changed(step.lever)
        if FIRST_OUTREACH_LEVER <= step.lever <= LAST_OUTREACH_LEVER:
            self.outreach_is_stale = True
        if FIRST_IMPAIRMENT_LEVER <= step.lever <= LAST_IMPAIRMENT_LEVER:
            self.impairment_is_stale = True
        if step.lever == Lever.HOME_RECRUITMENT_FACTOR:
            self.recruitment_changed()

    def supported_children(self) -> list[Child]:
        """Children in placements that foster-care consultants can support."""
        return [child for child in self.children.values() if placement.gets_consultant(child.measure)]

    def seats_changed(self, lever: int) -> None:
        """The yearly capacity of a course changes: the seats of this year at once."""
        index = lever - Lever.COURSES_EARLY_PER_YEAR
        if 0 <= index < len(self.seats):
            self.seats[index] = self.levers[0][lever]

    def begin_policy(self) -> None:
        """The policy begins: who is covered, which placements run already, which teams are formed."""
        self.policy_begun = True
        for child in self.children.values():
            child.running_at_start = child.is_placed
        if self.project_existing + self.project_new > 0:
            self.form_project()
        elif self.has_district_team:
            self.form_district_team()

    def reschedule_follow_ups(self) -> None:
        """Covered cases come under the new schedule: never later than they were due."""
        for child in self.children.values():
            planned = child.status == Status.OPEN and child.measure >= Measure.EARLY_COURSE
            if child.arm == 1 and planned:
                child.follow_start = self.now
                due = self.now + child.follow_up_interval(True, self.now)
                if due < child.follow_due:
                    child.set_due(due)

    def staffing(self) -> tuple[float, float]:
        """Levers on which posts depend."""
        return self.levers[1][Lever.CASELOAD], self.levers[1][Lever.EXTRA_POSTS]

    def staff_changed(self, begins: bool) -> None:
        """A lever of staffing took another value: posts follow (at time 0 the year's end sets them, if they do).

        A district team that was formed just now has its posts already.
        """
        if self.has_district_team and not begins:
            self.set_district_posts()
        if self.now > 0.0 or self.values.structure_posts_follow_cases == 0.0:
            self.set_holders_posts()

    def apply_due_changes(self) -> None:
        """All levers of this date."""
        while self.steps_left and self.steps_left[0].time <= self.now:
            self.apply_change(self.steps_left.pop(0))

    def on_policy(self) -> None:
        """A date of the scenario: levers change, and what hangs on them follows."""
        schedule_before = self.levers[1][Lever.FOLLOW_UP_SCHEDULE]
        staffing_before = self.staffing()
        self.apply_due_changes()
        if self.outreach_is_stale:
            self.outreach_changed()
        if not self.arms_drawn:
            self.draw_arms()
        begins = not self.policy_begun and self.now >= self.begins
        if begins:
            self.begin_policy()
        self.settle_coordination()
        if self.impairment_is_stale:
            self.impairment_changed()
        if self.levers[1][Lever.FOLLOW_UP_SCHEDULE] != schedule_before:
            self.reschedule_follow_ups()
        if self.staffing() != staffing_before:
            self.staff_changed(begins)
        if self.steps_left:
            self.policy_clock.at(self.steps_left[0].time)
