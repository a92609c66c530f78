"""What must hold after every event: for the agents it touched, and at month ends for the whole municipality.

Written for the reference engine's agents and asked by it alone; the compiled engine agrees with it row by row.
"""

from typing import Any

import numpy as np

from sim.outcomes.ledger import MICRO, Stock, new_ledger
from sim.vocabulary import Band, Measure, Need, PlaceStage, Status, Task, Team

IN_CASE = (Status.OPEN, Status.AFTERCARE)
COURSES = (Measure.EARLY_HELP, Measure.EARLY_COURSE, Measure.HOME_COURSE, Measure.PARENT_TRAINING)
WITH_DESK = (Status.IN_ASSESSMENT, *IN_CASE)


class InvariantError(AssertionError):
    """The state of the model contradicts itself."""

    def __init__(self, rule: str, agent: Any) -> None:
        state = ", ".join(f"{name}={value}" for name, value in describe(agent).items())
        super().__init__(f"day {agent.model.now}: {type(agent).__name__} {agent.id}: {rule} ({state})")


def describe(agent: Any) -> dict[str, Any]:
    """An agent's plain state, and the ids of the agents it knows."""
    state: dict[str, Any] = {}
    for name, value in vars(agent).items():
        if isinstance(value, (bool, int, float)):
            state[name] = value
        elif hasattr(value, "id"):
            state[name] = value.id
    return state


def _must(holds: bool, rule: str, agent: Any) -> None:
    if not holds:
        raise InvariantError(rule, agent)


# ---- a child
def _check_case(child: Any) -> None:
    desk = child.desk
    _must((desk is not None) == (child.status in WITH_DESK), "a case has a desk, and nothing else has", child)
    if desk is not None:
        _must(desk.cases[child.case_index] is child, "its desk lists the case where the child says", child)
        _must(desk.cases.count(child) == 1, "its desk lists the case once", child)
    _must(child.status != Status.NOTIFIED or child.has_task(Task.SCREENING), "a notified child is screened", child)
    if child.status == Status.IN_ASSESSMENT:
        asked, working = child.statements_clock.is_pending, child.has_task(Task.ASSESSMENT)
        _must(asked != working, "an assessment waits either for statements or for its hours", child)


def _check_measure(child: Any) -> None:
    _must(not child.is_placed or child.status in IN_CASE, "a placed child has a case", child)
    _must(not child.is_placed or child.ever_placed, "a placed child was placed", child)
    unmet = child.need == Need.ENDANGERED and not child.is_placed
    _must(child.unmet == unmet, "days at 4b without a fitting measure are counted", child)
    _must(not child.course_clock.is_pending or child.measure in COURSES, "only a course ends by itself", child)


def _check_stage(child: Any) -> None:
    stage = child.place_stage
    moves = stage in (PlaceStage.AWAITS_MOVE, PlaceStage.AWAITS_HOME)
    _must(child.place_clock.is_pending == moves, "a place or a home is awaited at its stages only", child)
    listed = child in child.model.waiting
    _must(listed == (stage == PlaceStage.AWAITS_HOME), "the list has those who await a home", child)
    _must(stage != PlaceStage.DECISION or child.has_task(Task.DECISION), "a decision is somebody's task", child)
    _must(stage == PlaceStage.NOTHING or child.wanted != Measure.NONE, "what is planned is known", child)
    _must(stage == PlaceStage.NOTHING or child.status == Status.OPEN, "plans belong to open cases", child)


def _check_follow_ups(child: Any) -> None:
    followed = child.status == Status.OPEN and child.measure >= Measure.EARLY_COURSE
    if followed or child.status == Status.AFTERCARE:
        _must(child.due_clock.is_pending, "a followed-up case has a due date", child)
    if child.status not in IN_CASE:
        _must(not child.due_clock.is_pending and not child.opens_clock.is_pending, "no follow-up without a case", child)
    _must(not child.follow_open or child.has_task(Task.FOLLOW_UP), "an open follow-up is somebody's task", child)


def _check_tasks(child: Any) -> None:
    desks = child.model.desks
    for kind, task in child.tasks.items():
        waits = (task.key, child.id, kind) in task.queue.entries
        worked = any(d.busy and d.task_child is child and d.task_kind == kind for d in desks)
        _must(waits or worked, f"a task ({Task(kind).name}) waits or is worked on", child)
        _must(task.hours_left > 0.0, f"a task ({Task(kind).name}) has hours left", child)


def _check_impairment_case(child: Any) -> None:
    has_case, true_case = child.impairment_case, child.impairment_case and not child.false_label
    _must(not has_case or child.status != Status.AFTERCARE, "an impairment case ends at 18", child)
    _must(not true_case or child.impaired, "a case that is no false label is an impaired child's", child)
    _must(not child.false_label or (has_case and not child.impaired), "a false label is no impaired child's", child)
    _must(not child.complex_case or true_case, "a complex case is a case", child)
    _must(not child.offered or child.complex_case, "coordination is offered to complex cases", child)
    _must(not child.enrolled or child.offered, "who is enrolled was offered it", child)
    _must(not child.lost_earnings or true_case, "lost earnings belong to a true case", child)
    _must(child.services == (child.services_now() if has_case else 0), "services fit age and case", child)


def _check_gone(child: Any) -> None:
    _must(child.id not in child.model.children, "a child that left is not listed", child)
    _must(not child.tasks, "a child that left has no task", child)
    pending = [name for name in vars(child) if name.endswith("_clock") and getattr(child, name).is_pending]
    _must(not pending, f"a child that left has no event ({pending})", child)


def check_child(child: Any) -> None:
    """A child: case and desk, measure and stage, follow-ups, tasks."""
    if not child.is_here:
        _check_gone(child)
        return
    _must(child.model.children.get(child.id) is child, "a child is listed", child)
    _must(child.family.members[child.number] is child, "its family knows the child", child)
    _must(Need.THRIVING <= child.need <= Need.ENDANGERED, "need is one of five", child)
    _must((child.status == Status.AFTERCARE) == (child.band == Band.AGE_18_22), "aftercare begins at 18", child)
    _check_case(child)
    _check_measure(child)
    _check_stage(child)
    _check_follow_ups(child)
    _check_tasks(child)
    _check_impairment_case(child)


# ---- a family
def check_family(family: Any) -> None:
    """A family counts its children, placements and cases."""
    members = [c for c in family.members if c is not None]
    _must(family.n_alive == len(members), "children here", family)
    _must(family.n_minors == sum(c.band < Band.AGE_18_22 for c in members), "children aged 0-17", family)
    _must(family.n_placed == sum(c.is_placed for c in members), "placed children", family)
    _must(family.n_open == sum(c.status in IN_CASE for c in members), "open cases", family)
    _must(family.n_born <= family.n_planned, "no more births than planned", family)
    _must(0 <= family.coping <= 2, "coping is one of three", family)
    _must(family.arm == max((c.arm for c in family.in_case()), default=0), "a family's arm is its open cases'", family)
    _must(family.n_open > 0 or family.effort_ore == 0, "only families with an open case cost", family)


# ---- a desk
def check_desk(desk: Any) -> None:
    """A desk: its cases, its holder, its session."""
    _must(all(c.desk is desk and desk.cases[c.case_index] is c for c in desk.cases), "cases know their desk", desk)
    _must(desk.established or not (desk.in_post or desk.cases), "a closed desk is empty", desk)
    vacant = desk.established and not desk.in_post
    _must(desk.hire_clock.is_pending == vacant, "a vacant post is advertised", desk)
    _must(desk.in_post or not desk.absent, "nobody is absent from a vacant post", desk)
    _must(desk.is_at_work or not desk.busy, "only who is there works", desk)
    _must(desk.busy == desk.task_clock.is_pending, "a session has an end", desk)
    _must(desk.waking == desk.dispatch_clock.is_pending, "who wakes looks at the queue", desk)
    if desk.established and desk.can_look():
        _must(desk.queue.head() is None, "nobody is idle while a task waits", desk)


# ---- the municipality
def check_touched(model: Any, owner: Any) -> None:
    """Check the agent whose event it was, and those it touches."""
    if owner is model:
        return
    if hasattr(owner, "cases"):
        check_desk(owner)
        if owner.task_child is not None:
            check_child(owner.task_child)
    elif hasattr(owner, "members"):
        check_family(owner)
    else:
        check_child(owner)
        check_family(owner.family)
        if owner.desk is not None:
            check_desk(owner.desk)


def recount(model: Any) -> Any:
    """The ledger's stocks, counted anew from the agents."""
    kept, model.ledger = model.ledger, new_ledger(1, 0.0)
    for child in model.children.values():
        child.count(1)
    for family in model.families.values():
        family.count(1)
    for desk in model.desks:
        desk.count(1)
    model.shift(Stock.IMPAIRMENT_POSTS_MICRO, int(model.impairment_posts * MICRO + 0.5))
    model.shift(Stock.HOMES, model.homes)
    model.shift(Stock.HOMES_FREE, model.homes_free)
    counted, model.ledger = model.ledger.stock, kept
    return counted


class _Whole:
    """The municipality as an agent of an error message."""

    id = 0

    def __init__(self, model: Any) -> None:
        self.model = model


def check_all(model: Any) -> None:
    """The whole municipality: every agent, and the sums."""
    whole = _Whole(model)
    counted = recount(model)
    wrong = np.flatnonzero(counted != model.ledger.stock).tolist()
    _must(not wrong, f"stocks equal their recount (not {wrong})", whole)
    children = model.children.values()
    with_desk = sum(c.desk is not None for c in children)
    _must(with_desk == sum(len(d.cases) for d in model.desks), "desks list every case", whole)
    fostered = sum(c.measure == Measure.FOSTER_FAMILY for c in children)
    _must(model.homes == model.homes_free + fostered, "a foster home is free or in use", whole)
    _must(model.homes_free >= 0, "homes are not given away twice", whole)
    _must(model.n_impairment == sum(c.impairment_case for c in children), "impairment cases are counted", whole)
    _must(model.n_enrolled == sum(c.enrolled for c in children), "enrolled children are counted", whole)
    covered = sum(c.lottery for c in children if c.status == Status.OPEN)
    nominated = [f for f in model.families.values() if f.nominated]
    _must(model.n_nominated == len(nominated), "families in the project are counted", whole)
    _must(all(f.n_open > 0 for f in nominated), "a family stays in the project while it has an open case", whole)
    _must(model.lottery_open == covered, "open cases of a lottery are counted", whole)
    sizes = [sum(d.established and d.team == team for d in model.desks) for team in Team]
    _must(model.team_size == sizes, "teams know their size", whole)
    for child in children:
        check_child(child)
    for family in model.families.values():
        check_family(family)
    for desk in model.desks:
        check_desk(desk)
