"""The JSON document of `precision`: what each outcome needs, how precise it is, and what pairing has saved."""

import math
from typing import TYPE_CHECKING, Any

from experiments.comparison import head
from experiments.precision.pairs import Sample, correlation, variance_ratio, variance_ratio_same_draws
from experiments.precision.rule import CAUTION, GROWTH, groups_needed
from experiments.precision.watch import Look, Watched, per_group
from experiments.statistics import mean_and_error
from sim.outcomes.catalogue import find_outcome

if TYPE_CHECKING:
    from experiments.precision.execute import Watch

Row = dict[str, Any]


def precision_document(watch: "Watch") -> Row:
    """What was found; `replications` are those that the rule has looked at."""
    options = watch.options
    rule = {"least_groups": options.least, "most_replications": options.most, "growth": GROWTH, "caution": CAUTION}
    rows = [precision_row(watch, one) for one in watch.watched]
    return {
        **head(watch.experiment, watch.looked),
        "confidence": options.confidence,
        "replications_per_group": per_group(watch.experiment),
        "rule": rule,
        "reached": watch.is_precise,
        "failures": len(watch.results.failures),
        "precision": rows,
    }


def precision_row(watch: "Watch", one: Watched) -> Row:
    """One outcome of one scenario after all replications."""
    sample, last = one.sample(watch.results, watch.looked), one.looks[-1]
    outcome = find_outcome(one.aim.outcome)
    mean = float(sample.wanted.mean()) if len(sample.wanted) else None
    ratios = variance_ratio(sample), variance_ratio_same_draws(sample)
    return {
        "scenario": watch.experiment.scenario_keys[one.scenario],
        "outcome": one.aim.outcome,
        "unit": outcome.unit,
        "wanted_relative": one.aim.relative,
        "wanted_half_width": _known(last.target),
        "replications_needed": one.needed,
        "replications_expected": replications_for(watch, sample, last, 1.0),
        "base": None if sample.base is None or not len(sample.base) else sample.level,
        "mean": mean,
        "half_width": _known(last.half_width),
        "interval": _interval(mean, last, one.needed is not None),
        "pairs": len(sample.wanted),
        "varies": bool(len(sample.wanted)) and float(sample.wanted.std()) > 0.0,
        "correlation": correlation(sample),
        "variance_ratio": ratios[0],
        "variance_ratio_same_draws": ratios[1],
        "replications_independent": replications_for(watch, sample, last, ratios[0]),
        "replications_independent_same_draws": replications_for(watch, sample, last, ratios[1]),
        "looks": [_look(look) for look in one.looks],
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _interval(mean: float | None, last: Look, reached: bool) -> list[float] | None:
    """Of the wanted half-width once the rule has stopped, which is what its coverage is about; else the t interval."""
    half = max(last.target, last.half_width) if reached else last.half_width
    return None if mean is None or math.isnan(half) else [mean - half, mean + half]


def _look(look: Look) -> Row:
    return {"replications": look.replications, "half_width": _known(look.half_width), "target": _known(look.target)}


def replications_for(watch: "Watch", sample: Sample, last: Look, ratio: float | None) -> int | None:
    """Replications after which the rule would stop with this variance times `ratio`, by what is known now."""
    if ratio is None or sample.n_groups < 2:
        return None
    error = mean_and_error(sample.wanted, sample.groups)[1]
    deviation = error * math.sqrt(sample.n_groups * ratio)
    groups = groups_needed(deviation, last.target, watch.options.confidence, watch.options.least)
    return None if groups is None else groups * per_group(watch.experiment)


def expected(watch: "Watch") -> int:
    """Replications that the outcome which needs most will take."""
    open_ones = [one for one in watch.watched if one.needed is None]
    found = [replications_for(watch, one.sample(watch.results, watch.looked), one.looks[-1], 1.0) for one in open_ones]
    return max((n or watch.options.most for n in found), default=watch.looked)
