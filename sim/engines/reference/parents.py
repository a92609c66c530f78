"""Parents: the stocks a family is counted in, its arm, and the rates of coping and employment."""

from typing import TYPE_CHECKING

from sim.engines.reference.actor import Actor
from sim.engines.reference.clock import Clock
from sim.engines.reference.direct import census, employment, whole_family
from sim.engines.reference.direct import family as rules
from sim.outcomes.ledger import Flow
from sim.rules.demography import MAX_CHILDREN
from sim.vocabulary import Employment, Event, Kind, Status, Stream

if TYPE_CHECKING:
    import numpy as np

    from sim.engines.reference.child import Child
    from sim.engines.reference.municipality import Municipality


class Parents(Actor):
    """A family's state, and what its parents' rates depend on."""

    kind = int(Kind.FAMILY)
    model: "Municipality"
    coping_clock: Clock
    employment_clock: Clock

    def __init__(self, model: "Municipality", identity: int) -> None:
        super().__init__(model, identity)
        self.members: list[Child | None] = [None] * MAX_CHILDREN
        self.n_born = self.n_alive = 0
        self.n_placed = self.n_open = self.n_minors = 0
        self.kin_found = self.ready = False
        self.placed_since = self.work_hours = self.work_since = 0.0
        self.birth_due = 0.0
        self.coping = self.employment = self.n_adult_cases = 0
        self.p_benefits = 0.0
        self.arm = self.effort_ore = 0
        self.nominated = False
        self.lot = 0.0

    def write(self, event: int, value: float) -> None:
        """A row about the family."""
        self.model.write(event, -1, self.id, -1, -1, value)

    def settle_employment(self, p_benefits: float) -> None:
        """Employment on arrival, and the cases that the adults have while they are on benefits."""
        p = self.model.p
        self.p_benefits = p_benefits
        self.employment = employment.first_employment(p, self.draw(Stream.EMPLOYMENT), p_benefits)
        second, further = self.draw(Stream.SECOND_ADULT), self.draw(Stream.FURTHER_ADULT_CASE)
        self.n_adult_cases = employment.n_adult_cases(p, second, further)

    # ---- stocks
    def count(self, sign: int) -> None:
        """Add the family's present state to the stocks, or take it away."""
        census.count_family(
            self.model.ledger,
            self.model.now,
            sign,
            self.employment,
            self.n_minors,
            self.n_open,
            self.n_adult_cases,
            self.arm,
            self.effort_ore,
        )

    def change_minors(self, change: int) -> None:
        """The family has more or fewer children aged 0-17."""
        self.count(-1)
        self.n_minors += change
        self.count(1)

    def change_open(self, change: int) -> None:
        """The family has more or fewer open cases."""
        self.count(-1)
        self.n_open += change
        self.count(1)

    # ---- what a policy does
    def in_case(self) -> "list[Child]":
        """Children whose case is open, aftercare included."""
        return [c for c in self.members if c is not None and c.status in (Status.OPEN, Status.AFTERCARE)]

    def levers_now(self) -> "np.ndarray | None":
        """Levers of the family's arm; none without an open case: coordination and effort are for open cases."""
        return self.model.lever_row(self.arm) if self.n_open > 0 else None

    def readiness_gain(self) -> float:
        """Factor of the policy on becoming ready."""
        levers = self.levers_now()
        gain: float = whole_family.readiness_gain(self.model.p, levers) if levers is not None else 1.0
        return gain

    def benefits_gain(self) -> float:
        """Factor of the policy on leaving benefits for work or education."""
        levers = self.levers_now()
        gain: float = whole_family.employment_gain(self.model.p, levers) if levers is not None else 1.0
        return gain

    def strain(self) -> float:
        """Rate at which coping worsens."""
        rate: float = rules.strain_rate(self.model.p, self.coping, self.employment)
        return rate

    def recovery(self) -> float:
        """Rate at which coping improves without family work."""
        levers = self.levers_now()
        gain: float = whole_family.coping_gain(self.model.p, levers) if levers is not None else 1.0
        rate: float = rules.recovery_rate(self.model.p, self.coping)
        return rate * gain

    def settle_spending(self) -> None:
        """Bring the arm, and what is spent on the family, up to its present state."""
        model = self.model
        arm = max((c.arm for c in self.in_case()), default=0)
        effort = 0
        if self.n_open > 0:
            effort = whole_family.effort_ore_per_day(model.p, model.lever_row(arm), self.employment)
        if (arm, effort) != (self.arm, self.effort_ore):
            self.count(-1)
            self.arm, self.effort_ore = arm, effort
            self.count(1)

    def settle_parents(self) -> None:
        """Bring the arm and the rates of coping and employment up to the family's present state."""
        self.settle_spending()
        self.coping_clock.set_rate(self.strain() + self.recovery())
        rate = employment.leaving_rate(self.model.p, self.p_benefits, self.employment, self.benefits_gain())
        self.employment_clock.set_rate(rate)

    # ---- employment
    def count_exit(self, new: int) -> None:
        """Count parents with children at home who leave benefits for work or education."""
        if self.employment != Employment.BENEFITS or new > Employment.EDUCATION:
            return
        if self.n_minors > 0:
            self.model.add(Flow.BENEFIT_EXITS, 1.0)
        if self.n_open > 0 and self.arm > 0:
            self.model.add(Flow.BENEFIT_EXITS_TREATED, 1.0)

    def on_employment(self) -> None:
        """Parents go over to work, education, benefits or early pension."""
        u = self.draw(Stream.EMPLOYMENT_CAUSE)
        gain = self.benefits_gain()
        new = employment.next_employment(self.model.p, u, self.p_benefits, self.employment, gain)
        self.employment_clock.renew(self.draw(Stream.EMPLOYMENT_TIME), 0.0)
        self.set_employment(new)

    def set_employment(self, new: int) -> None:
        """Employment becomes another: strain follows, and whom a policy for parents on benefits covers."""
        self.count_exit(new)
        self.count(-1)
        self.employment = int(new)
        self.count(1)
        self.write(Event.EMPLOYMENT, float(new))
        self.set_arms()
        self.refresh()
        for child in self.members:
            if child is not None:
                child.refresh_impairment()

    def set_arms(self) -> None:
        """Bring the arms of the children up to date."""
        for child in self.members:
            if child is not None:
                child.set_arm()

    # ---- nomination
    @property
    def can_be_nominated(self) -> bool:
        """Whether an eligible child has an open case, and the family is not in the project."""
        open_cases = [c for c in self.members if c is not None and c.status == Status.OPEN]
        return not self.nominated and any(c.is_eligible() for c in open_cases)

    def draw_lot(self) -> None:
        """The family's lot, drawn once."""
        if self.lot == 0.0:
            self.lot = self.draw(Stream.NOMINATION)

    def discharge(self) -> None:
        """The last case has closed: the family leaves the project, and the next admission fills its place."""
        if not self.nominated or self.n_open > 0:
            return
        model = self.model
        self.nominated = False
        model.n_nominated -= 1
        self.write(Event.FAMILY_DISCHARGED, float(model.n_nominated))
        self.set_arms()
        model.plan_admission()

    def refresh(self) -> None:
        """Bring the rates of all the family's clocks up to its present state."""
        raise NotImplementedError
