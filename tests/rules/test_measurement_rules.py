"""Rules of measurement: hand values, how readings err, and where they are biased."""

import numpy as np
import pytest

from sim.parameters.load import load_parameters
from sim.rules.measurement import (
    QUARTER_DAYS,
    categorised_need,
    complains,
    complaint_rate,
    has_sdq,
    is_asked,
    p_everyday,
    p_positive_answer,
    registered_step,
    sdq_total,
    who5_score,
    with_odds,
)
from sim.vocabulary import Coping, Employment, Everyday, Impairment, Need, Step

PARAMETERS = load_parameters()
P = PARAMETERS.pack()
GRID = (np.arange(400) + 0.5) / 400
SEEDED = np.random.default_rng(15).random((40_000, 2))


def shares(readings: list[int]) -> dict[int, float]:
    values, counts = np.unique(readings, return_counts=True)
    return dict(zip(values.tolist(), (counts / len(readings)).tolist(), strict=True))


@pytest.mark.parametrize("need", Need)
def test_a_category_is_read_through_its_row_of_the_matrix(need: Need) -> None:
    found = shares([categorised_need(P, u, need, False) for u in GRID])
    low, high = (PARAMETERS.flat(f"p_categorised_too_{side}")[need] for side in ("low", "high"))
    expected = {need - 1: low, int(need): 1.0 - low - high, need + 1: high}
    assert found == pytest.approx({k: p for k, p in expected.items() if p > 0.0}, abs=1 / 400)


def test_the_middle_category_is_read_without_bias_and_the_ends_towards_it() -> None:
    mean = [np.mean([categorised_need(P, u, n, False) for u in GRID]) - n for n in range(5)]
    assert mean[1] == pytest.approx(0.0, abs=1 / 400)
    assert mean[0] > 0.05 and mean[4] < -0.05


def test_a_reader_who_expects_an_effect_reads_covered_children_better() -> None:
    p = PARAMETERS.with_values({"categorisation_optimism_effect": 0.1}).pack()
    for need in range(1, 5):
        plain, expecting = (np.mean([categorised_need(p, u, need, e) for u in GRID]) for e in (False, True))
        assert plain - expecting == pytest.approx(0.1, abs=1 / 200)
    assert categorised_need(p, 1e-9, Need.THRIVING, True) == Need.THRIVING
    assert [categorised_need(P, u, 3, True) for u in GRID] == [categorised_need(P, u, 3, False) for u in GRID]


def test_a_step_is_registered_one_off_as_often_as_stated_and_stays_on_the_ladder() -> None:
    p = PARAMETERS.with_values({"p_step_misregistered": 0.1}).pack()
    assert shares([registered_step(p, u, 3) for u in GRID]) == pytest.approx({2: 0.05, 3: 0.9, 4: 0.05})
    assert {registered_step(p, u, Step.UNIVERSAL) for u in GRID} == {0, 1}
    assert {registered_step(p, u, Step.INSTITUTION) for u in GRID} == {7, 8}


def test_an_sdq_is_its_mean_without_offset_and_noise() -> None:
    assert [sdq_total(P, n, Impairment.NONE, 0.5, 0.5) for n in range(5)] == [6, 9, 12, 15, 18]
    assert sdq_total(P, Need.EXPOSED, Impairment.ADHD, 0.5, 0.5) == 19
    upper = 0.8413447460685429  # one standard deviation above
    assert sdq_total(P, Need.EXPOSED, Impairment.NONE, upper, 0.5) == 19
    assert sdq_total(P, Need.EXPOSED, Impairment.NONE, 0.5, 0.85) == 18


def test_an_sdq_stays_on_its_scale_and_the_floor_pushes_thriving_children_up() -> None:
    readings = {n: [sdq_total(P, n, 0, u, v) for u, v in SEEDED] for n in (Need.THRIVING, Need.EXPOSED)}
    assert min(map(min, readings.values())) == 0
    assert sdq_total(P, 4, Impairment.ADHD, 1 - 1e-15, 1 - 1e-15) == 40
    assert np.mean(readings[Need.EXPOSED]) == pytest.approx(15.0, abs=0.1)
    assert 6.05 < np.mean(readings[Need.THRIVING]) < 6.4


def test_two_sdqs_of_a_child_agree_as_the_variances_say() -> None:
    third = np.random.default_rng(16).random(len(SEEDED))
    one = [sdq_total(P, 4, 0, person, noise) for person, noise in SEEDED]
    other = [sdq_total(P, 4, 0, person, noise) for (person, _), noise in zip(SEEDED, third, strict=True)]
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(16.0 / (16.0 + 6.25), abs=0.02)


def test_a_who5_is_in_steps_of_four_and_falls_with_coping_and_benefits() -> None:
    values = [who5_score(P, c, Employment.WORK, 0.5, 0.5) for c in Coping]
    assert values == [68, 56, 44]
    assert who5_score(P, Coping.OVERWHELMED, Employment.BENEFITS, 0.5, 0.5) == 36
    readings = [who5_score(P, Coping.STRAINED, Employment.WORK, u, v) for u, v in SEEDED]
    assert {r % 4 for r in readings} == {0} and min(readings) >= 0 and max(readings) <= 100
    assert np.mean(readings) == pytest.approx(55.0, abs=0.3)


def test_who_is_looked_at_depends_on_age() -> None:
    assert [has_sdq(age) for age in (2.99, 3.0, 16.99, 17.0)] == [False, True, True, False]
    assert [is_asked(Everyday.ATTENDANCE, age) for age in (5.9, 6.0, 15.9, 16.0)] == [False, True, True, False]
    assert [is_asked(Everyday.LEISURE, age) for age in (5.9, 17.9, 18.0)] == [False, True, False]
    assert [is_asked(Everyday.SPARE_TIME_JOB, age) for age in (12.9, 13.0, 17.9, 18.0)] == [False, True, True, False]


def test_odds_are_multiplied() -> None:
    assert with_odds(0.5, 3.0) == pytest.approx(0.75)
    assert with_odds(0.8, 0.25) == pytest.approx(0.5)
    assert (with_odds(0.0, 2.0), with_odds(1.0, 2.0), with_odds(0.3, 1.0)) == pytest.approx((0.0, 1.0, 0.3))


def test_everyday_life_follows_need_placement_and_impairment() -> None:
    school = Everyday.MAINSTREAM_SCHOOLING
    assert p_everyday(P, school, Need.EXPOSED, False, False, False, 0.0) == pytest.approx(0.74)
    odds = 0.74 / 0.26
    assert p_everyday(P, school, Need.EXPOSED, True, True, False, 0.0) == pytest.approx(odds / 8 / (1 + odds / 8))
    placed = p_everyday(P, Everyday.ATTENDANCE, Need.EXPOSED, True, False, False, 0.0)
    assert placed > p_everyday(P, Everyday.ATTENDANCE, Need.EXPOSED, False, False, False, 0.0)


def test_answers_improve_with_contact_and_with_a_known_caseworker() -> None:
    assert p_positive_answer(P, 0.0, 0.0) == pytest.approx(0.5)
    half = PARAMETERS.value("contact_half_hours")
    assert p_positive_answer(P, half, 0.0) == pytest.approx(1.35 / 2.35)
    assert p_positive_answer(P, 0.0, 1e9) == pytest.approx(1.7 / 2.7)


def test_complaints_come_from_waiting_missed_follow_ups_and_new_caseworkers() -> None:
    calm = complaint_rate(P, False, False, QUARTER_DAYS, False, 0.0)
    assert calm * 365.25 == pytest.approx(PARAMETERS.value("complaints_per_year"))
    assert complaint_rate(P, True, False, QUARTER_DAYS, False, 0.0) == pytest.approx(1.7 * calm)
    assert complaint_rate(P, True, True, 1.0, False, 0.0) == pytest.approx(1.7 * 1.7 * 1.7 * calm)
    often = 1.0 / QUARTER_DAYS
    assert np.mean([complains(u, often) for u in GRID]) == pytest.approx(1.0 - np.exp(-1.0), abs=1 / 400)


COORDINATED = PARAMETERS.with_values({"coordination_complaint_effect": 0.4, "coordination_mainstream_effect": 1.0})
NO_EFFECT = PARAMETERS.with_values({"coordination_complaint_effect": 0.0, "coordination_mainstream_effect": 0.0})


def test_coordination_lowers_complaints_of_enrolled_children_by_the_hours_there_are() -> None:
    p = COORDINATED.pack()
    usual = complaint_rate(p, True, True, 1.0, False, 1.0)
    assert complaint_rate(p, True, True, 1.0, True, 1.0) == pytest.approx(0.6 * usual)
    assert complaint_rate(p, True, True, 1.0, True, 0.5) == pytest.approx(0.8 * usual)
    assert complaint_rate(p, True, True, 1.0, True, 0.0) == usual


def test_coordination_raises_mainstream_schooling_of_enrolled_children_alone_and_nothing_else() -> None:
    p, rest = COORDINATED.pack(), (Need.EXPOSED, False, True)
    for which in Everyday:
        usual = p_everyday(p, which, *rest, False, 1.0)
        odds = 2.0 if which == Everyday.MAINSTREAM_SCHOOLING else 1.0
        assert p_everyday(p, which, *rest, True, 1.0) == pytest.approx(with_odds(usual, odds))
        assert p_everyday(p, which, *rest, True, 0.0) == usual


def test_coordination_without_effect_leaves_both_readings_as_they_are_to_the_last_bit() -> None:
    p = NO_EFFECT.pack()
    assert complaint_rate(p, True, False, 1.0, True, 0.7) == complaint_rate(p, True, False, 1.0, False, 0.0)
    for which in Everyday:
        for placed in (False, True):
            plain = p_everyday(p, which, Need.EXPOSED, placed, True, False, 0.0)
            assert p_everyday(p, which, Need.EXPOSED, placed, True, True, 0.7) == plain
