"""A child's main measure: what begins and ends with it."""

from sim.engines.reference.direct import economy, impairment, placement
from sim.engines.reference.planning import Planning
from sim.outcomes.ledger import Flow, Spell
from sim.policy.levers import Lever
from sim.vocabulary import (
    DETAIL_MEASURE,
    RANK_OF_MEASURE,
    STEP_OF_MEASURE,
    Band,
    Event,
    Measure,
    Reason,
    Status,
    Step,
    Stream,
)


class Measures(Planning):
    """Measures and care episodes."""

    # ---- care episodes
    def begin_episode(self, acute: bool) -> None:
        """A care episode begins: reason, consent, and the family's clock of readiness."""
        model = self.model
        p_impairment = impairment.p_reason_impairment(model.p, self.impairment_now)
        self.reason = int(Reason.IMPAIRMENT if self.draw(Stream.REASON) < p_impairment else Reason.SOCIAL)
        p_forced = placement.p_without_consent(model.p, self.family.coping, acute)
        self.without_consent = self.draw(Stream.CONSENT) < p_forced
        self.placed_since = model.now
        self.reconsidered = False
        self.ever_placed = True
        self.count_start()
        self.family.child_placed()

    def count_start(self) -> None:
        """Count the start of a care episode."""
        model = self.model
        if self.band < Band.AGE_18_22:
            model.add(Flow.PLACEMENT_STARTS, 1.0)
            if self.band >= Band.AGE_12:
                model.add(Flow.STARTS_12_17, 1.0)
            if self.arm > 0:
                model.add(Flow.STARTS_TREATED, 1.0)
            if self.without_consent:
                model.add(Flow.STARTS_WITHOUT_CONSENT, 1.0)
        if self.returned_at != 0.0 and model.now - self.returned_at <= model.values.reentry_window_days:
            model.add(Flow.REENTRIES, 1.0)

    def end_episode(self) -> None:
        """A care episode ends."""
        self.model.end_spell(Spell.PLACEMENT, self.placed_since, self.model.now, True)
        self.without_consent = False
        self.reason = int(Reason.SOCIAL)
        self.family.n_placed -= 1
        self.breakdown_clock.renew(self.draw(Stream.BREAKDOWN), 0.0)
        self.family.refresh()

    # ---- the measure
    def count_step(self, measure: int) -> None:
        """Count a move between ranks of the ladder in an open case."""
        if self.status != Status.OPEN:
            return
        before, after = RANK_OF_MEASURE[self.measure], RANK_OF_MEASURE[measure]
        if after > before > 0:
            self.model.add(Flow.STEPS_UP, 1.0)
        if before > after > 0:
            self.model.add(Flow.STEPS_DOWN, 1.0)

    def change_home(self, measure: int) -> None:
        """A foster home is left or taken."""
        if self.measure == Measure.FOSTER_FAMILY:
            self.model.release_home(self)
        if measure == Measure.FOSTER_FAMILY:
            self.model.take_home()

    def draw_response(self, measure: int) -> None:
        """This child's response to the measure, and the measure's price."""
        p = self.model.p
        broad = self.lever(Lever.BROAD_HOME_MEASURES) > 0.0 and STEP_OF_MEASURE[measure] == Step.HOME_BASED
        values = self.model.values
        gain = values.broad_measures_effect if broad else 0.0
        self.response = placement.response(p, self.draw(Stream.RESPONSE)) * (1.0 + gain)
        dearer = values.broad_measures_price_factor if broad else 1.0
        at_home = STEP_OF_MEASURE[measure] == Step.HOME_BASED
        self.insourced = self.lever(Lever.INSOURCING_SHARE) if at_home else 0.0
        self.price_factor = economy.price_factor(p, self.draw(Stream.PRICE)) * dearer
        self.price_factor *= economy.insourced_price(p, self.insourced)

    def set_measure(self, measure: int, acute: bool = False) -> None:
        """The main measure becomes another: stocks and clocks follow."""
        if measure == self.measure:
            return
        self.count(-1)
        self.count_step(measure)
        self.change_home(measure)
        was_placed = self.is_placed
        self.measure = int(measure)
        self.measure_since = self.model.now
        if self.is_placed:
            self.held_back = False
        self.draw_response(self.measure)
        self.write(Event.MEASURE, DETAIL_MEASURE + measure, 1.0 if acute else 0.0)
        if self.is_placed and not was_placed:
            self.begin_episode(acute)
        if was_placed and not self.is_placed:
            self.end_episode()
        self.count(1)
        if self.is_placed != was_placed:
            self.set_arm()
        self.settle_measure()

    def settle_measure(self) -> None:
        """What follows from another measure, once it is counted."""
        self.settle_unmet()
        self.settle_onset()
        self.course_clock.cancel()
        if self.status == Status.OPEN and self.measure >= Measure.EARLY_COURSE:
            self.start_follow_ups()
        self.refresh()
