"""Outcomes of ledgers whose answers are worked out by hand."""

import numpy as np
import pytest

from sim.outcomes.catalogue import COURSE_KEYS, OUTCOMES, RUN_KEYS, find_outcome
from sim.outcomes.evaluate import evaluate, monthly
from sim.outcomes.formulas import FORMULAS
from sim.outcomes.ledger import EVER_PLACED_BAND, MEASURE_BAND, N_BANDS, NEED_BAND, Flow, Stock
from sim.outcomes.result import combine
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Band, Measure, Task
from tests.outcomes.ledgers import make_ledger


def measure(kind: int, band: int) -> int:
    return MEASURE_BAND + kind * N_BANDS + band


TOWN = {
    NEED_BAND + 0 * N_BANDS + Band.AGE_0_2: 900,
    NEED_BAND + 3 * N_BANDS + Band.AGE_15_17: 80,
    NEED_BAND + 4 * N_BANDS + Band.AGE_15_17: 20,
    measure(Measure.FOSTER_FAMILY, Band.AGE_15_17): 6,
    measure(Measure.INSTITUTION, Band.AGE_15_17): 2,
    measure(Measure.OWN_ROOM, Band.AGE_18_22): 2,
    measure(Measure.INTENSIVE_HOME, Band.AGE_7_11): 10,
    Stock.PLACED_IMPAIRMENT: 1,
    Stock.OPEN_CASES: 66,
    Stock.POSTS_MICRO: 2_000_000,
    Stock.POSTS_ALL_MICRO: 3_000_000,
    Stock.FILLED_ALL_MICRO: 2_500_000,
    Stock.PRESENT_ALL_MICRO: 2_000_000,
    Stock.COST_0_6_ORE: 100_000,
    Stock.COST_13_17_ORE: 300_000,
}


def test_every_outcome_has_a_formula_and_every_formula_an_outcome() -> None:
    assert set(FORMULAS) == set(COURSE_KEYS)
    assert set(evaluate(make_ledger())) == set(RUN_KEYS)


def test_rates_are_per_residents_of_the_age() -> None:
    values = evaluate(make_ledger(TOWN))
    assert values["placed_per_1000_0_17"] == pytest.approx(1000 * 8 / 1000)
    assert values["placed_per_1000_0_22"] == pytest.approx(1000 * 10 / 1500)
    assert values["need_4a"] == pytest.approx(0.08)
    assert values["placed_social"] == pytest.approx(9)
    assert values["placed_per_1000_0_17@end"] == pytest.approx(8.0)


def test_the_placed_are_split_by_type_and_age() -> None:
    network = {measure(Measure.NETWORK_CARE, Band.AGE_7_11): 2, NEED_BAND + 0 * N_BANDS + Band.AGE_7_11: 400}
    ever = {EVER_PLACED_BAND + Band.AGE_7_11: 4, EVER_PLACED_BAND + Band.AGE_15_17: 10}
    values = evaluate(make_ledger({**TOWN, **network, **ever}))
    assert values["family_care_share"] == pytest.approx(8 / 12)
    assert values["family_care_share_0_17"] == pytest.approx(8 / 10)
    assert values["network_share_of_family_care"] == pytest.approx(2 / 8)
    assert values["residential_share"] == 0.0
    assert values["institution_share"] == pytest.approx(2 / 12)
    assert values["own_room_share"] == pytest.approx(2 / 12)
    assert values["boarding_share"] == 0.0
    assert values["placed_in_residential_care@end"] == 2
    assert values["placed_impairment@end"] == 1
    assert values["placed_12_17_share"] == pytest.approx(8 / 12)
    assert values["placed_18_22_share"] == pytest.approx(2 / 12)
    assert values["placed_per_1000_6_11"] == pytest.approx(1000 * 2 / 400)
    assert values["ever_placed_share_7_11"] == pytest.approx(4 / 400)
    assert values["ever_placed_share_15_17"] == pytest.approx(10 / 100)
    assert values["ever_placed_share_0_6"] == 0.0
    assert values["ever_placed_share_12_14"] is None


def test_breakdowns_and_reentries_have_denominators() -> None:
    flows = {Flow.BREAKDOWNS: 0.05, Flow.REENTRIES: 1.0, Flow.RETURNS_HOME: 4.0}
    values = evaluate(make_ledger(TOWN, flows))
    assert values["breakdowns_per_100_placed"] == pytest.approx(100 * 0.6 / 10)
    assert values["reentry_share"] == pytest.approx(0.25)


def test_both_wordings_of_the_mix() -> None:
    values = evaluate(make_ledger(TOWN))
    assert values["family_type_share"] == pytest.approx(8 / 10)
    assert values["family_type_share_with_home"] == pytest.approx(18 / 20)


def test_money_adds_up() -> None:
    flows = {Flow.ONE_OFF_ORE: 1_000_00, Flow.RECRUITMENT_ORE: 4_000_00, Flow.FURTHER_COST_ORE: 10_000_00}
    values = evaluate(make_ledger(TOWN, {**flows, Flow.GRANT_ORE: 5_00}, post_dkk=500_000.0))
    assert values["cost_13_17_dkk"] == pytest.approx(3000 * DAYS_PER_YEAR)
    assert values["measure_cost_dkk"] == pytest.approx(4000 * DAYS_PER_YEAR + 12_000)
    assert values["staff_cost_dkk"] == pytest.approx(1_500_000 + 48_000)
    assert values["outreach_cost_dkk"] == 0.0
    parts = values["measure_cost_dkk"] + values["staff_cost_dkk"] + 120_000
    assert values["total_cost_dkk"] == pytest.approx(parts)
    assert values["grant_dkk"] == pytest.approx(60)


def test_work_per_case_year_and_post() -> None:
    flows = {Flow.HOURS_FAMILY_WORK: 66.0, Flow.HOURS_FOLLOW_UP: 100.0, Flow.RESIGNATIONS: 0.25}
    samples = {Flow.SAMPLES: 1, Flow.SAMPLE_EFFECTIVE_POSTS: 1.5, Flow.SAMPLE_DESKS: 4, Flow.SAMPLE_OVERLOADED: 1}
    shares = tuple(0.5 if task in (Task.FOLLOW_UP, Task.FAMILY_WORK) else 0.0 for task in Task)
    ledger = make_ledger(TOWN, flows | samples, direct_share=shares, work_hours_per_year=1000.0)
    values = evaluate(ledger)
    assert values["nominal_caseload"] == pytest.approx(33)
    assert values["effective_caseload"] == pytest.approx(44)
    assert values["leftover_hours_per_case"] == pytest.approx(12)
    assert values["direct_contact_share"] == pytest.approx(12 * 83 / 2000)
    assert values["worker_turnover"] == pytest.approx(3 / 2.5)
    assert values["overloaded_desks"] == pytest.approx(0.25)


def test_nothing_below_means_unknown() -> None:
    values = evaluate(make_ledger())
    assert values["family_type_share"] is None
    assert values["assessments_within_4_months"] is None
    assert values["placed"] == 0.0


def test_a_share_in_time_is_split_by_what_was_granted() -> None:
    flows = {Flow.ASSESSMENTS_DUE: 10, Flow.ASSESSMENTS_IN_TIME: 7, Flow.GRANTED_DUE: 4, Flow.GRANTED_IN_TIME: 2}
    values = evaluate(make_ledger(flows=flows))
    assert values["assessments_within_4_months"] == pytest.approx(0.7)
    assert values["assessments_granted_within_4_months"] == pytest.approx(0.5)
    assert values["assessments_not_granted_within_4_months"] == pytest.approx(5 / 6)


def test_a_partial_last_month_counts_by_its_days() -> None:
    course = monthly(make_ledger(TOWN, years=0.3))
    assert len(course["placed"]) == 4
    np.testing.assert_allclose(course["placed"], 10.0)
    assert evaluate(make_ledger(TOWN, years=0.3))["placed"] == pytest.approx(10.0)


def test_flows_are_per_year_in_the_course_too() -> None:
    course = monthly(make_ledger(TOWN, {Flow.PLACEMENT_STARTS: 2}))
    np.testing.assert_allclose(course["placement_starts"], 24.0)


def test_agencies_side_by_side_add_up() -> None:
    samples = {Flow.SAMPLES: 1, Flow.SAMPLE_EFFECTIVE_POSTS: 1.5}
    one = make_ledger(TOWN, samples)
    two = evaluate(combine([one, one]))
    alone = evaluate(one)
    assert two["placed"] == pytest.approx(2 * alone["placed"])
    for key in ("placed_per_1000_0_22", "nominal_caseload", "effective_caseload", "family_type_share"):
        assert two[key] == pytest.approx(alone[key])


def test_outcomes_are_complete_in_both_languages() -> None:
    for outcome in OUTCOMES.values():
        assert all(
            (outcome.name_en, outcome.name_da, outcome.unit, outcome.source, outcome.meaning_en, outcome.meaning_da)
        )
        assert outcome.better in ("lower", "higher", "neutral")
        assert not outcome.key.startswith(("placed", "notifications", "steps")) or outcome.better == "neutral"


def test_an_unknown_outcome_names_the_nearest() -> None:
    with pytest.raises(Exception, match="did you mean 'breakdowns'"):
        find_outcome("breakdown")
