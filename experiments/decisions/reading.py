"""A finished directory of `compare` or `experiment`, as contests: one field per municipality and structural variant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.parquet import quoted, read_frame
from experiments import manifest as manifests
from experiments.decisions.contest import Contest, Side, contest
from experiments.decisions.options import level_of
from experiments.design import Experiment, model_hash
from experiments.study.record import study_in
from experiments.study.variants import variants
from sim.catalogue.load import load_municipality
from sim.errors import InputError
from sim.outcomes.catalogue import find_outcome
from sim.parameters.load import load_parameters
from sim.policy.settings import apply_settings

Values = NDArray[np.float64]
Groups = NDArray[np.int64]
AXES = ("parameter.", "lever.")


@dataclass(frozen=True)
class Field:
    """Runs of one municipality under one variant: levels by outcome [scenario, run], and which runs share parameters.

    draws, points [run]: numbers of the draw and of the design point; axes: what designs over parameters set [run];
    caseloads: the caseload that a lever design set, by scenario.
    """

    municipality: str
    variant: str
    scenarios: tuple[str, ...]
    levels: Mapping[str, Values]
    groups: Groups
    draws: Groups
    replications: Groups
    axes: Mapping[str, Values]
    caseloads: Mapping[str, float]

    def contest(self, key: str) -> Contest:
        """The contest of an outcome."""
        level, sign = level_of(key)
        side: Side = "higher" if find_outcome(key).better == "higher" else "lower"
        return contest(self.scenarios, sign * self.levels[level], self.groups, side)


@dataclass(frozen=True)
class Source:
    """A directory: its manifest and its fields, in the order of the runs."""

    folder: Path
    manifest: Mapping[str, Any]
    fields: tuple[Field, ...]


def read_source(folder: Path, keys: Sequence[str]) -> Source:
    """Read the outcomes of every scenario that all cells of a field have."""
    manifest = manifests.read(folder)
    runs = folder / "runs.parquet"
    if manifest is None or not runs.exists():
        allowed = "the directory that `compare` or `experiment` finished, or scenarios"
        raise InputError("holds no finished runs", field="SCENARIO", value=str(folder), allowed=allowed)
    frame = _read(folder, tuple(dict.fromkeys([*(level_of(key)[0] for key in keys), "total_cost_dkk"])))
    if "municipality" not in frame:
        frame = frame.assign(municipality=str(manifest["municipality"]), variant="", point=0)
    parts = frame.groupby(["municipality", "variant"], sort=False)
    fields = [_field(str(m), str(v), part, folder, manifest) for (m, v), part in parts]
    if not any(len(field.scenarios) > 1 for field in fields):
        raise InputError("holds one scenario, and ranking takes two", field="SCENARIO", value=str(folder))
    return Source(folder, manifest, tuple(field for field in fields if len(field.scenarios) > 1))


def _read(folder: Path, levels: tuple[str, ...]) -> pd.DataFrame:
    """Runs with what designs set in them, in the order in which they are stored."""
    runs, table = folder / "runs.parquet", folder / "table.parquet"
    names = ", ".join(f'"{level}"' for level in levels)
    if not table.exists():
        return read_frame(f"SELECT scenario, draw, replication, {names} FROM read_parquet({quoted(runs)})", folder)
    columns = read_frame(f"SELECT * FROM read_parquet({quoted(table)}) LIMIT 0").columns
    axes = "".join(f', t."{name}"' for name in columns if name.startswith(AXES))
    keys = "r.municipality, r.variant, r.point, r.scenario, r.draw, r.replication"
    source = f"read_parquet({quoted(runs)}) r JOIN read_parquet({quoted(table)}) t USING (row)"
    return read_frame(f"SELECT {keys}, {names}{axes} FROM {source} ORDER BY row", folder)


def _field(municipality: str, variant: str, frame: pd.DataFrame, folder: Path, manifest: Mapping[str, Any]) -> Field:
    index = ["point", "draw", "replication"]
    levels = [name for name in frame.columns if name not in (*index, "scenario", "municipality", "variant")]
    axes = [name for name in levels if name.startswith("parameter.")]
    wide = frame.pivot(index=index, columns="scenario", values=[n for n in levels if not n.startswith(AXES)])
    known = wide.columns.get_level_values(1)
    scenarios = tuple(s for s in frame["scenario"].drop_duplicates() if s in set(known))
    point, draw, replication = (wide.index.get_level_values(name).to_numpy(np.int64) for name in index)
    alone = manifest.get("draws") == "point"
    if not alone:
        draw = _taken_again(folder, manifest, (municipality, variant), draw)
    _, groups = np.unique(np.column_stack([point, replication if alone else draw]), axis=0, return_inverse=True)
    first = frame.drop_duplicates(index).set_index(index).reindex(wide.index)
    return Field(
        municipality,
        variant,
        scenarios,
        {n: wide[n][list(scenarios)].to_numpy(float).T for n in wide.columns.get_level_values(0).unique()},
        groups.astype(np.int64).ravel(),
        draw,
        replication,
        {name: first[name].to_numpy(float) for name in axes},
        _caseloads(frame),
    )


def _taken_again(folder: Path, manifest: Mapping[str, Any], place: tuple[str, str], draw: Groups) -> Groups:
    """A posterior has so many draws, which are taken again where they end: the same parameters are no new observation.

    Where the runs were made by another version of the model or posterior, nobody knows how many; draws stay as told.
    """
    if manifest.get("draws") != "posterior":
        return draw
    try:
        experiment = _of_study(folder, place) if "document" in manifest else _experiment(manifest, *place)
        posterior = None if experiment is None else experiment.posterior()
    except InputError:
        return draw
    made_with = str(manifest["inputs"].get("draws", ""))
    return draw if posterior is None or posterior.sha256[:16] not in made_with else draw % len(posterior)


def _of_study(folder: Path, place: tuple[str, str]) -> Experiment | None:
    """The experiment of a municipality under a variant, whose file the study itself keeps."""
    study, _ = study_in(folder)
    return next((cell.experiment for cell in study.cells if (cell.municipality, cell.variant) == place), None)


def _caseloads(frame: pd.DataFrame) -> dict[str, float]:
    """What a design set as caseload, by scenario."""
    if "lever.caseload" not in frame:
        return {}
    set_there = frame.dropna(subset=["lever.caseload"]).drop_duplicates("scenario")
    return dict(zip(set_there["scenario"], set_there["lever.caseload"].astype(float), strict=True))


def inputs_of(source: Source, field: Field) -> dict[str, Values] | None:
    """What differs between draws: records and municipal figures, [draw of the contest, element]; None if not known.

    Not known where the runs were made by another version of the model or of its posterior, or from a file that is gone.
    """
    _, first = np.unique(field.groups, return_index=True)
    found = {name: values[first][:, None] for name, values in field.axes.items()}
    if source.manifest.get("draws") == "point":
        return found
    experiment = _experiment(source.manifest, field.municipality, field.variant)
    if experiment is None:
        return None
    chosen = [int(field.replications[row]) for row in first]
    by_draw = {experiment.draw_of(r): r for r in chosen}
    sets = {draw: experiment.parameters_of(r) for draw, r in by_draw.items()}
    towns = {draw: experiment.municipality_of(r) for draw, r in by_draw.items()}
    draws = [experiment.draw_of(r) for r in chosen]
    for key in experiment.parameters.values:
        rows = np.array([sets[draw].flat(key) for draw in draws], float)
        found[key] = rows[:, np.ptp(rows, axis=0) > 0.0]
    for figure in experiment.municipality.figures:
        found[f"municipality.{figure}"] = np.array([[towns[draw].value(figure)] for draw in draws], float)
    return {key: rows for key, rows in found.items() if rows.shape[1] and np.ptp(rows, axis=0).max() > 0.0}


def _experiment(manifest: Mapping[str, Any], key: str, variant: str) -> Experiment | None:
    """What the runs of a field were made of; None where it is not known."""
    if manifest["inputs"].get("model") != model_hash():
        return None
    try:
        municipality = load_municipality(str(manifest.get("place", key)))
        parameters, _ = apply_settings(load_parameters(), tuple(manifest.get("settings", ())))
        parameters = variants()[variant].of(parameters) if variant in variants() else parameters
    except InputError:
        return None
    experiment = Experiment(
        municipality, parameters, (), (), key, 1, int(manifest["seed"]), 1.0, str(manifest["draws"])
    )
    if experiment.draws != "posterior":
        return experiment
    made_with = str(manifest["inputs"].get("draws", ""))
    return experiment if experiment.posterior().sha256[:16] in made_with else None
