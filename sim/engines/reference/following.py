"""Follow-up of a child: opened, due, missed, held; and the monthly review of what drifts."""

from typing import TYPE_CHECKING

from sim.engines.reference.direct import distributions, followup
from sim.engines.reference.placing import Placing
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import DETAIL_REVIEW, STEP_OF_MEASURE, Band, Event, Measure, Review, Status, Stream, Task

if TYPE_CHECKING:
    from sim.engines.reference.desk import Desk


class Following(Placing):
    """Follow-ups and what they lead to."""

    # ---- dates
    def on_follow_up_opens(self) -> None:
        """A follow-up can be worked on from now."""
        if self.follow_open:
            return
        self.follow_open = True
        self.write(Event.FOLLOW_UP_OPENS, -1, self.follow_due)
        self.ask(Task.FOLLOW_UP, self.follow_due)

    def on_follow_up_due(self) -> None:
        """The due date passes without a held follow-up: missed, and the next date is set. Nothing else changes."""
        now = self.model.now
        self.follow_missed = True
        self.write(Event.FOLLOW_UP_MISSED, -1, now - self.follow_last)
        self.model.add(Flow.FOLLOWUPS_DUE, 1.0)
        self.follow_due = now + self.follow_up_interval(False, now)
        self.due_clock.at(self.follow_due)

    def judge_timeliness(self) -> None:
        """Count a held follow-up: on time if its due date had not passed; a measure's first against three months."""
        model = self.model
        model.add(Flow.FOLLOWUPS_HELD, 1.0)
        if self.is_placed and self.band < Band.AGE_18_22:
            model.add(Flow.FOLLOWUPS_OF_PLACED, 1.0)
        if not self.follow_missed:
            model.add(Flow.FOLLOWUPS_DUE, 1.0)
            model.add(Flow.FOLLOWUPS_ON_TIME, 1.0)
        if self.awaits_first:
            model.add_at(Flow.FIRST_FOLLOWUPS_DUE, self.follow_first_limit, 1.0)
            if model.now <= self.follow_first_limit:
                model.add_at(Flow.FIRST_FOLLOWUPS_IN_TIME, self.follow_first_limit, 1.0)
        self.awaits_first = self.follow_missed = self.follow_open = False
        self.follow_last = model.now
        self.tried |= 1 << STEP_OF_MEASURE[self.measure]

    # ---- the decision
    def practice_applies(self) -> bool:
        """Whether a new placement practice applies: running placements are not recalled unless the policy says so."""
        return not self.running_at_start or self.lever(Lever.RECALL) > 0.0

    def is_reconsidered(self, date: float) -> bool:
        """Whether the follow-up of this date is the formal reconsideration of the placement."""
        days = self.lever(Lever.RECONSIDERATION_DAYS)
        if days <= 0.0 or self.reconsidered or not self.practice_applies():
            return False
        if date - self.placed_since < days:
            return False
        self.reconsidered = True
        return True

    def review_of(self, observed: int, revise: bool, date: float, days_since_look: float) -> int:
        """What follows from the follow-up of this date."""
        if self.is_placed:
            return self.review_of_placement(observed, revise, date, days_since_look)
        share = followup.share_of_usual_look(self.model.p, days_since_look)
        if self.wants_placement(observed, share) and not self.is_held_back(observed):
            return int(Review.PLACE)
        review: int = followup.review_at_home(self.model.p, self.draw(Stream.REVIEW), observed, self.measure, revise)
        return review

    def review_of_placement(self, observed: int, revise: bool, date: float, days_since_look: float) -> int:
        """What follows from the follow-up of this date of a placed child."""
        model, family = self.model, self.family
        limit = self.lever(Lever.MAX_RESIDENTIAL_DAYS) if self.practice_applies() else 0.0
        review: int = followup.review_placement(
            model.p,
            self.draw(Stream.REVIEW),
            observed,
            self.measure,
            family.ready,
            family.kin_found,
            revise,
            self.is_reconsidered(date),
            model.now - self.measure_since,
            days_since_look,
            limit,
        )
        return review

    def act_on_review(self, review: int, observed: int) -> None:
        """Carry out what a follow-up decided."""
        if review == Review.CLOSE:
            self.set_measure(Measure.NONE)
            self.close_case()
        elif review == Review.RETURN_HOME:
            self.return_home()
        elif review == Review.STEP_DOWN:
            self.step_down()
        elif review == Review.INTENSIFY:
            self.want(Measure.INTENSIVE_HOME)
        elif review == Review.PLACE:
            self.want(self.choose_placement())
        elif review == Review.CHANGE:
            self.change_measure(observed)

    def step_down(self) -> None:
        """A measure lower on the ladder is wanted."""
        if not self.is_placed:
            self.want(Measure.FAMILY_TREATMENT)
        elif self.family.kin_found:
            self.want(Measure.NETWORK_CARE)
        else:
            self.want(Measure.FOSTER_FAMILY)

    def rhythm_date(self) -> float:
        """Date from which the next follow-up counts."""
        date: float = followup.counts_from(self.model.now, self.follow_due, self.follow_missed)
        return date

    def finish_follow_up(self, desk: "Desk", hours: float) -> None:
        """A follow-up was held; for a child with an open case something may follow."""
        if self.status == Status.AFTERCARE:
            date = self.rhythm_date()
            self.judge_timeliness()
            self.write_work(Event.FOLLOW_UP_HELD, desk, DETAIL_REVIEW + Review.KEEP, 0.0)
            self.plan_follow_up(False, date)
        elif self.status == Status.OPEN:
            self.hold_follow_up(desk, hours)

    def hold_follow_up(self, desk: "Desk", hours: float) -> None:
        """Need and response are read again, and something may follow."""
        p = self.model.p
        date, days_since_look = self.rhythm_date(), self.model.now - self.follow_last
        self.judge_timeliness()
        self.contact_hours += hours
        observed = self.observe(desk, Stream.OBSERVATION, hours)
        z = distributions.normal(self.draw(Stream.RESPONSE_READING))
        reading = followup.response_reading(p, self.response, z)
        days_on = self.model.now - self.measure_since
        revise = followup.revises(p, self.draw(Stream.REVISION), self.measure, reading, days_on)
        review = self.review_of(observed, revise, date, days_since_look)
        self.write_work(Event.FOLLOW_UP_HELD, desk, DETAIL_REVIEW + review, float(observed))
        measure = self.measure
        self.act_on_review(review, observed)
        if self.status == Status.OPEN and self.measure == measure:
            self.plan_follow_up(False, date)
        self.refresh()

    # ---- network meetings
    def finish_meeting(self, desk: "Desk", hours: float) -> None:
        """A network meeting was held: it counts as network work with the family."""
        model = self.model
        self.contact_hours += hours
        self.meeting_last = model.now
        model.add(Flow.NETWORK_MEETINGS, 1.0)
        model.add(Flow.ONE_OFF_ORE, model.values.network_meeting_dkk * 100.0)
        self.write_work(Event.NETWORK_MEETING, desk, -1, hours)
        self.family.work(model.values.meeting_family_hours)

    def call_meeting(self) -> None:
        """A network meeting is called when the policy's interval has passed."""
        interval = self.lever(Lever.NETWORK_MEETING_INTERVAL_DAYS)
        passed = interval > 0.0 and self.model.now - self.meeting_last >= interval
        if passed and not self.has_task(Task.NETWORK_MEETING):
            self.ask(Task.NETWORK_MEETING, self.model.usual_due(Task.NETWORK_MEETING))

    # ---- monthly
    def on_drift(self) -> None:
        """Monthly: contact fades, effects age, a meeting may be called; it stops when there is no case and no need."""
        self.is_reviewed = False
        months = self.model.values.contact_memory_months_count
        self.contact_level += (self.contact_hours - self.contact_level) / months
        self.contact_hours = 0.0
        self.note_missed()
        if self.status == Status.OPEN:
            self.call_meeting()
        self.watch()
        self.refresh()
        if self.is_placed:
            self.family.refresh()
