"""Rules of impairment: onset, the case, services by age, lost earnings, coordination by its hours."""

import numpy as np
import pytest

from sim.parameters.load import load_parameters
from sim.rules import impairment as rules
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import Band, Employment, Impairment, Need, Team

STRONG = load_parameters().with_values({"coordination_escalation_effect": 0.4})
P = STRONG.pack()
GRID = (np.arange(2000) + 0.5) / 2000


def onset_years(kind: Impairment) -> np.ndarray:
    return np.array([rules.onset_days(P, u, kind) for u in GRID]) / DAYS_PER_YEAR


def test_onset_is_mostly_before_seven_adhd_latest_and_other_impairments_earliest() -> None:
    adhd, autism, other = (onset_years(kind) for kind in (Impairment.ADHD, Impairment.AUTISM, Impairment.OTHER))
    assert np.median(adhd) > np.median(autism) > np.median(other)
    shares = load_parameters().flat("impairment_share")[1:]
    early = [float((years < 7).mean()) for years in (adhd, autism, other)]
    assert np.average(early, weights=shares) > 0.8
    assert adhd.mean() == pytest.approx(6.5, rel=0.02) and other.mean() == pytest.approx(0.6, rel=0.02)


def rate(**given: object) -> float:
    state = {
        "has_case": False,
        "false_label": False,
        "impaired": False,
        "considerable": False,
        "band": Band.AGE_3_5,
        "need": Need.THRIVING,
        "screenings": 0.0,
    }
    return float(rules.case_rate(P, *{**state, **given}.values()))


def test_only_a_considerable_impairment_that_shows_gets_a_case() -> None:
    assert rate() == rate(considerable=True) == rate(impaired=True) == 0.0
    assert rate(impaired=True, considerable=True) == pytest.approx(1 / 91)
    assert rate(has_case=True, impaired=True, considerable=True) == 0.0


def test_screening_labels_falsely_more_where_there_is_need_and_only_under_seven() -> None:
    healthy, vulnerable = rate(screenings=2.0), rate(screenings=2.0, need=Need.VULNERABLE)
    assert healthy == pytest.approx(2.0 * 0.004 / DAYS_PER_YEAR)
    assert vulnerable == pytest.approx(2.0 * 0.03 / DAYS_PER_YEAR)
    assert rate(screenings=2.0, band=Band.AGE_7_11) == 0.0
    assert rate(screenings=2.0, has_case=True, false_label=True) == pytest.approx(1 / 548)


def test_screening_may_shorten_the_wait_for_a_case() -> None:
    screened = rate(impaired=True, considerable=True, screenings=1.0)
    assert screened == pytest.approx((1.0 + load_parameters().value("screening_detection_effect")) / 91)


def has(service: int, complex_case: bool, band: Band, less: float = 0.0) -> float:
    """Share of cases with a service."""
    bits = np.array([rules.services(P, u, u, u, complex_case, band, less) for u in GRID])
    return float((bits & service > 0).mean())


def test_services_follow_complexity_and_age() -> None:
    assert has(rules.RESPITE, True, Band.AGE_0_2) == pytest.approx(0.2)
    assert has(rules.RESPITE, True, Band.AGE_13_14) == pytest.approx(0.7)
    assert has(rules.RESPITE, False, Band.AGE_6) == pytest.approx(0.17)
    assert has(rules.SPECIAL_DAY_CARE, True, Band.AGE_3_5) == pytest.approx(0.5)
    assert has(rules.SPECIAL_DAY_CARE, True, Band.AGE_6) == 0.0
    assert has(rules.RESPITE, True, Band.AGE_13_14, less=0.5) == pytest.approx(0.35)
    assert has(rules.SPECIAL_DAY_CARE, True, Band.AGE_3_5, less=0.5) == pytest.approx(0.5)


@pytest.mark.parametrize(("bits", "dkk"), [(0, 0), (1, 85_000), (2, 380_000), (4, 70_000), (7, 535_000)])
def test_services_cost_the_sum_of_their_prices(bits: int, dkk: float) -> None:
    assert rules.services_ore_per_day(P, bits) == pytest.approx(dkk * 100 / DAYS_PER_YEAR, abs=2)


def lost(has_case: bool, receives: bool, at_home: bool = True, work: int = Employment.WORK, less: float = 0.0) -> float:
    return float(rules.lost_earnings_rate(P, has_case, receives, True, work, at_home, less) * DAYS_PER_YEAR)


def test_lost_earnings_are_for_working_parents_of_a_child_at_home_with_a_case() -> None:
    assert lost(True, False) == pytest.approx(0.75)
    assert lost(False, False) == lost(True, False, at_home=False) == lost(True, False, work=Employment.BENEFITS) == 0.0
    assert lost(True, True, at_home=False) == 0.0
    assert lost(True, True) == pytest.approx(DAYS_PER_YEAR / 1096)


def test_coordination_makes_lost_earnings_begin_less_often_and_end_sooner() -> None:
    assert lost(True, False, less=0.5) == pytest.approx(0.5 * lost(True, False))
    assert lost(True, True, less=0.5) == pytest.approx(2.0 * lost(True, True))


def test_coordination_acts_by_the_hours_that_there_are() -> None:
    assert rules.escalation_factor(P, True, 1.0) == pytest.approx(0.6)
    assert rules.escalation_factor(P, True, 0.5) == pytest.approx(0.8)
    assert rules.escalation_factor(P, True, 0.0) == rules.escalation_factor(P, False, 1.0) == 1.0
    assert rules.covered(3.0, 6.0) == 0.5
    assert rules.covered(9.0, 6.0) == 1.0
    assert rules.covered(9.0, 0.0) == 0.0


def test_a_coordinator_s_hours_fall_from_the_first_to_the_later_ones_and_rise_with_siblings() -> None:
    months = [rules.coordination_hours_per_day(P, m * DAYS_PER_MONTH, 0) * DAYS_PER_MONTH for m in (0, 6, 60)]
    assert months[0] == pytest.approx(10.0)
    assert months[1] == pytest.approx(2.5 + 7.5 * np.exp(-1.0))
    assert months[2] == pytest.approx(2.5, abs=0.01)
    assert rules.coordination_hours_per_day(P, 0.0, 2) * DAYS_PER_MONTH == pytest.approx(13.0)


@pytest.mark.parametrize(
    ("coordinates", "enrols", "complex_case", "age", "offered"),
    [(True, True, True, 6.9, True), (False, True, True, 3.0, False), (True, False, True, 3.0, False),
     (True, True, False, 3.0, False), (True, True, True, 7.1, False)],
)  # fmt: skip
def test_complex_cases_under_the_age_are_offered_a_coordinator_while_children_are_enrolled(
    coordinates: bool, enrols: bool, complex_case: bool, age: float, offered: bool
) -> None:
    assert rules.is_offered(coordinates, enrols, complex_case, age * DAYS_PER_YEAR, 7.0) == offered


def test_what_advisers_lack_is_the_impairment_team_s_or_the_family_teams() -> None:
    with_team = [team for team in Team if rules.carries_impairment(True, team)]
    without = [team for team in Team if rules.carries_impairment(False, team)]
    assert with_team == [Team.IMPAIRMENT] and without == [Team.CHILDREN, Team.YOUTH]


def test_advisers_posts_suffice_for_their_cases_and_what_is_beyond_is_a_shortage() -> None:
    posts = rules.adviser_posts(P, 90.0)
    assert posts == pytest.approx(2.0)
    usual = rules.adviser_hours_per_day(P, 90.0, 0.0, 0.0)
    assert rules.shortage_hours_per_day(P, usual, posts) == 0.0
    more = rules.adviser_hours_per_day(P, 120.0, 0.0, 0.0)
    per_post = 1420.0 * 0.76 / DAYS_PER_YEAR
    assert rules.shortage_hours_per_day(P, more, posts) == pytest.approx(120 * 1.8 * 12 / DAYS_PER_YEAR - 2 * per_post)
    assert rules.adviser_hours_per_day(P, 90.0, 30.0, 0.5) == pytest.approx(usual * 75 / 90)


def test_the_core_team_costs_its_paid_hours() -> None:
    year = rules.core_team_ore_per_day(P, 37.0, 18.5) * DAYS_PER_YEAR / 100
    assert year == pytest.approx(600_000 + 0.5 * 640_000)
    assert rules.screening_ore_per_day(P, 0.5, 1800.0) * DAYS_PER_YEAR / 100 == pytest.approx(0.5 * 700 * 900)
