"""The directory of `evaluate`: `evaluations.parquet` has one row per replication and way of choosing a district."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.parquet import quoted, read_frame
from experiments import manifest
from experiments.evaluation.conclude import Conclusion, Evaluated, Seen
from experiments.evaluation.design import Evaluation
from experiments.store import Table, UnitStore, in_order_of

KIND = "evaluation"
NAME = "evaluations"


class EvaluationStore(UnitStore[Evaluated]):
    """The directory of one command, which `opened` holds."""

    def __init__(self, folder: Path, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.order = ("replication", in_order_of([s or "" for s in evaluation.how.selections], "selection"))
        before = manifest.before(folder, evaluation.inputs(), evaluation.replications, KIND)
        super().__init__(folder, [Table(NAME, self.order, _frame)], before)

    def units(self) -> Sequence[int]:
        """Replications."""
        return range(self.evaluation.replications)

    def content(self, cost: manifest.Manifest) -> manifest.Manifest:
        """The manifest of the experiment."""
        return {**manifest.content(self.evaluation, cost), "kind": KIND}

    def read(self) -> list[Evaluated]:
        """Everything stored, in the order of replications."""
        path = self.folder / f"{NAME}.parquet"
        if not path.exists():
            return []
        frame = read_frame(f"SELECT * FROM read_parquet({quoted(path)}) ORDER BY {', '.join(self.order)}")
        groups = frame.groupby(["replication", "draw"], sort=False)
        return [Evaluated(r, d, tuple(_seen(row) for row in rows.itertuples())) for (r, d), rows in groups]


def _frame(done: Sequence[tuple[int, Evaluated]]) -> pd.DataFrame:
    """Effects in the unit of the outcome, null where unknown."""
    rows = [
        {
            "replication": one.replication,
            "draw": one.draw,
            "selection": seen.selection or "",
            "children": seen.n_children,
            "claimed_effect": seen.with_policy.effect,
            "p": seen.with_policy.p,
            "effect_without_policy": seen.without_policy.effect,
            "p_without_policy": seen.without_policy.p,
            "true_effect": seen.true_effect,
            "control_effect": seen.control_effect,
        }
        for _, one in done
        for seen in one.seen
    ]
    return pd.DataFrame(rows)


def _seen(row: Any) -> Seen:
    """A row as what it was made of."""
    claims = Conclusion(row.claimed_effect, row.p), Conclusion(row.effect_without_policy, row.p_without_policy)
    return Seen(row.selection or None, *claims, row.true_effect, row.control_effect, row.children)
