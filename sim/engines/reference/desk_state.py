"""A desk: one post of a caseworker with its cases and its queue. A pooled team shares one queue."""

from typing import TYPE_CHECKING

from sim.engines.reference.actor import Actor
from sim.engines.reference.clock import Clock
from sim.engines.reference.direct import impairment, whole_family, work, workforce
from sim.engines.reference.tasks import Queue, Task
from sim.outcomes.ledger import MICRO, Stock
from sim.policy.levers import Lever
from sim.vocabulary import Employment, Kind, Measure, Stream, Team, WholeFamily
from sim.vocabulary import Task as TaskKind

if TYPE_CHECKING:
    from sim.engines.reference.child import Child
    from sim.engines.reference.municipality import Municipality

URGENT = (TaskKind.CRISIS, TaskKind.SCREENING)


class DeskState(Actor):
    """State of a desk, its queue and its cases. A closed desk keeps its id and may open again."""

    kind = int(Kind.DESK)
    model: "Municipality"
    task_clock: Clock
    absence_clock: Clock
    resignation_clock: Clock
    hire_clock: Clock
    dispatch_clock: Clock

    def __init__(self, model: "Municipality", identity: int) -> None:
        super().__init__(model, identity)
        self.home_team = self.team = -1
        self.established = self.in_post = self.absent = False
        self.fte = 0.0
        self.hired = 0.0
        self.own_queue = Queue(model)
        self.queue = self.own_queue
        self.cases: list[Child] = []
        self.busy = self.waking = self.protected = False
        self.owed_hours = 0.0
        self.task_kind = int(TaskKind.SCREENING)
        self.task_child: Child | None = None
        self.task_key = self.task_begun = self.task_hours = self.speed = 0.0

    def write(self, event: int, value: float) -> None:
        """A row about the desk."""
        self.model.write(event, -1, -1, self.id, -1, value)

    # ---- who is there
    @property
    def is_at_work(self) -> bool:
        """Whether the post is filled and its holder is not absent."""
        return self.in_post and not self.absent

    @property
    def is_pooled(self) -> bool:
        """Whether the desk shares its queue and holds no cases."""
        return self.team == Team.RECEPTION

    @property
    def cases_per_post(self) -> float:
        """Cases per full-time post."""
        return len(self.cases) / self.fte

    def outreach_hours(self) -> float:
        """Hours per day that outreach takes from this desk by the month's timetable."""
        goes_out: bool = workforce.does_outreach(self.team)
        return self.model.outreach_hours_per_post * self.fte if goes_out else 0.0

    # ---- whole-family coordination
    def mode_of(self, child: "Child") -> int:
        """How the child's family is coordinated."""
        return int(child.lever(Lever.WHOLE_FAMILY))

    def is_further(self, child: "Child") -> bool:
        """Whether an older sibling's case lies at the desk too."""
        return any(s is not None and s.desk is self for s in child.family.members[: child.number])

    @property
    def one_worker_cases(self) -> "list[Child]":
        """Cases that the desk has as the one worker for all of the family's."""
        return [c for c in self.cases if self.mode_of(c) == WholeFamily.ONE_WORKER]

    def n_saved(self) -> float:
        """Background time that coordination saves, in cases."""
        total = 0.0
        for child in self.cases:
            if self.mode_of(child) > 0 and self.is_further(child):
                total += whole_family.saved_cases(self.model.p, self.mode_of(child))
        return total

    def n_adults(self) -> int:
        """Adults' cases that the desk has taken along with children's."""
        families = [c.family for c in self.one_worker_cases if not self.is_further(c)]
        return sum(f.n_adult_cases for f in families if f.employment == Employment.BENEFITS)

    def background(self) -> float:
        """Background time per day of the desk's cases."""
        model, n = self.model, float(len(self.cases))
        saved, adults = (self.n_saved(), float(self.n_adults())) if model.is_coordinated else (0.0, 0.0)
        hours: float = work.background_hours(model.p, n, saved, adults, self.n_insourced())
        return hours

    def n_insourced(self) -> float:
        """Cases whose home-based work caseworkers do themselves, by share."""
        total = 0.0
        if self.model.insourcing_is_seen:
            for child in self.cases:
                total += child.insourced
        return total

    def learning(self) -> float:
        """Factor on the speed while the holder learns to be the one worker for families."""
        model = self.model
        if not model.is_coordinated or not self.cases:
            return 1.0
        days = model.now - max(self.hired, model.one_worker_since)
        share = len(self.one_worker_cases) / len(self.cases)
        factor: float = whole_family.learned_speed(model.p, share, days)
        return factor

    def other_hours(self) -> float:
        """Hours per day that other duties take: outreach, impairment cases that lack an adviser."""
        model = self.model
        carries: bool = impairment.carries_impairment(model.setup.impairment_team, self.team)
        return self.outreach_hours() + (model.impairment_hours_per_post * self.fte if carries else 0.0)

    def can_look(self) -> bool:
        """Whether the desk can look at its queue: free, or doing family work that may be interrupted."""
        if not self.is_at_work or self.waking:
            return False
        return not self.busy or (self.task_kind == TaskKind.FAMILY_WORK and not self.protected)

    def wake(self) -> None:
        """Let the desk look at its queue once everything else of this instant has happened."""
        if self.can_look():
            self.waking = True
            self.dispatch_clock.at(self.model.now)

    def wake_pool(self) -> None:
        """Wake the desk, or in a pooled team the first desk that can look."""
        if not self.is_pooled:
            self.wake()
            return
        for desk in self.model.desks:
            if desk.team == self.team and desk.can_look():
                desk.wake()
                return

    def count(self, sign: int) -> None:
        """Add the post to the stocks, or take it away."""
        if not self.established:
            return
        model = self.model
        posts = sign * int(self.fte * MICRO + 0.5)
        model.shift(Stock.POSTS_ALL_MICRO, posts)
        if not self.is_pooled:
            model.shift(Stock.POSTS_MICRO, posts)
        if not self.in_post:
            return
        model.shift(Stock.FILLED_ALL_MICRO, posts)
        if not self.is_pooled:
            model.shift(Stock.FILLED_MICRO, posts)
        if not self.absent:
            model.shift(Stock.PRESENT_ALL_MICRO, posts)

    # ---- tasks
    def cover_for(self, kind: int) -> "DeskState":
        """Desk that takes a task: urgent ones of an absent desk go to the colleague at work with the fewest cases."""
        if kind not in URGENT or self.is_at_work or self.is_pooled:
            return self
        at_work = [d for d in self.model.desks if d.team == self.team and d.is_at_work]
        return min(at_work, key=lambda d: len(d.cases), default=self)

    def add_task(self, kind: int, child: "Child", due: float) -> None:
        """A task for a child enters a queue; at most one of a kind is outstanding per child."""
        if child.has_task(kind):
            return
        model = self.model
        desk = self.cover_for(kind)
        u = child.draw(Stream.HOURS_SCREENING + kind)
        placed = child.is_placed or child.wanted >= Measure.NETWORK_CARE
        hours = work.task_hours(model.p, u, kind, placed)
        key = work.queue_key(model.p, kind, model.now, due)
        child.tasks[int(kind)] = Task(desk.queue, key, hours)
        if desk.is_pooled:
            model.intake_hours += hours
        desk.queue.push(child, int(kind))
        desk.wake_pool()

    # ---- cases
    def workload_changed(self) -> None:
        """The rate of resignation follows the number of cases."""
        if self.in_post:
            rate = workforce.resignation_rate(self.model.p, self.cases_per_post, not self.is_pooled)
            self.resignation_clock.set_rate(rate)

    def join(self, child: "Child") -> None:
        """The desk takes a child's case."""
        child.desk = self
        child.case_index = len(self.cases)
        self.cases.append(child)
        child.relation_since = self.model.now
        child.contact_level = 0.0
        self.workload_changed()

    def part(self, child: "Child") -> None:
        """The desk gives up a child's case; the last case takes its place in the list."""
        last = self.cases.pop()
        if last is not child:
            self.cases[child.case_index] = last
        last.case_index, child.desk = child.case_index, None
        self.workload_changed()

    def latest_case(self) -> "Child":
        """The case with the shortest relation to its caseworker (least id among equals)."""
        return min(self.cases, key=lambda c: (-c.relation_since, c.id))
