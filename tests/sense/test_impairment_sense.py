"""Sense of the impairment track: sizes of the documents at the point values, and directions at stated test values."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from sim.catalogue.load import load_municipality, load_scenario
from sim.outcomes.evaluate import evaluate
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import LeverChange, Scenario
from sim.simulate import Job, simulate

PROJECT_YEARS = 31 / 12
N = 24


def policy(key: str, **levers: float) -> Scenario:
    return Scenario(key, key, key, "test", changes=tuple(LeverChange(Lever[k.upper()], v) for k, v in levers.items()))


@cache
def _runs(scenarios: tuple[str | Scenario, ...], values: tuple[tuple[str, float], ...], years: float):
    place = load_municipality("ishoej-vallensbaek")
    chosen = tuple(s if isinstance(s, Scenario) else load_scenario(s, place) for s in scenarios)
    parameters = load_parameters().with_values(dict(values))

    def run(replication: int):
        return [evaluate(ledger) for ledger in simulate(Job(place, parameters, chosen, 3, replication, years))]

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(N)))


def outcome(key: str, *scenarios: str | Scenario, values: dict[str, float] | None = None, years: float = PROJECT_YEARS):
    """Values of an outcome: an array [replication, scenario]."""
    runs = _runs(scenarios, tuple(sorted((values or {}).items())), years)
    return np.array([[run[key] for run in replication] for replication in runs], dtype=float)


PROJECT = ("status-quo", "ishoej-2019-en-indgang")


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("impairment_cases_0_6", 62.0, 70.0),  # 66 (application 2019, l. 119)
        ("impairment_cases_new_per_year", 10.0, 15.0),  # l. 123
        ("age_at_impairment_case_years", 1.5, 1.9),  # 1.7: what 66 and 12.5 a year give
        ("complex_share", 0.35, 0.45),  # 26 of 66, and 40 % of new ones
    ],
)
def test_impairment_cases_are_as_many_as_in_the_application(key, low, high):
    mean = outcome(key, *PROJECT)[:, 0].mean()
    print(key, round(mean, 2))
    assert low < mean < high


def test_levels_are_near_the_national_figures_on_impairment():
    placed = outcome("placed_impairment_share", *PROJECT)[:, 0].mean()
    shares = {k: outcome(k, *PROJECT)[:, 0].mean() for k in ("adhd_share_vulnerable", "adhd_share_other")}
    print("placed for impairment:", round(placed, 3), shares)
    assert 0.15 < placed < 0.26
    assert shares["adhd_share_vulnerable"] > 2.0 * shares["adhd_share_other"]
    assert 0.01 < shares["adhd_share_other"] < 0.02


def test_places_are_offered_to_33_to_38_children_until_the_second_quarter_of_2021():
    offered = outcome("coordination_offered", *PROJECT)[:, 1] * PROJECT_YEARS
    print(f"offered: {offered.mean():.1f} ({offered.min():.0f} to {offered.max():.0f})")
    assert 33.0 < offered.mean() < 38.0


def test_nobody_is_offered_a_coordinator_after_enrolment_has_closed():
    months = 22
    until_close = outcome("coordination_offered", *PROJECT, years=months / 12)[:, 1] * months / 12
    assert np.allclose(until_close, outcome("coordination_offered", *PROJECT)[:, 1] * PROJECT_YEARS)


def test_37_hours_a_week_are_less_than_what_close_contact_asks_for():
    covered = outcome("coordination_hours_covered", *PROJECT)[:, 1]
    print("share of coordinators' hours covered:", covered.mean().round(2))
    assert 0.4 < covered.mean() < 0.9


COORDINATED = policy("coordinated", impairment_coordination=1.0, coordinator_hours_per_week=370.0)
UNSTAFFED = policy("unstaffed", impairment_coordination=1.0)
HALF_STAFFED = policy("half-staffed", impairment_coordination=1.0, coordinator_hours_per_week=37.0)
EFFECTS = {
    "coordination_escalation_effect": 0.5,
    "coordination_lost_earnings_effect": 0.5,
    "coordination_respite_effect": 0.5,
}
NO_EFFECTS = dict.fromkeys(EFFECTS, 0.0)
LABELS = ("coordination", "impairment_posts")


def test_coordination_with_hours_and_effects_lowers_lost_earnings_and_respite():
    for key in ("lost_earnings_dkk", "services_dkk", "children_with_respite"):
        values = outcome(key, "status-quo", COORDINATED, values=EFFECTS)
        print(key, values.mean(axis=0).round(1))
        assert (values[:, 1] < values[:, 0]).mean() > 0.9


@pytest.mark.parametrize(
    ("scenario", "effects"), [(UNSTAFFED, EFFECTS), (COORDINATED, NO_EFFECTS), (HALF_STAFFED, NO_EFFECTS)]
)
def test_coordination_without_hours_or_without_effect_changes_no_child_s_life(scenario, effects):
    keys = ("need_4", "placed", "lost_earnings_dkk", "services_dkk", "measure_cost_dkk", "impairment_cases")
    given = {**effects, "impairment_caseload": 30.0}  # advisers enough: else coordinators spare the teams' desks hours
    for key in keys:
        values = outcome(key, "status-quo", scenario, values=given)
        np.testing.assert_allclose(values[:, 0], values[:, 1], rtol=1e-12, err_msg=key)
    assert (outcome("coordination_enrolled", "status-quo", scenario, values=given)[:, 1] > 10).all()


def test_what_coordination_does_to_readings_is_seen_in_those_readings_alone():
    strong = {**NO_EFFECTS, "coordination_complaint_effect": 0.9, "coordination_mainstream_effect": 5.0}
    none = {**NO_EFFECTS, "coordination_complaint_effect": 0.0, "coordination_mainstream_effect": 0.0}

    def change(key):
        return outcome(key, COORDINATED, values=strong)[:, 0] - outcome(key, COORDINATED, values=none)[:, 0]

    complaints, schooling = change("complaints_per_100_cases"), change("mainstream_schooling")
    print("complaints", complaints.mean().round(3), "mainstream schooling", schooling.mean().round(4))
    assert (complaints <= 0.0).all() and complaints.mean() < 0.0
    assert (schooling >= 0.0).all() and schooling.mean() > 0.0
    for key in ("attendance", "leisure", "sdq_mean", "need_4", "total_cost_dkk", "open_cases"):
        assert not change(key).any(), key


def test_lost_earnings_touch_no_child_s_need():
    without = {f"lost_earnings_start_per_year.{kind}": 0.0 for kind in ("simple", "complex")}
    for key in ("need_4", "placed", "services_dkk", "total_cost_dkk"):
        usual, none = outcome(key, *PROJECT)[:, 0], outcome(key, *PROJECT, values=without)[:, 0]
        np.testing.assert_allclose(usual, none, rtol=1e-12, err_msg=key)  # sums are split at other moments


SCREENING = policy("screening", screening_intensity=1.0)


def test_screening_labels_falsely_costs_and_crowds_out():
    labels = outcome("false_labels", "status-quo", SCREENING)
    services, hours = (outcome(key, "status-quo", SCREENING) for key in ("services_dkk", "hours_impairment_cases"))
    print("false labels a year:", labels.mean(axis=0).round(1), "services:", services.mean(axis=0).round(-3))
    assert (labels[:, 0] == 0.0).all() and (labels[:, 1] > 5.0).all()
    assert services[:, 1].mean() > services[:, 0].mean()
    assert (hours[:, 1] > hours[:, 0]).all()
    assert (outcome("coordination_cost_dkk", "status-quo", SCREENING)[:, 1] > 2e6).all()
