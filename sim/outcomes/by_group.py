"""From a run's ledger to outcomes by group: the policy period first, then its months."""

from collections.abc import Callable
from functools import partial

import numpy as np

from sim.outcomes.groups import ARM, DIMENSIONS, GROUP_OUTCOMES, Group
from sim.outcomes.ledger import (
    COVERED_GROUP,
    DISTRICT_GROUP,
    GROUP_COUNT,
    MEASURE_BAND,
    N_BANDS,
    N_COUNTS,
    N_GROUPS,
    NEED_BAND,
    OPEN_AGE,
    Count,
    Stock,
)
from sim.outcomes.result import RunLedger
from sim.outcomes.views import Values, monthly_view, ratio, whole_view
from sim.units import DAYS_PER_YEAR, ORE_PER_DKK
from sim.vocabulary import FIRST_PLACEMENT, N_DISTRICTS_MOST, N_IMPAIRMENTS, N_MEASURES, N_NEEDS

WHOLE = -1  # the month that stands for the whole policy period
AGES = ((0, 3), (3, 5), (5, 7))  # age bands of ages 0-6, 7-12, 13-17: from, to before


def _groups(levels: Values) -> Values:
    """Counts of every group of the ledger [span, group, count]."""
    return levels[:, GROUP_COUNT : GROUP_COUNT + N_GROUPS * N_COUNTS].reshape(len(levels), N_GROUPS, N_COUNTS)


def _districts(levels: Values) -> Values:
    """Counts by school district and impairment that shows [span, district, impairment, count]."""
    block = _groups(levels)[:, DISTRICT_GROUP:COVERED_GROUP]
    return block.reshape(len(levels), N_DISTRICTS_MOST, N_IMPAIRMENTS, N_COUNTS)


def _residents(levels: Values) -> Values:
    """Residents by need and age band [span, need, band]."""
    block = levels[:, NEED_BAND : NEED_BAND + N_NEEDS * N_BANDS]
    return block.reshape(len(levels), N_NEEDS, N_BANDS)


def _by_need(levels: Values, need: int) -> Values:
    counts = _groups(levels)[:, need].copy()
    counts[:, Count.RESIDENTS] = _residents(levels)[:, need].sum(axis=1)
    return counts


def _by_impairment(levels: Values, impairment: int) -> Values:
    counts: Values = _districts(levels)[:, :, impairment].sum(axis=1)
    return counts


def _by_district(levels: Values, district: int) -> Values:
    counts: Values = _districts(levels)[:, district].sum(axis=1)
    return counts


def _by_age(levels: Values, age: int) -> Values:
    first, end = AGES[age]
    measures = levels[:, MEASURE_BAND : MEASURE_BAND + N_MEASURES * N_BANDS].reshape(len(levels), N_MEASURES, N_BANDS)
    counts = np.empty((len(levels), N_COUNTS))
    counts[:, Count.RESIDENTS] = _residents(levels)[:, :, first:end].sum(axis=(1, 2))
    counts[:, Count.OPEN_CASES] = levels[:, OPEN_AGE + age]
    counts[:, Count.PLACED] = measures[:, FIRST_PLACEMENT:, first:end].sum(axis=(1, 2))
    counts[:, Count.COST_ORE] = levels[:, Stock.COST_0_6_ORE + age]
    return counts


def _by_arm(levels: Values, arm: int) -> Values:
    covered = _groups(levels)[:, COVERED_GROUP]
    return covered if arm == 0 else _districts(levels).sum(axis=(1, 2)) - covered


_SPLITS: dict[str, Callable[[Values, int], Values]] = {
    "need": _by_need,
    "impairment": _by_impairment,
    "age": _by_age,
    "district": _by_district,
    "arm": _by_arm,
}


def counts_of(levels: Values, group: Group) -> Values:
    """Children aged 0-17 of a group [span, count], from levels of stocks [span, stock]."""
    names = DIMENSIONS[group.dimension].groups
    place = list(names).index(group.key) if names else int(group.key) - 1
    return _SPLITS[group.dimension](levels, place)


def _outcomes(counts: Values) -> Values:
    """Counts [span, count] as outcomes [span, outcome] in the order of their declaration; nan is unknown."""
    residents, cases, placed, ore = (counts[:, count] for count in Count)
    cost_dkk = ore * (DAYS_PER_YEAR / ORE_PER_DKK)
    per_resident = partial(ratio, below=residents)
    values = {
        "residents_0_17": residents,
        "open_cases": cases,
        "open_cases_per_1000": 1000.0 * per_resident(cases),
        "placed": placed,
        "placed_per_1000": 1000.0 * per_resident(placed),
        "measure_cost_dkk": cost_dkk,
        "measure_cost_dkk_per_child": per_resident(cost_dkk),
    }
    return np.column_stack([values[key] for key in GROUP_OUTCOMES])


def _levels(run: RunLedger) -> Values:
    """Mean levels of stocks [span, stock]: the policy period, then its months."""
    levels: Values = np.vstack([whole_view(run).levels, monthly_view(run).levels])
    return levels


def evaluate_groups(ledger: RunLedger, groups: tuple[Group, ...], untreated: RunLedger | None) -> Values:
    """Outcomes of groups [group, outcome, span]: the policy period, then its months.

    `untreated` is the base run with the same children drawn; without it, arms are unknown.
    """
    levels = {False: _levels(ledger)} | ({True: _levels(untreated)} if untreated is not None else {})
    n_spans = len(levels[False])
    values = np.full((len(groups), len(GROUP_OUTCOMES), n_spans), np.nan)
    for row, group in enumerate(groups):
        if group.dimension != ARM or untreated is not None:
            values[row] = _outcomes(counts_of(levels[group.untreated], group)).T
    return values
