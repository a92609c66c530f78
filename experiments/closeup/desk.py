"""One caseworker's desk, watched: a compiled world is run in small steps and what the desk does is noted.

Running in steps changes nothing (`tests/worlds`). The log knows what a caseworker has finished, not what waits.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engines.compiled import build as compiled
from sim.engines.setup import make_plan, make_setup
from sim.rules.work import background_hours, contract_hours_per_day
from sim.simulate import Job, warm_up
from sim.vocabulary import N_QUEUED_TASKS, Task

STEP_DAYS = 0.01


@dataclass(frozen=True)
class Watched:
    """What was seen of a desk. Days count from the first day watched.

    `sessions`: from, to [days], task, child, hours. `queue`: day, task, waiting (number of tasks). `budget`: where the
    hours of the post went [hours], which add up to those of its contract.
    """

    sessions: pd.DataFrame
    queue: pd.DataFrame
    budget: dict[str, float]
    n_cases: float
    days: int


@dataclass(frozen=True)
class _Sitting:
    task: int
    child: int
    begun: float
    hours: float
    speed: float


def _world(job: Job, until_days: float) -> Any:
    """The first scenario's world, run until so many days after policy start."""
    setup = make_setup(job.municipality, job.parameters)
    world = warm_up(compiled, setup, job, 0)
    fork = compiled.fork(world, make_plan(job.scenarios[0], setup), n_months=compiled.months_of(job.years))
    compiled.run_until(fork, until_days)
    return fork


def _sitting(desk: Any) -> _Sitting | None:
    """What the desk works on now, if anything."""
    if not desk["busy"]:
        return None
    kind, child, begun, hours = (desk[f"task_{name}"].item() for name in ("kind", "id", "begun", "hours"))
    return _Sitting(kind, child, begun, hours, desk["speed"].item())


def _waiting(world: Any, queue: int) -> list[int]:
    """Kinds of the tasks that wait in a queue: entries that still stand for their task."""
    kinds = []
    for entry in world.entry[queue, : world.n_entry[queue]]:
        task = world.task[entry["slot"] * N_QUEUED_TASKS + entry["kind"]]
        if world.child["id"][entry["slot"]] == entry["id"] and task["queue"] == queue and task["key"] == entry["key"]:
            kinds.append(int(entry["kind"]))
    return kinds


def task_word(task: int) -> str:
    """The word of a task."""
    return Task(task).name.lower().replace("_", " ")


def watch(job: Job, desk_id: int, first_day: float, days: int) -> Watched:
    """Watch a desk of a job's first scenario for so many days from a day after policy start on."""
    world = _world(job, first_day)
    place = int(np.flatnonzero((world.desk["id"] == desk_id) & (world.desk["established"] == 1))[0])
    notes = _Notes(world, place, first_day)
    for step in range(round(days / STEP_DAYS) + 1):
        compiled.run_until(world, first_day + step * STEP_DAYS)
        notes.take(step)
    notes.end()
    return notes.watched(days)


class _Notes:
    """What is noted of a desk, step by step."""

    def __init__(self, world: Any, place: int, first_day: float) -> None:
        self.world, self.place, self.first_day = world, place, first_day
        self.now: _Sitting | None = None
        self.sessions: list[tuple[float, float, str, int, float]] = []
        self.queue: list[tuple[float, str]] = []
        self.days_seen: list[float] = []
        self.contract = self.background = self.n_cases = 0.0
        self.steps = 0

    def take(self, step: int) -> None:
        """Look once."""
        desk = self.world.desk[self.place]
        seen = _sitting(desk)
        if seen != self.now:
            self._close(float(self.world.g[0]["now"]) if seen is None else seen.begun)
            self.now = seen
        if step % round(1.0 / STEP_DAYS) == 0:
            day = step * STEP_DAYS
            self.days_seen.append(day)
            self.queue += [(day, task_word(kind)) for kind in _waiting(self.world, int(desk["queue"]))]
        n_cases = float(desk["n_cases"])
        self.contract += contract_hours_per_day(self.world.p, float(desk["fte"]))
        self.background += background_hours(self.world.p, n_cases, 0.0, 0.0, 0.0)
        self.n_cases += n_cases
        self.steps += 1

    def end(self) -> None:
        """The last session is cut where watching ends."""
        self._close(float(self.world.g[0]["now"]))

    def _close(self, time: float) -> None:
        if self.now is None:
            return
        begun = max(self.now.begun, self.first_day)
        end = min(time, self.now.begun + self.now.hours / self.now.speed)
        if end > begun:
            hours = (end - begun) * self.now.speed
            row = (begun - self.first_day, end - self.first_day, task_word(self.now.task), self.now.child, hours)
            self.sessions.append(row)

    def watched(self, days: int) -> Watched:
        """Everything that was noted."""
        sessions = pd.DataFrame(self.sessions, columns=["from_days", "to_days", "task", "child", "hours"])
        queue = pd.DataFrame(self.queue, columns=["day", "task"])
        counts = queue.groupby(["day", "task"]).size().unstack(fill_value=0).reindex(self.days_seen, fill_value=0)
        long = counts.reset_index(names="day").melt("day", var_name="task", value_name="waiting")
        return Watched(sessions, long, self._budget(sessions, days), self.n_cases / self.steps, days)

    def _budget(self, sessions: pd.DataFrame, days: int) -> dict[str, float]:
        at_cases = self.contract / self.steps * days
        background = self.background / self.steps * days
        share_meetings = float(self.world.p[0]["share_meetings"])
        found = {
            "meetings and training": at_cases * share_meetings / (1.0 - share_meetings),
            "calls and records": background,
            **sessions.groupby("task")["hours"].sum().sort_values(ascending=False).to_dict(),
        }
        rest = at_cases / (1.0 - share_meetings) - sum(found.values())
        return found | {"absent, new to the job,\nor other duties": max(rest, 0.0)}
