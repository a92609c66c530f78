"""One desk, and a pooled reception, with exponential hours: M/M/1 and M/M/c.

The engine's hours are lognormal, so these two checks need a small loop of their own. It takes the engine's events off
the engine's calendar and uses the engine's desks: tasks are added, queued, pooled, begun and accounted for by the same
compiled functions as in the model; only the hours are drawn anew and nothing follows from a finished screening.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from experiments.verification.result import Check, statistical
from experiments.verification.worlds import Inputs, Planted, Span, as_given, freeze, populated, replicate
from sim.distributions import exponential
from sim.engines.compiled.calendar import ORDER_STEP, take
from sim.engines.compiled.clocks import child_draw, renew
from sim.engines.compiled.desks import add_task, wake
from sim.engines.compiled.work import account_hours, dispatch, use_hours
from sim.jit import jit
from sim.rules.work import SCREENING_NEXT
from sim.vocabulary import N_QUEUED_TASKS, Clock, Stream, Task

CHILDREN = 900
TASKS_PER_DAY = 6.0
HOURS = 1.6
SPAN = Span(0.0, 1.0)
SETTLED_DAYS = 100.0


@jit("void(W,f8,f8,f8,f8[])")
def drive(w, since, until, hours, waits):  # type: ignore[no-untyped-def]
    """Run arrivals and sessions until a time; `waits` gets the number and the sum of waits begun after `since`."""
    g = w.g[0]
    while True:
        event = take(w, until)
        if event < 0:
            break
        clock = event // ORDER_STEP
        i = event % ORDER_STEP
        if clock == Clock.NOTIFICATION:
            rate = w.clock[g.first_slot[clock] + i].rate
            renew(w, Clock.NOTIFICATION, i, child_draw(w, i, Stream.NOTIFICATION_TIME), rate)
            task = w.task[i * N_QUEUED_TASKS + Task.SCREENING]
            if task.queue < 0:
                add_task(w, g.reception_desk, Task.SCREENING, i, g.now)
                task.hours_left = exponential(child_draw(w, i, Stream.HOURS_OUTREACH), hours)
        elif clock == Clock.DISPATCH:
            dispatch(w, i)
        elif clock == Clock.TASK:
            desk = w.desk[i]
            desk.busy = 0
            arrived = desk.task_key - SCREENING_NEXT
            if arrived > since:
                waits[0] += 1.0
                waits[1] += desk.task_begun - arrived
            account_hours(w, i, desk.task_hours)
            if use_hours(w, i, desk.task_hours):
                w.task[desk.task_slot * N_QUEUED_TASKS + Task.SCREENING].queue = -1
            wake(w, i)


def expected_wait_days(servers: int, load: float) -> float:
    """Mean wait [day] in M/M/c, from the balance of its birth-death chain.

    A child notifies again only when its last screening is done, so that with k tasks in the system they come at
    (children - k) / children of the full rate. Without that correction this is Erlang's delay formula.
    """
    per_child = TASKS_PER_DAY / CHILDREN
    service = TASKS_PER_DAY / (servers * load)
    k = np.arange(CHILDREN)
    steps = np.log((CHILDREN - k) * per_child) - np.log(service * np.minimum(k + 1, servers))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    share = np.exp(logs - logs.max())
    share /= share.sum()
    number = np.arange(CHILDREN + 1)
    arrivals = ((CHILDREN - number) * per_child * share).sum()
    return float((np.maximum(number - servers, 0) * share).sum() / arrivals)


def _waits(planted: Planted, servers: int, load: float) -> Callable[[int, float], float]:
    """A function of replication and days that gives the mean wait [day] of tasks at so many desks."""
    inputs = planted(Inputs(1000, {
        "notification_per_day": TASKS_PER_DAY / CHILDREN / 8.0,
        "work_hours_per_day": TASKS_PER_DAY * HOURS / (servers * load),
        "fewest_posts": float(servers),
    }))  # fmt: skip

    def run(replication: int, days: float) -> float:
        world = populated(inputs, SPAN, replication)
        freeze(world, CHILDREN)
        waits: NDArray[np.float64] = np.zeros(2)
        drive(world, SETTLED_DAYS, SETTLED_DAYS + days, HOURS, waits)
        return float(waits[1] / waits[0])

    return run


def check_one_desk(planted: Planted = as_given, replications: int = 16, days: float = 32000.0) -> list[Check]:
    """Mean wait at one desk that is busy half of its time."""
    run = _waits(planted, 1, 0.5)
    observed = replicate(lambda replication: run(replication, days), replications)
    return [statistical("days a task waits at one desk (M/M/1)", expected_wait_days(1, 0.5), observed)]


def check_pooled_desks(planted: Planted = as_given, replications: int = 16, days: float = 80000.0) -> list[Check]:
    """Mean wait in a pooled reception of three desks that are busy two thirds of their time."""
    load = 2.0 / 3.0
    run = _waits(planted, 3, load)
    observed = replicate(lambda replication: run(replication, days), replications)
    return [
        statistical("days a task waits in a pooled reception of three (M/M/c)", expected_wait_days(3, load), observed)
    ]
