"""Policy: dated changes of levers, and what hangs on them."""

import math

from sim.engines.reference.child import Child
from sim.engines.reference.direct import placement
from sim.engines.reference.special import SpecialTrack
from sim.engines.setup import LeverStep
from sim.policy.levers import (
    FIRST_FAMILY_LEVER,
    FIRST_IMPAIRMENT_LEVER,
    FIRST_OUTREACH_LEVER,
    LAST_FAMILY_LEVER,
    LAST_IMPAIRMENT_LEVER,
    LAST_OUTREACH_LEVER,
    Lever,
)
from sim.vocabulary import DETAIL_LEVER, Coverage, Event, Measure, Status, Team


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
        if FIRST_FAMILY_LEVER <= step.lever <= LAST_FAMILY_LEVER:
            self.families_are_stale = True
        if step.lever == Lever.INSOURCING_SHARE:
            self.insourcing_is_seen = True
        if step.lever == Lever.WHOLE_FAMILY:
            self.one_worker_since = self.now
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
        """The policy begins: which placements run already, and the project is formed."""
        self.policy_begun = True
        for child in self.children.values():
            child.running_at_start = child.is_placed
        if self.has_project and not self.only_labels:
            self.begin_project()

    def reschedule_follow_ups(self) -> None:
        """Covered cases come under the new schedule: never later than they were due."""
        for child in self.children.values():
            planned = child.status == Status.OPEN and child.measure >= Measure.EARLY_COURSE
            if (child.arm == 1 or self.only_labels) and planned:
                child.follow_start = self.now
                due = self.now + child.follow_up_interval(True, self.now)
                if due < child.follow_due:
                    child.set_due(due)

    def staffing(self) -> tuple[float, float]:
        """Levers on which posts depend."""
        return self.levers[1][Lever.CASELOAD], self.levers[1][Lever.EXTRA_POSTS]

    def staff_changed(self) -> None:
        """A lever of staffing took another value: posts follow, of all teams or of the covered children's own."""
        if self.staffs_all:
            if self.sets_posts:
                self.set_holders_posts()
        elif self.has_project:
            if self.team_size[Team.PROJECT] > 0:
                self.set_covered_posts()
        elif self.coverage == Coverage.DISTRICTS:
            self.settle_district_team()

    def schedule_next(self) -> None:
        """The scenario's next date: a lever's, or its beginning."""
        dates = [step.time for step in self.steps_left[:1]]
        if not self.policy_begun:
            dates.append(self.begins)
        if dates and min(dates) < math.inf:
            self.policy_clock.at(min(dates))

    def apply_due_changes(self) -> None:
        """All levers of this date."""
        while self.steps_left and self.steps_left[0].time <= self.now:
            self.apply_change(self.steps_left.pop(0))

    def families_changed(self) -> None:
        """A lever of families took another value: parents' rates and spending follow, siblings come to one worker."""
        self.families_are_stale = False
        for family in self.families.values():
            family.settle_parents()
        covered = [c for c in self.children.values() if c.status == Status.OPEN and c.has_one_worker]
        for child in sorted(covered, key=lambda c: c.id):
            worker = child.worker_to_join()
            if worker is not None:
                child.move_case(worker)

    def on_policy(self) -> None:
        """A date of the scenario: levers change, and what hangs on them follows."""
        schedule_before = self.levers[1][Lever.FOLLOW_UP_SCHEDULE]
        staffing_before = self.staffing()
        self.apply_due_changes()
        if self.outreach_is_stale:
            self.outreach_changed()
        if not self.arms_drawn:
            self.draw_arms()
        if not self.policy_begun and self.now >= self.begins:
            self.begin_policy()
        if self.families_are_stale:
            self.families_changed()
        self.settle_coordination()
        if self.impairment_is_stale:
            self.impairment_changed()
        if self.levers[1][Lever.FOLLOW_UP_SCHEDULE] != schedule_before:
            self.reschedule_follow_ups()
        if self.staffing() != staffing_before:
            self.staff_changed()
        self.schedule_next()
