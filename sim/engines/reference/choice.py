"""Choice of measure for a child."""

from sim.engines.reference.cases import Cases
from sim.engines.reference.direct import choice, places
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import Event, Gate, Measure, Step, Stream


class Choosing(Cases):
    """What the caseworker would do, and what the policy makes of it."""

    def mix_asks_family(self) -> bool:
        """Whether the target mix asks for a family-type placement now."""
        target = self.lever(Lever.TARGET_MIX_FAMILY_SHARE)
        if target <= 0.0:
            return False
        n_family, n_all = self.model.placement_mix(self.lever(Lever.TARGET_MIX_COUNTS_HOME) > 0.0)
        below: bool = places.below_target_mix(target, float(n_family), float(n_all))
        return below

    def choose_placement(self) -> int:
        """Type of placement to look for."""
        p = self.model.p
        family = self.family
        usual = places.usual_type(p, self.draw(Stream.PLACEMENT_TYPE), self.band, family.part.propensity)
        followed = self.draw(Stream.PREFERENCE) < self.model.values.p_preference_followed[self.band]
        preference = int(self.lever(Lever.PREFERENCE))
        strict = int(self.lever(Lever.GATE)) == Gate.STRICT
        ladder_asks = strict and not choice.family_type_tried(self.tried)
        chosen: int = places.preferred_type(
            usual, family.kin_found, preference, followed, self.mix_asks_family(), ladder_asks
        )
        return chosen

    def choose_home_measure(self, observed: int) -> int:
        """Home-based measure, or a place on a course that fits and is offered."""
        model = self.model
        usual: int = choice.home_measure(model.p, self.draw(Stream.HOME_MEASURE), observed, self.band)
        course: int = choice.fitting_course(observed, self.band)
        u = self.draw(Stream.COURSE_CHOICE)
        if course == Measure.NONE or u >= model.values.p_course_choice:
            return usual
        index = choice.course_index(course)
        if model.levers[0][Lever.COURSES_EARLY_PER_YEAR + index] <= 0.0:
            return usual
        if model.seats[index] >= 1.0:
            return course
        self.course_wanted = course
        self.course_since = model.now
        return usual

    def wants_placement(self, observed: int, share_of_look: float) -> bool:
        """Whether the caseworker wants a placement, before any gate."""
        family = self.family
        wish: float = choice.p_wants_placement(
            self.model.p,
            observed,
            family.coping,
            choice.was_tried(self.tried, Step.HOME_BASED),
            self.model.now - self.born,
            self.lever(Lever.PLACE_YOUNG_FACTOR),
            share_of_look,
        )
        return self.draw(Stream.CHOICE) < wish

    def is_held_back(self, observed: int) -> bool:
        """Whether the gate holds a wanted placement back; the child is marked and the decision logged."""
        held: bool = choice.gate_holds_back(
            int(self.lever(Lever.GATE)),
            self.tried,
            observed,
            self.family.coping,
            self.lever(Lever.MAY_START_HIGH) > 0.0,
        )
        if held:
            self.count(-1)
            self.held_back = True
            self.count(1)
            self.model.add(Flow.HELD_BACK, 1.0)
            self.write(Event.PLACEMENT_HELD_BACK, -1, float(observed))
        return held

    def asks_early_first(self) -> bool:
        """Whether a strict gate wants early help tried before home-based measures."""
        strict = int(self.lever(Lever.GATE)) == Gate.STRICT
        tried: bool = choice.was_tried(self.tried, Step.EARLY_HELP)
        return strict and not tried
