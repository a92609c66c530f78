"""Replications in parallel: threads for the compiled engine, processes for the reference.

Handed back in order, however many work at a time and whoever is done first; or each as soon as it is there.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from functools import partial
from typing import Generic, TypeVar

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
    yield from (result for _, result in run_each(run_replication, experiment, replications, jobs))


def run_each(
    run: Callable[[Kind, int], Found | Failed], experiment: Kind, replications: Sequence[int], jobs: int
) -> Iterator[tuple[int, Found | Failed]]:
    """Each replication with what `run` finds for it, in order; a failure is a result too."""

    def lost(replication: int, failure: Exception) -> Failed:
        draw, command = experiment.draw_of(replication), experiment.repeat_command(replication)
        return Failed(replication, draw, describe(failure), command)

    yield from run_items(partial(run, experiment), replications, experiment.engine, jobs, lost)


def run_items(
    call: Callable[[int], Found | Failed],
    items: Sequence[int],
    engine: str,
    jobs: int,
    lost: Callable[[int, Exception], Failed],
    ordered: bool = True,
) -> Iterator[tuple[int, Found | Failed]]:
    """Each item with what `call` makes of it; `lost` says what stands for one whose worker died.

    In order, or as they end: then a slow item lets nobody wait. Interrupted, it first hands over what is finished.
    """
    crew = _Crew(call, engine, min(jobs, max(len(items), 1)), lost)
    which = crew.oldest if ordered else crew.ready
    try:
        for item in items:
            crew.submit(item)
            if len(crew.waiting) >= AHEAD * jobs:
                yield crew.take(which())
        while crew.waiting:
            yield crew.take(which())
    except KeyboardInterrupt:
        crew.stop()
        yield from crew.finished()
        raise
    finally:
        crew.stop()


class _Crew(Generic[Found]):
    """Workers, and what they are asked for, oldest first."""

    def __init__(
        self,
        call: Callable[[int], Found | Failed],
        engine: str,
        jobs: int,
        lost: Callable[[int, Exception], Failed],
    ) -> None:
        self.call, self.engine, self.jobs, self.lost = call, engine, jobs, lost
        self.executor = _executor(engine, jobs)
        self.waiting: deque[tuple[int, Future[Found | Failed]]] = deque()

    def submit(self, item: int) -> None:
        """Ask for an item; where a worker has died, `take` sees to those that wait."""
        try:
            future = self.executor.submit(self.call, item)
        except BrokenExecutor as broken:
            future = Future()
            future.set_exception(broken)
        self.waiting.append((item, future))

    def oldest(self) -> int:
        """Place of the item that has waited longest."""
        return 0

    def ready(self) -> int:
        """Place of an item that has ended, as soon as there is one."""
        wait([future for _, future in self.waiting], return_when=FIRST_COMPLETED)
        return next(at for at, (_, future) in enumerate(self.waiting) if future.done())

    def take(self, at: int) -> tuple[int, Found | Failed]:
        """The result of the item at a place; it stays in the queue until it is there."""
        item, future = self.waiting[at]
        try:
            result: Found | Failed = future.result()
        except BrokenExecutor:
            result, at = self._alone(at), 0
        except Exception as failure:  # a result that could not be sent back
            result = self.lost(item, failure)
        del self.waiting[at]
        return item, result

    def _alone(self, at: int) -> Found | Failed:
        """A worker died, and nobody knows over what: this item runs by itself and is first, the others again."""
        item, _ = self.waiting[at]
        self.executor.shutdown(wait=False, cancel_futures=True)
        with _executor(self.engine, 1) as single:
            try:
                result: Found | Failed = single.submit(self.call, item).result()
            except Exception as failure:
                result = self.lost(item, failure)
        self.executor = _executor(self.engine, self.jobs)
        again = [waits for place, waits in enumerate(self.waiting) if place != at]
        self.waiting = deque([self.waiting[at]])
        for other, future in again:
            if future.done() and not future.cancelled() and future.exception() is None:
                self.waiting.append((other, future))
            else:
                self.submit(other)
        return result

    def finished(self) -> Iterator[tuple[int, Found | Failed]]:
        """What is ready among those that wait."""
        for item, future in self.waiting:
            if future.done() and not future.cancelled() and future.exception() is None:
                yield item, future.result()

    def stop(self) -> None:
        """Start nothing more."""
        self.executor.shutdown(wait=False, cancel_futures=True)
