"""Run replications until every wanted outcome is precise enough, in memory or in an experiment directory.

Replications are taken in order and a look depends on those before it alone: where the rule stops is the same for one
job or many, in one go or continued, and whatever more a directory already holds.
"""

from collections.abc import Iterator
from pathlib import Path

from experiments import manifest
from experiments.design import Experiment
from experiments.folder import held
from experiments.precision.document import expected
from experiments.precision.options import PrecisionOptions
from experiments.precision.watch import Watched, grown, look_numbers, watched
from experiments.progress import Bar, progress_bar
from experiments.replication import Done, Failed
from experiments.replication_store import ReplicationStore
from experiments.results import Results
from experiments.runner import run_all


def run_in_memory(experiment: Experiment, options: PrecisionOptions, jobs: int, language: str) -> "Watch":
    """Run until precise enough; nothing is written."""
    watch = Watch(experiment, options)
    watch.run(jobs, language)
    return watch


def run_in_folder(experiment: Experiment, options: PrecisionOptions, jobs: int, language: str, out: Path) -> "Watch":
    """The same, in the directory of a comparison of these scenarios: what is there counts, what is new is kept."""
    with held(out):
        before = (manifest.read(out) or {}).get("replications", 1)
        store = ReplicationStore(out, grown(experiment, before))
        watch = Watch(experiment, options, store)
        with store.filling():
            watch.run(jobs, language)
            if watch.results.replications:
                store.experiment = grown(experiment, max(watch.results.replications) + 1)
    return watch


class Watch:
    """Replications so far, and the looks at them. With a store, what it holds is not run again."""

    def __init__(
        self, experiment: Experiment, options: PrecisionOptions, store: ReplicationStore | None = None
    ) -> None:
        self.experiment, self.options, self.store = experiment, options, store
        self.watched: list[Watched] = watched(experiment, options)
        self.results = Results(experiment) if store is None else _read_stored(store)
        self.looked = 0

    @property
    def is_precise(self) -> bool:
        """Whether the rule has stopped for every outcome."""
        return all(w.needed is not None for w in self.watched)

    def run(self, jobs: int, language: str) -> None:
        """Replicate and look until everything is precise enough, or there are as many as allowed."""
        known = set(self.results.replications)
        missing = [r for r in range(self.options.most) if r not in known]
        stream = run_all(self.experiment, missing, jobs)  # ends, and with it what still waits, when we leave
        with progress_bar(self.options.most, language) as bar:
            for n in look_numbers(self.experiment, self.options):
                self._fill(stream, sum(1 for r in missing if self.looked <= r < n), n, bar)
                self._look(n)
                if self.is_precise:
                    break
                bar.expect(min(expected(self), self.options.most))

    def _fill(self, stream: Iterator[Done | Failed], number: int, n: int, bar: Bar) -> None:
        """Take the results that are missing below `n`."""
        if self.store is not None:
            self.store.experiment = grown(self.experiment, max(n, self.store.experiment.replications))
        for _ in range(number):
            result = next(stream)
            if self.store is not None:
                self.store.add(result.replication, result)
            self.results.take(result)
            bar.step()

    def _look(self, n: int) -> None:
        self.looked = n
        for one in self.watched:
            one.look(self.results, n)


def _read_stored(store: ReplicationStore) -> Results:
    """What an earlier run has left, joined and read."""
    if any(store.parts.glob("*.parquet")):
        store.begin()
        store.finish()
    return store.read()
