"""What a task of an array job asks for: from what a pilot measured, with stated margins, rounded up."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.study.pilot import Pilot
from experiments.study.shards import Shard
from experiments.study.study import Study

TIME_FACTOR = 2.0  # another processor, a busy node, dearer draws than the pilot met
START_SECONDS = 300.0  # imports, and compiling the engine anew on the node
ROUND_SECONDS = 300
MEMORY_FACTOR = 1.5
DATABASE_MB = 300.0  # joining parts, and what waits to be written: 75 measured, 256 where rows do not fit at once
COMPILING_MB = 2000.0  # the engine compiled from nothing: 1,370 MB and two minutes of a processor
ROUND_MB = 500


@dataclass(frozen=True)
class Request:
    """The longest task of a job; `shards` are those that have something left to run."""

    shards: tuple[Shard, ...]
    task_seconds: float  # measured, without margins
    seconds: int
    memory_mb: int
    jobs: int

    @property
    def clock(self) -> str:
        """Time asked for, as HH:MM:SS."""
        minutes, seconds = divmod(self.seconds, 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def request(study: Study, pilot: Pilot, left: Mapping[Shard, Sequence[int]], jobs: int) -> Request:
    """What the longest of some shards needs; `left` are the units that each has still to run."""
    costs = [sum(pilot.unit_seconds[unit % study.n_cells] for unit in units) for units in left.values()]
    longest = max(costs, default=0.0) / jobs + max(pilot.unit_seconds)  # the last unit runs alone
    seconds = _up(TIME_FACTOR * longest + START_SECONDS, ROUND_SECONDS)
    return Request(tuple(left), longest, seconds, _memory(study, pilot, jobs), jobs)


def _memory(study: Study, pilot: Pilot, jobs: int) -> int:
    each = pilot.memory_mb if study.common.engine == "reference" else pilot.memory_per_unit_mb  # processes or threads
    more = each * (jobs if study.common.engine == "reference" else jobs - 1)
    running = MEMORY_FACTOR * (pilot.memory_mb + more) + DATABASE_MB
    return _up(max(running, COMPILING_MB if study.common.engine == "compiled" else 0.0), ROUND_MB)


def _up(value: float, step: int) -> int:
    return step * math.ceil(value / step)
