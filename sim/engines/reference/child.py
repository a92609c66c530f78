"""A child in the model: its arrival, birthdays and leaving, and the clocks of its life."""

from typing import TYPE_CHECKING

from sim.engines.reference.child_state import band_start_days
from sim.engines.reference.clock import Clock
from sim.engines.reference.direct import distributions, impairment, need
from sim.engines.reference.following import Following
from sim.outcomes.ledger import Flow, Spell
from sim.rules.demography import AFTERCARE_LIMIT_DAYS
from sim.vocabulary import Band, Event, Measure, Need, Status, Stream, Task
from sim.vocabulary import Clock as EventClass

if TYPE_CHECKING:
    from sim.engines.reference.family import Family
    from sim.engines.reference.municipality import Municipality


class Child(Following):
    """A child or young person of the municipality."""

    def __init__(self, model: "Municipality", family: "Family", number: int, born: float) -> None:
        super().__init__(model, family, number, born)
        for name, event_class, action in (
            ("need_clock", EventClass.NEED, self.on_need),
            ("notification_clock", EventClass.NOTIFICATION, self.on_notification),
            ("excited_clock", EventClass.EXCITED_NOTIFICATION, self.on_excited_notification),
            ("statements_clock", EventClass.STATEMENTS, self.on_statements),
            ("place_clock", EventClass.PLACE, self.on_place),
            ("opens_clock", EventClass.FOLLOW_UP_OPENS, self.on_follow_up_opens),
            ("due_clock", EventClass.FOLLOW_UP_DUE, self.on_follow_up_due),
            ("breakdown_clock", EventClass.BREAKDOWN, self.on_breakdown),
            ("drift_clock", EventClass.DRIFT, self.on_drift),
            ("age_clock", EventClass.AGE, self.on_age),
            ("course_clock", EventClass.COURSE, self.on_course),
            ("impairment_clock", EventClass.IMPAIRMENT_CASE, self.on_impairment_case),
            ("lost_earnings_clock", EventClass.LOST_EARNINGS, self.on_lost_earnings),
        ):
            setattr(self, name, Clock(model, self, int(event_class), self.id, action))
        self.arrive()

    # ---- arrival
    def arrive(self) -> None:
        """The child is born into the municipality or moves in."""
        model, family = self.model, self.family
        model.children[self.id] = self
        self.impairment = impairment.impairment(model.p, self.draw(Stream.IMPAIRMENT), family.part.impairment)
        self.onset = impairment.onset_days(model.p, self.draw(Stream.ONSET), self.impairment)
        self.considerable = impairment.is_considerable(model.p, self.draw(Stream.CONSIDERABLE), self.impairment)
        self.impaired = self.impairment > 0 and model.now >= self.born + self.onset
        family.members[self.number] = self
        family.n_alive += 1
        self.arm = self.find_arm()
        self.count(1)
        family.change_minors(1)
        self.write(Event.CHILD_ARRIVES, -1, model.now - self.born)
        self.start_clocks()
        first = self.first_need()
        if first > 0:
            self.change_need(first)
            self.set_arm()
        self.next_birthday()
        self.refresh()

    def first_need(self) -> int:
        """Need at birth, or on moving in."""
        model = self.model
        u = self.draw(Stream.FIRST_NEED)
        burden = self.family.frailty * self.family.part.level
        first: int = need.first_need(model.p, u) if model.now > self.born else need.need_at_birth(model.p, u, burden)
        return first

    # ---- need
    def on_need(self) -> None:
        """Need rises or falls; a child at home with a case who reaches 4b may need acute work."""
        new = self.draw_next_need()
        self.need_clock.renew(self.draw(Stream.NEED_TIME), 0.0)
        self.change_need(new)
        self.set_arm()
        self.write(Event.NEED, -1, float(new))
        at_home = self.status == Status.OPEN and self.measure < Measure.NETWORK_CARE
        if new == Need.ENDANGERED and at_home and self.needs_crisis():
            self.ask(Task.CRISIS, self.model.now)
        self.refresh()

    def needs_crisis(self) -> bool:
        """Whether reaching 4b needs acute work."""
        p: float = self.model.values.p_crisis_at_endangered
        return self.draw(Stream.CRISIS_NEEDED) < p

    # ---- age
    def next_birthday(self) -> None:
        """When the age band, or the impairment, next changes."""
        time = self.born + band_start_days(self.band + 1)
        onset = self.born + self.onset
        if self.impairment > 0 and not self.impaired and onset < time:
            time = onset
        self.age_clock.at(time)

    def on_age(self) -> None:
        """The child enters another age band, or its impairment shows."""
        shows = self.impairment > 0 and not self.impaired and self.model.now >= self.born + self.onset
        if self.status == Status.AFTERCARE:
            self.leave()
        elif shows:
            self.show_impairment()
            self.settle_age()
        elif self.band == Band.AGE_15_17:
            self.turn_18()
        else:
            self.enter_band(self.band + 1)
            self.write(Event.AGE_BAND, -1, float(self.band))
            self.settle_age()

    def enter_band(self, band: int) -> None:
        """The age band becomes another."""
        self.count(-1)
        self.band = int(band)
        self.count(1)

    def settle_age(self) -> None:
        """What follows from another age or impairment: coverage, team, rates."""
        self.next_birthday()
        self.set_arm()
        if self.status == Status.OPEN and self.worker.team != self.case_team():
            self.move_case(self.desk_for_case())
        self.refresh_services()
        self.refresh()

    def turn_18(self) -> None:
        """At 18 a case ends, or goes on as aftercare."""
        model = self.model
        if not self.stays_in_aftercare():
            self.leave()
            return
        self.enter_band(Band.AGE_18_22)
        self.family.change_minors(-1)
        self.enter_aftercare()
        self.end_impairment_case()
        days = distributions.exponential(self.draw(Stream.AFTERCARE_DAYS), model.values.aftercare_mean_days)
        self.age_clock.at(min(model.now + days, self.born + AFTERCARE_LIMIT_DAYS))

    # ---- leaving
    def judge_false_flag(self) -> None:
        """At the end of a year (or of the stay): a child notified with need 1 throughout was a false flag."""
        if self.notifications_this_year > 0 and self.model.now > float(self.model.ledger.meta[0]["origin"]):
            self.model.add(Flow.NOTIFIED_JUDGED, 1.0)
            if self.highest_need_this_year == 0:
                self.model.add(Flow.FALSE_FLAGS, 1.0)
        self.notifications_this_year = 0
        self.highest_need_this_year = self.need

    def leave(self) -> None:
        """The child leaves the model."""
        model, family = self.model, self.family
        self.judge_false_flag()
        if self.waits_for_help:
            model.end_spell(Spell.ONSET_TO_HELP, self.waits_since, model.now, False)
        self.end_everything()
        self.write(Event.CHILD_LEAVES, -1, model.now - self.born)
        self.count(-1)
        if self.band < Band.AGE_18_22:
            family.change_minors(-1)
        self.status = int(Status.GONE)
        del model.children[self.id]
        family.members[self.number] = None
        family.n_alive -= 1
        self.remove()
        if family.is_over:
            family.end()

    def censor(self, until: float) -> None:
        """What is still open at the end of the run is counted as open."""
        model = self.model
        self.judge_false_flag()
        if self.is_placed:
            model.end_spell(Spell.PLACEMENT, self.placed_since, until, False)
        if self.waits_for_help:
            model.end_spell(Spell.ONSET_TO_HELP, self.waits_since, until, False)
        if self.status == Status.IN_ASSESSMENT and self.assess_due < until:
            model.add_at(Flow.ASSESSMENTS_DUE, self.assess_due, 1.0)
        if self.awaits_first and self.follow_first_limit < until:
            model.add_at(Flow.FIRST_FOLLOWUPS_DUE, self.follow_first_limit, 1.0)
