"""Placement course of a child: from decision to place, breakdown, acute action, return home, and the end at 18."""

from typing import TYPE_CHECKING

from sim.engines.reference.direct import choice, placement, places
from sim.engines.reference.intake import Intake
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import DETAIL_MEASURE, Event, Measure, Need, PlaceStage, Status, Step, Stream, Task

if TYPE_CHECKING:
    from sim.engines.reference.desk import Desk

COURSES = (Measure.EARLY_COURSE, Measure.HOME_COURSE, Measure.PARENT_TRAINING)


class Placing(Intake):
    """Placements and courses."""

    # ---- moving in
    def await_move(self) -> None:
        """A place of the wanted type is arranged; the child moves in after some days."""
        self.set_stage(PlaceStage.AWAITS_MOVE)
        days = places.move_in_days(self.model.p, self.draw(Stream.MOVE_IN), self.wanted)
        self.place_clock.at(self.model.now + days)

    def count_wait(self) -> None:
        """Count the days that a child at home has waited for its placement since it was decided."""
        if not self.is_placed:
            self.model.add(Flow.PLANNED_STARTS, 1.0)
            self.model.add(Flow.PLANNED_WAIT_DAYS, self.model.now - self.decided_at)

    def move_in(self) -> None:
        """The child moves into the wanted placement."""
        measure = self.wanted
        self.count_wait()
        self.drop_plans()
        self.set_measure(measure)
        self.write(Event.PLACED, DETAIL_MEASURE + measure, 0.0)

    def await_home(self) -> None:
        """No foster home is free: the child joins the list."""
        model = self.model
        model.waiting.append(self)
        self.set_stage(PlaceStage.AWAITS_HOME)
        self.write(Event.AWAITS_HOME, -1, float(len(model.waiting)))
        self.place_clock.at(model.now + self.lever(Lever.PLACE_WAIT_DAYS))

    def on_place(self) -> None:
        """The day of moving in; or the wait for a foster home was too long and the next type is used."""
        if self.place_stage == PlaceStage.AWAITS_HOME:
            self.wanted = places.next_type(self.band)
            self.await_move()
        elif self.wanted == self.measure:
            self.drop_plans()
        elif self.wanted != Measure.FOSTER_FAMILY or self.model.homes_free > 0:
            self.move_in()
        else:
            self.await_home()

    def finish_decision(self, desk: "Desk") -> None:
        """The caseworker has arranged and matched: a measure at home begins, a placement is awaited."""
        if self.place_stage != PlaceStage.DECISION:
            return
        self.write_work(Event.DECISION_MADE, desk, DETAIL_MEASURE + self.wanted, 0.0)
        if self.wanted >= Measure.NETWORK_CARE:
            self.await_move()
        else:
            self.start_home_measure()

    # ---- courses with limited seats
    def begin_course(self) -> None:
        """A course begins: its cost, its length."""
        model = self.model
        index = choice.course_index(self.measure)
        model.seats[index] -= 1.0
        model.add(Flow.COURSES_EARLY + index, 1.0)
        model.add(Flow.ONE_OFF_ORE, model.values.course_start_dkk[index] * 100.0)
        self.write(Event.COURSE_BEGINS, DETAIL_MEASURE + self.measure, model.seats[index])
        self.course_clock.at(model.now + model.values.course_days[index])

    def start_home_measure(self) -> None:
        """A measure at home begins; if the last seat of a course is gone meanwhile, family treatment instead."""
        measure, wish, since = self.wanted, self.course_wanted, self.course_since
        self.drop_plans()
        if measure in COURSES and self.model.seats[choice.course_index(measure)] < 1.0:
            wish, since = measure, self.model.now
            measure = int(Measure.FAMILY_TREATMENT)
        self.set_measure(measure)
        self.course_wanted = wish
        self.course_since = since
        if measure in COURSES:
            self.begin_course()

    def take_seat(self) -> None:
        """A child on a waiting list gets its seat."""
        self.wanted = self.course_wanted
        self.course_wanted = int(Measure.NONE)
        self.start_home_measure()

    def on_course(self) -> None:
        """Early help or a course ends; a child with a case goes on with family treatment."""
        step = Step.EARLY_HELP if self.measure <= Measure.EARLY_COURSE else Step.HOME_BASED
        self.tried |= 1 << step
        self.write(Event.COURSE_ENDS, DETAIL_MEASURE + self.measure, 0.0)
        self.set_measure(Measure.FAMILY_TREATMENT if self.status == Status.OPEN else Measure.NONE)

    # ---- acute
    def acute_measure(self) -> int:
        """Type of an acute placement: another than the present one."""
        model = self.model
        u = self.draw(Stream.BREAKDOWN_TYPE)
        measure: int = places.acute_type(model.p, u, self.band, float(model.homes_free))
        if measure == self.measure:
            measure = places.next_type(self.band)
        if measure == self.measure:
            other = Measure.INSTITUTION if measure != Measure.INSTITUTION else Measure.RESIDENTIAL_FACILITY
            return int(other)
        return measure

    def place_acutely(self) -> None:
        """Acute placement: passes every gate and every list."""
        measure = self.acute_measure()
        self.drop_plans()
        self.model.add(Flow.ACUTE_PLACEMENTS, 1.0)
        self.set_measure(measure, acute=True)
        self.write(Event.PLACED, DETAIL_MEASURE + measure, 1.0)

    def on_breakdown(self) -> None:
        """A placement breaks down: acute re-placement inside the same episode, and acute work."""
        self.write(Event.BREAKDOWN, DETAIL_MEASURE + self.measure, 0.0)
        self.model.add(Flow.BREAKDOWNS, 1.0)
        self.breakdown_clock.renew(self.draw(Stream.BREAKDOWN), 0.0)
        self.place_acutely()
        self.ask(Task.CRISIS, self.model.now)

    def finish_crisis(self, desk: "Desk") -> None:
        """Acute work is done: an acute placement, an assessment, or neither."""
        model = self.model
        model.add(Flow.CRISES, 1.0)
        self.write_work(Event.CRISIS, desk, -1, float(self.need))
        if self.is_placed:
            return
        observed = self.observe(desk, Stream.OBSERVATION, model.hours_of(Task.CRISIS))
        u = self.draw(Stream.CRISIS_OUTCOME)
        if placement.crisis_ends_in_placement(model.p, u, observed, self.family.coping):
            self.place_from_crisis()
        elif self.status not in (Status.OPEN, Status.IN_ASSESSMENT) and observed >= Need.VULNERABLE:
            self.begin_assessment()

    def place_from_crisis(self) -> None:
        """An acute placement of a child that may not have a case yet, or be in assessment."""
        if self.status == Status.IN_ASSESSMENT:
            self.statements_clock.cancel()
            self.end_without_result()
        if self.status != Status.OPEN:
            self.open_case()
        self.place_acutely()

    # ---- the end of a placement
    def return_home(self) -> None:
        """The child goes home; its case goes on with a measure at home."""
        now = self.model.now
        self.model.add(Flow.RETURNS_HOME, 1.0)
        self.drop_plans()
        self.returned_at = now
        self.supported = self.lever(Lever.DISCHARGE_SUPPORT) > 0.0
        if self.supported:
            self.model.add(Flow.ONE_OFF_ORE, self.model.values.discharge_support_dkk * 100.0)
        self.write(Event.RETURNED_HOME, -1, now - self.placed_since)
        self.set_measure(self.choose_home_measure(Need.VULNERABLE))
        if self.measure in COURSES:
            self.begin_course()

    def change_measure(self, observed: int) -> None:
        """A measure that does not help is changed to what would be chosen now, if that is another."""
        if self.is_placed:
            other = self.choose_placement()
            if other != self.measure:
                self.want(other)
            return
        other = self.choose_home_measure(observed)
        if other == self.measure:
            treated = self.measure == Measure.FAMILY_TREATMENT
            other = int(Measure.CONTACT_PERSON if treated else Measure.FAMILY_TREATMENT)
        self.want(other)

    # ---- at 18
    def stays_in_aftercare(self) -> bool:
        """Whether a young person of 18 stays in aftercare; only those placed can."""
        if not self.is_placed or self.status != Status.OPEN:
            return False
        self.model.add(Flow.AGED_OUT_PLACED, 1.0)
        stays: bool = placement.has_aftercare(self.model.p, self.draw(Stream.AFTERCARE))
        return stays

    def stop_life_clocks(self) -> None:
        """Need, notifications, breakdown and the monthly review are no longer followed."""
        for clock in (
            self.need_clock,
            self.notification_clock,
            self.excited_clock,
            self.breakdown_clock,
            self.drift_clock,
        ):
            clock.cancel()

    def enter_aftercare(self) -> None:
        """A placed young person turns 18 and stays in aftercare: the case goes on, need is no longer followed."""
        self.drop_plans()
        self.set_status(Status.AFTERCARE)
        self.stop_life_clocks()
        self.write(Event.AFTERCARE, -1, 1.0)

    def end_everything(self) -> None:
        """The child leaves the model: its case is closed, its measure ends, its clocks stop."""
        if self.status == Status.IN_ASSESSMENT:
            self.end_without_result()
        self.close_case()
        if self.measure != Measure.NONE:
            self.set_measure(Measure.NONE)
        self.stop_life_clocks()
        self.age_clock.cancel()
        self.course_clock.cancel()
        self.end_impairment_case()
