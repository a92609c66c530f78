"""What happens in an impairment case: it opens and closes, services follow age, parents are offered a coordinator."""

from sim.engines.reference.direct import impairment
from sim.engines.reference.needs import Needs
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import Band, Event, Stream


class Tracked(Needs):
    """A child's case in the special track."""

    # ---- services
    def refresh_services(self) -> None:
        """Bring the services up to the child's age and its coordination."""
        if not self.impairment_case:
            return
        bits = self.services_now()
        if bits != self.services:
            self.count(-1)
            self.services = bits
            self.count(1)

    # ---- family coordinators
    def is_to_be_offered(self) -> bool:
        """Whether the policy offers this child's parents a family coordinator now."""
        offered: bool = impairment.is_offered(
            self.lever(Lever.IMPAIRMENT_COORDINATION) > 0.0,
            self.lever(Lever.COORDINATION_ENROLS) > 0.0,
            self.complex_case,
            self.model.now - self.born,
            self.lever(Lever.COORDINATION_AGE_TO_YEARS),
        )
        return offered and not self.offered

    def offer_coordination(self) -> None:
        """A complex case is offered a family coordinator, if the policy offers one and has not yet."""
        if not self.is_to_be_offered():
            return
        model = self.model
        accepted = self.draw(Stream.ACCEPTS_COORDINATION) < model.values.p_accepts_coordination
        self.count(-1)
        self.offered = True
        self.enrolled = accepted
        self.enrolled_since = model.now
        self.count(1)
        model.n_enrolled += int(accepted)
        model.add(Flow.COORDINATION_OFFERED, 1.0)
        model.add(Flow.COORDINATION_ACCEPTED, float(accepted))
        self.write(Event.COORDINATION_OFFERED, -1, float(accepted))
        self.refresh_services()
        self.refresh()

    def end_coordination(self) -> None:
        """The coordinator's work with an enrolled family ends with the policy."""
        self.count(-1)
        self.enrolled = False
        self.count(1)
        self.model.n_enrolled -= 1
        self.write(Event.COORDINATION_ENDED, -1, self.model.now - self.enrolled_since)

    def settle_coordination(self) -> None:
        """Offers and enrolment follow the policy's levers."""
        if not self.enrolled:
            self.offer_coordination()
        elif self.model.levers[1][Lever.IMPAIRMENT_COORDINATION] == 0.0:
            self.end_coordination()

    # ---- the case
    def note_opening(self) -> None:
        """Count a new impairment case, and write it."""
        model = self.model
        model.add(Flow.IMPAIRMENT_CASES_NEW, 1.0)
        if self.band <= Band.AGE_6:
            model.add(Flow.IMPAIRMENT_CASES_NEW_0_6, 1.0)
            model.add(Flow.IMPAIRMENT_ENTRY_AGE_DAYS, model.now - self.born)
        if self.false_label:
            model.add(Flow.FALSE_LABELS, 1.0)
        self.write(Event.IMPAIRMENT_CASE_OPENED, -1, float(self.complex_case) - float(self.false_label))

    def open_impairment_case(self) -> None:
        """A case in the special track is opened: a true one, or one on a false label."""
        self.count(-1)
        self.impairment_case = True
        self.false_label = not self.impaired
        if self.impaired:
            self.complex_case = bool(impairment.is_complex(self.model.p, self.draw(Stream.COMPLEX)))
        self.respite_draw = self.draw(Stream.RESPITE)
        self.day_care_draw = self.draw(Stream.SPECIAL_DAY_CARE)
        self.practical_draw = self.draw(Stream.PRACTICAL_HELP)
        self.services = self.services_now()
        self.count(1)
        self.model.n_impairment += 1
        self.note_opening()
        self.offer_coordination()

    def close_impairment_case(self, withdrawn: bool) -> None:
        """The case in the special track ends, and with it services, lost earnings and coordination."""
        self.count(-1)
        self.model.n_impairment -= 1
        self.model.n_enrolled -= int(self.enrolled)
        self.impairment_case = self.false_label = self.complex_case = False
        self.lost_earnings = self.offered = self.enrolled = False
        self.services = 0
        self.count(1)
        self.write(Event.IMPAIRMENT_CASE_CLOSED, -1, float(withdrawn))

    def on_impairment_case(self) -> None:
        """An impairment case is opened, or a false label is withdrawn."""
        self.impairment_clock.renew(self.draw(Stream.IMPAIRMENT_CASE_TIME), 0.0)
        if self.impairment_case:
            self.close_impairment_case(withdrawn=True)
        else:
            self.open_impairment_case()
        self.refresh()

    def show_impairment(self) -> None:
        """The impairment shows; a label that was false until now is true."""
        self.count(-1)
        self.impaired = True
        self.false_label = False
        self.count(1)
        self.write(Event.AGE_BAND, -1, -1.0)

    def end_impairment_case(self) -> None:
        """The child leaves or turns 18: its impairment case ends for good."""
        if self.impairment_case:
            self.close_impairment_case(withdrawn=False)
        self.impairment_clock.cancel()
        self.lost_earnings_clock.cancel()

    # ---- lost earnings
    def on_lost_earnings(self) -> None:
        """A parent's lost earnings begin to be paid, or end."""
        self.lost_earnings_clock.renew(self.draw(Stream.LOST_EARNINGS_TIME), 0.0)
        self.count(-1)
        self.lost_earnings = not self.lost_earnings
        self.count(1)
        self.write(Event.LOST_EARNINGS, -1, float(self.lost_earnings))
        self.refresh()
