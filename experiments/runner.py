"""Replications in parallel, handed back in order: threads for the compiled engine, processes for the reference.

However many work at a time and whoever is done first, the order of results is that of the replications.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TypeVar

from experiments.design import Experiment
from experiments.replication import Done, Failed, describe, run_replication

AHEAD = 4  # replications waiting per worker: bounds memory however long the experiment

Kind = TypeVar("Kind", bound=Experiment)
Found = TypeVar("Found")


def _ignore_interrupt() -> None:
    """Worker processes leave Ctrl-C to the parent, which keeps what is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _executor(engine: str, jobs: int) -> Executor:
    if engine == "reference":
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_ignore_interrupt)
    return ThreadPoolExecutor(jobs, thread_name_prefix="replication")


def run_all(experiment: Experiment, replications: Sequence[int], jobs: int) -> Iterator[Done | Failed]:
    """Results in the order of `replications`. Interrupted, it first hands over what is finished."""
    yield from run_each(run_replication, experiment, replications, jobs)


def run_each(
    run: Callable[[Kind, int], Found | Failed], experiment: Kind, replications: Sequence[int], jobs: int
) -> Iterator[Found | Failed]:
    """What `run` finds for each replication, in order; a failure is a result too."""
    executor = _executor(experiment.engine, min(jobs, max(len(replications), 1)))
    waiting: deque[tuple[int, Future[Found | Failed]]] = deque()
    upcoming = iter(replications)
    try:
        for replication in upcoming:
            waiting.append((replication, executor.submit(run, experiment, replication)))
            if len(waiting) >= AHEAD * jobs:
                yield _take(experiment, waiting)
        while waiting:
            yield _take(experiment, waiting)
    except KeyboardInterrupt:
        executor.shutdown(wait=False, cancel_futures=True)
        yield from (f.result() for _, f in waiting if f.done() and not f.cancelled() and f.exception() is None)
        raise
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _take(experiment: Experiment, waiting: deque[tuple[int, Future[Found | Failed]]]) -> Found | Failed:
    """The oldest replication's result; it stays in the queue until it is there."""
    replication, future = waiting[0]
    try:
        result: Found | Failed = future.result()
    except Exception as failure:  # a worker process died, or a result could not be sent back
        draw, command = experiment.draw_of(replication), experiment.repeat_command(replication)
        result = Failed(replication, draw, describe(failure), command)
    waiting.popleft()
    return result
