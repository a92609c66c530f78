"""One desk that screens and assesses: M/G/1 with priorities that do not interrupt, in the whole engine.

Screenings come as a Poisson stream from many children and go before assessments. Every screening leads to a § 50
assessment whose hours begin when the statements are in; that wait is long and scattered against the queue's memory, so
that assessments come as a Poisson stream too, independent of the queue.
"""

import math

import numpy as np

from experiments.verification.result import Check, statistical
from experiments.verification.worlds import (
    Inputs,
    Planted,
    Span,
    as_given,
    by_child,
    freeze,
    populated,
    replicate,
    rows,
)
from sim.engines.compiled.build import run_until
from sim.outcomes.ledger import N_STOCKS, Flow
from sim.vocabulary import Event, Task

CHILDREN = 18000
NOTIFICATIONS_PER_DAY = 10.0
HOURS_PER_DAY = 75.0
HOURS, CV = {Task.SCREENING: 1.6, Task.ASSESSMENT: 2.4}, {Task.SCREENING: 0.6, Task.ASSESSMENT: 0.5}
STATEMENTS_MEDIAN_DAYS, STATEMENTS_SIGMA = 25.0, 0.5
SPAN = Span(0.0, 30.0, log_rows=800_000)
SETTLED_DAYS = 200.0


def expected_waits() -> tuple[float, float]:
    """Mean days in the queue of a screening and of an assessment (Cobham 1954; Pollaczek-Khinchine)."""
    statements = STATEMENTS_MEDIAN_DAYS * math.exp(0.5 * STATEMENTS_SIGMA**2)
    # a child in assessment starts no second one
    assessments = NOTIFICATIONS_PER_DAY / (1.0 + NOTIFICATIONS_PER_DAY * statements / CHILDREN)
    rates = {Task.SCREENING: NOTIFICATIONS_PER_DAY, Task.ASSESSMENT: assessments}
    load = {task: rate * HOURS[task] / HOURS_PER_DAY for task, rate in rates.items()}
    second_moment = {task: (HOURS[task] / HOURS_PER_DAY) ** 2 * (1.0 + CV[task] ** 2) for task in rates}
    residual = 0.5 * sum(rates[task] * second_moment[task] for task in rates)
    left = 1.0 - load[Task.SCREENING]
    return residual / left, residual / (left * (left - load[Task.ASSESSMENT]))


def _wait(log: np.ndarray, begins: int, ends: int, hours: float) -> float:
    """Mean days from one event of a child to the next, less the mean hours of work."""
    log = by_child(log, (begins, ends))
    pair = (log["event"][:-1] == begins) & (log["event"][1:] == ends) & (log["child"][:-1] == log["child"][1:])
    begun, ended = log["time"][:-1][pair], log["time"][1:][pair]
    settled = begun > SETTLED_DAYS
    return float((ended - begun)[settled].mean()) - hours / HOURS_PER_DAY


def _one_desk() -> Inputs:
    per_task = np.zeros((2, 9))
    for task in HOURS:
        per_task[0, task], per_task[1, task] = HOURS[task], CV[task]
    return Inputs(
        20000,
        {
            "notification_per_day": NOTIFICATIONS_PER_DAY / CHILDREN / 8.0,
            "p_screen_assessment": 1.0,
            "statements_median_days": STATEMENTS_MEDIAN_DAYS,
            "statements_sigma": STATEMENTS_SIGMA,
            "task_hours": per_task[0],
            "task_hours_cv": per_task[1],
            "work_hours_per_day": HOURS_PER_DAY,
            "first_need_share": [1.0, 0.0, 0.0, 0.0, 0.0],
        },
        reception=False,
    )


def check_priorities(planted: Planted = as_given, replications: int = 13) -> list[Check]:
    """Mean wait of screenings, which go first, and of assessments, with lognormal hours."""
    inputs = planted(_one_desk())

    def run(replication: int) -> list[float]:
        world = populated(inputs, SPAN, replication)
        freeze(world, CHILDREN)
        run_until(world, SPAN.end_days)
        flows = world.ledger.acc[:, N_STOCKS:].sum(axis=0)
        screening = flows[Flow.HOURS_SCREENING] / np.count_nonzero(rows(world)["event"] == Event.SCREENED)
        assessment = flows[Flow.HOURS_ASSESSMENT] / flows[Flow.ASSESSMENTS]
        return [
            _wait(rows(world), Event.NOTIFICATION, Event.SCREENED, screening),
            _wait(rows(world), Event.STATEMENTS_IN, Event.ASSESSMENT_DONE, assessment),
        ]

    observed = np.array(replicate(run, replications))
    screening, assessment = expected_waits()
    return [
        statistical("days a screening waits (M/G/1, first priority)", screening, observed[:, 0]),
        statistical("days an assessment waits (M/G/1, second priority)", assessment, observed[:, 1]),
    ]
