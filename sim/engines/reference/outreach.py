"""Outreach: who notifies more, and the hours and money it takes; planned by the month."""

from itertools import product

import numpy as np

from sim.engines.reference.direct import outreach, workforce
from sim.engines.reference.project import Projects
from sim.outcomes.ledger import Flow
from sim.policy.levers import N_ARMS, Lever
from sim.rules.notification import N_CHANNELS, TOTAL
from sim.vocabulary import Band, Coverage


class Outreach(Projects):
    """Rates of notification by channel, and the timetable of those who go out."""

    def fill_channels(self) -> None:
        """Rates of all channels by arm, school, relevance and age; young people over 17 are not notified."""
        for arm, embedded, relevant, band in product(range(N_ARMS), (0, 1), (0, 1), range(Band.AGE_18_22)):
            rates = self.channel_rates[arm, embedded, relevant, band]
            rates[TOTAL] = 0.0
            for channel in range(N_CHANNELS):
                rates[channel] = outreach.channel_rate(
                    self.p, self.lever_row(arm), channel, band, relevant == 1, embedded == 1
                )
                rates[TOTAL] += rates[channel]

    def lever_row(self, arm: int) -> np.ndarray:
        """Levers of an arm as rules take them."""
        return np.array(self.levers[arm])

    def covered_share(self) -> float:
        """Share of the municipality in which outreach follows the covered children's levers."""
        if self.coverage == Coverage.DISTRICTS:
            return self.covered_districts / self.setup.n_districts
        return 0.0 if self.coverage == Coverage.NOBODY else 1.0

    def posts_going_out(self) -> float:
        """Filled posts of the teams whose caseworkers go out."""
        total = 0.0
        for desk in self.desks:
            if desk.established and desk.in_post and workforce.does_outreach(desk.team):
                total += desk.fte
        return total

    def hours_of_arm(self, arm: int) -> float:
        """Caseworker hours per day if the whole municipality had the levers of this arm."""
        setup = self.setup
        hours: float = outreach.caseworker_hours_per_day(
            self.p, self.lever_row(arm), setup.n_schools, setup.n_day_cares
        )
        return hours

    def others_of_arm(self, arm: int) -> float:
        """Cost per day of other professions if the whole municipality had the levers of this arm."""
        ore: float = outreach.others_ore_per_day(self.p, self.lever_row(arm), self.setup.residents)
        return ore

    def plan_outreach(self) -> None:
        """The month's timetable: hours, their cost, and what each filled post gives (nothing if others do it)."""
        share = self.covered_share()
        self.outreach_hours_per_day = outreach.mixed(self.hours_of_arm(0), self.hours_of_arm(1), share)
        self.outreach_ore_per_day = outreach.mixed(self.others_of_arm(0), self.others_of_arm(1), share)
        self.outreach_hours_per_post = 0.0
        posts = self.posts_going_out()
        if self.levers[0][Lever.OUTREACH_STAFFED] > 0.0:
            self.outreach_ore_per_day += outreach.staffed_ore_per_day(self.p, self.outreach_hours_per_day)
        elif posts > 0.0:
            self.outreach_hours_per_post = self.outreach_hours_per_day / posts

    def book_outreach(self, now: float) -> None:
        """Book hours and money of outreach since the last booking."""
        days = now - self.outreach_since
        self.outreach_since = now
        self.add(Flow.HOURS_OUTREACH, self.outreach_hours_per_day * days)
        self.add(Flow.OUTREACH_ORE, self.outreach_ore_per_day * days)

    def outreach_changed(self) -> None:
        """A lever of outreach took another value: rates, timetable and every child follow."""
        self.outreach_is_stale = False
        self.fill_channels()
        self.book_outreach(self.now)
        self.plan_outreach()
        for child in self.children.values():
            child.refresh()
