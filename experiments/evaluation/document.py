"""From simulated evaluations to rows: how often an effect is claimed, how large, and what is true."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.comparison import head
from experiments.evaluation.conclude import LEVEL, Conclusion, Evaluated, Seen
from experiments.evaluation.design import BASE, Evaluation
from experiments.evaluation.seen import MEASURED
from experiments.statistics import mean_ci95

Row = dict[str, Any]
Values = NDArray[np.float64]

# how an evaluator comes to claim an effect -> (whether this conclusion is a claim, share of claims if tests held)
DEFINITIONS: dict[str, tuple[Callable[[Conclusion], bool], float | None]] = {
    "any fall": (lambda c: c.any_fall, None),
    "p < 0.05": (lambda c: c.significant, LEVEL),
}


def evaluation_document(evaluation: Evaluation, done: Sequence[Evaluated]) -> Row:
    """The JSON document of `evaluate`."""
    how = evaluation.how
    document = {**head(evaluation, len(done)), "base": BASE, "scenario": evaluation.scenario.key}
    document |= {
        "outcome": how.looked_at,
        "unit": MEASURED[how.looked_at].unit,
        "does_nothing": evaluation.does_nothing,
    }
    rows = [
        _row(evaluation, [d.seen[k] for d in done], name, _groups(evaluation, done))
        for k in range(len(how.selections))
        for name in DEFINITIONS
    ]
    return document | {"evaluations": rows}


def _groups(evaluation: Evaluation, done: Sequence[Evaluated]) -> NDArray[np.int64]:
    return np.array([evaluation.group_of(d.replication) for d in done], np.int64)


def _row(evaluation: Evaluation, seen: Sequence[Seen], name: str, groups: NDArray[np.int64]) -> Row:
    """One design, selection and definition of claiming."""
    claims, nominal = DEFINITIONS[name]
    effect = np.array([s.with_policy.effect for s in seen])
    claimed = np.array([claims(s.with_policy) for s in seen], bool)
    known = ~np.isnan(effect)
    row: Row = {
        "design": evaluation.how.design,
        "selection": seen[0].selection if seen else None,
        "definition": name,
        "nominal": nominal,
        "evaluations": int(known.sum()),
        "children": float(np.mean([s.n_children for s in seen])),
    }
    row |= _share("p_claim", claimed[known], groups[known])
    without = np.array([claims(s.without_policy) for s in seen], bool)
    row |= _share("p_false_claim", without[known], groups[known])
    row |= _mean("claimed_effect", effect, groups)
    row |= {"claimed_effect_of_claims": _plain(effect[known & claimed])}
    row |= _mean("true_effect", np.array([s.true_effect for s in seen]), groups)
    row |= _mean("effect_without_policy", np.array([s.without_policy.effect for s in seen]), groups)
    return row | _mean("control_effect", np.array([s.control_effect for s in seen]), groups)


def _plain(values: Values) -> float | None:
    return float(values.mean()) if len(values) else None


def _share(name: str, hits: NDArray[np.bool_], groups: NDArray[np.int64]) -> Row:
    """A share with its Wilson interval; replications of one draw count as one."""
    if not len(hits):
        return {name: None, f"{name}_ci95": None}
    n = len(np.unique(groups))
    return {name: float(hits.mean()), f"{name}_ci95": list(wilson(float(hits.mean()), n))}


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share of n."""
    z = float(stats.norm.ppf(0.975))
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    whole = 1.0 + z * z / n
    low = 0.0 if share == 0.0 else (middle - half) / whole
    return low, 1.0 if share == 1.0 else (middle + half) / whole


def _mean(name: str, values: Values, groups: NDArray[np.int64]) -> Row:
    known = ~np.isnan(values)
    if not known.any():
        return {name: None, f"{name}_ci95": None}
    mean, interval = mean_ci95(values[known], groups[known])
    return {name: mean, f"{name}_ci95": None if interval is None else list(interval)}
