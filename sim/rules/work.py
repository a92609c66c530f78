"""Work: each desk is one server with a queue; hours per task, the order of the queue, and the speed of a desk."""

from sim.distributions import lognormal
from sim.jit import jit
from sim.vocabulary import Coping, Task

ACUTE_FIRST = -1e6
SCREENING_NEXT = -5e5

URGENT_KEYS_BELOW = -3e5  # keys of acute work and screening lie below
FAMILY_BLOCK_DAYS = 1.0  # family work on leftover hours is begun for a day, or until a task comes
LEAST_HOURS = 1e-6  # a task with less left is finished


@jit("f8(P,f8,i8,b1)")
def task_hours(p, u: float, task: int, placed: bool) -> float:
    """Hours that a task takes; more for a follow-up of a placed child (travel, talk with the child)."""
    mean = p[0].task_hours[task]
    if placed and task == Task.FOLLOW_UP:
        mean = p[0].follow_up_placed_hours
    if not placed and task == Task.DECISION:
        mean = p[0].decision_preventive_hours
    return lognormal(u, mean, p[0].task_hours_cv[task])


@jit("f8(P,i8,f8,f8)")
def queue_key(p, task: int, now: float, due: float) -> float:
    """Position in a desk's queue: acute first, then screening, then by the variant (due date, legal weight, turn)."""
    if task == Task.CRISIS:
        return now + ACUTE_FIRST
    if task == Task.SCREENING:
        return now + SCREENING_NEXT
    order = p[0].structure_queue_order
    if order == 1.0:
        return due - p[0].legal_weight_days[task]
    if order == 2.0:
        return now
    return due


@jit("f8(P,i8,f8)")
def usual_due(p, task: int, now: float) -> float:
    """Due date of a task that has no date of its own."""
    return now + p[0].task_due_days[task]


@jit("f8(P,f8)")
def productivity(p, tenure_days: float) -> float:
    """Share of full speed, ramping up with tenure."""
    from_start = p[0].productivity_new
    ramp = min(tenure_days / p[0].productivity_ramp_days, 1.0)
    return from_start + (1.0 - from_start) * ramp


@jit("f8(P,f8)")
def contract_hours_per_day(p, fte: float) -> float:
    """Hours per calendar day left for cases after leave, meetings, supervision and training."""
    return fte * p[0].work_hours_per_day * (1.0 - p[0].share_meetings)


@jit("f8(P,f8,f8,f8,f8)")
def background_hours(p, n_cases: float, n_saved: float, n_adult_cases: float, n_insourced: float) -> float:
    """Background time per day [hours] of so many children's cases, less what coordination saves; of adults' cases and
    of work taken in from suppliers.
    """
    hours = p[0].background_hours_per_day * (n_cases - n_saved) + p[0].adult_case_hours_per_day * n_adult_cases
    return hours + p[0].insourced_hours_per_day * n_insourced


@jit("f8(P,f8,f8,f8)")
def free_hours_per_day(p, fte: float, background: float, other_hours: float) -> float:
    """Hours per day left for tasks after other duties and the background time of the open cases (negative: overloaded).

    Other duties are outreach and impairment cases that the special advisers' posts do not cover.
    """
    return contract_hours_per_day(p, fte) - other_hours - background


@jit("b1(P,f8,f8,f8)")
def is_overloaded(p, fte: float, background: float, other_hours: float) -> bool:
    """Whether background time and other duties leave less than the floor."""
    return free_hours_per_day(p, fte, background, other_hours) < p[0].floor_share * contract_hours_per_day(p, fte)


@jit("f8(P,f8,f8,f8,f8)")
def hours_per_day(p, fte: float, background: float, tenure_days: float, other_hours: float) -> float:
    """Speed of a desk [hours of tasks per calendar day], never below the floor."""
    floor = p[0].floor_share * contract_hours_per_day(p, fte)
    return max(free_hours_per_day(p, fte, background, other_hours), floor) * productivity(p, tenure_days)


@jit("f8(P,f8)")
def session_hours(p, left: float) -> float:
    """Hours worked in one sitting: long tasks run in sessions, so that urgent work can enter between."""
    return min(left, p[0].session_hours)


@jit("f8(P,f8,f8)")
def protected_hours(p, worked: float, share: float) -> float:
    """Family and network work owed by a desk after so many hours of other tasks."""
    return worked * share / (1.0 - share)


@jit("f8(P,b1,b1,i8,f8)")
def family_work_order(p, placed: bool, ready: bool, coping: int, hours_so_far: float) -> float:
    """Who gets family work next: the smallest. Parents of placed children who are not ready come first, all in turn."""
    group = 2 if coping == Coping.COPING else 1
    if placed and not ready:
        group = 0
    return p[0].family_work_turn_factor[group] * hours_so_far + p[0].family_work_turn_hours[group]
