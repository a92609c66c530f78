"""From results to the rows of `run --json` and `compare --json`: scripts rely on their shapes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.design import Experiment
from experiments.prior_driven import Opinions, turning_priors
from experiments.results import Results
from experiments.statistics import mean_ci95, p_better, payback_year, pi90, split_variance
from sim.outcomes.catalogue import BASE, DIFFERENCE_KEYS, RUN_KEYS, TREATED_KEYS, Outcome, find_outcome
from sim.units import MONTHS_PER_YEAR

Values = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True)
class Pairs:
    """An outcome in base and scenario over the replications in which both are known."""

    base: Values
    value: Values
    groups: NDArray[np.int64]
    opinions: Opinions

    @property
    def difference(self) -> Values:
        """Scenario less base, replication by replication."""
        return self.value - self.base


def head(experiment: Experiment, done: int) -> Row:
    """What every JSON document of a run begins with; `replications` are those that finished."""
    years = experiment.years
    return {
        "base": experiment.scenario_keys[0],
        "municipality": experiment.municipality.key,
        "years": int(years) if years == int(years) else years,
        "replications": done,
        "seed": experiment.seed,
        "draws": experiment.draws,
        "engine": experiment.engine,
    }


def run_document(results: Results) -> Row:
    """The JSON document of `run`."""
    rows = [_run_row(results, key) for key in (*RUN_KEYS, *DIFFERENCE_KEYS)]
    return {**head(results.experiment, len(results)), "scenario": results.experiment.scenario_keys[0], "outcomes": rows}


def _run_row(results: Results, key: str) -> Row:
    outcome = find_outcome(key)
    row = _names(results.experiment.scenario_keys[0], key, outcome)
    row |= {"mean": None, "ci95": None, "sd_between_replications": None, "series": results.yearly(0, key)}
    values = np.array([]) if outcome.is_difference else results.of(0, key)
    known = ~np.isnan(values)
    if not known.any():
        return row
    mean, interval = mean_ci95(values[known], results.groups()[known])
    deviation = float(values[known].std(ddof=1)) if known.sum() > 1 else None
    return row | {"mean": mean, "ci95": _listed(interval), "sd_between_replications": deviation}


def _names(scenario: str, key: str, outcome: Outcome) -> Row:
    return {"scenario": scenario, "outcome": key, "unit": outcome.unit, "better": outcome.better}


def _listed(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)


def compare_document(results: Results) -> Row:
    """The JSON document of `compare`: every scenario against the first, outcome by outcome."""
    rows = []
    for scenario in range(1, len(results.experiment.scenarios)):
        rows += [compare_row(results, scenario, key) for key in (*RUN_KEYS, *DIFFERENCE_KEYS)]
    return {**head(results.experiment, len(results)), "outcomes": rows}


def compare_row(results: Results, scenario: int, key: str) -> Row:
    """One outcome of one scenario against the base."""
    outcome = find_outcome(key)
    row = _names(results.experiment.scenario_keys[scenario], key, outcome)
    row |= statistics_of(_pairs(results, scenario, key), outcome)
    if key == "payback":
        row["median_year"] = _median_payback(results, scenario)
    row["series"] = {"base": results.yearly(0, key), "value": results.yearly(scenario, key)}
    return row


def _pairs(results: Results, scenario: int, key: str) -> Pairs:
    if key in DIFFERENCE_KEYS:
        value = difference_values(results, scenario, key)
        base = np.zeros_like(value)
    else:
        value = results.of(scenario, key)
        base = results.of(scenario, key + BASE) if key in TREATED_KEYS else results.of(0, key)
    known = ~(np.isnan(base) | np.isnan(value))
    held = {name: rows[known] for name, rows in results.opinions().items()}
    return Pairs(base[known], value[known], results.groups()[known], held)


def difference_values(results: Results, scenario: int, key: str) -> Values:
    """Values of an outcome that is a difference to the base, by replication."""
    if key == "gross_saving_dkk":
        return results.of(0, "measure_cost_dkk") - results.of(scenario, "measure_cost_dkk")
    if key == "net_cost_dkk":
        return results.of(scenario, "total_cost_dkk") - results.of(0, "total_cost_dkk")
    if key == "net_present_cost_dkk":
        return net_present_cost(results, scenario)
    return np.array([0.0 if year is None else 1.0 for year in _payback_years(results, scenario)])


def _month_years(results: Results) -> Values:
    """Length of each month of the courses [year]; a last month may be shorter."""
    months = np.ones(results.cost[0].shape[1]) if results.cost else np.ones(0)
    if len(months):
        months[-1] = results.experiment.years * MONTHS_PER_YEAR - (len(months) - 1)
    return months / MONTHS_PER_YEAR


def _monthly_net(results: Results, scenario: int) -> Values:
    """Net cost [DKK] by replication in each month."""
    net: Values = (results.cost_course(scenario) - results.cost_course(0)) * _month_years(results)
    return net


def cumulative_net(results: Results, scenario: int) -> Values:
    """Cumulative net cost [DKK] by replication at the end of each month; a last month may be shorter."""
    summed: Values = np.cumsum(_monthly_net(results, scenario), axis=1)
    return summed


def net_present_cost(results: Results, scenario: int) -> Values:
    """Net cost [DKK] of the period by replication, each month discounted from its middle to policy start."""
    years = _month_years(results)
    middle = np.cumsum(years) - years / 2.0
    factor = (1.0 + results.experiment.parameters.value("discount_rate_per_year")) ** -middle
    total: Values = (_monthly_net(results, scenario) * factor).sum(axis=1)
    return total


def _payback_years(results: Results, scenario: int) -> list[float | None]:
    return [payback_year(course) for course in cumulative_net(results, scenario)]


def _median_payback(results: Results, scenario: int) -> float | None:
    years = [year for year in _payback_years(results, scenario) if year is not None]
    return float(np.median(years)) if years else None


def statistics_of(pairs: Pairs, outcome: Outcome) -> Row:
    """Base, value, difference and how sure: everything null where no replication knows both."""
    row: Row = dict.fromkeys(
        ("base", "value", "difference", "ci95", "pi90", "p_better", "variance_share_parameters"), None
    )
    row |= {"variance_share_parameters_ci95": None, "prior_driven": None, "turned_by": [], "pairs": len(pairs.value)}
    if not len(pairs.value):
        return row
    difference = pairs.difference
    mean, interval = mean_ci95(difference, pairs.groups)
    spread = split_variance(difference, pairs.groups)
    turned_by = turning_priors(difference, pairs.opinions)
    return row | {
        "base": float(pairs.base.mean()),
        "value": float(pairs.value.mean()),
        "difference": mean,
        "ci95": _listed(interval),
        "pi90": _listed(pi90(difference)),
        "p_better": p_better(difference, pairs.groups, outcome.better),
        "variance_share_parameters": spread.share if spread else None,
        "variance_share_parameters_ci95": _listed(spread.share_ci95) if spread else None,
        "prior_driven": bool(turned_by) if pairs.opinions else None,
        "turned_by": turned_by,
    }
