"""Predictions of one draw: every quantity of a plan, as it truly is in the simulated world; nan is unknown."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from calibration.table.points import SEED, area
from calibration.validation.draws import Source, fresh_number
from calibration.validation.plan import BASE, POLICY, STATUS_QUO, UNTREATED, Run, Wanted
from sim.catalogue.load import load_scenario
from sim.catalogue.municipality import Municipality
from sim.outcomes.catalogue import find_outcome
from sim.outcomes.evaluate import evaluate
from sim.outcomes.result import RunLedger
from sim.parameters.load import ParameterSet
from sim.policy.scenario import Scenario
from sim.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from sim.simulate import Job

# what a difference is the difference of, and which ledger comes first
DIFFERENCES = {
    "gross_saving_dkk": ("measure_cost_dkk", BASE, POLICY),
    "net_cost_dkk": ("total_cost_dkk", POLICY, BASE),
}


def scenarios_of(run: Run, place: Municipality) -> tuple[Scenario, ...]:
    """The status quo, the policy, and the policy's covered children untreated: as many as the run needs."""
    base = load_scenario(STATUS_QUO, place)
    if run.scenario == STATUS_QUO:
        return (base,)
    policy = load_scenario(run.scenario, place)
    needs_untreated = any(wanted.ledger == UNTREATED for wanted in run.wanted) and not policy.covers_all
    return (base, policy, policy.untreated(base)) if needs_untreated else (base, policy)


def make_job(run: Run, source: Source, parameters: ParameterSet, draw: int) -> "Job":
    """What the engine gets for a run of a draw."""
    from sim.simulate import Job

    place = source.municipality(area(run.municipality), draw)
    return Job(place, parameters, scenarios_of(run, place), SEED, fresh_number(draw), run.years)


def in_window(ledger: RunLedger, wanted: Wanted) -> RunLedger:
    """A ledger of the months of a quantity, or the whole one. Its last day and spells stay those of the run."""
    if (wanted.first_year, wanted.last_year) == (0.0, ledger.years):
        return ledger
    first, last = round(wanted.first_year * MONTHS_PER_YEAR), round(wanted.last_year * MONTHS_PER_YEAR)
    return replace(ledger, acc=ledger.acc[first:last], years=wanted.last_year - wanted.first_year)


def read(ledgers: Sequence[RunLedger], wanted: Wanted) -> float:
    """The value of a quantity."""
    seen = [in_window(ledger, wanted) for ledger in ledgers]
    if find_outcome(wanted.outcome).is_difference:
        outcome, first, second = DIFFERENCES[wanted.outcome]
        return _value(seen[first], outcome) - _value(seen[second], outcome)
    # a policy that covers all children has no others to be compared with
    ledger = BASE if wanted.ledger >= len(seen) else wanted.ledger
    return _value(seen[ledger], wanted.outcome)


def _value(ledger: RunLedger, outcome: str) -> float:
    value = evaluate(ledger)[outcome]
    return math.nan if value is None else value


def predict(run: Run, source: Source, parameters: ParameterSet, draw: int) -> dict[str, float]:
    """The quantities of one run of a draw."""
    from sim.simulate import simulate

    ledgers = simulate(make_job(run, source, parameters, draw))
    return {wanted.name: read(ledgers, wanted) for wanted in run.wanted}
