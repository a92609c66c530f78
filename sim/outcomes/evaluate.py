"""From a run's ledger to its outcomes: one value each for the policy period, and one per month."""

import math
from collections.abc import Sequence

from sim.outcomes.catalogue import COURSE_KEYS, END, OUTCOMES
from sim.outcomes.formulas import FORMULAS
from sim.outcomes.ledger import Spell
from sim.outcomes.result import RunLedger
from sim.outcomes.survival import restricted_mean_days
from sim.outcomes.views import Values, last_day_view, monthly_view, whole_view
from sim.units import years_to_days

DURATIONS: dict[str, tuple[Spell, float]] = {
    "placement_days_mean": (Spell.PLACEMENT, years_to_days(3.0)),
    "days_onset_to_help": (Spell.ONSET_TO_HELP, 730.0),
}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _duration(ledger: RunLedger, key: str) -> float:
    spell, horizon_days = DURATIONS[key]
    ended, censored = ledger.bins[spell]
    return restricted_mean_days(ended, censored, horizon_days)


def evaluate(ledger: RunLedger) -> dict[str, float | None]:
    """Value of every outcome of a run over its policy period, `KEY@end` on its last day; None where unknown."""
    whole, last_day = whole_view(ledger), last_day_view(ledger)
    values: dict[str, float | None] = {}
    for key, outcome in OUTCOMES.items():
        if outcome.is_difference:
            continue
        value = _duration(ledger, key) if outcome.kind == "duration" else float(FORMULAS[key](whole)[0])
        values[key] = _known(value)
        if outcome.has_end:
            values[key + END] = _known(float(FORMULAS[key](last_day)[0]))
    return values


def monthly(ledger: RunLedger, keys: Sequence[str] = COURSE_KEYS) -> dict[str, Values]:
    """Value of outcomes with a course in each month (flows per year, as everywhere); nan where unknown."""
    view = monthly_view(ledger)
    return {key: FORMULAS[key](view) for key in keys}
