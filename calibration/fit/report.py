"""What a fit says: per coordinate prior and posterior and how far to trust it, per target what it binds."""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from calibration.fit.adjust import Sample
from calibration.fit.diagnostics import Recovery, holm
from calibration.fit.fit import Problem
from calibration.fit.fitted import is_assumed, prior_text, value_at

Values = NDArray[np.float64]
Record = dict[str, object]

BAND = np.array([0.05, 0.5, 0.95])
# contraction from which a parameter counts as identified by the figures
IDENTIFIED = 0.3
FAMILY_WISE_LEVEL = 0.01
STRONG_CORRELATION = 0.4

_NORMAL = NormalDist()


def _values(address: str, coordinates: Values) -> list[float]:
    return [value_at(address, min(max(_NORMAL.cdf(float(z)), 1e-9), 1.0 - 1e-9)) for z in coordinates]


def parameter_records(problem: Problem, sample: Sample, recovery: Recovery | None) -> list[Record]:
    """Prior and posterior (5, 50, 95 %) of each coordinate in its unit, its contraction, and how it is recovered."""
    prior = np.array([_NORMAL.inv_cdf(p) for p in BAND])
    posterior = sample.quantiles(BAND)
    mean, sd = sample.mean_and_sd()
    records: list[Record] = []
    for k, address in enumerate(problem.addresses):
        records.append(
            {
                "address": address,
                "prior_text": prior_text(address),
                "is_assumed": is_assumed(address),
                "prior": _values(address, prior),
                "posterior": _values(address, posterior[:, k]),
                "shift_sd": float(mean[k]),
                "contraction": float(1.0 - sd[k] ** 2),
                **_recovered(recovery, k),
            }
        )
    return records


def _recovered(recovery: Recovery | None, k: int) -> Record:
    if recovery is None:
        return {}
    p_values = recovery.uniformity()
    return {
        "mean_contraction": float(recovery.contraction()[k]),
        "coverage_80": float(recovery.coverage(0.1, 0.9)[k]),
        "coverage_90": float(recovery.coverage(0.05, 0.95)[k]),
        "coverage_95": float(recovery.coverage(0.025, 0.975)[k]),
        "truth_correlation": float(recovery.correlation()[k]),
        "uniformity_p": float(p_values[k]),
        "uniformity_rejected": bool(holm(p_values, FAMILY_WISE_LEVEL)[k]),
        "is_identified": bool(recovery.contraction()[k] > IDENTIFIED),
    }


def binding_records(problem: Problem, most: int = 3) -> list[Record]:
    """Per target the coordinates it says most about: correlations over the table."""
    z = (problem.coordinates - problem.coordinates.mean(axis=0)) / problem.coordinates.std(axis=0)
    s = (problem.simulated - problem.simulated.mean(axis=0)) / problem.simulated.std(axis=0)
    correlation = s.T @ z / len(z)
    return [
        {
            "target": summary.key,
            "prior_quantile_of_observed": float((problem.simulated[:, j] < problem.observed[j]).mean()),
            "binds": {problem.addresses[k]: float(correlation[j, k]) for k in np.argsort(-abs(correlation[j]))[:most]},
        }
        for j, summary in enumerate(problem.summaries)
    ]


def ridges(problem: Problem, sample: Sample) -> list[Record]:
    """Pairs of coordinates that the figures leave confounded: strong correlations in the posterior."""
    weights = sample.weights
    mean = weights @ sample.coordinates
    centred = sample.coordinates - mean
    covariance = (centred * weights[:, None]).T @ centred
    sd = np.sqrt(np.diag(covariance))
    found = []
    for i in range(len(sd)):
        for j in range(i):
            r = float(covariance[i, j] / (sd[i] * sd[j]))
            if abs(r) >= STRONG_CORRELATION:
                found.append({"pair": [problem.addresses[j], problem.addresses[i]], "correlation": r})
    return sorted(found, key=lambda record: -abs(float(str(record["correlation"]))))
