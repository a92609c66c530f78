"""Units on the workers of a dask.distributed cluster that is already there.

dask runs a chunk again when its worker dies. It gives a chunk up after a few deaths, of which most may be the fault of
another chunk on the same worker: units of such chunks run at the end, one at a time with nothing beside them. One that
still kills its worker is a failed unit.
"""

import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from experiments.replication import Done, Failed, describe
from experiments.study.chunks import Chunks
from experiments.study.execute import Executor
from experiments.study.study import Study
from experiments.study.unit import failed_unit
from experiments.study.worker import OtherModel, check, identity, run_chunk
from sim.errors import InputError, RunError

CONNECT_SECONDS = 15.0
FIRST_WORKER_SECONDS = 60.0
CHECK_SECONDS = 60.0  # what busy workers do not answer by then, they answer with their first chunk
WITHOUT_WORKERS_SECONDS = 600.0  # a cluster may stop all workers and start others
LOOK_SECONDS = 1.0  # between looks at how many threads there are
AHEAD = 2  # chunks per thread, one running and one waiting: bounds memory however long the experiment

KEPT = "what was finished is kept: start it again to go on, there or with --executor local"


class WorkerDied(Exception):
    """The worker ended, more than once, while this unit was all it had to do."""


@contextmanager
def on_dask(address: str, study: Study) -> Iterator[Executor]:
    """An executor on the cluster of a scheduler, while the block runs; every worker there is checked first."""
    with _silent(), _connected(address) as client:
        _check_workers(client, address, study)

        def run(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
            yield from _Crew(client, address, study, units).results()

        yield run


@contextmanager
def _silent() -> Iterator[None]:
    """We say ourselves what is wrong, once."""
    import_distributed()
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "distributed.core")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def import_distributed() -> Any:
    """The library, which comes with the extra `cluster`."""
    try:
        import distributed
    except ImportError as missing:
        allowed = "local; for dask install sagstal[cluster]"
        raise InputError("dask.distributed is not installed", field="--executor", value="dask", allowed=allowed) from (
            missing
        )
    return distributed


def _unusable(problem: str, address: str, allowed: str = "the address of a running `dask scheduler`") -> InputError:
    return InputError(problem, field="--scheduler", value=address, allowed=allowed)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        client = import_distributed().Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception as refusal:
        raise _unusable("no scheduler answers", address) from refusal
    try:
        yield client
    finally:
        with suppress(Exception):  # the scheduler may be gone
            client.close(timeout=2)


def _check_workers(client: Any, address: str, study: Study) -> None:
    """All workers that are there, at once: one with another model is told before anything is written."""
    asked = identity(study)
    futures = {
        worker: client.submit(check, study, asked, workers=[worker], pure=False)
        for worker in _first_workers(client, address)
    }
    with client.as_current(), suppress(TimeoutError):
        import_distributed().wait(list(futures.values()), timeout=CHECK_SECONDS)
    for worker, future in futures.items():
        if future.status == "error":
            raise _unusable(_refused(worker, future.exception()), address, "workers with the same sagstal as here")


def _refused(worker: str, failure: Exception) -> str:
    if isinstance(failure, OtherModel):
        return f"the worker {worker} has another model ({failure})"
    return f"the worker {worker} cannot make this experiment ({describe(failure)})"


def _first_workers(client: Any, address: str) -> list[str]:
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        return list(client.nthreads())
    except TimeoutError as none:
        raise _unusable("the scheduler has no workers", address, "a scheduler with a `dask worker`") from none
    except OSError as gone:
        raise _unusable("the scheduler went away", address) from gone


@dataclass(frozen=True)
class _Asked:
    """A chunk that is under way; `alone` when nothing else was."""

    future: Any
    units: list[int]
    alone: bool


class _Crew:
    """What a cluster is asked for. `suspects` are units of chunks that dask gave up."""

    def __init__(self, client: Any, address: str, study: Study, units: Sequence[int]) -> None:
        self.client, self.address, self.study = client, address, study
        self.asked = identity(study)
        self.chunks = Chunks(units, lambda unit: study.unit(unit)[0].area.name)
        self.suspects: deque[int] = deque()
        self.waiting: dict[str, _Asked] = {}
        self.ended: SimpleQueue[Any] = SimpleQueue()
        self.threads, self.looked, self.there = 1, -LOOK_SECONDS, time.monotonic()

    def results(self) -> Iterator[tuple[int, Done | Failed]]:
        """Units with their results as chunks end. Interrupted, it first hands over what is finished."""
        try:
            while self.chunks.left or self.suspects or self.waiting:
                self._look()
                self._fill()
                yield from self._take(self._next())
        except KeyboardInterrupt:
            yield from self._finished()
            raise
        finally:
            self._cancel()

    def _look(self) -> None:
        """How many threads there are now; an error when there have been none for long."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        try:
            threads = sum(self.client.nthreads().values())
        except Exception as gone:
            raise self._lost() from gone
        self.looked = now
        if threads:
            self.threads, self.there = threads, now
        elif now - self.there > WITHOUT_WORKERS_SECONDS:
            raise RunError(f"the scheduler {self.address} has had no workers for {now - self.there:.0f} s; {KEPT}")

    def _next(self) -> Any:
        """A chunk that ended, if one does soon."""
        try:
            return self.ended.get(timeout=LOOK_SECONDS)
        except Empty:
            return None

    def _fill(self) -> None:
        """Ask for chunks up to the bound; for a suspect only when nothing else is under way."""
        while self.chunks.left and len(self.waiting) < AHEAD * self.threads:
            self._submit(self.chunks.take(self.threads), alone=False)
        if self.suspects and not self.waiting:
            self._submit([self.suspects.popleft()], alone=True)

    def _submit(self, units: list[int], alone: bool) -> None:
        try:
            future = self.client.submit(run_chunk, self.study, units, self.asked, pure=False)
        except Exception as gone:
            raise self._lost() from gone
        self.waiting[future.key] = _Asked(future, units, alone)
        future.add_done_callback(self.ended.put)

    def _take(self, ended: Any) -> Iterator[tuple[int, Done | Failed]]:
        """What a chunk that ended gives."""
        if ended is None:
            return
        chunk = self.waiting[ended.key]
        try:
            results = chunk.future.result()
        except import_distributed().KilledWorker:
            results = self._killed(chunk)
        except OtherModel as other:
            raise RunError(f"a worker of {self.address} has another model ({other}); {KEPT}") from other
        except Exception as failure:
            raise self._lost(failure, chunk.future.status) from failure
        del self.waiting[ended.key]
        for unit, result in zip(chunk.units, results, strict=False):
            self._note(unit, result)
            yield unit, result

    def _killed(self, chunk: "_Asked") -> list[Failed]:
        """Units of a chunk that dask gave up: each again on its own, or failed if it was."""
        if chunk.alone:
            died = WorkerDied("the worker died each time, with only this to do")
            return [failed_unit(self.study, unit, died) for unit in chunk.units]
        self.suspects.extend(chunk.units)
        return []

    def _note(self, unit: int, result: Done | Failed) -> None:
        if isinstance(result, Done):
            self.chunks.note(unit, result.seconds)

    def _lost(self, failure: Exception | None = None, status: str = "cancelled") -> RunError:
        """What is told when the cluster fails us, not a unit."""
        if status == "error" and failure is not None:
            return RunError(f"a worker of {self.address} could not run its units ({describe(failure)}); {KEPT}")
        return RunError(f"the scheduler {self.address} was lost; {KEPT}")

    def _finished(self) -> Iterator[tuple[int, Done | Failed]]:
        """What is ready among what was asked for, as far as it can still be fetched."""
        for chunk in list(self.waiting.values()):
            if chunk.future.status == "finished":
                with suppress(Exception):
                    yield from zip(chunk.units, chunk.future.result(timeout=5), strict=True)

    def _cancel(self) -> None:
        """Start nothing more."""
        futures = [chunk.future for chunk in self.waiting.values()]
        self.waiting.clear()
        if futures:
            with suppress(Exception):
                self.client.cancel(futures)
