"""Small studies for notebooks: a definition written down, run where nobody looks, and read again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.sensitivity.definition import load_sensitivity
from experiments.sensitivity.document import make_document
from experiments.sensitivity.execute import execute as execute_points
from experiments.sensitivity.indices import Indices, SobolIndex, analyse
from experiments.sensitivity.plan import DUMMY
from experiments.sensitivity.sampling import make_points, points_per_block
from experiments.sensitivity.split import Split, split_sources
from experiments.study.document import Overrides
from experiments.study.execute import execute, local
from experiments.study.read import read_differences
from experiments.study.store import opened_study
from experiments.study.study import load_study
from sim.errors import RunError

Values = NDArray[np.float64]
Row = dict[str, Any]


def written(folder: Path, name: str, text: str) -> Path:
    """A definition as a file of its own."""
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run_sensitivity(definition: Path, jobs: int) -> Row:
    """Run an analysis in memory; the first failure is an error."""
    plan = load_sensitivity(str(definition))
    found = execute_points(plan, None, jobs, "en")
    if found.failures:
        raise RunError(found.failures[0].reason)
    return make_document(plan, found)


def run_study(definition: Path, out: Path, jobs: int) -> Path:
    """Run an experiment into a directory; the first failure is an error."""
    study = load_study(str(definition), Overrides())
    with opened_study(out, study) as store:
        execute(store, local(jobs), "en")
        if store.failed:
            raise RunError(store.failed[min(store.failed)].reason)
    return out


def analysis_of(document: Row, outcome: str) -> Row:
    """The analysis of one outcome."""
    return next(row for row in document["analyses"] if row["outcome"] == outcome)


def index_table(analysis: Row, columns: Sequence[str]) -> pd.DataFrame:
    """Indices by parameter, the strongest first, the dummy last."""
    return pd.DataFrame(analysis["indices"]).set_index("parameter")[list(columns)]


def splits_of(folder: Path, keys: Sequence[str], scenario: str) -> dict[str, Split | None]:
    """Where the variance of single paired differences of a scenario comes from, by outcome."""
    rows = read_differences(folder, keys, f"scenario = '{scenario}'")
    _, variant = np.unique(rows["variant"], return_inverse=True)
    draw = rows["draw"].to_numpy(np.int64)
    return {key: split_sources(rows[key].to_numpy(float), variant.astype(np.int64), draw) for key in keys}


@dataclass(frozen=True)
class Known:
    """A sum of terms in a few parameters with known shares of variance, and chance on top of it."""

    weights: tuple[float, ...]
    noise_sd: float

    @property
    def shares(self) -> dict[str, float]:
        """The true index of each parameter (alone and with interactions: there are none), and of the dummy."""
        squares = np.square(self.weights)
        named = {f"x{k + 1}": float(share) for k, share in enumerate(squares / squares.sum())}
        return named | {DUMMY: 0.0}

    def indices(self, blocks: int, replications: int, seed: int) -> Indices:
        """What the analysis makes of it, by the path that outcomes of the model take."""
        n = len(self.weights)
        points = make_points("sobol", n, blocks, seed)
        expected = points[:, :n] @ np.array(self.weights)
        chance = np.random.default_rng(seed).normal(0.0, self.noise_sd, (len(points), replications))
        shape = blocks, points_per_block("sobol", n)
        found = analyse(
            "sobol", points.reshape(*shape, -1), (expected[:, None] + chance).reshape(*shape, replications), seed
        )
        assert found is not None
        return found

    def table(self, blocks: int, replications: int, seed: int) -> tuple[pd.DataFrame, float]:
        """True and estimated totals, with and without the noise, and the noise floor."""
        found = self.indices(blocks, replications, seed)
        rows = []
        for (name, share), index in zip(self.shares.items(), found.rows, strict=True):
            assert isinstance(index, SobolIndex)
            low, high = index.st_ci95 or (np.nan, np.nan)
            rows.append((name, share, index.st_raw, index.st, low, high))
        columns = ["parameter", "true", "with noise", "noise taken out", "from", "to"]
        return pd.DataFrame(rows, columns=columns).set_index("parameter"), found.noise_floor
