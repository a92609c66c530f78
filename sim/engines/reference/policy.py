"""Policy: dated changes of levers, and what hangs on them."""

from sim.engines.reference.project import Projects
from sim.engines.setup import LeverStep
from sim.policy.levers import Lever
from sim.vocabulary import DETAIL_LEVER, Coverage, Event, Measure, Status


class Policies(Projects):
    """The dates of a scenario."""

    def apply_change(self, step: LeverStep) -> None:
        """One lever takes its new value."""
        if step.arm < 0:
            self.levers[0][step.lever] = step.value
        self.levers[1][step.lever] = step.value
        self.write(Event.LEVER, -1, -1, -1, DETAIL_LEVER + step.lever, step.value)
        self.seats_changed(step.lever)
        if step.lever == Lever.HOME_RECRUITMENT_FACTOR:
            self.recruitment_changed()

    def seats_changed(self, lever: int) -> None:
        """The yearly capacity of a course changes: the seats of this year at once."""
        index = lever - Lever.COURSES_EARLY_PER_YEAR
        if 0 <= index < len(self.seats):
            self.seats[index] = self.levers[0][lever]

    def begin_policy(self) -> None:
        """The policy begins: who is covered, which placements run already, which teams are formed."""
        self.policy_begun = True
        for child in self.children.values():
            child.set_arm()
            child.running_at_start = child.is_placed
        if self.project_existing + self.project_new > 0:
            self.form_project()
        elif self.coverage == Coverage.DISTRICTS and self.levers[0][Lever.CASELOAD] != self.levers[1][Lever.CASELOAD]:
            self.form_district_team()

    def reschedule_follow_ups(self) -> None:
        """Covered cases come under the new schedule: never later than they were due."""
        for child in self.children.values():
            planned = child.status == Status.OPEN and child.measure >= Measure.EARLY_COURSE
            if child.arm == 1 and planned:
                child.follow_start = self.now
                due = self.now + child.follow_up_interval(True)
                if due < child.follow_due:
                    child.set_due(due)

    def posts_lever(self) -> float:
        """What changes when posts are set anew."""
        return self.levers[1][Lever.CASELOAD] - self.levers[1][Lever.EXTRA_POSTS]

    def apply_due_changes(self) -> None:
        """All levers of this date."""
        while self.steps_left and self.steps_left[0].time <= self.now:
            self.apply_change(self.steps_left.pop(0))

    def on_policy(self) -> None:
        """A date of the scenario: levers change, and what hangs on them follows."""
        schedule_before = self.levers[1][Lever.FOLLOW_UP_SCHEDULE]
        posts_before = self.posts_lever()
        self.apply_due_changes()
        if not self.policy_begun:
            self.begin_policy()
        if self.levers[1][Lever.FOLLOW_UP_SCHEDULE] != schedule_before:
            self.reschedule_follow_ups()
        if self.now > 0.0 and self.posts_lever() != posts_before:
            self.set_all_posts()
        if self.steps_left:
            self.policy_clock.at(self.steps_left[0].time)
