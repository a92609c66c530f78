"""Rules of parents' employment and of whole-family coordination, against numbers worked out by hand."""

import numpy as np
import pytest
from scipy.linalg import expm

from sim.parameters.load import load_parameters
from sim.policy.levers import Lever, usual_levers
from sim.rules.employment import balance_share, change_rate, leaving_rate, n_adult_cases, next_employment
from sim.rules.whole_family import (
    coping_gain,
    effort_ore_per_day,
    employment_gain,
    learned_speed,
    n_beside_desks,
    next_admission,
    readiness_gain,
    saved_cases,
)
from sim.rules.work import background_hours
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import Employment, WholeFamily

EFFECTS = ("coordination_employment_effect", "coordination_coping_effect", "employment_effort_effect",
           "ambassador_coping_effect", "ambassador_readiness_effect")  # fmt: skip
STRONG = load_parameters().with_values({**dict.fromkeys(EFFECTS, 0.4), "coordinator_share": 0.5})
P = STRONG.pack()


def levers(**values: float) -> np.ndarray:
    row = usual_levers(33.0, 60.0, 0.03)[1].copy()
    for name, value in values.items():
        row[Lever[name.upper()]] = value
    return row


def generator(p_benefits: float, gain: float = 1.0) -> np.ndarray:
    """Rates per year between the four states."""
    q = np.array([[change_rate(P, p_benefits, i, j, gain) if i != j else 0.0 for j in range(4)] for i in range(4)])
    return (q - np.diag(q.sum(axis=1))) * DAYS_PER_YEAR


def balance(p_benefits: float) -> np.ndarray:
    return np.array([balance_share(P, p_benefits, state) for state in Employment])


@pytest.mark.parametrize("p_benefits", [0.0, 0.046, 0.104, 0.5, 1.0])
def test_employment_stays_in_balance(p_benefits: float) -> None:
    shares = balance(p_benefits)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[Employment.BENEFITS] == p_benefits
    assert np.abs(shares @ generator(p_benefits)).max() < 1e-12
    assert shares @ expm(7.3 * generator(p_benefits)) == pytest.approx(shares)


def test_rates_from_benefits_are_the_parameters_and_the_way_back_is_derived() -> None:
    q = generator(0.1)
    assert q[Employment.BENEFITS, [0, 1, 3]] == pytest.approx(load_parameters().flat("benefit_exit_per_year"))
    assert q[Employment.WORK, Employment.BENEFITS] == pytest.approx(0.13 * 0.1 / (0.9 * 0.9))
    assert q[Employment.WORK, Employment.EARLY_PENSION] == 0.0


def test_a_gain_raises_leaving_benefits_for_work_and_education_only() -> None:
    plain, raised = generator(0.1), generator(0.1, 1.5)
    factors = raised[Employment.BENEFITS, [0, 1, 3]] / plain[Employment.BENEFITS, [0, 1, 3]]
    assert factors == pytest.approx([1.5, 1.5, 1.0])
    others = [Employment.WORK, Employment.EDUCATION, Employment.EARLY_PENSION]
    assert np.array_equal(raised[others], plain[others])


def test_the_next_employment_is_drawn_by_the_rates() -> None:
    u = (np.arange(4000) + 0.5) / 4000
    drawn = np.bincount([next_employment(P, x, 0.1, Employment.BENEFITS, 1.0) for x in u], minlength=4) / len(u)
    assert drawn == pytest.approx(np.array([0.13, 0.08, 0.0, 0.02]) / 0.23, abs=1e-3)
    assert leaving_rate(P, 0.1, Employment.BENEFITS, 1.0) * DAYS_PER_YEAR == pytest.approx(0.23)


def test_adults_have_one_to_three_cases() -> None:
    assert [n_adult_cases(P, a, b) for a, b in ((0.41, 0.24), (0.41, 0.26), (0.43, 0.24), (0.43, 0.26))] == [3, 2, 2, 1]


def test_without_the_levers_every_gain_is_one_and_nothing_is_spent() -> None:
    row = levers()
    assert employment_gain(P, row) == coping_gain(P, row) == readiness_gain(P, row) == 1.0
    assert effort_ore_per_day(P, row, Employment.BENEFITS) == 0


def test_a_coordinator_without_authority_reaches_a_share_of_one_worker() -> None:
    one, other = levers(whole_family=WholeFamily.ONE_WORKER), levers(whole_family=WholeFamily.COORDINATOR)
    assert (employment_gain(P, one), employment_gain(P, other)) == pytest.approx((1.4, 1.2))
    assert (coping_gain(P, one), coping_gain(P, other)) == pytest.approx((1.4, 1.2))
    assert saved_cases(P, WholeFamily.COORDINATOR) == pytest.approx(0.5 * saved_cases(P, WholeFamily.ONE_WORKER))
    assert saved_cases(P, WholeFamily.OFF) == 0.0


def test_effort_acts_by_its_dose_and_an_ambassador_on_coping_and_readiness() -> None:
    assert employment_gain(P, levers(parents_employment_effort=0.5)) == pytest.approx(1.2)
    row = levers(family_ambassador=1.0)
    assert (coping_gain(P, row), readiness_gain(P, row), employment_gain(P, row)) == pytest.approx((1.4, 1.4, 1.0))


@pytest.mark.parametrize(
    ("employment", "dkk_per_year"), [(Employment.BENEFITS, 30_000 + 6_000 + 80_000), (Employment.WORK, 86_000)]
)
def test_spending_per_family_is_that_of_its_parts(employment: Employment, dkk_per_year: float) -> None:
    row = levers(whole_family=WholeFamily.COORDINATOR, parents_employment_effort=0.5, family_ambassador=1.0)
    assert effort_ore_per_day(P, row, employment) / 100.0 * DAYS_PER_YEAR == pytest.approx(dkk_per_year, abs=2.0)


def test_background_hours_with_siblings_by_hand() -> None:
    # 12 cases in 7 families (5 further children), 9 adults' cases: 0.6 h x (12 - 5 x 0.25) + 1 h x 9 a month
    saved = 5 * saved_cases(P, WholeFamily.ONE_WORKER)
    assert background_hours(P, 12.0, saved, 9.0, 0.0) * DAYS_PER_MONTH == pytest.approx(0.6 * 10.75 + 9.0)
    assert background_hours(P, 12.0, 0.0, 0.0, 0.0) == P[0]["background_hours_per_day"] * 12.0


def test_learning_costs_speed_until_it_is_done() -> None:
    months = [learned_speed(P, 1.0, m * DAYS_PER_MONTH) for m in (0.0, 4.5, 9.0, 20.0)]
    assert months == pytest.approx([0.85, 0.925, 1.0, 1.0])
    assert learned_speed(P, 0.2, 0.0) == pytest.approx(0.97)
    assert learned_speed(P, 0.0, 0.0) == 1.0


def test_who_is_there_for_a_family_beside_its_childrens_caseworkers() -> None:
    on, off = Employment.BENEFITS, Employment.WORK
    assert [n_beside_desks(mode, on, 2) for mode in WholeFamily] == [2, 3, 0]
    assert [n_beside_desks(mode, off, 2) for mode in WholeFamily] == [0, 1, 0]


def test_meetings_that_admit_are_a_week_apart() -> None:
    assert [next_admission(P, day) for day in (0.0, 6.99, 7.0, 20.5)] == [7.0, 7.0, 14.0, 21.0]
