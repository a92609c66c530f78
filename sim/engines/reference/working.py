"""A desk at work: it looks at its queue, works in sessions, and gives what is left to family and network work."""

from sim.engines.reference.child import Child
from sim.engines.reference.desk_state import DeskState
from sim.engines.reference.direct import work
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.rules.work import FAMILY_BLOCK_DAYS, LEAST_HOURS, URGENT_KEYS_BELOW
from sim.vocabulary import Event, Status, Task


class Working(DeskState):
    """Sessions of a desk."""

    def tasks_per_day(self) -> float:
        """Hours of tasks per day that the desk does now."""
        model = self.model
        tenure = model.now - self.hired
        speed: float = work.hours_per_day(model.p, self.fte, self.background(), tenure, self.other_hours())
        return speed * self.learning()

    # ---- family and network work
    def family_order(self, child: Child) -> float:
        """Turn of a child's family: the smallest comes next."""
        family = child.family
        order: float = work.family_work_order(
            self.model.p, child.is_placed, family.ready, family.coping, family.work_hours
        )
        return order

    def next_family(self) -> Child | None:
        """Child whose family gets family and network work next."""
        waiting = [c for c in self.cases if c.status == Status.OPEN and self.may_work_with(c)]
        return min(waiting, key=lambda c: (self.family_order(c), c.id), default=None)

    def may_work_with(self, child: Child) -> bool:
        """Whether the policy lets the family of this child have family work."""
        return not child.is_placed or child.lever(Lever.FAMILY_WORK_WHILE_PLACED) > 0.0

    def credit_family_work(self, hours: float) -> None:
        """Hours of family work have been done; they are lost if the child has left meanwhile."""
        child = self.task_child
        if child is None or not child.is_here:
            return
        self.model.add(Flow.HOURS_FAMILY_WORK, hours)
        child.contact_hours += hours
        child.write_work(Event.FAMILY_WORK, self, -1, hours)
        child.family.work(hours)

    def interrupt_family_work(self) -> None:
        """A task has come: what was done of the family work counts."""
        self.task_clock.cancel()
        self.busy = False
        self.credit_family_work((self.model.now - self.task_begun) * self.speed)

    # ---- sessions
    def begin_session(self, kind: int, child: Child, key: float, hours: float, protected: bool = False) -> None:
        """A session of so many hours on a task begins."""
        self.busy = True
        self.protected = protected
        self.task_kind = int(kind)
        self.task_child = child
        self.task_key = key
        self.task_begun = self.model.now
        self.task_hours = hours
        self.speed = self.tasks_per_day()
        self.task_clock.at(self.model.now + hours / self.speed)

    def begin_protected(self, next_key: float) -> bool:
        """Begin protected family work if it is owed before the next task and there is a family for it."""
        hours = self.model.values.session_hours
        if self.owed_hours < hours or next_key <= URGENT_KEYS_BELOW:
            return False
        child = self.next_family()
        if child is None:
            return False
        self.owed_hours -= hours
        self.begin_session(Task.FAMILY_WORK, child, 0.0, hours, protected=True)
        return True

    def begin_next_task(self) -> None:
        """Take the first task of the queue and work one session on it."""
        child, kind = self.queue.pop()
        task = child.tasks[kind]
        self.begin_session(kind, child, task.key, work.session_hours(self.model.p, task.hours_left))

    def begin_leftover(self) -> None:
        """Nothing waits: family and network work for a day, or until a task comes."""
        child = self.next_family()
        if child is not None:
            self.begin_session(Task.FAMILY_WORK, child, 0.0, self.tasks_per_day() * FAMILY_BLOCK_DAYS)

    def dispatch(self) -> None:
        """The desk looks at its queue."""
        self.waking = False
        if not self.can_look():
            return
        if self.busy:
            if self.queue.head() is None:
                return
            self.interrupt_family_work()
        head = self.queue.head()
        if head is None:
            self.begin_leftover()
        elif not self.begin_protected(head[0]):
            self.begin_next_task()

    # ---- the end of a session
    def account_hours(self, hours: float) -> None:
        """Hours of a queued task have been worked; the protected share is owed on them."""
        model, child = self.model, self.task_child
        model.add(Flow.HOURS_SCREENING + self.task_kind, hours)
        arm = child.arm if child is not None and child.is_here else 0
        self.owed_hours += work.protected_hours(model.p, hours, model.levers[arm][Lever.PROTECTED_SHARE])

    def use_hours(self, child: Child, hours: float) -> bool:
        """Take worked hours off the task; False if it is no longer this desk's (it ended, or moved with its case)."""
        task = child.tasks.get(self.task_kind)
        if task is None or task.key != self.task_key:
            return False
        task.hours_left -= hours
        if task.queue is self.queue:
            return True
        task.hours_left = max(task.hours_left, LEAST_HOURS)
        return False

    def end_session(self, hours: float) -> None:
        """A session on a queued task ends: the task is finished, or its rest waits under its old key."""
        child, kind = self.task_child, self.task_kind
        assert child is not None
        self.account_hours(hours)
        if not self.use_hours(child, hours):
            return
        task = child.tasks[kind]
        if task.hours_left > LEAST_HOURS:
            self.queue.push(child, kind)
            return
        del child.tasks[kind]
        self.finish_task(kind, child, task.hours)

    def finish_task(self, kind: int, child: Child, hours: float) -> None:
        """A task is finished."""
        if kind == Task.SCREENING:
            child.finish_screening(self)
        elif kind == Task.ASSESSMENT:
            child.finish_assessment(self)
        elif kind == Task.DECISION:
            child.finish_decision(self)
        elif kind == Task.FOLLOW_UP:
            child.finish_follow_up(self, hours)
        elif kind == Task.NETWORK_MEETING:
            child.finish_meeting(self, hours)
        elif kind == Task.CRISIS:
            child.finish_crisis(self)
        elif kind == Task.HAND_OVER:
            child.write_work(Event.HAND_OVER, self, -1, hours)

    def on_task(self) -> None:
        """A session ends as planned."""
        self.busy = False
        if self.task_kind == Task.FAMILY_WORK:
            self.credit_family_work(self.task_hours)
        else:
            self.end_session(self.task_hours)
        self.wake()

    def stop_work(self) -> None:
        """The holder leaves or is absent: the session ends where it is, its rest goes back under its old key."""
        if not self.busy:
            return
        self.task_clock.cancel()
        self.busy = False
        hours = (self.model.now - self.task_begun) * self.speed
        if self.task_kind == Task.FAMILY_WORK:
            self.credit_family_work(hours)
            return
        child = self.task_child
        assert child is not None
        self.account_hours(hours)
        if self.use_hours(child, hours):
            task = child.tasks[self.task_kind]
            task.hours_left = max(task.hours_left, LEAST_HOURS)
            self.queue.push(child, self.task_kind)
