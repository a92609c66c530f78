"""A child's need: its rates, the stocks it is counted in, and that notifications excite further ones."""

from typing import TYPE_CHECKING

from sim.engines.reference.direct import census, economy, followup, hazards, need, notification, outreach, placement
from sim.engines.reference.impaired import Impaired
from sim.outcomes.ledger import Flow, Spell
from sim.policy.levers import Lever
from sim.rules.notification import TOTAL
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import STEP_OF_MEASURE, Measure, Need, Status, Stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEVER_RETURNED_MONTHS = 1200


class Needs(Impaired):
    """Rates, stocks and need."""

    def count(self, sign: int) -> None:
        """Add the child's present state to the stocks, or take it away."""
        model = self.model
        awaiting = census.awaits_place(self.place_stage, self.wanted)
        price = economy.price_ore_per_day(model.p, self.measure, self.price_factor)
        census.count_child(
            model.ledger,
            model.p,
            model.now,
            sign,
            self.band,
            self.need,
            self.measure,
            self.status,
            self.ever_placed,
            self.reason,
            self.without_consent,
            awaiting,
            census.is_delayed(self.need, self.measure, awaiting, self.held_back),
            self.missed,
            self.arm,
            price,
            self.has_consultant,
        )
        self.count_impairment(sign)
        census.count_groups(
            model.ledger,
            model.now,
            sign,
            self.band,
            self.need,
            self.impairment_now,
            self.family.district,
            self.arm,
            self.status,
            self.measure,
            census.cost_ore_per_day(model.p, self.measure, price, self.impairment_case, self.services),
        )

    # ---- rates
    def months_home(self) -> int:
        """Whole months since the last return home; very many if there was none."""
        if self.returned_at == 0.0:
            return NEVER_RETURNED_MONTHS
        return int((self.model.now - self.returned_at) / DAYS_PER_MONTH)

    def rise(self) -> float:
        """Present rate at which need rises."""
        family = self.family
        rate: float = need.rise_rate(
            self.model.p,
            self.need,
            self.band,
            self.measure,
            family.coping,
            self.impairment_now,
            self.months_home(),
            self.supported,
            family.frailty,
            family.part.level,
        )
        return rate * self.escalation()

    def days_unmet(self) -> float:
        """Days at 4b without a fitting measure."""
        days = self.unmet_days
        if self.unmet:
            days += self.model.now - self.unmet_since
        return days

    def fall(self) -> float:
        """Present rate at which need falls."""
        p, now = self.model.p, self.model.now
        measure = need.measure_factor(
            p,
            self.need,
            self.band,
            self.measure,
            STEP_OF_MEASURE[self.measure],
            self.response,
            now - self.measure_since,
        )
        contact = continuity = 1.0
        if self.status == Status.OPEN:
            contact = need.contact_factor(p, self.contact_level)
            continuity = need.continuity_factor(p, now - self.relation_since)
        entrenchment = need.entrenchment_factor(p, self.days_unmet())
        rate: float = need.fall_rate(p, self.need, measure, contact, continuity, entrenchment)
        return rate

    def notification_rate(self) -> float:
        """Present rate of first notifications."""
        model = self.model
        total = float(self.channel_rates()[TOTAL])
        rate: float = notification.notification_rate(model.p, self.need, self.family.part.notification, total)
        return rate

    def at_embedded_school(self) -> bool:
        """Whether a caseworker is permanently at the school of the child's district."""
        setup = self.model.setup
        schools = self.lever(Lever.SCHOOL_CASEWORKERS)
        return self.family.district < schools * setup.n_districts / setup.n_schools

    def channel_rates(self) -> "NDArray[np.float64]":
        """Rates of the channels through which the child is notified, and their sum."""
        relevant: bool = outreach.is_relevant(self.need)
        rates: NDArray[np.float64] = self.model.channel_rates[
            self.arm, int(self.at_embedded_school()), int(relevant), self.band
        ]
        return rates

    def refresh(self) -> None:
        """Bring the rates of the child's clocks up to its present state."""
        if self.status == Status.GONE or self.status == Status.AFTERCARE:
            return
        self.need_clock.set_rate(self.rise() + self.fall())
        self.notification_clock.set_rate(self.notification_rate())
        self.refresh_impairment()
        if self.is_placed:
            self.refresh_breakdown()

    @property
    def has_consultant(self) -> bool:
        """Whether a foster-care consultant supports the placement."""
        supports: bool = placement.gets_consultant(self.measure)
        return supports and self.lever(Lever.FOSTER_CONSULTANT) > 0.0

    def refresh_breakdown(self) -> None:
        """Bring the rate of breakdown up to date."""
        now = self.model.now
        rate = placement.breakdown_rate(
            self.model.p,
            self.measure,
            self.band,
            now - self.measure_since,
            now - self.follow_last,
            self.response,
            self.has_consultant,
        )
        self.breakdown_clock.set_rate(rate)

    # ---- what follows from need and measure together
    def settle_unmet(self) -> None:
        """Begin or end the days at 4b without a fitting measure; they are forgotten once need is 3 or lower."""
        unmet = self.need == Need.ENDANGERED and self.measure < Measure.NETWORK_CARE
        if unmet != self.unmet:
            self.unmet_days = self.days_unmet()
            self.unmet_since = self.model.now
            self.unmet = unmet
        if self.need <= Need.VULNERABLE:
            self.unmet_days = 0.0

    def settle_onset(self) -> None:
        """Begin the wait for help when need reaches 3; end it with a step of 2 or higher, the first noted."""
        helped = STEP_OF_MEASURE[self.measure] >= 2
        if helped and not self.helped:
            self.helped = True
            self.model.add(Flow.FIRST_HELPS, 1.0)
            self.model.add(Flow.FIRST_HELP_AGE_DAYS, self.model.now - self.born)
        if self.waits_for_help and helped:
            self.model.end_spell(Spell.ONSET_TO_HELP, self.waits_since, self.model.now, True)
            self.waits_for_help = False
        elif not self.waits_for_help and not helped and self.need >= Need.VULNERABLE:
            self.waits_for_help = True
            self.waits_since = self.model.now

    def note_missed(self) -> None:
        """Mark a child whose true need is 4a or worse for over 180 days without an open case."""
        known = self.status == Status.OPEN or self.status == Status.IN_ASSESSMENT
        long_exposed = self.need >= Need.EXPOSED and followup.is_missed(self.model.now - self.exposed_since)
        missed = long_exposed and not known
        if missed != self.missed:
            self.count(-1)
            self.missed = missed
            self.count(1)

    def watch(self) -> None:
        """Start the regular review of a child with an open case or at 4a or worse."""
        has_case = self.status == Status.OPEN
        if not self.is_reviewed and (has_case or self.need >= Need.EXPOSED):
            self.is_reviewed = True
            now = self.model.now
            self.drift_clock.at(now + followup.review_days(has_case, now - self.exposed_since))

    def change_need(self, new: int) -> None:
        """Need becomes another."""
        self.count(-1)
        self.need = new
        self.highest_need_this_year = max(self.highest_need_this_year, new)
        if new < Need.EXPOSED:
            self.missed = False
            self.exposed_since = 0.0
        elif self.exposed_since == 0.0:
            self.exposed_since = self.model.now
        if new < Need.ENDANGERED:
            self.held_back = False
        self.count(1)
        self.settle_unmet()
        self.settle_onset()
        self.watch()

    def draw_next_need(self) -> int:
        """Whether need rises or falls, now that it changes."""
        rises = hazards.first_of_two(self.draw(Stream.NEED_CAUSE), self.rise(), self.fall())
        return self.need + 1 if rises else self.need - 1

    # ---- self-excitation
    def excite(self) -> None:
        """A notification raises the chance of another for a while."""
        now = self.model.now
        decay = self.model.values.notification_decay_per_day
        clock = self.excited_clock
        if self.intensity > 0.0:
            clock.remaining = hazards.excited_consume(clock.remaining, self.intensity, decay, self.intensity_since, now)
        decayed = hazards.excited_decay(self.intensity, decay, now - self.intensity_since)
        self.intensity = decayed + notification.excitation(self.model.p)
        self.intensity_since = now
        clock.at(hazards.excited_fires_at(clock.remaining, self.intensity, decay, now))

    def next_excited(self) -> None:
        """Begin the next occurrence of the self-excited clock after it fired."""
        now = self.model.now
        decay = self.model.values.notification_decay_per_day
        self.intensity = hazards.excited_decay(self.intensity, decay, now - self.intensity_since)
        self.intensity_since = now
        self.excited_clock.remaining = hazards.threshold(self.draw(Stream.EXCITED_TIME))

    def start_clocks(self) -> None:
        """First thresholds of the random clocks."""
        self.need_clock.renew(self.draw(Stream.NEED_TIME), 0.0)
        self.notification_clock.renew(self.draw(Stream.NOTIFICATION_TIME), 0.0)
        self.breakdown_clock.renew(self.draw(Stream.BREAKDOWN), 0.0)
        self.impairment_clock.renew(self.draw(Stream.IMPAIRMENT_CASE_TIME), 0.0)
        self.lost_earnings_clock.renew(self.draw(Stream.LOST_EARNINGS_TIME), 0.0)
        self.excited_clock.remaining = hazards.threshold(self.draw(Stream.EXCITED_TIME))
