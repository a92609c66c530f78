"""What is believed before and after the figures are looked at: draws from prior and posterior beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.adjust import Sample
from calibration.fit.diagnostics import recover
from calibration.fit.fit import Problem, fit, make_problem
from calibration.fit.report import IDENTIFIED
from calibration.fit.run import make_report
from calibration.posterior.load import load_posterior
from calibration.table import REFERENCE
from calibration.table.points import point
from calibration.table.store import read_table
from experiments.channels import CHANNELS
from sim.parameters.load import load_parameters

Values = NDArray[np.float64]
PRIOR, POSTERIOR = "prior", "posterior"


@dataclass(frozen=True)
class Fit:
    """A fit of the shipped table: what was fitted, the posterior, and per coordinate how far it is narrowed."""

    problem: Problem
    sample: Sample
    parameters: pd.DataFrame
    report: dict[str, object]


def fit_table(n_points: int | None, n_truths: int) -> Fit:
    """Fit the table that comes with the package (or its first points) and recover so many synthetic truths."""
    table = read_table(REFERENCE)
    problem = make_problem(table if n_points is None else table[table["point"] < n_points])
    sample = fit(problem)
    report = make_report(problem, sample, recover(problem, n_truths))
    parameters = pd.DataFrame(report["parameters"]).set_index("address")
    return Fit(problem, sample, parameters, report)


def narrowed(found: Fit) -> pd.DataFrame:
    """Contraction of each coordinate, most narrowed first: address, contraction, identified, assumed."""
    frame = found.parameters[["mean_contraction", "is_assumed"]].reset_index()
    frame = frame.rename(columns={"mean_contraction": "contraction", "is_assumed": "assumed"})
    frame["identified"] = frame["contraction"] > IDENTIFIED
    return frame.sort_values("contraction", ascending=False, ignore_index=True)


def strongest_pair(found: Fit) -> tuple[str, str, float]:
    """The two coordinates with the strongest correlation in the posterior."""
    weights, z = found.sample.weights, found.sample.coordinates
    centred = z - weights @ z
    covariance = (centred * weights[:, None]).T @ centred
    sd = np.sqrt(np.diag(covariance))
    correlation = np.tril(covariance / np.outer(sd, sd), -1)
    row, column = np.unravel_index(np.abs(correlation).argmax(), correlation.shape)
    names = found.problem.addresses
    return names[int(column)], names[int(row)], float(correlation[row, column])


def channel_parameters() -> tuple[str, ...]:
    """The parameters by which channels are switched off."""
    return tuple(key for keys in CHANNELS.values() for key in keys)


def channel_draws(n: int, keys: Iterable[str]) -> pd.DataFrame:
    """Strength of channel parameters in the first draws of the prior and of the posterior: parameter, draws, value."""
    posterior, base = load_posterior(), load_parameters()
    sets = {
        PRIOR: [point(number).parameters for number in range(n)],
        POSTERIOR: [posterior.parameters(base, number) for number in range(n)],
    }
    return pd.DataFrame(
        [(key, draws, p.value(key)) for key in keys for draws, some in sets.items() for p in some],
        columns=["parameter", "draws", "value"],
    )


def shift(values: pd.DataFrame) -> pd.DataFrame:
    """How far each channel parameter moved: difference of the means in prior standard deviations, with its error."""
    rows = []
    for key, some in values.groupby("parameter", sort=False):
        prior, posterior = (some.loc[some["draws"] == d, "value"].to_numpy(float) for d in (PRIOR, POSTERIOR))
        spread = float(prior.std(ddof=1))
        error = np.sqrt(prior.var(ddof=1) / len(prior) + posterior.var(ddof=1) / len(posterior))
        none = float((prior == 0.0).mean()), float((posterior == 0.0).mean())
        rows.append((key, (posterior.mean() - prior.mean()) / spread, error / spread, *none))
    columns = ["parameter", "shift_in_prior_sd", "standard_error", "prior_says_none", "posterior_says_none"]
    return pd.DataFrame(rows, columns=columns).set_index("parameter")
