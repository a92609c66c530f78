"""The municipality's pool of foster homes, and the list of children who wait for one."""

from sim.engines.reference.child_state import ChildState
from sim.engines.reference.core import Core
from sim.outcomes.ledger import Flow, Stock
from sim.policy.levers import Lever
from sim.vocabulary import PLACES_OFFICE, Event, Measure, Stream
from sim.vocabulary import Clock as EventClass

N_BANDS = 8


class Homes(Core):
    """Finite foster homes."""

    def start_homes(self) -> None:
        """The pool at the start of the warm-up."""
        self.home_lost_clock = self.clock(EventClass.HOME_LOST, self.on_home_lost)
        self.home_recruited_clock = self.clock(EventClass.HOME_RECRUITED, self.on_home_recruited)
        self.places_clock = self.clock(EventClass.DISPATCH, self.dispatch_places, PLACES_OFFICE)
        self.home_lost_clock.renew(self.draw(Stream.HOME_LOST), 0.0)
        self.home_recruited_clock.renew(self.draw(Stream.HOME_RECRUITED), 0.0)
        self.recruitment_changed()
        self.change_homes(int(self.setup.homes_usual + 0.5))

    def recruitment_rate(self) -> float:
        """Rate at which foster homes are recruited."""
        factor = self.levers[0][Lever.HOME_RECRUITMENT_FACTOR]
        rate: float = self.values.home_recruitment_per_day * self.setup.homes_usual * factor
        return rate

    def recruitment_changed(self) -> None:
        """The rate of recruitment follows its lever."""
        self.home_recruited_clock.set_rate(self.recruitment_rate())

    def homes_changed(self) -> None:
        """The rate at which free homes leave the pool follows their number."""
        self.home_lost_clock.set_rate(self.homes_free * self.values.home_turnover_per_day)

    def change_homes(self, n: int) -> None:
        """Homes come to the pool (or leave it, if negative)."""
        self.homes += n
        self.homes_free += n
        self.shift(Stock.HOMES, n)
        self.shift(Stock.HOMES_FREE, n)
        self.homes_changed()
        if n > 0 and self.waiting:
            self.places_clock.at(self.now)

    def release_home(self, child: ChildState) -> None:
        """A foster placement ends: its home retires or is free again, and the places office looks at its list."""
        self.shift(Stock.HOMES, -1)
        self.homes -= 1
        if child.draw(Stream.HOME_RETIRES) >= self.values.p_home_retires:
            self.change_homes(1)

    def take_home(self) -> None:
        """A free home takes a child."""
        self.homes_free -= 1
        self.shift(Stock.HOMES_FREE, -1)
        self.homes_changed()

    def dispatch_places(self) -> None:
        """The places office gives free homes to those who have waited longest."""
        while self.homes_free > 0 and self.waiting:
            self.waiting[0].move_in()

    def on_home_recruited(self) -> None:
        """A foster home is recruited."""
        self.home_recruited_clock.renew(self.draw(Stream.HOME_RECRUITED), self.recruitment_rate())
        self.add(Flow.HOMES_RECRUITED, 1.0)
        self.write(Event.HOME_RECRUITED, -1, -1, -1, -1, float(self.homes + 1))
        self.change_homes(1)

    def on_home_lost(self) -> None:
        """A free foster home leaves the pool."""
        self.home_lost_clock.renew(self.draw(Stream.HOME_LOST), 0.0)
        self.write(Event.HOME_LOST, -1, -1, -1, -1, float(self.homes - 1))
        self.change_homes(-1)

    def placement_mix(self, counts_home: bool) -> tuple[int, int]:
        """Children on the family side, and all, of the placements now (intensive home measures may count too)."""
        family_side = list(range(Measure.NETWORK_CARE, Measure.RESIDENTIAL_FACILITY))
        residential = [int(Measure.RESIDENTIAL_FACILITY), int(Measure.INSTITUTION)]
        if counts_home:
            family_side.append(int(Measure.INTENSIVE_HOME))
        n_family, n_residential = self.n_with(family_side), self.n_with(residential)
        return n_family, n_family + n_residential

    def n_with(self, measures: list[int]) -> int:
        """Children with one of these measures, of all ages."""
        stock = self.ledger.stock
        return sum(int(stock[m * N_BANDS : (m + 1) * N_BANDS].sum()) for m in measures)
