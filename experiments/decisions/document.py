"""The JSON document of `rank DIR`: everything this package says about a finished directory."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.decisions.allocation import allocation
from experiments.decisions.breakeven import BreakEven, break_even
from experiments.decisions.contest import Contest
from experiments.decisions.discovery import Box, discover
from experiments.decisions.expected import Expected, expected_benefits
from experiments.decisions.groups import equity_rows
from experiments.decisions.information import values_of_studies
from experiments.decisions.options import ZONE_SHARE, RankOptions
from experiments.decisions.pareto import pareto
from experiments.decisions.reading import Field, Source, inputs_of
from experiments.decisions.regret import p_worse, perfect_information, regret
from experiments.decisions.robustness import robustness
from experiments.decisions.selection import Ranking, rank
from experiments.statistics import mean_ci95
from sim.outcomes.catalogue import find_outcome

Values = NDArray[np.float64]
Row = dict[str, Any]

STUDIES = 10  # parameters that are listed
CASELOAD = re.compile(r"caseload-(\d+(?:\.\d+)?)$")


def rank_document(source: Source, options: RankOptions) -> Row:
    """Rank every field of a directory by every outcome."""
    manifest, keys = source.manifest, options.outcomes
    head = {name: manifest.get(name) for name in ("years", "replications", "seed", "draws", "engine")}
    rankings: list[Row] = []
    for field in source.fields:
        inputs = inputs_of(source, field)
        rankings += [ranking_row(field, key, options, inputs) for key in keys]
    several = [row for field in source.fields if len(keys) > 1 and (row := pareto_row(field, keys)) is not None]
    even = [row for field in source.fields if (row := break_even_row(field)) is not None]
    return {
        "kind": "ranking",
        "directory": str(source.folder),
        **head,
        "confidence": options.confidence,
        "tolerance": options.tolerance,
        "rankings": rankings,
        "pareto": several,
        "break_even": even,
        "robustness": robustness_rows(source, keys),
        "equity": equity_rows(source),
    }


def ranking_row(field: Field, key: str, options: RankOptions, inputs: dict[str, Values] | None) -> Row:
    """One outcome in one field; everything but the name is missing with fewer than two groups of runs."""
    contest, outcome = field.contest(key), find_outcome(key)
    row = {"municipality": field.municipality, "variant": field.variant, "outcome": key}
    row |= {"unit": outcome.unit, "better": outcome.better, "replications": contest.values.shape[1]}
    if len(contest.draws) < 2:
        return row | {"best": None, "scenarios": []}
    expected = expected_benefits(contest)
    zone = options.indifference or ZONE_SHARE * abs(float(contest.values[0].mean()))
    ranking = rank(expected, zone, options.confidence)
    worth = perfect_information(expected, contest)
    by_draw = None if inputs is None or not expected.is_split else _of_contest(field, contest, inputs)
    return row | {
        "draws": len(contest.draws),
        "best": field.scenarios[ranking.best],
        "p_correct": ranking.p_correct,
        "p_good": ranking.p_good,
        "indifference": zone,
        "scenarios": _scenario_rows(contest, expected, ranking, options),
        "minimax": field.scenarios[regret(expected).minimax],
        "evpi": worth.evpi,
        "evpi_interval90": None if worth.interval90 is None else list(worth.interval90),
        "evpi_without_correction": worth.naive,
        "value_of_more_runs": worth.value_of_runs,
        "studies": None if by_draw is None else _study_rows(contest, by_draw),
        "failure": None if by_draw is None else _failure(contest, expected, ranking, by_draw, options.tolerance),
    }


def _of_contest(field: Field, contest: Contest, inputs: dict[str, Values]) -> dict[str, Values]:
    """Inputs of the draws that the contest holds: a draw in which the outcome is never known has left it."""
    kept = np.isin(np.unique(field.groups), contest.draws)
    return {key: rows[kept] for key, rows in inputs.items()}


def _scenario_rows(contest: Contest, expected: Expected, ranking: Ranking, options: RankOptions) -> list[Row]:
    """Scenarios from best to worst on average."""
    lost = regret(expected, options.tolerance)
    runs_apart = allocation(contest.benefits.mean(axis=1), contest.benefits.std(axis=1, ddof=1))
    rows = []
    for k in np.argsort(-expected.mean, kind="stable"):
        mean, interval = mean_ci95(contest.values[k] - contest.values[0], contest.groups)
        rows.append(
            {
                "scenario": contest.scenarios[k],
                "mean": float(contest.values[k].mean()),
                "difference": mean,
                "ci95": None if interval is None else list(interval),
                "p_best": float(ranking.p_best[k]),
                "p_best_on_average": float(ranking.p_best_on_average[k]),
                "p_within_indifference": float(ranking.p_within[k]),
                "not_told_from_best": bool(ranking.in_set[k]),
                "regret": float(lost.mean[k]),
                "regret_quantiles": [float(q) for q in np.quantile(lost.samples[:, k], [0.5, 0.75, 0.9, 0.95])],
                "regret_of_worst_draw": float(lost.worst[k]),
                "p_regret_above_tolerance": float(lost.p_above[k]),
                "share_of_runs_if_run_apart": float(runs_apart[k]),
            }
        )
    return rows


def _study_rows(contest: Contest, inputs: dict[str, Values]) -> list[Row]:
    """The parameters whose knowledge is worth most."""
    rows = []
    for study in values_of_studies(contest, inputs)[:STUDIES]:
        ends = [None if k is None else contest.scenarios[k] for k in (study.low, study.high)]
        row = {"parameter": study.parameter, "evppi": study.evppi, "error": study.error, "floor": study.floor}
        rows.append(row | {"p_any": study.p_any, "best_where_low": ends[0], "best_where_high": ends[1]})
    return rows


def _failure(
    contest: Contest, expected: Expected, ranking: Ranking, inputs: dict[str, Values], tolerance: float
) -> Row | None:
    """Where the scenario that looks best does worse than the base; the runner-up, where the base itself looks best."""
    order = np.argsort(-expected.mean, kind="stable")
    chosen = int(next(k for k in order if k != 0))
    failed = expected.worlds.mean(axis=0)[:, chosen] < -tolerance
    names, columns = _elements(inputs)
    box = discover(columns, failed)
    row = {"scenario": contest.scenarios[chosen], "p_fails": p_worse(expected, chosen, tolerance)}
    return row | {"box": None if box is None else _box_row(box, names)}


def _elements(inputs: dict[str, Values]) -> tuple[list[str], Values]:
    """Single numbers as columns; those of a record are numbered."""
    names = [key if rows.shape[1] == 1 else f"{key}.{j}" for key, rows in inputs.items() for j in range(rows.shape[1])]
    return names, np.column_stack(list(inputs.values()))


def _box_row(box: Box, names: list[str]) -> Row:
    limits = [
        {
            "parameter": names[j],
            "low": None if low == -np.inf else low,
            "high": None if high == np.inf else high,
            "quasi_p": box.quasi_p[j],
        }
        for j, (low, high) in box.limits.items()
    ]
    trajectory = [
        {"coverage": s.failures / box.trajectory[0].failures, "density": s.density, "inside": s.inside}
        for s in box.trajectory
    ]
    return {
        "limits": limits,
        "coverage": box.coverage,
        "density": box.density,
        "mass": box.mass,
        "base_density": box.base,
        "held_out_density": box.held_out_density,
        "held_out_p": box.held_out_p,
        "trajectory": trajectory,
    }


def pareto_row(field: Field, keys: Sequence[str]) -> Row | None:
    """Scenarios that no other one beats in every outcome."""
    found = pareto([field.contest(key) for key in keys])
    if found is None:
        return None
    rows = [
        {
            "scenario": name,
            "undominated": bool(found.undominated[k]),
            "p_undominated": float(found.p_undominated[k]),
            "dominated_by": [field.scenarios[i] for i in found.dominated_by[k]],
        }
        for k, name in enumerate(field.scenarios)
    ]
    return {
        "municipality": field.municipality,
        "variant": field.variant,
        "outcomes": list(keys),
        "scenarios": rows,
    }


def caseloads_of(field: Field) -> dict[int, float]:
    """Scenarios that differ from the base in their caseload alone."""
    found = {}
    for k, name in enumerate(field.scenarios[1:], start=1):
        match = CASELOAD.match(name)
        if match or name in field.caseloads:
            found[k] = float(match[1]) if match else field.caseloads[name]
    return found


def break_even_row(field: Field) -> Row | None:
    """Break-even caseload, where the directory holds a grid of caseloads; None otherwise.

    A caseload at which nothing differs from the base, run by run, is the base's own and left out.
    """
    net = field.contest("net_cost_dkk")
    grid = {k: c for k, c in caseloads_of(field).items() if bool((net.values[k] != net.values[0]).any())}
    if len(grid) < 2 or len(net.draws) < 2:
        return None
    chosen = [0, *grid]
    some = Contest(tuple(field.scenarios[k] for k in chosen), net.values[chosen], net.groups, "lower")
    worlds = expected_benefits(some).worlds
    found = break_even(np.array(list(grid.values())), -worlds.reshape(-1, len(chosen))[:, 1:])
    costs = np.quantile(-worlds.reshape(-1, len(chosen))[:, 1:], [0.05, 0.5, 0.95], axis=0)
    order = np.argsort(list(grid.values()))
    return {"municipality": field.municipality, "variant": field.variant} | _break_even(found, costs[:, order])


def _break_even(found: BreakEven, costs: Values) -> Row:
    return {
        "caseloads": found.caseloads.tolist(),
        "net_cost_q05_q50_q95": costs.T.tolist(),
        "p_pays": found.p_pays.tolist(),
        "p_nowhere": found.p_nowhere,
        "p_everywhere": found.p_everywhere,
        "median": found.median,
        "interval90": None if found.interval90 is None else list(found.interval90),
        "p_rises_somewhere": found.rising,
    }


def robustness_rows(source: Source, keys: Sequence[str]) -> list[Row]:
    """Is the best scenario the best under every variant, by municipality and outcome; nothing with one variant."""
    places = dict.fromkeys(field.municipality for field in source.fields)
    rows = []
    for place in places:
        fields = [field for field in source.fields if field.municipality == place]
        same = [field for field in fields if field.scenarios == fields[0].scenarios]
        rows += [row for key in keys if (row := _robustness_row(same, key)) is not None]
    return rows


def _robustness_row(fields: list[Field], key: str) -> Row | None:
    """None with fewer than two variants that have two groups of runs which know the outcome."""
    contests = {field.variant: field.contest(key) for field in fields}
    contests = {variant: contest for variant, contest in contests.items() if len(contest.draws) > 1}
    if len(contests) < 2:
        return None
    found = robustness(contests)
    names = fields[0].scenarios
    variants = [
        {
            "variant": v.variant,
            "best": names[v.best],
            "p_correct": v.p_best,
            "agrees": v.agrees,
            "p_common_best": v.p_common,
            "cost_of_common": v.cost_of_common,
        }
        for v in found.variants
    ]
    return {
        "municipality": fields[0].municipality,
        "outcome": key,
        "same_everywhere": found.same_everywhere,
        "common": names[found.common],
        "variants": variants,
    }
