"""What the municipality and all agents in it share: settings, levers, draws, the ledger and the log."""

import math
from array import array
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.engines.reference.actor import KIND_STEP
from sim.engines.reference.calendar import Calendar
from sim.engines.reference.clock import Clock
from sim.engines.reference.direct import ledger as book
from sim.engines.reference.direct import plain_values, randomness
from sim.engines.setup import LeverStep, Setup
from sim.outcomes.ledger import N_BANDS, Ledger
from sim.policy.levers import N_ARMS, Lever
from sim.policy.scenario import Eligibility
from sim.rules.notification import N_CHANNELS
from sim.vocabulary import N_STREAMS, N_TEAMS, Coverage, Kind, Task

if TYPE_CHECKING:
    from sim.engines.reference.child import Child
    from sim.engines.reference.desk import Desk
    from sim.engines.reference.family import Family

Row = tuple[float, int, int, int, int, int, float]  # time, event, child, family, desk, detail, value


class Core(mesa.Model):
    """State of the municipality. Mesa's random generator and steps are never used."""

    def __init__(self, setup: Setup, seed: int, replication: int, agency: int, start: float, ledger: Ledger) -> None:
        super().__init__(seed=0)
        self.setup = setup
        self.seed, self.replication, self.agency = int(seed), int(replication), int(agency)
        self.calendar = Calendar(start)
        self.now = start
        self.n_events = 0
        self.checks = False
        self.p = setup.parameters
        self.values = plain_values(setup.parameters)
        self.levers: list[list[float]] = setup.levers.tolist()
        self.channel_rates = np.zeros((N_ARMS, 2, 2, N_BANDS, N_CHANNELS + 1))
        self.draws = array("l", [0] * N_STREAMS)
        self.ledger = ledger
        self.rows: list[Row] | None = None
        self._begin_empty()

    def _begin_empty(self) -> None:
        """Nobody lives here yet; no policy."""
        self.children: dict[int, Child] = {}
        self.families: dict[int, Family] = {}
        self.n_births = self.n_migrants = 0
        self.desks: list[Desk] = []
        self.team_size = [0] * N_TEAMS
        self.reception_desk: Desk | None = None
        self.intake_hours = 0.0
        self.homes = self.homes_free = 0
        self.waiting: list[Child] = []
        self.seats = [0.0] * 4
        self.coverage = int(Coverage.NOBODY)
        self.covered_districts = self.first_district = self.lottery_size = 0
        self.eligibility = Eligibility()
        self.project_existing = self.project_new = 0
        self.project_drops_others = False
        self.arms_drawn = self.policy_begun = self.only_labels = False
        self.lottery_open = 0
        self.staffs_all = self.district_team = self.holders_set = False
        self.begins = math.inf
        self.steps_left: list[LeverStep] = []
        self.outreach_is_stale = self.families_are_stale = False
        self.one_worker_since = 0.0
        self.nomination_size = self.n_nominated = 0
        self.quarter_read = 0
        self.insourcing_is_seen = False
        self.outreach_hours_per_day = self.outreach_ore_per_day = self.outreach_hours_per_post = 0.0
        self.outreach_since = 0.0
        self._begin_without_impairment_cases()

    def _begin_without_impairment_cases(self) -> None:
        """No impairment cases, advisers or coordinators."""
        self.n_impairment = self.n_enrolled = 0
        self.impairment_is_stale = False
        self.impairment_posts = self.impairment_since = 0.0
        self.impairment_hours_per_day = self.impairment_hours_per_post = self.impairment_ore_per_day = 0.0
        self.coordination_cover = self.coordination_needed_per_day = 0.0

    @property
    def arms_differ(self) -> bool:
        """Whether a lever has another value for covered children than for the others."""
        return self.levers[0] != self.levers[1]

    @property
    def is_coordinated(self) -> bool:
        """Whether any family's cases are coordinated."""
        return any(row[Lever.WHOLE_FAMILY] > 0.0 for row in self.levers)

    def clock(self, event_class: int, action: Any, entity_id: int = 0) -> Clock:
        """A clock of the municipality itself."""
        return Clock(self, self, int(event_class), entity_id, action)

    def draw(self, stream: int) -> float:
        """The municipality's next uniform number in a stream."""
        n = self.draws[stream] + 1
        self.draws[stream] = n
        kind = Kind.MUNICIPALITY + KIND_STEP * self.agency
        u: float = randomness.uniform(self.seed, self.replication, kind, 0, stream, n)
        return u

    # ---- ledger and log
    def add(self, flow: int, amount: float) -> None:
        """A flow in the present month."""
        book.add(self.ledger, flow, amount)

    def add_at(self, flow: int, time: float, amount: float) -> None:
        """A flow that belongs to the month of another time."""
        book.add_at(self.ledger, flow, time, amount)

    def shift(self, stock: int, delta: int) -> None:
        """A stock changes now."""
        book.shift(self.ledger, stock, self.now, delta)

    def end_spell(self, spell: int, begun: float, until: float, ended: bool) -> None:
        """A duration ended, or was censored."""
        book.end_spell(self.ledger, spell, begun, until, ended)

    def write(self, event: int, child: int, family: int, desk: int, detail: int, value: float) -> None:
        """A row of the event log, if one is kept."""
        if self.rows is not None:
            self.rows.append((self.now, int(event), child, family, desk, int(detail), value))

    def usual_due(self, task: int) -> float:
        """Due date of a task that has no date of its own."""
        return self.now + float(self.values.task_due_days[task])

    def hours_of(self, task: int) -> float:
        """Mean hours of a kind of task."""
        hours: float = self.values.task_hours[task]
        return hours

    @property
    def screening_hours(self) -> float:
        """Mean hours of a screening."""
        return self.hours_of(Task.SCREENING)
