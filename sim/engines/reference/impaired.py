"""A child's impairment and its case in the special track: stocks, rates, services."""

from sim.engines.reference.child_state import ChildState
from sim.engines.reference.direct import census, impairment
from sim.policy.levers import Lever
from sim.vocabulary import Band, Status


class Impaired(ChildState):
    """What an impairment case counts for, and how fast it changes."""

    def count_impairment(self, sign: int) -> None:
        """Add the impairment and its case to the stocks, or take them away."""
        model = self.model
        if self.impaired and self.band < Band.AGE_18_22:
            census.count_diagnosis(model.ledger, model.now, sign, self.impairment, self.measure)
        if self.impairment_case:
            census.count_impairment_case(
                model.ledger,
                model.p,
                model.now,
                sign,
                self.band,
                self.arm,
                self.complex_case,
                self.false_label,
                self.enrolled,
                self.services,
                self.lost_earnings,
                not self.is_placed,
            )

    def relief(self, effect: float) -> float:
        """Share by which coordination lowers something for this child."""
        share: float = impairment.relief(effect, self.enrolled, self.model.coordination_cover)
        return share

    def escalation(self) -> float:
        """Factor of coordination on the rise of need."""
        factor: float = impairment.escalation_factor(self.model.p, self.enrolled, self.model.coordination_cover)
        return factor

    def services_now(self) -> int:
        """Services that fit the child's age and case now (bits)."""
        bits: int = impairment.services(
            self.model.p,
            self.respite_draw,
            self.day_care_draw,
            self.practical_draw,
            self.complex_case,
            self.band,
            self.relief(self.model.values.coordination_respite_effect),
        )
        return bits

    def refresh_impairment(self) -> None:
        """Bring the rates of the case and of the parents' lost earnings up to date."""
        if self.status == Status.AFTERCARE:
            return
        model = self.model
        self.impairment_clock.set_rate(
            impairment.case_rate(
                model.p,
                self.impairment_case,
                self.false_label,
                self.impaired,
                self.considerable,
                self.band,
                self.need,
                self.lever(Lever.SCREENING_INTENSITY),
            )
        )
        self.lost_earnings_clock.set_rate(
            impairment.lost_earnings_rate(
                model.p,
                self.impairment_case and not self.false_label,
                self.lost_earnings,
                self.complex_case,
                self.family.employment,
                not self.is_placed,
                self.relief(model.values.coordination_lost_earnings_effect),
            )
        )
