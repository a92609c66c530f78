"""When a child's follow-ups are due, and how far a decided placement has come."""

from sim.engines.reference.coverage import Covered
from sim.engines.reference.direct import followup
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import Measure, PlaceStage, Schedule, Stream, Task


class Planning(Covered):
    """Due dates and stages."""

    # ---- follow-ups
    def set_due(self, due: float) -> None:
        """The next follow-up is due then; it opens a lead time before, but for the booking."""
        model = self.model
        self.follow_due = due
        self.due_clock.at(due)
        if not self.follow_open:
            booking = followup.booking_days(model.p, self.draw(Stream.BOOKING))
            self.opens_clock.at(followup.opens_at(model.p, model.now, due, booking))

    def follow_up_interval(self, first: bool, since: float) -> float:
        """Days from `since` until the next follow-up by the policy's schedule."""
        model = self.model
        group = followup.follow_up_group(self.measure, self.running_at_start)
        schedule = int(self.lever(Lever.FOLLOW_UP_SCHEDULE))
        days: float = followup.interval_days(model.p, schedule, group, since - self.follow_start, first)
        return days

    def plan_follow_up(self, first: bool, since: float) -> None:
        """Set the next due date, counted from `since`; a formal reconsideration brings it forward."""
        due = since + self.follow_up_interval(first, since)
        reconsider = self.lever(Lever.RECONSIDERATION_DAYS)
        if self.is_placed and reconsider > 0.0 and not self.reconsidered:
            date = self.placed_since + reconsider
            if since < date < due:
                due = date
        self.set_due(due)

    def judge_first_follow_up(self) -> None:
        """A measure ends without a first follow-up: late if three months had passed."""
        if self.awaits_first and self.model.now >= self.follow_first_limit:
            self.model.add_at(Flow.FIRST_FOLLOWUPS_DUE, self.follow_first_limit, 1.0)
        self.awaits_first = False

    def start_follow_ups(self) -> None:
        """A measure begins in an open case: its first follow-up is planned, one of the measure before is dropped."""
        now = self.model.now
        self.judge_first_follow_up()
        self.follow_open = self.follow_missed = False
        self.tasks.pop(Task.FOLLOW_UP, None)
        self.follow_start = now
        self.follow_last = now
        self.running_at_start = False
        self.awaits_first = True
        self.follow_first_limit = now + self.model.values.schedule_first_days[Schedule.LAW][0]
        self.plan_follow_up(True, now)

    def stop_follow_ups(self) -> None:
        """No more follow-ups."""
        self.judge_first_follow_up()
        self.follow_open = False
        self.follow_missed = False
        self.opens_clock.cancel()
        self.due_clock.cancel()

    # ---- placements under way
    def set_stage(self, stage: int) -> None:
        """How far a decided placement has come."""
        if self.place_stage == stage:
            return
        if self.place_stage == PlaceStage.AWAITS_HOME:
            self.model.waiting.remove(self)
        self.count(-1)
        self.place_stage = int(stage)
        self.count(1)

    def drop_plans(self) -> None:
        """Nothing is planned any more: no decision, no place, no seat."""
        self.set_stage(PlaceStage.NOTHING)
        self.wanted = int(Measure.NONE)
        self.course_wanted = int(Measure.NONE)
        self.place_clock.cancel()
