"""The elasticity of the rate of returning home to the caseload: what the channels together imply.

It is no parameter. It is what comes out when the caseload falls by a third and each channel acts as strongly as a
draw says. The priors of the channels are chosen so that it lies where outside evidence puts it; the figures of the fit
do not identify it. `python -m calibration.elasticity 100 posterior` prints its distribution, or that under the `prior`.
"""

import math
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.posterior.load import load_posterior
from calibration.table.points import SEED, Point, area, point
from sim.catalogue.load import load_scenario
from sim.outcomes.evaluate import evaluate
from sim.parameters.load import load_parameters
from sim.simulate import Job, simulate

USUAL_CASELOAD, LOWER_CASELOAD = 33, 22
YEARS = 8.0
# numbers of posterior draws' simulations, apart from those of the points they were made from
FIRST_NUMBER = 700_000_000
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# ranges that outside evidence gives: New York City about 0.2
EVIDENCE = (0.0, 0.35)


@dataclass(frozen=True)
class Returns:
    """Returns home and placed child-years at the usual and at the lower caseload, same random numbers."""

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


def elasticities(points: list[Point], jobs: int, report: Callable[[], None] = lambda: None) -> NDArray[np.float64]:
    """Elasticity at each point: what a draw implies, with the chance of one agency's few returns in it."""

    def one(at: Point) -> float:
        found = returns_at(at).elasticity
        report()
        return found

    with ThreadPoolExecutor(jobs) as executor:
        return np.array(list(executor.map(one, points)))


def _points(n: int, draws: str) -> list[Point]:
    """The first points of the reference table, or the first draws of the posterior as points."""
    if draws == "prior":
        return [point(number) for number in range(n)]
    posterior, country = load_posterior(), area("danmark")
    return [
        Point(FIRST_NUMBER + k, posterior.parameters(load_parameters(), k), (posterior.municipality(country, k),))
        for k in range(n)
    ]


def main(n: str = "100", draws: str = "prior") -> None:
    """Say the distribution under the prior or the posterior."""
    found = elasticities(_points(int(n), draws), jobs=2)
    shown = ", ".join(f"{q:.0%} {v:.2f}" for q, v in zip(QUANTILES, np.nanquantile(found, QUANTILES), strict=True))
    error = np.nanstd(found) / len(found) ** 0.5
    sys.stdout.write(f"{draws}, {n} draws: mean {np.nanmean(found):.2f} (standard error {error:.2f}); {shown}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
