"""A family: what it brings, its births, coping, readiness and kin, and what an hour of work does to them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.engines.reference.child import Child
from sim.engines.reference.child_state import band_start_days
from sim.engines.reference.clock import Clock
from sim.engines.reference.direct import demography, distributions, hazards
from sim.engines.reference.direct import family as rules
from sim.engines.reference.parents import Parents
from sim.vocabulary import Band, Coping, Event, Stream
from sim.vocabulary import Clock as EventClass

if TYPE_CHECKING:
    from sim.engines.reference.municipality import Municipality


class Family(Parents):
    """A family and its children, those not yet born included."""

    def __init__(self, model: "Municipality", identity: int, migrant: bool) -> None:
        super().__init__(model, identity)
        model.families[identity] = self
        self._settle(migrant)
        self.coping_clock = self._clock(EventClass.COPING, self.on_coping)
        self.ready_clock = self._clock(EventClass.READY, self.become_ready)
        self.kin_clock = self._clock(EventClass.KIN, self.find_kin)
        self.employment_clock = self._clock(EventClass.EMPLOYMENT, self.on_employment)
        self.birth_clock = self._clock(EventClass.BIRTH, self.on_birth)
        self.move_out_clock = self._clock(EventClass.MOVE_OUT, self.on_move_out)

    def _clock(self, event_class: int, action: Callable[[], None]) -> Clock:
        return Clock(self.model, self, int(event_class), self.id, action)

    def _settle(self, migrant: bool) -> None:
        """Size, frailty, place, employment, coping, kin."""
        model = self.model
        p, setup = model.p, model.setup
        self.n_planned: int = demography.family_size(p, self.draw(Stream.FAMILY_SIZE))
        self.frailty: float = distributions.tabulated(self.draw(Stream.FRAILTY), setup.frailty)
        self.part = model.part_of(self.draw(Stream.PART))
        self.district = int(self.draw(Stream.DISTRICT) * setup.n_districts)
        self.settle_employment(self.part.migrant_benefits if migrant else self.part.benefits)
        self.kin_able = self.draw(Stream.KIN_ABLE) < model.values.p_kin_able
        self.coping = rules.first_coping(p, self.draw(Stream.FIRST_COPING), self.employment)

    # ---- arrival, births, moving out
    def arrive(self, age: float) -> None:
        """The family arrives with its first birth `age` days ago, with the children born until now."""
        now = self.model.now
        self.write(Event.FAMILY_ARRIVES, age)
        self.start_clocks()
        self.refresh()
        self.birth_due = now - age
        while self.n_born < self.n_planned and self.birth_due <= now:
            self.bear()
        self.plan_birth()
        if self.is_over:
            self.end()
            return
        self.plan_move_out()

    @property
    def is_over(self) -> bool:
        """Whether no child is here and none will be born."""
        return self.n_alive == 0 and self.n_born == self.n_planned

    def bear(self) -> None:
        """The next child is born; the one after is planned. Children who are grown up already are not seen."""
        model = self.model
        born, number = self.birth_due, self.n_born
        self.n_born += 1
        if self.n_born < self.n_planned:
            spacing = demography.sibling_spacing_days(model.p, self.draw(Stream.SIBLING_SPACING))
            self.birth_due = born + spacing
        if model.now - born < band_start_days(Band.AGE_18_22):
            Child(model, self, number, born)

    def plan_birth(self) -> None:
        """When the next child is born, if there will be one."""
        if self.n_born < self.n_planned:
            self.birth_clock.at(self.birth_due)

    def on_birth(self) -> None:
        """A further child is born."""
        self.bear()
        self.plan_birth()

    def plan_move_out(self) -> None:
        """When the family moves out."""
        self.move_out_clock.renew(self.draw(Stream.MOVE_OUT), self.part.emigration_per_day)

    def on_move_out(self) -> None:
        """The family moves out; not while the municipality has one of its children placed."""
        if self.n_placed > 0:
            self.plan_move_out()
            return
        self.write(Event.FAMILY_LEAVES, float(self.n_alive))
        self.n_born = self.n_planned
        self.birth_clock.cancel()
        if self.n_alive == 0:
            self.end()
            return
        for child in list(self.members):
            if child is not None:
                child.leave()

    def end(self) -> None:
        """The family leaves the model."""
        random = (self.coping_clock, self.ready_clock, self.kin_clock, self.employment_clock, self.move_out_clock)
        for clock in (*random, self.birth_clock):
            clock.cancel()
        del self.model.families[self.id]
        self.remove()

    # ---- rates
    def start_clocks(self) -> None:
        """First thresholds of the random clocks."""
        self.coping_clock.renew(self.draw(Stream.COPING_TIME), 0.0)
        self.ready_clock.renew(self.draw(Stream.READY), 0.0)
        self.kin_clock.renew(self.draw(Stream.KIN_FOUND), 0.0)
        self.employment_clock.renew(self.draw(Stream.EMPLOYMENT_TIME), 0.0)
        self.coping_left: float = hazards.threshold(self.draw(Stream.COPING_WORK))

    def refresh(self) -> None:
        """Bring the rates of the family's clocks up to its present state."""
        model = self.model
        self.settle_parents()
        ready = 0.0
        if self.n_placed > 0 and not self.ready:
            ready = rules.readiness_rate(model.p, self.coping, model.now - self.placed_since) * self.readiness_gain()
        self.ready_clock.set_rate(ready)
        seeks_kin = self.kin_able and not self.kin_found
        self.kin_clock.set_rate(rules.kin_rate(model.p, self.n_open) if seeks_kin else 0.0)

    def child_placed(self) -> None:
        """A child's care episode begins; with the first one the parents' readiness begins anew."""
        if self.n_placed == 0:
            self.ready = False
            self.placed_since = self.model.now
            self.begin_work()
        self.n_placed += 1
        self.refresh()

    def case_opened(self) -> None:
        """A child's case is opened; with the first one family work begins anew."""
        if self.n_open == 0:
            self.begin_work()
        self.change_open(1)

    def begin_work(self) -> None:
        """Family and network work begins anew."""
        self.work_hours = 0.0
        self.work_since = self.model.now

    # ---- coping, readiness, kin
    def set_coping(self, coping: int) -> None:
        """Coping becomes another; overwhelmed parents are no longer ready to have a child home."""
        self.coping = int(coping)
        self.write(Event.COPING, float(coping))
        if coping == Coping.OVERWHELMED and self.ready:
            self.ready = False
            self.write(Event.READY, 0.0)
        self.refresh()
        for child in self.members:
            if child is not None:
                child.refresh()

    def on_coping(self) -> None:
        """Coping worsens or improves by itself."""
        worse, better = self.strain(), self.recovery()
        worsens = hazards.first_of_two(self.draw(Stream.COPING_CAUSE), worse, better)
        self.coping_clock.renew(self.draw(Stream.COPING_TIME), 0.0)
        self.set_coping(self.coping + 1 if worsens else self.coping - 1)

    def become_ready(self) -> None:
        """Parents become ready to have their placed child home."""
        self.ready = True
        self.write(Event.READY, 1.0)
        self.ready_clock.renew(self.draw(Stream.READY), 0.0)

    def find_kin(self) -> None:
        """Kin who can foster are found."""
        self.kin_found = True
        self.write(Event.KIN_FOUND, 1.0)
        self.kin_clock.renew(self.draw(Stream.KIN_FOUND), 0.0)

    # ---- what work does
    def work(self, hours: float) -> None:
        """Hours of family and network work raise coping, readiness and the chance of finding kin."""
        model = self.model
        useful = rules.useful_hours(model.p, hours, self.work_hours, model.now - self.work_since)
        self.work_hours += hours
        self.work_on_coping(model.values.family_work_coping_per_hour * useful)
        if self.n_placed > 0 and not self.ready:
            amount = rules.readiness_per_hour(model.p, self.coping) * useful
            if amount > 0.0 and self.ready_clock.use_up(amount):
                self.become_ready()
        if self.kin_able and not self.kin_found and self.n_open > 0:
            amount = model.values.family_work_kin_per_hour * useful
            if amount > 0.0 and self.kin_clock.use_up(amount):
                self.find_kin()

    def work_on_coping(self, amount: float) -> None:
        """Family work uses up the threshold of better coping."""
        if amount <= 0.0 or self.coping == Coping.COPING:
            return
        self.coping_left -= amount
        if self.coping_left <= 0.0:
            self.coping_left = hazards.threshold(self.draw(Stream.COPING_WORK))
            self.set_coping(self.coping - 1)
