"""Impairment cases by the month: what coordinators cover, advisers have to do, and the teams' desks get."""

from sim.engines.reference.child import Child
from sim.engines.reference.direct import impairment, outreach
from sim.engines.reference.outreach import Outreach
from sim.outcomes.ledger import MICRO, Flow
from sim.policy.levers import Lever


class SpecialTrack(Outreach):
    """Hours and money of impairment cases."""

    def enrolled_children(self) -> list[Child]:
        """Children whose family has a coordinator."""
        return [child for child in self.children.values() if child.enrolled]

    def coordination_hours_needed(self) -> float:
        """Hours per day that all enrolled families ask of their coordinators (summed in whole millionths)."""
        total = 0
        for child in self.enrolled_children():
            siblings = child.family.n_minors - 1
            hours = impairment.coordination_hours_per_day(self.p, self.now - child.enrolled_since, siblings)
            total += int(hours * MICRO + 0.5)
        return total / MICRO

    def posts_carrying(self) -> float:
        """Filled posts of the desks that carry what the advisers' posts lack."""
        total = 0.0
        for desk in self.desks:
            carries = impairment.carries_impairment(self.setup.impairment_team, desk.team)
            if desk.established and desk.in_post and carries:
                total += desk.fte
        return total

    def set_cover(self, cover: float) -> None:
        """Coordinators have time for another share of what is asked of them: their effects follow."""
        if cover == self.coordination_cover:
            return
        self.coordination_cover = cover
        for child in self.enrolled_children():
            child.refresh_services()
            child.refresh()

    def screening_ore(self, arm: int) -> float:
        """Cost per day if all children aged 0-6 were screened as those of this arm."""
        intensity = self.levers[arm][Lever.SCREENING_INTENSITY]
        ore: float = impairment.screening_ore_per_day(self.p, intensity, self.setup.residents)
        return ore

    def impairment_ore(self) -> float:
        """Cost per day of coordinators, core team and screening."""
        row = self.levers[0]
        hours = row[Lever.COORDINATOR_HOURS_PER_WEEK], row[Lever.CORE_TEAM_HOURS_PER_WEEK]
        core: float = impairment.core_team_ore_per_day(self.p, *hours)
        screening: float = outreach.mixed(self.screening_ore(0), self.screening_ore(1), self.covered_share())
        return core + screening

    def plan_impairment(self) -> None:
        """The month's hours: what coordinators cover, what advisers have to do, what is left for the desks."""
        self.coordination_needed_per_day = self.coordination_hours_needed()
        posts = impairment.posts_of_hours(self.levers[0][Lever.COORDINATOR_HOURS_PER_WEEK])
        capacity = impairment.post_hours_per_day(self.p, posts)
        self.set_cover(impairment.covered(capacity, self.coordination_needed_per_day))
        n_cases, n_enrolled = float(self.n_impairment), float(self.n_enrolled)
        hours = impairment.adviser_hours_per_day(self.p, n_cases, n_enrolled, self.coordination_cover)
        self.impairment_hours_per_day = hours
        carrying = self.posts_carrying()
        lacking = impairment.shortage_hours_per_day(self.p, hours, self.impairment_posts)
        self.impairment_hours_per_post = lacking / carrying if carrying > 0.0 else 0.0
        self.impairment_ore_per_day = self.impairment_ore()

    def book_impairment(self, now: float) -> None:
        """Book hours and money of impairment cases since the last booking."""
        days = now - self.impairment_since
        self.impairment_since = now
        needed = self.coordination_needed_per_day
        self.add(Flow.HOURS_IMPAIRMENT, self.impairment_hours_per_day * days)
        self.add(Flow.HOURS_COORDINATION, needed * self.coordination_cover * days)
        self.add(Flow.COORDINATION_HOURS_NEEDED, needed * days)
        self.add(Flow.COORDINATION_ORE, self.impairment_ore_per_day * days)

    def settle_coordination(self) -> None:
        """Offers and enrolment follow the policy's levers and arms, in the order of children's ids."""
        for child in sorted((c for c in self.children.values() if c.complex_case), key=lambda c: c.id):
            child.settle_coordination()

    def impairment_changed(self) -> None:
        """A lever of impairment cases took another value: timetable and every child follow."""
        self.impairment_is_stale = False
        self.book_impairment(self.now)
        self.plan_impairment()
        for child in self.children.values():
            child.refresh_services()
            child.refresh()
