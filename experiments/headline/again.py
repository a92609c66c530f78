"""Some rows of the headline study made again: do the kept numbers come from this model?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.comparison import compare_row
from experiments.headline.kept import Kept
from experiments.headline.reading import standard_errors
from experiments.results import Results
from experiments.runner import run_all
from sim.errors import RunError

# the tables are written with six digits
DIGITS, TINY = 1e-5, 1e-12


def run_again(kept: Kept, municipality: str, scenarios: Sequence[str], replications: int, jobs: int) -> Results:
    """The first replications of some scenarios of a place, the status quo added, as the study itself runs them."""
    cell = next(cell for cell in kept.study.cells if cell.municipality == municipality)
    experiment = cell.experiment
    names = [experiment.scenario_keys[0], *scenarios]
    places = [experiment.scenario_keys.index(name) for name in names]
    some = replace(experiment, scenarios=tuple(experiment.scenarios[k] for k in places), names=tuple(names))
    results = Results(some)
    for found in run_all(some, range(replications), jobs):
        results.take(found)
    if results.failures:
        raise RunError(results.failures[0].reason)
    return results


def beside_kept(kept: Kept, again: Results, outcomes: Sequence[str]) -> pd.DataFrame:
    """Kept and repeated differences beside each other: scenario, outcome, kept, again, error, whether equal, and agree.

    All replications again and nothing changed since: they agree only if equal to the digits that are kept. Otherwise
    also within four standard errors of what fewer replications, or others, may differ by.
    """
    table = pd.concat([kept.systems, kept.grid])
    here = table[table["municipality"] == again.experiment.municipality.key].set_index(["scenario", "outcome"])
    n, whole = len(again), len(again) == kept.replications and not kept.changed
    spread = standard_errors(here, kept.draws) * np.sqrt(kept.replications)
    per_run = pd.Series(spread, here.index)
    rows = []
    for place, scenario in enumerate(again.experiment.scenario_keys[1:], start=1):
        for key in outcomes:
            before = float(here.loc[(scenario, key), "difference"])
            now = float(compare_row(again, place, key)["difference"])
            error = float(per_run[(scenario, key)]) * _distance(n, kept)
            equal = abs(now - before) <= DIGITS * max(abs(before), abs(now)) + TINY
            near = not whole and abs(now - before) <= 4.0 * error
            rows.append((scenario, key, before, now, error, equal, equal or near))
    return pd.DataFrame(rows, columns=["scenario", "outcome", "kept", "again", "error", "equal", "agrees"])


def _distance(n: int, kept: Kept) -> float:
    """Standard deviation of the distance of two means, in those of one run.

    The first replications of the same study: what they lack. Of another one: as if its runs were independent.
    """
    missing = 1.0 / n - 1.0 / kept.replications if not kept.changed else 1.0 / n + 1.0 / kept.replications
    return float(np.sqrt(max(missing, 0.0)))
