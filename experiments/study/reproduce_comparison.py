"""The same for a directory of `run` or `compare`: replications are run again and compared, bit for bit.

Its rows are counted replication by replication, the scenarios of each in the order of the manifest.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from calibration.parquet import quoted, read_frame
from experiments.design import Experiment, design
from experiments.group_files import groups_frame
from experiments.manifest import Manifest
from experiments.options import RunOptions
from experiments.progress import progress_bar
from experiments.replication import Done, Failed
from experiments.replication_store import runs_frame, series_frame
from experiments.runner import run_all
from experiments.study.reproduce import Difference, Reproduced, first_unequal, spread
from sim.errors import InputError

FRAMES = {"runs": runs_frame, "series": series_frame, "groups": groups_frame}
ORDER = {
    "runs": ["replication", "scenario"],
    "series": ["replication", "scenario", "month"],
    "groups": ["replication", "scenario", "dimension", "group", "outcome", "month"],
}


def comparison_in(manifest: Manifest) -> Experiment:
    """The experiment of a directory, made again from its manifest."""
    options = RunOptions(
        municipality=manifest["place"],
        years=manifest["years"],
        replications=manifest["replications"],
        seed=manifest["seed"],
        draws=manifest["draws"],
        engine=manifest["engine"],
        settings=tuple(manifest["settings"]),
    )
    return design(tuple(manifest["names"]), options)


def reproduce_comparison(
    folder: Path, experiment: Experiment, rows: Sequence[int], sample: int | None, jobs: int, language: str
) -> Reproduced:
    """Run replications again and compare; stops at the first difference."""
    replications = _asked(folder, len(experiment.scenarios), rows, sample)
    n_done = 0
    with progress_bar(len(replications), language) as bar:
        for result in run_all(experiment, replications, jobs):
            n_done += 1
            difference = _first_difference(folder, experiment, result)
            if difference is not None:
                return Reproduced(n_done, n_done * len(experiment.scenarios), difference)
            bar.step()
    return Reproduced(n_done, n_done * len(experiment.scenarios), None)


def _asked(folder: Path, n_scenarios: int, rows: Sequence[int], sample: int | None) -> list[int]:
    path = folder / "runs.parquet"
    if not path.exists():
        raise InputError("is not finished", field="DIR", value=str(folder), allowed="a directory with runs.parquet")
    query = f"SELECT DISTINCT replication FROM read_parquet({quoted(path)}) ORDER BY replication"
    stored = [int(r) for r in read_frame(query)["replication"]]
    if not stored:
        raise InputError("holds no finished runs", field="DIR", value=str(folder), allowed="one with finished runs")
    for row in rows:
        if row // n_scenarios not in stored:
            raise InputError("is not stored", field="--row", value=row, allowed="a row that has been run")
    return sorted({row // n_scenarios for row in rows}) if rows else spread(stored, sample)


def _first_difference(folder: Path, experiment: Experiment, result: Done | Failed) -> Difference | None:
    first = result.replication * len(experiment.scenarios)
    if isinstance(result, Failed):
        return Difference(first, "failures", "reason", "", "a result", result.reason)
    row = partial(_row, experiment)
    for kind, order in ORDER.items():
        if not (folder / f"{kind}.parquet").exists():
            continue
        stored = _stored(folder, kind, result.replication)
        found = first_unequal(kind, stored, _words(FRAMES[kind](experiment, [result])), order, row)
        if found is not None:
            return found
    return None


def _row(experiment: Experiment, line: pd.Series) -> int:
    keys = experiment.scenario_keys
    return int(line["replication"]) * len(keys) + keys.index(str(line["scenario"]))


def _stored(folder: Path, kind: str, replication: int) -> pd.DataFrame:
    path = quoted(folder / f"{kind}.parquet")
    return _words(read_frame(f"SELECT * FROM read_parquet({path}) WHERE replication = {replication}", folder))


def _words(frame: pd.DataFrame) -> pd.DataFrame:
    """Categories as the words that they stand for."""
    words = [name for name in ("scenario", "dimension", "group", "outcome") if name in frame]
    return frame.astype(dict.fromkeys(words, object))
