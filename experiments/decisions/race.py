"""`rank SCENARIO...`: run scenarios side by side until the best is selected with the confidence asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.comparison import head
from experiments.decisions.contest import Side, contest
from experiments.decisions.expected import expected_benefits
from experiments.decisions.kim_nelson import FIRST_STAGE, Plan, Selection, kim_nelson
from experiments.decisions.options import ZONE_SHARE, RankOptions, level_of
from experiments.decisions.selection import rank
from experiments.design import REPLICATIONS_PER_DRAW, Experiment
from experiments.options import REPLICATIONS_MOST
from experiments.replication import Failed
from experiments.results import Results
from experiments.runner import run_all
from sim.errors import RunError
from sim.outcomes.catalogue import find_outcome

Values = NDArray[np.float64]
Row = dict[str, Any]


@dataclass
class Track:
    """Observes scenarios in the engine, in order, and keeps what was seen: a level per scenario, nan if not run.

    An observation is a draw of the parameters (the mean of its replications), or one replication with point values.
    """

    experiment: Experiment
    key: str
    jobs: int
    step: Callable[[], None] = lambda: None
    seen: list[Values] = field(default_factory=list)
    runs: int = 0

    @property
    def per_observation(self) -> int:
        """Replications behind an observation."""
        return 1 if self.experiment.draws == "point" else REPLICATIONS_PER_DRAW

    def observe(self, scenarios: Sequence[int], first: int, n: int) -> Values:
        """Benefits [scenario, observation] of these scenarios alone; what was seen before is not run again."""
        while len(self.seen) < first + n:
            self._run(scenarios, first + n - len(self.seen))
        sign = 1.0 if find_outcome(self.key).better == "higher" else -1.0
        return sign * np.column_stack([self.seen[k] for k in range(first, first + n)])[list(scenarios)]

    def _run(self, scenarios: Sequence[int], n: int) -> None:
        each, begin = self.per_observation, len(self.seen)
        results = self._results(scenarios, range(begin * each, (begin + n) * each))
        level, sign = level_of(self.key)
        values = sign * np.array([results.of(k, level) for k in range(len(scenarios))])
        values[:, np.isnan(values).any(axis=0)] = np.nan
        for columns in np.split(values, n, axis=1):
            known = columns[:, ~np.isnan(columns).any(axis=0)]
            whole = np.full(len(self.experiment.scenarios), np.nan)
            whole[list(scenarios)] = known.mean(axis=1) if known.shape[1] else np.nan
            self.seen.append(whole)

    def _results(self, scenarios: Sequence[int], replications: range) -> Results:
        """The chosen scenarios in these replications; one that fails ends the race, for the pairs would break."""
        own = self.experiment
        some = replace(
            own, scenarios=tuple(own.scenarios[k] for k in scenarios), names=tuple(own.names[k] for k in scenarios)
        )
        results = Results(some)
        for result in run_all(some, replications, self.jobs):
            if isinstance(result, Failed):
                raise RunError(
                    f"replication {result.replication} failed, so nothing is selected: {result.reason}\n"
                    f"repeat it with: {result.command}"
                )
            results.take(result)
            self.runs += len(scenarios)
            self.step()
        return results


@dataclass(frozen=True)
class Raced:
    """A finished race: the selection, the plan it followed, and what was seen."""

    track: Track
    plan: Plan
    selection: Selection
    zone_given: bool


def race(track: Track, options: RankOptions) -> Raced:
    """Select the best; without an indifference zone it is one per cent of what the base showed in the first stage."""
    n_scenarios, each = len(track.experiment.scenarios), track.per_observation
    most = max(min(options.most // each, _observations_there(track.experiment)), 2)
    first = min(FIRST_STAGE, most)
    track.observe(range(n_scenarios), 0, first)
    zone = options.indifference or ZONE_SHARE * abs(float(np.nanmean([seen[0] for seen in track.seen])))
    if not zone > 0.0:
        raise RunError(
            "the base shows nothing of this outcome: give the smallest difference of interest, --indifference"
        )
    batch = max(4 * track.jobs // each, 1)
    plan = Plan(zone, options.confidence, first, most, batch)
    selection = kim_nelson(lambda alive, at, n: track.observe(alive, at, n), n_scenarios, plan)
    return Raced(track, plan, selection, options.indifference is not None)


def _observations_there(experiment: Experiment) -> int:
    """How many observations are independent: a posterior has so many draws, which then are taken again."""
    return len(experiment.posterior()) if experiment.draws == "posterior" else REPLICATIONS_MOST


def race_document(raced: Raced) -> Row:
    """The JSON document of `rank SCENARIO...`."""
    experiment, selection, plan = raced.track.experiment, raced.selection, raced.plan
    outcome, keys = find_outcome(raced.track.key), experiment.scenario_keys
    each, observed = raced.track.per_observation, len(raced.track.seen)
    start = head(experiment, observed * each)
    return {
        **start,
        "kind": "selection",
        "outcome": raced.track.key,
        "unit": outcome.unit,
        "better": outcome.better,
        "indifference": plan.zone,
        "indifference_given": raced.zone_given,
        "confidence": plan.confidence,
        "selected": keys[selection.best] if selection.done else None,
        "leading": keys[selection.best],
        "p_leading_best": _p_leading(raced),
        "replications_at_most": selection.bound * each,
        "runs": raced.track.runs,
        "runs_side_by_side": observed * each * len(keys),
        "scenarios": [_row(raced, k) for k in range(len(keys))],
    }


def _row(raced: Raced, scenario: int) -> Row:
    """How a scenario did against the leading one, over the observations of both."""
    seen = np.array(raced.track.seen)
    both = ~np.isnan(seen[:, [scenario, raced.selection.best]]).any(axis=1)
    difference = seen[both, scenario] - seen[both, raced.selection.best]
    after = raced.selection.left_after.get(scenario)
    return {
        "scenario": raced.track.experiment.scenario_keys[scenario],
        "replications": int(both.sum()) * raced.track.per_observation,
        "left_after_replications": None if after is None else after * raced.track.per_observation,
        "difference_to_leading": float(difference.mean()),
        "error": float(difference.std(ddof=1) / np.sqrt(len(difference))) if len(difference) > 1 else None,
    }


def _p_leading(raced: Raced) -> float | None:
    """Probability that the leading scenario is the best of those still in the race; None once it is alone."""
    left = raced.selection.left
    if len(left) < 2:
        return None
    order = sorted(left)
    values = np.array(raced.track.seen).T[order]
    better: Side = "higher" if find_outcome(raced.track.key).better == "higher" else "lower"
    names = tuple(raced.track.experiment.scenario_keys[k] for k in order)
    found = contest(names, values, np.arange(values.shape[1]), better)
    return float(rank(expected_benefits(found)).p_best_on_average[order.index(raced.selection.best)])
