"""Targets as the fit sees them: observed and simulated on one scale, with everything but chance added.

Chance is in the simulation: a municipality is simulated at its real size. What is added to each simulated figure is
what separates a published figure from a true one: rounding or reporting error, and a stated discrepancy of the model.
The error of a point is addressed by its number, like everything else about it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.table.points import SEED
from calibration.table.simulate import column, read_as
from calibration.targets.schema import TargetRecord
from sim.outcomes.catalogue import find_outcome
from sim.parameters.priors import draw_uniform

Values = NDArray[np.float64]

# how far the model's structure is thought to miss any figure, beside chance [sd of log]: a judgement, in the docs
DISCREPANCY = 0.05
# a range is read as the middle 90 % of a normal distribution
RANGE_SD = 2.0 * 1.645

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Summary:
    """One target on the scale of the fit. `relative` is the column and the observed value it is divided by."""

    key: str
    column: str
    observed: float
    error: float
    is_share: bool
    relative: tuple[str, float] | None = None

    def scale(self, values: Values) -> Values:
        """Shares on the logit scale, rates and numbers on the log scale; what is below a floor is at the floor."""
        floor = 0.05 * self.observed
        if self.is_share:
            inside = np.clip(values, floor, 1.0 - 0.05 * (1.0 - self.observed))
            logits: Values = np.log(inside / (1.0 - inside))
            return logits
        logs: Values = np.log(np.maximum(values, floor))
        return logs


def reporting_sd(record: TargetRecord) -> float:
    """Standard deviation of a published figure around what it is about, in the unit of the figure."""
    spread = 0.0 if record.low is None or record.high is None else (record.high - record.low) / RANGE_SD
    return max(record.reporting_error, spread)


def make_summary(key: str, record: TargetRecord, targets: Mapping[str, TargetRecord]) -> Summary:
    """The summary of a target; one that is relative to another is divided by it, observed as well as simulated."""
    name = column(record.municipality, read_as(record.municipality, record.outcome))
    is_share = find_outcome(record.outcome).unit == "share"
    if record.relative_to is None:
        return Summary(key, name, record.value, reporting_sd(record), is_share)
    other = targets[record.relative_to]
    relative = column(other.municipality, read_as(other.municipality, other.outcome)), other.value
    return Summary(key, name, record.value / other.value, reporting_sd(record) / other.value, False, relative)


def make_summaries(use: Sequence[str], targets: Mapping[str, TargetRecord]) -> tuple[Summary, ...]:
    """The summaries of these targets."""
    return tuple(make_summary(key, targets[key], targets) for key in use)


def _errors(summary: Summary, numbers: Sequence[int]) -> tuple[Values, Values]:
    """Reporting error [unit] and discrepancy [factor] of each point."""
    u = np.array([[draw_uniform(SEED, f"error.{summary.key}", k, number) for k in (0, 1)] for number in numbers])
    normal = np.vectorize(_NORMAL.inv_cdf)(u.reshape(-1, 2))
    return summary.error * normal[:, 0], np.exp(DISCREPANCY * normal[:, 1])


def true_values(summary: Summary, table: pd.DataFrame) -> Values:
    """What a target's outcome is at each point of a table, in its unit, without errors."""
    values: Values = table[summary.column].to_numpy(float)
    if summary.relative is not None:
        values = values / table[summary.relative[0]].to_numpy(float)
    return values


def reported_values(summary: Summary, table: pd.DataFrame) -> Values:
    """What would have been published at each point: its outcome with discrepancy and reporting error."""
    errors, factors = _errors(summary, [int(number) for number in table["point"]])
    values = true_values(summary, table)
    if summary.is_share:
        values = values / (values + (1.0 - values) / factors)
        return np.clip(values + errors, 0.0, 1.0)
    return np.maximum(values * factors + errors, 0.0)


def simulated(summaries: Sequence[Summary], table: pd.DataFrame) -> Values:
    """Simulated summaries [point, summary] on the scale of the fit; unknown is nan."""
    return np.column_stack([s.scale(reported_values(s, table)) for s in summaries])


def observed(summaries: Sequence[Summary]) -> Values:
    """Observed summaries on the scale of the fit."""
    return np.array([float(s.scale(np.array([s.observed]))[0]) for s in summaries])


def usable(table: pd.DataFrame) -> pd.DataFrame:
    """The points that could be simulated."""
    return table[table["failure"].fillna("") == ""].reset_index(drop=True)


def without_unknown(values: Values) -> Values:
    """Unknown summaries (a share of nothing) at the median of the others."""
    medians = np.nanmedian(values, axis=0)
    if not all(math.isfinite(m) for m in medians):
        raise ValueError("a summary is unknown at most points")
    return np.where(np.isnan(values), medians, values)
