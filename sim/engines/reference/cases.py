"""Cases: opening, closing, moving, and asking the caseworker for work."""

from typing import TYPE_CHECKING

from sim.engines.reference.direct import workforce
from sim.engines.reference.measures import Measures
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import DETAIL_MEASURE, Event, Need, PlaceStage, Status, Task, Team, WholeFamily

if TYPE_CHECKING:
    from sim.engines.reference.child_state import ChildState
    from sim.engines.reference.desk import Desk


class Cases(Measures):
    """The child's case."""

    # ---- which desk
    @property
    def has_one_worker(self) -> bool:
        """Whether one worker is to have all cases of this child's family."""
        return self.lever(Lever.WHOLE_FAMILY) == WholeFamily.ONE_WORKER

    def coordinated_sibling(self) -> "ChildState | None":
        """First sibling with an open case whose worker is to have this child's case too."""
        if not self.has_one_worker:
            return None
        siblings = (s for s in self.family.members if s is not None and s is not self)
        return next((s for s in siblings if s.status == Status.OPEN and s.has_one_worker), None)

    def case_team(self) -> int:
        """Team that holds this child's case."""
        model = self.model
        in_project = self.arm == 1 and model.team_size[Team.PROJECT] > 0
        sibling = None if in_project else self.coordinated_sibling()
        if sibling is not None:
            return sibling.worker.team
        team: int = workforce.team_of(
            model.setup.by_age, model.setup.impairment_team, self.band, self.impaired, in_project
        )
        return team

    def sibling_desk(self) -> "Desk | None":
        """Desk of a sibling's open case in the same team: siblings share their caseworker."""
        team = self.case_team()
        for sibling in self.family.members:
            if sibling is None or sibling is self or sibling.status != Status.OPEN:
                continue
            if sibling.desk is not None and sibling.desk.team == team:
                return sibling.desk
        return None

    def desk_for_case(self) -> "Desk":
        """Desk that takes this child's case: a sibling's; the one it has, if of the right team; else the lightest."""
        team = self.case_team()
        own = self.desk if self.desk is not None and self.desk.team == team else None
        return self.sibling_desk() or own or self.model.desk_in(team)

    # ---- status
    def set_status(self, status: int) -> None:
        """The case stands elsewhere now."""
        self.count(-1)
        if self.status == Status.OPEN:
            self.model.lottery_open -= self.lottery
        self.status = int(status)
        self.count(1)

    def take_over(self, desk: "Desk") -> None:
        """A desk takes the case that opens: the assessor keeps it, or hands over what the assessment found."""
        assessor = self.desk
        if assessor is desk:
            return
        if assessor is not None:
            assessor.part(self)
        desk.join(self)
        if assessor is not None:
            self.model.add(Flow.WORKER_CHANGES, 1.0)
            desk.add_task(Task.HAND_OVER, self, self.model.usual_due(Task.HAND_OVER))

    def end_without_result(self) -> None:
        """An assessment ends without a result: need has fallen, the child leaves, or acute placement overtakes it."""
        model = self.model
        model.add(Flow.ASSESSMENTS_LAPSED, 1.0)
        if model.now >= self.assess_due:
            model.add_at(Flow.ASSESSMENTS_DUE, self.assess_due, 1.0)
        self.write(Event.ASSESSMENT_LAPSED, -1, 0.0)
        self.tasks.pop(Task.ASSESSMENT, None)

    def open_case(self) -> None:
        """A case is opened and given to a desk."""
        model = self.model
        self.count(-1)
        self.missed = False
        self.status = int(Status.OPEN)
        self.count(1)
        self.count_place()
        self.set_arm()
        self.follow_last = model.now
        self.contact_hours = 0.0
        self.meeting_last = model.now
        self.take_over(self.desk_for_case())
        self.family.case_opened()
        model.add(Flow.CASES_OPENED, 1.0)
        self.write(Event.CASE_OPENED, -1, float(len(self.worker.cases)))
        self.family.refresh()
        self.is_reviewed = False
        self.watch()
        self.refresh()

    def close_case(self) -> None:
        """A case ends: no tasks, no follow-ups, no plans. An assessment in progress ends with it."""
        was_open = self.status == Status.OPEN or self.status == Status.AFTERCARE
        self.drop_tasks()
        self.stop_follow_ups()
        self.drop_plans()
        self.statements_clock.cancel()
        if was_open:
            self.family.change_open(-1)
            self.model.add(Flow.CASES_CLOSED, 1.0)
            self.write(Event.CASE_CLOSED, -1, 0.0)
        if self.desk is not None:
            self.desk.part(self)
        if self.need >= Need.EXPOSED:
            self.exposed_since = self.model.now
        self.set_status(Status.CLOSED)
        if was_open:
            self.family.refresh()
        self.refresh()
        self.family.discharge()

    def worker_to_join(self) -> "Desk | None":
        """Desk that has the first open case of a family under one worker; none if that is this child's own."""
        for sibling in self.family.members[: self.number]:
            if sibling is not None and sibling.status == Status.OPEN and sibling.has_one_worker:
                return sibling.desk if sibling.desk is not self.desk else None
        return None

    def move_case(self, to: "Desk", hand_over: bool = True) -> None:
        """The case moves to another desk, with its outstanding tasks and perhaps a hand-over."""
        old = self.worker
        old.part(self)
        to.join(self)
        self.requeue(old, to)
        self.write(Event.CASE_MOVED, -1, float(len(to.cases)))
        if hand_over:
            self.model.add(Flow.WORKER_CHANGES, 1.0)
            to.add_task(Task.HAND_OVER, self, self.model.usual_due(Task.HAND_OVER))
        to.wake()
        self.refresh()

    # ---- tasks
    def drop_tasks(self) -> None:
        """Outstanding tasks end; entries left in queues are dead."""
        self.tasks.clear()

    def requeue(self, old: "Desk", to: "Desk") -> None:
        """Outstanding tasks move with the case, under their old keys."""
        for kind in sorted(self.tasks):
            if self.tasks[kind].queue is old.queue:
                self.tasks[kind].queue = to.queue
                to.queue.push(self, kind)

    def has_task(self, kind: int) -> bool:
        """Whether there is an unfinished task of this kind."""
        return kind in self.tasks

    def ask(self, kind: int, due: float) -> None:
        """A task for the desk that has the case."""
        self.worker.add_task(kind, self, due)

    def want(self, measure: int) -> None:
        """A measure is decided: the caseworker has to arrange (and, for a placement, match) it."""
        if self.place_stage != PlaceStage.NOTHING or self.status != Status.OPEN:
            return
        self.wanted = int(measure)
        self.decided_at = self.model.now
        self.set_stage(PlaceStage.DECISION)
        self.write(Event.PLACEMENT_DECIDED, DETAIL_MEASURE + measure, 0.0)
        self.ask(Task.DECISION, self.model.usual_due(Task.DECISION))
