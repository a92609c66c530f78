"""A share of a study whose worlds are simulated once each and then repeated with noise: for measuring the rest.

python -m experiments.study.repeated DEFINITION RUNS SHARE    # one JSON document: runs, peak_mb, files, files_most
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.design import REPLICATIONS_PER_DRAW
from experiments.provenance import peak_memory_mb
from experiments.replication import Done, Failed
from experiments.runner import run_items
from experiments.study.document import Overrides
from experiments.study.execute import Executor, execute
from experiments.study.shards import shard_of
from experiments.study.store import opened_study
from experiments.study.study import Study, load_study
from experiments.study.unit import failed_unit, run_unit
from sim.errors import RunError

JOBS = 2
LOOK_UNITS = 50  # between looks at the files
NOISE = 0.01  # relative: as real numbers, the repeated ones cannot be packed much


class Repeated:
    """Counts files while units of a study are repeated."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.files_most = folder, 0

    def executor(self) -> Executor:
        """Units in, repeated ones out."""

        def run(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
            worlds = {cell.number: _world(study, cell.number) for cell in study.cells}
            again = partial(_again, study, worlds)
            results = run_items(again, units, study.common.engine, JOBS, partial(failed_unit, study), ordered=False)
            for number, found in enumerate(results):
                if number % LOOK_UNITS == 0:
                    self.files_most = max(self.files_most, n_files(self.folder))
                yield found

        return run


def n_files(folder: Path) -> int:
    """Files in a directory and those below it."""
    return sum(path.is_file() for path in folder.rglob("*"))


def _world(study: Study, cell: int) -> Done:
    """The first replication of a cell, simulated."""
    found = run_unit(study, study.unit_of(cell, 0))
    if isinstance(found, Failed):
        raise RunError(found.reason)
    return found


def _again(study: Study, worlds: Mapping[int, Done], unit: int) -> Done | Failed:
    """A unit with the numbers of its cell's first replication and noise."""
    cell, replication = study.unit(unit)
    world, rng = worlds[cell.number], np.random.default_rng(unit)

    def noisy(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values * (1.0 + NOISE * rng.standard_normal(values.shape))

    return replace(
        world,
        replication=replication,
        draw=cell.experiment.draw_of(replication),
        values=noisy(world.values),
        courses=noisy(world.courses),
        groups=noisy(world.groups),
    )


def replications_for(study: Study, runs: int) -> int:
    """Replications that give so many runs at least."""
    draws = -(-runs // (study.rows_per_replication * REPLICATIONS_PER_DRAW))
    return draws * REPLICATIONS_PER_DRAW


def measure(definition: str, runs: int, share: str, out: Path) -> dict[str, float]:
    """Run a share; what it took."""
    study = load_study(definition)
    study = load_study(definition, Overrides(replications=replications_for(study, runs)))
    shard = shard_of(share)
    folder = shard.folder(out)
    repeated = Repeated(folder)
    with opened_study(folder, study, shard.units(study), str(shard)) as store:
        execute(store, repeated.executor(), "en")
    return {
        "runs": study.n_rows,
        "peak_mb": round(own_peak_mb(), 1),
        "files": n_files(folder),
        "files_most": repeated.files_most,
    }


def own_peak_mb() -> float:
    """Largest memory of this program [MB]; what the process was before it became this program does not count."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    found = [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")]
    return found[0] if found else peak_memory_mb()


def main() -> None:
    """Measure, and tell."""
    definition, runs, share = sys.argv[1:]
    with tempfile.TemporaryDirectory() as out:
        json.dump(measure(definition, int(runs), share, Path(out)), sys.stdout)


if __name__ == "__main__":
    main()
