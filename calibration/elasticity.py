"""The elasticity of the rate of returning home to the caseload: what the channels together imply.

It is no parameter. It is what comes out when the caseload falls by a third and each channel acts as strongly as a
draw says. The priors of the channels are chosen so that it lies where outside evidence puts it; the figures of the fit
do not identify it. `python -m calibration.elasticity` measures it under the prior and under the shipped posterior and
keeps the result; docs/calibration.md shows the two side by side.
"""

import math
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.parquet import quoted, read_frame, write_frame
from calibration.posterior.load import load_posterior
from calibration.table.points import SEED, Point, area, point
from sim.catalogue.load import load_scenario
from sim.outcomes.evaluate import evaluate
from sim.parameters.load import load_parameters
from sim.simulate import Job, simulate

MEASURED = Path(__file__).resolve().parent / "elasticity.parquet"
PRIOR, POSTERIOR = "prior", "posterior"
N_DRAWS = 150
USUAL_CASELOAD, LOWER_CASELOAD = 33, 22
YEARS = 8.0
# numbers of posterior draws' simulations, and of second simulations, apart from those of the table's points
FIRST_NUMBER = 700_000_000
SECOND = 50_000_000
QUANTILES = (0.05, 0.5, 0.95)
# what studies elsewhere say about it (calibration/evidence.toml)
RECORDS = Path(__file__).resolve().parent / "evidence.toml"


def outside_evidence() -> tuple[float, float]:
    """The range that outside evidence gives."""
    record = tomllib.loads(RECORDS.read_text(encoding="utf-8"))["returns_home_elasticity"]
    return record["low"], record["high"]


EVIDENCE = outside_evidence()


@dataclass(frozen=True)
class Returns:
    """Returns home and placed children at the usual and at the lower caseload, same random numbers."""

    returns: tuple[float, float]
    placed: tuple[float, float]

    @property
    def elasticity(self) -> float:
        """Relative rise of the rate of return per relative fall of the caseload; nan without returns."""
        if min(self.returns) <= 0.0:
            return math.nan
        rates = [r / p for r, p in zip(self.returns, self.placed, strict=True)]
        return math.log(rates[1] / rates[0]) / math.log(USUAL_CASELOAD / LOWER_CASELOAD)


def returns_at(at: Point) -> Returns:
    """An agency of the country's mean size at a point, under both caseloads for eight years."""
    country = at.areas[0].with_figures({"caseload": float(USUAL_CASELOAD)})
    scenarios = (load_scenario("status-quo", country), load_scenario(f"caseload-{LOWER_CASELOAD}", country))
    job = Job(country, at.parameters, scenarios, seed=SEED, replication=at.number, years=YEARS)
    runs = [evaluate(ledger) for ledger in simulate(job)]
    usual, lower = ((run["returns_home"] or 0.0, run["placed_0_17"] or 0.0) for run in runs)
    return Returns((usual[0], lower[0]), (usual[1], lower[1]))


def points(draws: str, n: int) -> list[Point]:
    """The first points of the reference table, or the first draws of the posterior as points."""
    if draws == PRIOR:
        return [point(number) for number in range(n)]
    posterior, country = load_posterior(), area("danmark")
    return [
        Point(FIRST_NUMBER + k, posterior.parameters(load_parameters(), k), (posterior.municipality(country, k),))
        for k in range(n)
    ]


def measure(draws: str, n: int, jobs: int) -> pd.DataFrame:
    """Elasticity at each of `n` draws in two simulations: [draws, draw, first, second]; nan is unknown."""
    firsts = points(draws, n)
    seconds = [replace(at, number=at.number + SECOND) for at in firsts]
    with ThreadPoolExecutor(jobs) as executor:
        found = [at.elasticity for at in executor.map(returns_at, [*firsts, *seconds])]
    columns = {"draws": [draws] * n, "draw": np.arange(n), "first": found[:n], "second": found[n:]}
    return pd.DataFrame(columns).astype({"draws": "str"})


@dataclass(frozen=True)
class Distribution:
    """What is believed about the elasticity: over draws, with the chance of one agency's few returns taken out.

    `quantiles` at QUANTILES. Two simulations of a draw share the draw, not chance: their covariance is the variance
    that is believed, and the draws' means are drawn together until they have it.
    """

    n: int
    mean: float
    standard_error: float
    quantiles: tuple[float, float, float]
    share_in_evidence: float


def distribution(pairs: NDArray[np.float64]) -> Distribution:
    """The distribution over draws from two simulations of each [draw, 2]."""
    known = pairs[~np.isnan(pairs).any(axis=1)]
    means = known.mean(axis=1)
    shared = float(np.cov(known.T)[0, 1])
    spread = float(means.std(ddof=1))
    together = min(math.sqrt(max(shared, 0.0)) / spread, 1.0)
    expected = means.mean() + together * (means - means.mean())
    low, median, high = (float(q) for q in np.quantile(expected, QUANTILES))
    inside = float(np.mean((expected >= EVIDENCE[0]) & (expected <= EVIDENCE[1])))
    return Distribution(len(known), float(means.mean()), spread / math.sqrt(len(known)), (low, median, high), inside)


def measured() -> dict[str, Distribution]:
    """The kept measurement: prior and posterior."""
    frame = read_frame(f"SELECT * FROM read_parquet({quoted(MEASURED)}) ORDER BY draws, draw")
    return {
        draws: distribution(frame.loc[frame["draws"] == draws, ["first", "second"]].to_numpy(float))
        for draws in (PRIOR, POSTERIOR)
    }


def main() -> None:
    """Measure prior and posterior, keep the result, and say it."""
    frames = [measure(draws, N_DRAWS, jobs=2) for draws in (PRIOR, POSTERIOR)]
    write_frame(pd.concat(frames), MEASURED)
    for draws, found in measured().items():
        sys.stdout.write(f"{draws}: {found}\n")


if __name__ == "__main__":
    main()
