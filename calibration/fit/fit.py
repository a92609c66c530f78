"""From a reference table to posterior draws: fit, resample, write draws and manifest."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.adjust import Sample, adjust, carried
from calibration.fit.fitted import addresses, other_addresses, value_at
from calibration.fit.summaries import (
    Summary,
    make_summaries,
    observed,
    simulated,
    usable,
    without_unknown,
)
from calibration.parquet import replace_file, write_frame
from calibration.table.points import AREAS, SEED, coordinates
from calibration.targets.load import fit_targets, load_targets

Values = NDArray[np.float64]

N_DRAWS = 1000
# digits kept of a value: what the last bits of linear algebra do on another processor is below this
DIGITS = 6

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Problem:
    """A table as the fit sees it: points, their coordinates, their summaries, and what was observed."""

    points: NDArray[np.int64]
    addresses: tuple[str, ...]
    summaries: tuple[Summary, ...]
    coordinates: Values
    simulated: Values
    observed: Values
    n_failed: int


def fit_keys() -> tuple[str, ...]:
    """Targets of the fit whose municipality is simulated."""
    return tuple(key for key, record in fit_targets().items() if record.municipality in AREAS)


def make_problem(table: pd.DataFrame) -> Problem:
    """The fit of a table to every target of the fit."""
    rows = usable(table)
    summaries = make_summaries(fit_keys(), load_targets())
    points = rows["point"].to_numpy(np.int64)
    return Problem(
        points,
        addresses(),
        summaries,
        coordinates(addresses(), [int(p) for p in points]),
        without_unknown(simulated(summaries, rows)),
        observed(summaries),
        len(table) - len(rows),
    )


def fit(problem: Problem) -> Sample:
    """The posterior as weighted, adjusted points."""
    return adjust(problem.coordinates, problem.simulated, problem.observed)


def resample(sample: Sample, n: int) -> NDArray[np.int64]:
    """Places in a sample, each about as often as its weight says: systematic, without chance."""
    ladder = (np.arange(n) + 0.5) / n
    places: NDArray[np.int64] = np.searchsorted(np.cumsum(sample.weights), ladder).clip(max=len(sample.weights) - 1)
    return places


def mixed(n: int) -> NDArray[np.int64]:
    """A fixed order without meaning, so that any first part of the draws stands for all of them."""
    return np.random.Generator(np.random.Philox(SEED)).permutation(n)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _value(address: str, coordinate: float) -> float:
    u = min(max(_NORMAL.cdf(coordinate), 1e-9), 1.0 - 1e-9)
    return _rounded(value_at(address, u))


def _carried(problem: Problem) -> tuple[tuple[str, ...], Values]:
    """What is not fitted but spoken about: addresses, and coordinates of the kept points moved along."""
    others = other_addresses()
    coordinates_there = coordinates(others, [int(p) for p in problem.points])
    moved, told = carried(coordinates_there, problem.simulated, problem.observed)
    return tuple(a for a, said in zip(others, told, strict=True) if said), moved[:, told]


def draws_frame(problem: Problem, sample: Sample, n: int = N_DRAWS) -> pd.DataFrame:
    """Posterior draws: number, point of the table, and each fitted or carried address in its unit."""
    places = resample(sample, n)[mixed(n)]
    others, moved = _carried(problem)
    there = np.hstack([sample.coordinates[places], moved[sample.rows[places]]])
    values = {
        address: [_value(address, float(z)) for z in column]
        for address, column in zip((*problem.addresses, *others), there.T, strict=True)
    }
    return pd.DataFrame({"draw": np.arange(n), "point": problem.points[sample.rows[places]], **values})


def manifest(problem: Problem, sample: Sample, frame: pd.DataFrame, engine: str) -> dict[str, object]:
    """What the draws were made from: enough to make them again."""
    return {
        "schema": 1,
        "seed": SEED,
        "engine": engine,
        "n_points": len(problem.points) + problem.n_failed,
        "n_failed": problem.n_failed,
        "n_kept": len(sample.rows),
        "effective_sample_size": round(sample.effective_size, 1),
        "n_draws": len(frame),
        "municipalities": list(AREAS),
        "fitted": list(problem.addresses),
        "carried": [name for name in frame.columns if name not in (*problem.addresses, "draw", "point")],
        "targets": [summary.key for summary in problem.summaries],
        "draws_sha256": hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest(),
    }


def write_posterior(folder: Path, frame: pd.DataFrame, about: dict[str, object]) -> None:
    """Draws and manifest, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    write_frame(frame, folder / "draws.parquet")
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"

    def write(half: Path) -> None:
        half.write_text(text, encoding="utf-8")

    replace_file(folder / "manifest.json", write)
