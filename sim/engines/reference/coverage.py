"""Whom a policy covers, child by child."""

from sim.engines.reference.direct import workforce
from sim.engines.reference.tracked import Tracked
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Coverage, Employment, Team


class Covered(Tracked):
    """A child's arm: 1 if the policy covers it, 0 if not (or before the policy)."""

    def is_eligible(self) -> bool:
        """Whether the policy can cover this child now."""
        who = self.model.eligibility
        age = (self.model.now - self.born) / DAYS_PER_YEAR
        needy = self.need >= who.lowest_need or (who.or_placed and self.is_placed)
        if age < who.age_from_years or age >= who.age_to_years or not needy:
            return False
        if who.only_impaired and not self.impaired:
            return False
        if who.only_placed and not self.is_placed:
            return False
        return not who.only_parents_on_benefits or self.family.employment == Employment.BENEFITS

    def in_covered_district(self) -> bool:
        """Whether the family lives in one of the districts that the policy covers."""
        model = self.model
        n = model.setup.n_districts
        return (self.family.district - model.first_district) % n < model.covered_districts

    def find_arm(self) -> int:
        """Arm that this child belongs to now."""
        model = self.model
        if model.now < 0.0 or model.coverage == Coverage.NOBODY:
            return 0
        if model.coverage == Coverage.LOTTERY:
            return self.lottery
        if model.coverage == Coverage.NOMINATION:
            return int(self.family.nominated)
        if model.coverage == Coverage.DISTRICTS and not self.in_covered_district():
            return 0
        return 1 if self.is_eligible() else 0

    def set_arm(self) -> None:
        """Bring the arm up to date; newly covered parents may be offered a coordinator."""
        self.move_arm()
        self.offer_coordination()

    def move_arm(self) -> None:
        """Bring the arm up to date, without offers. While both arms have the same levers, no rate depends on it."""
        arm = self.find_arm()
        if arm == self.arm:
            return
        self.count(-1)
        self.arm = arm
        self.count(1)
        if self.model.arms_differ:
            self.refresh()
        self.family.settle_parents()

    # ---- places in the project of a lottery
    def takes_place(self) -> bool:
        """Whether a case that opens takes a free place in the project of a lottery: an eligible child's."""
        model = self.model
        draws = model.coverage == Coverage.LOTTERY and model.arms_drawn and model.has_project
        if not draws or self.lottery or model.lottery_open >= model.lottery_size:
            return False
        setup = model.setup
        team = workforce.team_of(setup.by_age, setup.impairment_team, self.band, self.impaired, False)
        return team in (Team.CHILDREN, Team.YOUTH) and self.is_eligible()

    def count_place(self) -> None:
        """A case opens: it is covered if it takes a free place, and covered ones are counted."""
        if self.takes_place():
            self.lottery = 1
        self.model.lottery_open += self.lottery
