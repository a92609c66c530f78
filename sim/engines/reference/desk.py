"""A desk's holder: absence, resignation, hiring; and the desk's opening and closing."""

from typing import TYPE_CHECKING

from sim.engines.reference.clock import Clock
from sim.engines.reference.direct import workforce
from sim.engines.reference.working import Working
from sim.outcomes.ledger import Flow
from sim.vocabulary import Clock as EventClass
from sim.vocabulary import Coverage, Event, Stream, Task, Team

if TYPE_CHECKING:
    from sim.engines.reference.municipality import Municipality


class Desk(Working):
    """A post of a caseworker, filled or vacant."""

    def __init__(self, model: "Municipality", identity: int) -> None:
        super().__init__(model, identity)
        for name, event_class, action in (
            ("task_clock", EventClass.TASK, self.on_task),
            ("absence_clock", EventClass.ABSENCE, self.on_absence),
            ("resignation_clock", EventClass.RESIGNATION, self.on_resignation),
            ("hire_clock", EventClass.HIRE, self.on_hire),
            ("dispatch_clock", EventClass.DISPATCH, self.dispatch),
        ):
            setattr(self, name, Clock(model, self, int(event_class), self.id, action))

    # ---- absence
    def set_absent(self, absent: bool) -> None:
        """The holder is absent, or back."""
        self.count(-1)
        self.absent = absent
        self.count(1)

    def plan_absence(self) -> None:
        """When the holder is next absent."""
        self.absence_clock.renew(self.draw(Stream.ABSENCE_TIME), self.model.values.absences_per_day)

    def on_absence(self) -> None:
        """An absence begins or ends."""
        if self.absent:
            self.come_back()
        else:
            self.fall_ill()

    def come_back(self) -> None:
        """The holder is back."""
        self.set_absent(False)
        self.write(Event.WORKER_BACK, 0.0)
        self.plan_absence()
        self.wake()

    def fall_ill(self) -> None:
        """The holder is absent for some days; others may take urgent work."""
        model = self.model
        self.stop_work()
        self.set_absent(True)
        days: float = workforce.absence_days(model.p, self.draw(Stream.ABSENCE_DAYS))
        self.write(Event.WORKER_ABSENT, days)
        self.absence_clock.at(model.now + days)
        self.wake_pool()

    # ---- resignation and hiring
    def vacate(self) -> None:
        """The post becomes vacant."""
        self.stop_work()
        self.count(-1)
        self.in_post = self.absent = False
        self.count(1)
        self.absence_clock.cancel()
        self.resignation_clock.cancel()

    def advertise(self) -> None:
        """The post is advertised: after the hiring lag it is filled."""
        days = workforce.hiring_days(self.model.p, self.draw(Stream.HIRING_DAYS))
        self.hire_clock.at(self.model.now + days)

    def on_resignation(self) -> None:
        """The holder resigns."""
        self.write(Event.WORKER_LEAVES, float(len(self.cases)))
        self.model.add(Flow.RESIGNATIONS, 1.0)
        self.vacate()
        self.advertise()
        self.wake_pool()

    def fill(self, hired: float) -> None:
        """Somebody holds the post from now, with tenure since `hired`."""
        self.count(-1)
        self.in_post = True
        self.absent = False
        self.hired = hired
        self.count(1)
        self.resignation_clock.renew(self.draw(Stream.RESIGNATION), 0.0)
        self.workload_changed()
        self.plan_absence()

    def hand_over_all(self) -> None:
        """The new holder takes over every case: hours, and the relation begins anew."""
        model = self.model
        for child in self.cases:
            child.relation_since = model.now
            child.contact_level = 0.0
            model.add(Flow.WORKER_CHANGES, 1.0)
            self.add_task(Task.HAND_OVER, child, model.usual_due(Task.HAND_OVER))

    def on_hire(self) -> None:
        """A vacant post is filled."""
        model = self.model
        self.write(Event.WORKER_HIRED, float(len(self.cases)))
        model.add(Flow.HIRES, 1.0)
        model.add(Flow.RECRUITMENT_ORE, model.values.recruitment_dkk * 100.0)
        self.fill(model.now)
        self.hand_over_all()
        if self.takes_share():
            self.take_share()
        self.wake()

    def takes_share(self) -> bool:
        """Whether a new desk takes cases from its colleagues; in the project of a lottery it waits for new cases."""
        in_lottery = self.team == Team.PROJECT and self.model.coverage == Coverage.LOTTERY
        return not (self.is_pooled or in_lottery or self.cases)

    def take_share(self) -> None:
        """A new desk takes cases from the heaviest ones until it has its share: those with the shortest relation."""
        while True:
            heavy = self.model.heaviest_desk(self.team)
            if heavy is None or heavy is self:
                return
            after = (len(self.cases) + 1) / self.fte
            if after > (len(heavy.cases) - 1) / heavy.fte:
                return
            heavy.latest_case().move_case(self)

    # ---- opening and closing
    def open(self, team: int, fte: float) -> None:
        """The desk is established in a team, still vacant."""
        model = self.model
        self.home_team = self.team = int(team)
        self.established = True
        self.in_post = self.absent = False
        self.fte = fte
        self.owed_hours = 0.0
        self.queue = self.own_queue
        if self.is_pooled:
            if model.team_size[team] == 0:
                model.reception_desk = self
            assert model.reception_desk is not None
            self.queue = model.reception_desk.own_queue
        model.team_size[team] += 1
        self.count(1)
        self.write(Event.DESK_OPENED, fte)

    def close(self) -> None:
        """The desk closes; its cases and tasks go to the others of its team."""
        if self.in_post:
            self.vacate()
        self.hire_clock.cancel()
        self.count(-1)
        self.established = False
        self.model.team_size[self.team] -= 1
        self.write(Event.DESK_CLOSED, float(len(self.cases)))
        while self.cases:
            self.latest_case().move_case(self.model.lightest_desk(self.team))
        self.pass_on_tasks()
        self.wake_pool()

    def pass_on_tasks(self) -> None:
        """Tasks for children without a case here (screening, cover for a colleague) go to the lightest desk."""
        if self.queue is not self.own_queue:
            return
        while self.queue.head() is not None:
            child, kind = self.queue.pop()
            to = self.model.lightest_desk(self.team)
            child.tasks[kind].queue = to.queue
            to.queue.push(child, kind)
            to.wake()

    def set_fte(self, fte: float) -> None:
        """The post is another share of a full-time post."""
        self.count(-1)
        self.fte = fte
        self.count(1)
        self.workload_changed()
