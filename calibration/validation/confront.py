"""The document of `validate`: each target, hold-out and claim beside what the model predicts of it.

Predictions are of *published* figures: to each simulated value come the discrepancy of the model and the reporting
error of the figure, as in the fit.
"""

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.summaries import DISCREPANCY, Summary, make_summary, reported_values
from calibration.holdout.load import load_claims, load_holdouts
from calibration.holdout.schema import ClaimRecord, HoldoutRecord
from calibration.table.points import SEED
from calibration.targets.load import load_targets
from calibration.targets.schema import TargetRecord
from calibration.validation.draws import fresh_number
from calibration.validation.plan import Run, claim_name, holdout_name, make_plan
from calibration.validation.rivals import naive_target, stock_and_flow
from calibration.validation.scores import inside, known, quantiles, score_normal, score_sample
from calibration.validation.store import Predictions
from sim.outcomes.catalogue import find_outcome
from sim.parameters.priors import draw_uniform

Values = NDArray[np.float64]
Row = dict[str, Any]
_NORMAL = NormalDist()

NOTHING_CHANGES, STOCK_AND_FLOW, MODEL = "nothing-changes", "stock-and-flow", "model"


def whole_plan() -> tuple[Run, ...]:
    """The runs that every target, hold-out and claim need."""
    return make_plan(load_targets(), load_holdouts(), load_claims())


def make_document(source: str, predictions: Predictions) -> Row:
    """Everything that is confronted; failures are runs that could not be simulated."""
    targets, holdouts = load_targets(), load_holdouts()
    document: Row = {"draws": source, "number": len(predictions.draws), "failures": list(predictions.failures)}
    document["targets"] = [target_row(key, record, targets, predictions) for key, record in targets.items()]
    document["holdouts"] = [holdout_row(key, held, predictions) for key, held in holdouts.items()]
    document["claims"] = [claim_row(key, claim, predictions) for key, claim in load_claims().items()]
    return document | {"coverage": coverage(document["targets"], document["holdouts"])}


def _row(key: str, record: TargetRecord | HoldoutRecord, values: Values) -> Row:
    """What targets and hold-outs share."""
    found = quantiles(values)
    row: Row = {"key": key, "municipality": record.municipality, "observed": record.value, "count": record.count}
    row |= found
    row["inside_90"] = inside(record.value, found["q05"], found["q95"])
    row["inside_50"] = inside(record.value, found["q25"], found["q75"])
    row |= {"outcome": record.outcome, "unit": record.unit, "era": record.era}
    return row | {"draws_known": len(known(values)), "source": record.source}


def _frame(predictions: Predictions, names: Sequence[str]) -> pd.DataFrame:
    """A table as the fit reads it, under the numbers of fresh reporting errors."""
    numbers = [fresh_number(draw) for draw in predictions.draws]
    return pd.DataFrame({"point": numbers} | {name: predictions.of(name) for name in names})


def published_values(summary: Summary, predictions: Predictions) -> Values:
    """What would have been published in each draw, in the unit of the summary."""
    names = [summary.column] + ([summary.relative[0]] if summary.relative else [])
    return reported_values(summary, _frame(predictions, names))


def target_row(key: str, record: TargetRecord, targets: Mapping[str, TargetRecord], predictions: Predictions) -> Row:
    """A target. One that is relative to another is predicted relative to it, and shown in its own unit."""
    summary = make_summary(key, record, targets)
    scale = 1.0 if summary.relative is None else summary.relative[1]
    values = scale * published_values(summary, predictions)
    row = _row(key, record, values) | {"rival": naive_target(record), "use": record.use}
    return row | {"relative_to": record.relative_to, "note": record.note}


def _published_holdout(key: str, held: HoldoutRecord, name: str, predictions: Predictions) -> Values:
    outcome = find_outcome(held.outcome)
    if outcome.is_difference:
        return _published_difference(key, held.reporting_error, predictions.of(name), predictions.draws)
    summary = Summary(key, name, held.value, held.reporting_error, outcome.unit == "share")
    return published_values(summary, predictions)


def _published_difference(key: str, error: float, values: Values, draws: Sequence[int]) -> Values:
    """A difference may be negative: errors are added, and nothing is cut off."""
    u = [[draw_uniform(SEED, f"error.{key}", k, fresh_number(draw)) for k in (0, 1)] for draw in draws]
    normal = np.array([[_NORMAL.inv_cdf(p) for p in pair] for pair in u]).reshape(-1, 2)
    published: Values = values * np.exp(DISCREPANCY * normal[:, 1]) + error * normal[:, 0]
    return published


def holdout_row(key: str, held: HoldoutRecord, predictions: Predictions) -> Row:
    """A hold-out with its rivals, each scored alike; other scenarios are shown and not scored."""
    values = _published_holdout(key, held, holdout_name(key), predictions)
    row = _row(key, held, values) | {"rival": held.rival.value, "scenario": held.scenario}
    scores = {MODEL: score_sample(values, held.value)}
    scores[NOTHING_CHANGES] = score_normal(held.rival.value, held.rival.error, held.value)
    rivals: Row = {NOTHING_CHANGES: {"kind": held.rival.kind, "value": held.rival.value, "sd": held.rival.error}}
    flow = stock_and_flow(held)
    if flow is not None:
        rivals[STOCK_AND_FLOW] = {"kind": STOCK_AND_FLOW, "value": flow.value, "sd": flow.sd}
        scores[STOCK_AND_FLOW] = score_normal(flow.value, flow.sd, held.value)
    row |= {"rivals": rivals, "scores": scores, "best_crps": _best(scores)}
    row["others"] = {
        other: quantiles(_published_holdout(key, held, holdout_name(key, other), predictions))
        for other in held.other_scenarios
    }
    return row | {"contamination": held.contamination, "note": held.note}


def _best(scores: Mapping[str, Mapping[str, float | None]]) -> str | None:
    """Whose forecast has the smallest score; none where the model has none."""
    found = {name: score["crps"] for name, score in scores.items() if score["crps"] is not None}
    return min(found, key=lambda name: found[name] or 0.0) if MODEL in found else None


def claim_row(key: str, claim: ClaimRecord, predictions: Predictions) -> Row:
    """A claim confronted. `effect` is policy less status quo of the same world; nothing of it is a score."""
    value = predictions.of(claim_name(key))
    is_difference = claim.outcome is not None and find_outcome(claim.outcome).is_difference
    effect = value if is_difference else value - predictions.of(claim_name(key, base=True))
    row: Row = {"key": key, "kind": claim.kind, "statement": claim.statement, "municipality": claim.municipality}
    row |= {"scenario": claim.scenario, "outcome": claim.outcome, "direction": claim.direction, "era": claim.era}
    row |= {"claimed": claim.value, "unit": find_outcome(claim.outcome).unit if claim.outcome else None}
    row |= quantiles(value) | {"effect": quantiles(effect)}
    row |= shares(effect, claim.direction)
    return row | {"draws_known": len(known(effect)), "source": claim.source, "note": claim.note}


def shares(effect: Values, direction: str) -> Row:
    """Shares of draws whose effect goes as claimed, against it, and neither; null where no direction is claimed."""
    there = known(effect)
    none: Row = dict.fromkeys(("share_in_direction", "share_opposite", "share_unchanged"))
    if not len(there) or direction not in ("increase", "decrease"):
        return none
    sign = 1.0 if direction == "increase" else -1.0
    return {
        "share_in_direction": float((sign * there > 0.0).mean()),
        "share_opposite": float((sign * there < 0.0).mean()),
        "share_unchanged": float((there == 0.0).mean()),
    }


def coverage(targets: Sequence[Row], holdouts: Sequence[Row]) -> Row:
    """How many figures lie inside their intervals, of how many that could be predicted."""
    groups = {
        "fit": [row for row in targets if row["use"] == "fit"],
        "check": [row for row in targets if row["use"] == "check"],
        "holdout": list(holdouts),
    }
    return {name: _covered(rows) for name, rows in groups.items()}


def _covered(rows: Sequence[Row]) -> dict[str, int]:
    there = [row for row in rows if row["inside_90"] is not None]
    return {
        "n": len(there),
        "inside_90": sum(row["inside_90"] for row in there),
        "inside_50": sum(row["inside_50"] for row in there),
    }
