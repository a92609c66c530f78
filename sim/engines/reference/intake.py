"""Notification, reception, early help and the § 50 assessment of a child."""

from typing import TYPE_CHECKING

from sim.engines.reference.choice import Choosing
from sim.engines.reference.direct import assessment, choice, notification, outreach, reception, workforce, years
from sim.outcomes.ledger import Flow
from sim.rules.outreach import UNDER_10_DAYS
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import (
    DETAIL_CHANNEL,
    DETAIL_SCREENED,
    Event,
    Measure,
    Screened,
    Status,
    Step,
    Stream,
    Task,
    Team,
)

if TYPE_CHECKING:
    from sim.engines.reference.desk import Desk

FAMILY_ANALYSIS = 3  # its place among the yearly capacities


class Intake(Choosing):
    """From notification to decision."""

    def usual_team(self) -> int:
        """Family team of this child's age."""
        team: int = workforce.family_team(self.model.setup.by_age, self.band)
        return team

    def intake_desk(self) -> "Desk":
        """Desk that screens: the pooled reception, the child's own, or the lightest that would have the case."""
        model = self.model
        if model.setup.reception_team:
            assert model.reception_desk is not None
            return model.reception_desk
        return self.desk or model.desk_in(self.usual_team())

    # ---- notification
    def notify(self, excited: bool) -> None:
        """Somebody notifies: it is logged, excites further ones, and is screened."""
        model = self.model
        who = notification.channel(self.draw(Stream.CHANNEL), self.channel_rates())
        self.write(Event.NOTIFICATION, DETAIL_CHANNEL + who, float(excited))
        self.count_notification()
        self.excite()
        if self.status == Status.UNKNOWN or self.status == Status.CLOSED:
            self.notified_at = model.now
            self.set_status(Status.NOTIFIED)
        self.intake_desk().add_task(Task.SCREENING, self, model.usual_due(Task.SCREENING))

    def count_notification(self) -> None:
        """Count a notification: under 10 years, relevant, repeated within a year, how many of the child this year."""
        model = self.model
        model.add(Flow.NOTIFICATIONS, 1.0)
        if model.now - self.born < UNDER_10_DAYS:
            model.add(Flow.NOTIFICATIONS_UNDER_10, 1.0)
        if outreach.is_relevant(self.need):
            model.add(Flow.NOTIFICATIONS_RELEVANT, 1.0)
        if self.notified_last != 0.0 and model.now - self.notified_last <= DAYS_PER_YEAR:
            model.add(Flow.NOTIFICATIONS_REPEATED, 1.0)
        self.notified_last = model.now
        self.notifications_this_year += 1
        if self.notifications_this_year == 1:
            model.add(Flow.CHILDREN_NOTIFIED, 1.0)
        years.note_notified(model.ledger, self.notifications_this_year)

    def on_notification(self) -> None:
        """A notification from the background rate."""
        self.notification_clock.renew(self.draw(Stream.NOTIFICATION_TIME), self.notification_rate())
        self.notify(False)

    def on_excited_notification(self) -> None:
        """A notification that an earlier one brought about."""
        self.next_excited()
        self.notify(True)

    # ---- reading need
    def observe(self, desk: "Desk", stream: int, hours: float, factor: float = 1.0) -> int:
        """Need as read by the holder of this desk after so many hours."""
        error = reception.reading_error(self.model.p, hours, self.model.now - desk.hired) * factor
        observed: int = reception.observed_need(self.draw(stream), self.need, error)
        return observed

    # ---- early help and assessment
    def give_early_help(self) -> None:
        """Advice or early help (§ 11) without a case."""
        model = self.model
        self.set_status(Status.CLOSED)
        if self.measure < Measure.EARLY_HELP:
            model.add(Flow.EARLY_HELPS, 1.0)
            self.set_measure(Measure.EARLY_HELP)
            self.course_clock.at(model.now + model.values.early_help_days)

    def begin_assessment(self) -> None:
        """A § 50 assessment begins: statements are asked for; four months by law."""
        model = self.model
        self.set_status(Status.IN_ASSESSMENT)
        self.note_missed()
        team = int(Team.ASSESSMENT) if model.setup.assessment_team else self.usual_team()
        model.desk_in(team).join(self)
        self.assess_due = model.now + model.values.assessment_limit_days
        model.add(Flow.ASSESSMENTS_BEGUN, 1.0)
        self.write(Event.ASSESSMENT_BEGINS, -1, self.assess_due)
        days = assessment.statements_days(model.p, self.draw(Stream.STATEMENTS))
        self.statements_clock.at(model.now + days)

    def on_statements(self) -> None:
        """Statements are in: the assessment lapses, or its hours begin."""
        self.write(Event.STATEMENTS_IN, -1, float(self.need))
        if assessment.lapses(self.model.p, self.draw(Stream.LAPSE), self.need):
            self.end_without_result()
            self.close_case()
            return
        self.ask(Task.ASSESSMENT, self.assess_due)

    # ---- screening done
    def hear_of_case(self, desk: "Desk") -> None:
        """A notification about a child with a case (or in assessment): the follow-up may be brought forward."""
        model = self.model
        observed = self.observe(desk, Stream.SCREENING_READING, model.screening_hours)
        self.write_work(Event.SCREENED, desk, DETAIL_SCREENED + Screened.TO_CASE, float(observed))
        may = self.status == Status.OPEN and not self.follow_open and self.opens_clock.is_pending
        if may and reception.brings_follow_up_forward(model.p, self.draw(Stream.FORWARD), observed):
            self.opens_clock.at(model.now)

    def finish_screening(self, desk: "Desk") -> None:
        """A notification has been screened."""
        model = self.model
        if self.status != Status.NOTIFIED:
            self.hear_of_case(desk)
            return
        model.add(Flow.SCREENED, 1.0)
        if model.now - self.notified_at <= 1.0:
            model.add(Flow.SCREENED_WITHIN_24_HOURS, 1.0)
        observed = self.observe(desk, Stream.OBSERVATION, model.screening_hours)
        result = reception.screen_notification(model.p, self.draw(Stream.SCREENING), observed)
        self.write_work(Event.SCREENED, desk, DETAIL_SCREENED + result, float(observed))
        self.act_on_screening(result)

    def act_on_screening(self, result: int) -> None:
        """Carry out what reception decided."""
        if result == Screened.ASSESSMENT:
            self.begin_assessment()
        elif result == Screened.EARLY_HELP:
            self.give_early_help()
        else:
            self.set_status(Status.CLOSED)
        if result == Screened.ACUTE:
            self.intake_desk().add_task(Task.CRISIS, self, self.model.now)

    # ---- assessment done
    def decide(self, observed: int) -> None:
        """What an assessment leads to: no case, early help, or a case with a measure at home or a placement."""
        if self.wants_placement(observed, 1.0):
            self.open_case()
            if self.is_held_back(observed):
                self.want(self.choose_home_measure(observed))
            else:
                self.want(self.choose_placement())
            return
        u = self.draw(Stream.STEP_AT_HOME)
        step = choice.step_at_home(self.model.p, u, observed, self.asks_early_first())
        if step == Step.HOME_BASED:
            self.open_case()
            self.want(self.choose_home_measure(observed))
            return
        self.close_case()
        if step == Step.EARLY_HELP:
            self.give_early_help()

    def analysis_factor(self) -> float:
        """Factor on misreading: a family analysis, while there is capacity, sees more."""
        model = self.model
        if model.seats[FAMILY_ANALYSIS] < 1.0:
            return 1.0
        model.seats[FAMILY_ANALYSIS] -= 1.0
        model.add(Flow.FAMILY_ANALYSES, 1.0)
        model.add(Flow.ONE_OFF_ORE, model.values.course_start_dkk[FAMILY_ANALYSIS] * 100.0)
        factor: float = model.values.family_analysis_error_factor
        return factor

    def finish_assessment(self, desk: "Desk") -> None:
        """An assessment is done: need is read, the four months are judged, and a decision follows."""
        model = self.model
        if self.status != Status.IN_ASSESSMENT:
            return
        due = self.assess_due
        in_time = model.now <= due
        factor = self.analysis_factor()
        observed = self.observe(desk, Stream.OBSERVATION, model.hours_of(Task.ASSESSMENT), factor)
        model.add(Flow.ASSESSMENTS, 1.0)
        model.add_at(Flow.ASSESSMENTS_DUE, due, 1.0)
        if in_time:
            model.add_at(Flow.ASSESSMENTS_IN_TIME, due, 1.0)
        self.write_work(Event.ASSESSMENT_DONE, desk, -1, float(observed))
        self.decide(observed)
        if self.status == Status.OPEN:
            model.add_at(Flow.GRANTED_DUE, due, 1.0)
            if in_time:
                model.add_at(Flow.GRANTED_IN_TIME, due, 1.0)
