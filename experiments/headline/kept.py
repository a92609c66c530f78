"""What is kept of the headline study, read again: its tables, its manifest, and the study they were made by."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.study.record import manifest_in, study_in
from experiments.study.study import Study
from sim.errors import InputError

KEPT = Path(__file__).resolve().parents[2] / "results" / "headline"
TABLES = ("systems", "grid", "equity")


@dataclass(frozen=True)
class Kept:
    """The tables of the study, the study itself made again from its manifest, and which of its inputs differ now."""

    systems: pd.DataFrame
    grid: pd.DataFrame
    equity: pd.DataFrame
    manifest: Mapping[str, Any]
    study: Study
    changed: tuple[str, ...]

    @property
    def replications(self) -> int:
        """Replications of each scenario in each municipality."""
        return int(self.manifest["replications"])

    @property
    def draws(self) -> int:
        """Draws of the parameters behind them."""
        experiment = self.study.cells[0].experiment
        return len({experiment.group_of(replication) for replication in range(self.replications)})


def read_kept(folder: Path = KEPT) -> Kept:
    """Everything that is kept; an error that says how to make it where there is nothing."""
    missing = [name for name in TABLES if not (folder / f"{name}.csv").exists()]
    if missing:
        allowed = "what `make headline` writes (an hour or two), or a directory of `python -m experiments.headline`"
        raise InputError(f"holds no {missing[0]}.csv", field="DIR", value=folder.name, allowed=allowed)
    systems, grid = (pd.read_csv(folder / f"{name}.csv", keep_default_na=True) for name in TABLES[:2])
    equity = pd.read_csv(folder / "equity.csv", dtype={"group": str}, na_values=[""], keep_default_na=False)
    study, _ = study_in(folder)
    manifest = manifest_in(folder)
    before, now = manifest["inputs"], study.inputs()
    changed = tuple(name for name in now if before.get(name) != now[name])
    return Kept(_told(systems), _told(grid), equity, manifest, study, changed)


def _told(table: pd.DataFrame) -> pd.DataFrame:
    """Texts are texts where nothing stands; whether a sign rests on a prior is yes, no or not known."""
    return table.assign(
        turned_by=table["turned_by"].astype("string").fillna("").astype(str),
        variant=table["variant"].astype("string").fillna("").astype(str),
        prior_driven=table["prior_driven"].astype("boolean"),
    )
