"""Rules of outreach: on which channels and ages it acts, how it saturates, and the hours and money that it takes."""

import numpy as np
import pytest

from sim.parameters.load import load_parameters
from sim.policy.levers import Lever, usual_levers
from sim.rules.outreach import (
    caseworker_hours_per_day,
    channel_rate,
    mixed,
    others_ore_per_day,
    saturating,
    staffed_ore_per_day,
)
from sim.vocabulary import Band, Channel

EFFECTS = (
    "school_presence_effect", "day_care_visits_effect", "adbb_effect", "signs_of_safety_effect", "ppr_sparring_effect",
    "open_counselling_effect", "one_entrance_effect",
)  # fmt: skip
STRONG = load_parameters().with_values({**dict.fromkeys(EFFECTS, 1.0), "outreach_noise_share": 0.5})
P = STRONG.pack()


def levers(**values: float) -> np.ndarray:
    row = usual_levers(33.0, 60.0, 0.03)[1].copy()
    for name, value in values.items():
        row[Lever[name.upper()]] = value
    return row


def gain(channel: Channel, band: Band, relevant: bool = True, embedded: bool = False, **doses: float) -> float:
    """Factor of outreach on a channel's rate at an age."""
    before = channel_rate(P, levers(), channel, band, relevant, False)
    return float(channel_rate(P, levers(**doses), channel, band, relevant, embedded) / before)


def test_without_outreach_a_rate_is_the_parameter_exactly() -> None:
    rates = np.array([[channel_rate(P, levers(), c, b, r, False) for b in range(8)] for c in range(8) for r in (0, 1)])
    assert np.array_equal(rates[::2], P[0]["notification_per_day"])
    assert np.array_equal(rates[1::2], P[0]["notification_per_day"])


@pytest.mark.parametrize(
    ("channel", "band", "doses", "factor"),
    [
        (Channel.SCHOOL, Band.AGE_7_11, {"school_days_per_week": 2.0}, 1.5),
        (Channel.DAY_CARE, Band.AGE_3_5, {"day_care_visits_per_year": 3.0}, 1.5),
        (Channel.DAY_CARE, Band.AGE_0_2, {"signs_of_safety_share": 0.5}, 1.5),
        (Channel.DENTAL_SERVICE, Band.AGE_7_11, {"signs_of_safety_share": 0.5}, 1.5),
        (Channel.DAY_CARE, Band.AGE_3_5, {"ppr_sparring_posts_per_1000": 0.2}, 1.5),
        (Channel.HEALTH_VISITOR, Band.AGE_0_2, {"adbb_share": 1.0}, 2.0),
        (Channel.FAMILY, Band.AGE_13_14, {"open_counselling_hours_per_1000": 2.0}, 1.5),
        (Channel.SCHOOL, Band.AGE_12, {"one_entrance": 1.0}, 2.0),
        (Channel.POLICE_COURT, Band.AGE_12, {"one_entrance": 1.0}, 1.0),
        (Channel.SCHOOL, Band.AGE_7_11, {"day_care_visits_per_year": 3.0}, 1.0),
        (Channel.HEALTH_VISITOR, Band.AGE_3_5, {"adbb_share": 1.0}, 1.0),
        (Channel.SCHOOL, Band.AGE_7_11, {"notification_volume_factor": 1.3}, 1.3),
    ],
)
def test_an_activity_acts_on_its_channels_and_ages(
    channel: Channel, band: Band, doses: dict[str, float], factor: float
) -> None:
    assert gain(channel, band, **doses) == pytest.approx(factor)


def test_children_without_need_are_notified_more_too_by_the_share_of_noise() -> None:
    assert gain(Channel.HEALTH_VISITOR, Band.AGE_0_2, relevant=False, adbb_share=1.0) == pytest.approx(1.5)
    assert gain(Channel.SCHOOL, Band.AGE_12, relevant=False, notification_noise_factor=0.5) == pytest.approx(0.5)
    assert gain(Channel.SCHOOL, Band.AGE_12, relevant=True, notification_noise_factor=0.5) == pytest.approx(1.0)


def test_a_caseworker_all_week_detects_more_than_on_fixed_days() -> None:
    permanent = gain(Channel.SCHOOL, Band.AGE_12, embedded=True)
    assert permanent == pytest.approx(1.0 + 5.0 / 7.0)
    assert permanent > gain(Channel.SCHOOL, Band.AGE_12, school_days_per_week=2.0)


def test_effects_saturate() -> None:
    assert saturating(0.0, 2.0) == 0.0
    assert saturating(4.0, 2.0) - saturating(2.0, 2.0) < saturating(2.0, 2.0)


def test_hours_are_those_of_the_timetable() -> None:
    row = levers(school_caseworkers=1.0, school_days_per_week=1.0, day_care_visits_per_year=3.0, one_entrance=1.0)
    p = load_parameters()
    at_schools = (5.0 + 5.0) * p.value("school_day_hours") * p.value("school_weeks_per_year_count")
    visits = 3.0 * 20.0 * (2.0 + p.value("day_care_travel_hours"))
    weekly = p.value("one_entrance_hours_per_week") * 365.25 / 7.0
    hours = caseworker_hours_per_day(P, row, 6.0, 20.0) * 365.25
    assert hours == pytest.approx(at_schools + visits + weekly)
    assert caseworker_hours_per_day(P, levers(), 6.0, 20.0) == 0.0


def test_money_of_other_professions_and_of_posts_beside_the_teams() -> None:
    row = levers(ppr_sparring_posts_per_1000=0.1, adbb_share=1.0, signs_of_safety_share=0.5)
    p = load_parameters()
    year = 0.5 * p.value("psychologist_dkk") + p.value("adbb_dkk") * 5000.0 / 18.0
    year += 0.5 * 5.0 * p.value("signs_of_safety_dkk_per_1000")
    assert others_ore_per_day(P, row, 5000.0) * 365.25 / 100.0 == pytest.approx(year)
    hours = p.value("work_hours_per_year") * (1.0 - p.value("share_meetings")) / 365.25
    assert staffed_ore_per_day(P, hours) * 365.25 / 100.0 == pytest.approx(p.value("post_dkk"))


def test_a_policy_in_some_districts_counts_by_its_share() -> None:
    assert mixed(10.0, 30.0, 0.25) == 15.0
    assert mixed(10.0, 30.0, 0.0) == 10.0
