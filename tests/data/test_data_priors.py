"""Priors: the language, the draws, and that every effect of policy can be absent."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.parameters.load import find, load_records, point
from sim.parameters.priors import (
    LEAST_MASS_AT_ZERO,
    PARAMETER_KIND,
    draw_address,
    mass_without_effect,
    parse_prior,
    prior_draw,
    quantile,
)
from sim.parameters.schema import flatten
from sim.randomness import uniform

RECORDS = load_records()
WIDE = (-math.inf, math.inf)
# channels through which fewer cases, closer follow-up or a placement practice can act: value of no effect
EFFECTS = {
    "contact_effect": 0.0,
    "continuity_effect": 0.0,
    "measure_effect": 0.0,
    "entrenchment_per_year": 0.0,
    "family_work_readiness_per_hour": 0.0,
    "family_work_coping_per_hour": 0.0,
    "family_work_kin_per_hour": 0.0,
    "learning_per_hour": 0.0,
    "learning_per_tenure_year": 0.0,
    "p_revise": 0.0,
    "p_revise_placement": 0.0,
    "p_reconsideration": 0.0,
    "look_effect": 0.0,
    "breakdown_unseen_effect": 0.0,
    "breakdown_mismatch_effect": 0.0,
    "consultant_breakdown_effect": 0.0,
    "discharge_support_effect": 0.0,
    "broad_measures_effect": 0.0,
    "resignation_load_effect": 0.0,
    "family_analysis_error_factor": 1.0,
    "school_presence_effect": 0.0,
    "day_care_visits_effect": 0.0,
    "adbb_effect": 0.0,
    "signs_of_safety_effect": 0.0,
    "ppr_sparring_effect": 0.0,
    "open_counselling_effect": 0.0,
    "one_entrance_effect": 0.0,
    "categorisation_optimism_effect": 0.0,
    "involvement_contact_effect": 0.0,
    "involvement_relation_effect": 0.0,
    "complaint_missed_effect": 0.0,
    "complaint_waiting_effect": 0.0,
    "complaint_new_worker_effect": 0.0,
    "coordination_employment_effect": 0.0,
    "coordination_coping_effect": 0.0,
    "employment_effort_effect": 0.0,
    "ambassador_coping_effect": 0.0,
    "ambassador_readiness_effect": 0.0,
    "whole_family_saving_share": 0.0,
    "coordination_escalation_effect": 0.0,
    "coordination_lost_earnings_effect": 0.0,
    "coordination_respite_effect": 0.0,
    "coordination_complaint_effect": 0.0,
    "coordination_mainstream_effect": 0.0,
    "screening_detection_effect": 0.0,
}
PROBABILITY = st.floats(1e-9, 1 - 1e-9)
PRIORS = st.sampled_from(sorted({r.prior_text for r in RECORDS.values()})).map(parse_prior)


@pytest.mark.parametrize(("key", "no_effect"), EFFECTS.items())
def test_the_prior_of_an_effect_contains_no_effect(key, no_effect):
    assert mass_without_effect(RECORDS[key].prior, no_effect) >= LEAST_MASS_AT_ZERO
    assert RECORDS[key].bounds[0] <= no_effect <= RECORDS[key].bounds[1]


def test_every_parameter_called_an_effect_is_among_the_effects():
    assert {key for key in RECORDS if key.endswith("_effect")} <= set(EFFECTS)


@pytest.mark.parametrize("key", EFFECTS)
def test_draws_of_an_effect_say_no_effect_as_often_as_the_prior_does(key):
    record, no_effect = RECORDS[key], EFFECTS[key]
    value = flatten(record.value)[-1]
    grid = (np.arange(1000) + 0.5) / 1000
    drawn = np.array([quantile(record.prior, u, value, record.bounds) for u in grid])
    assert np.mean(drawn == no_effect) >= record.prior.p - 0.001


@given(PRIORS, PROBABILITY, PROBABILITY, st.floats(0.01, 0.99))
def test_a_quantile_rises_with_its_probability(prior, a, b, value):
    low, high = sorted((a, b))
    assert quantile(prior, low, value, (0.0, 1.0)) <= quantile(prior, high, value, (0.0, 1.0))


@given(PRIORS, PROBABILITY, st.sampled_from(list(RECORDS.values())))
def test_a_draw_stays_inside_the_bounds(prior, u, record):
    for value in flatten(record.value):
        assert record.bounds[0] <= quantile(prior, u, value, record.bounds) <= record.bounds[1]


@given(PROBABILITY, st.floats(0.01, 100), st.floats(0.01, 2))
def test_lognormal_quantiles_agree_with_scipy(u, value, sigma):
    expected = stats.lognorm.ppf(u, sigma, scale=value)
    assert quantile(parse_prior(f"lognormal(sigma={sigma!r})"), u, value, WIDE) == pytest.approx(expected, rel=1e-9)


@given(PROBABILITY, st.floats(-5, 5), st.floats(0.01, 2))
def test_normal_quantiles_agree_with_scipy(u, value, sigma):
    expected = stats.norm.ppf(u, value, sigma)
    assert quantile(parse_prior(f"normal(sigma={sigma!r})"), u, value, WIDE) == pytest.approx(expected, abs=1e-9)


@given(PROBABILITY, st.floats(0.01, 0.99), st.floats(0.01, 2))
def test_logit_quantiles_are_normal_on_the_logit_scale(u, value, sigma):
    drawn = quantile(parse_prior(f"logit(sigma={sigma!r})"), u, value, WIDE)
    expected = math.log(value / (1 - value)) + sigma * stats.norm.ppf(u)
    assert math.log(drawn / (1 - drawn)) == pytest.approx(expected, abs=1e-6)


@given(st.floats(0.3, 1 - 1e-9, exclude_min=True))
def test_above_its_spike_a_prior_is_lognormal_around_the_median(u):
    prior = parse_prior("spike(p_zero=0.3, median=0.01, sigma=0.9)")
    expected = stats.lognorm.ppf((u - 0.3) / 0.7, 0.9, scale=0.01)
    assert quantile(prior, u, 5.0, WIDE) == pytest.approx(expected, rel=1e-6)


def test_a_spike_without_a_median_is_put_around_the_value():
    prior = parse_prior("spike(p_zero=0.5, sigma=0.7)")
    assert quantile(prior, 0.75, 3.0, WIDE) == pytest.approx(3.0)


def test_a_point_value_is_the_median_of_its_spiked_prior():
    for key in (
        "family_work_readiness_per_hour",
        "contact_effect",
        "p_revise",
        "p_revise_placement",
        "breakdown_unseen_effect",
        "coordination_employment_effect",
        "employment_effort_effect",
        "ambassador_readiness_effect",
        "coordination_escalation_effect",
        "coordination_lost_earnings_effect",
        "coordination_respite_effect",
        "coordination_complaint_effect",
        "coordination_mainstream_effect",
        "screening_detection_effect",
    ):
        record = RECORDS[key]
        median = quantile(record.prior, 0.5, point().value(key), record.bounds)
        assert point().value(key) == pytest.approx(median, rel=0.15)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lognormal",
        "lognormal(sgma=0.3)",
        "lognormal(sigma=x)",
        "beta(1, 2)",
        "spike(p_zero=2, sigma=1)",
        "fixed(1)",
    ],
)
def test_a_prior_that_is_not_in_the_language_is_refused(text):
    with pytest.raises(ValueError):
        parse_prior(text)


def test_a_draw_depends_on_nothing_but_its_seed_and_number():
    assert prior_draw(point(), 7, 3) == prior_draw(point(), 7, 3)
    assert prior_draw(point(), 7, 3) != prior_draw(point(), 7, 4)
    assert prior_draw(point(), 8, 3) != prior_draw(point(), 7, 3)


def test_each_number_is_drawn_at_its_own_address():
    drawn = prior_draw(point(), 5, 2)
    record, (element,) = find("need_fall_per_year.exposed")
    u = uniform(5, 0, PARAMETER_KIND, draw_address(record.key), element, 2)
    expected = quantile(record.prior, u, point().value("need_fall_per_year.exposed"), record.bounds)
    assert drawn.value("need_fall_per_year.exposed") == expected


def test_fixed_parameters_and_structural_variants_are_not_drawn():
    drawn = prior_draw(point(), 1, 1)
    kept = [k for k, r in RECORDS.items() if r.prior.is_fixed]
    assert {k: drawn.values[k] for k in kept} == {k: point().values[k] for k in kept}


def test_what_was_set_keeps_its_value_in_every_draw():
    chosen = point().with_values({"contact_effect": 0.0, "need_fall_per_year.exposed": 0.11})
    drawn = prior_draw(chosen, 1, 1)
    assert (drawn.value("contact_effect"), drawn.value("need_fall_per_year.exposed")) == (0.0, 0.11)
    untouched = prior_draw(point(), 1, 1)
    assert drawn.value("need_fall_per_year.vulnerable") == untouched.value("need_fall_per_year.vulnerable")


def test_draws_of_one_number_follow_its_prior():
    record = RECORDS["hiring_mean_days"]
    drawn = [prior_draw(point(), 1, i).value(record.key) for i in range(300)]
    expected = stats.lognorm(record.prior.sigma, scale=point().value(record.key))
    assert stats.kstest(drawn, expected.cdf).pvalue > 0.001


def test_every_parameter_has_draws_of_its_own():
    assert len({draw_address(key) for key in RECORDS}) == len(RECORDS)


def test_a_new_parameter_changes_no_other_draw():
    assert draw_address("contact_effect") == 653436531
