"""Rules of follow-up: the published rhythms, and that looking more often does not by itself change what is decided."""

import numpy as np
import pytest

from sim.parameters.load import load_parameters
from sim.rules.choice import p_wants_placement
from sim.rules.followup import (
    counts_from,
    interval_days,
    opens_at,
    p_step_down,
    review_placement,
    share_of_usual_look,
)
from sim.rules.places import preferred_type
from sim.vocabulary import FollowUpGroup, Measure, Need, Preference, Review, Schedule

P = load_parameters().pack()
YEAR = 365.25


def dates_held(schedule: int, group: int, held_before_due_days: float) -> list[float]:
    """Days since the measure began at which follow-ups are held, each so long before it is due."""
    due = interval_days(P, schedule, group, 0.0, True)
    held = []
    while due <= YEAR + 0.5:
        held.append(due - held_before_due_days)
        since = counts_from(held[-1], due, False)
        due = since + interval_days(P, schedule, group, since, False)
    return held


@pytest.mark.parametrize("early", [0.0, 9.0])
@pytest.mark.parametrize(
    ("schedule", "group", "published"),
    [
        (Schedule.KOLDING, FollowUpGroup.FAMILY_LIKE, 8),
        (Schedule.KOLDING, FollowUpGroup.RESIDENTIAL, 12),
        (Schedule.KOLDING, FollowUpGroup.RUNNING_AT_START, 5),
        (Schedule.KOLDING, FollowUpGroup.PREVENTIVE, 4),
        (Schedule.BORAAS_MEMO, FollowUpGroup.FAMILY_LIKE, 9),
        (Schedule.LAW, FollowUpGroup.PREVENTIVE, 2),
    ],
)
def test_the_first_year_has_as_many_follow_ups_as_the_plan_says_also_when_they_are_held_early(
    schedule: int, group: int, published: int, early: float
) -> None:
    assert len(dates_held(schedule, group, early)) == published


def test_after_a_missed_date_the_next_one_counts_from_the_day_it_was_held() -> None:
    assert counts_from(130.0, 200.0, True) == 130.0
    assert counts_from(130.0, 140.0, False) == 140.0


def test_in_a_dense_rhythm_a_follow_up_opens_later() -> None:
    lead = load_parameters().value("follow_up_lead_days")
    assert opens_at(P, 0.0, 182.0, 0.0) == 182.0 - lead
    assert opens_at(P, 0.0, 30.0, 0.0) == 15.0


@pytest.mark.parametrize("measure", [Measure.INSTITUTION, Measure.FOSTER_FAMILY])
@pytest.mark.parametrize("looks", [2, 6])
def test_looking_more_often_steps_nobody_down_by_itself(measure: int, looks: int) -> None:
    once = 1.0 - p_step_down(P, measure, 180.0, False)
    often = (1.0 - p_step_down(P, measure, 180.0 / looks, False)) ** looks
    assert often == pytest.approx(once)


@pytest.mark.parametrize("looks", [2, 6])
def test_looking_more_often_places_nobody_by_itself(looks: int) -> None:
    def stays(days: float) -> float:
        share = share_of_usual_look(P, days)
        return 1.0 - float(p_wants_placement(P, Need.ENDANGERED, 1, True, 5000.0, 1.0, share))

    assert stays(180.0 / looks) ** looks == pytest.approx(stays(180.0))


def test_an_assessment_is_a_whole_look() -> None:
    p = load_parameters().value("p_place.endangered")
    assert p_wants_placement(P, Need.ENDANGERED, 1, False, 5000.0, 1.0, 1.0) == pytest.approx(p)


def review(observed: int, measure: int, ready: bool, kin: bool, limit: float = 0.0) -> set[int]:
    """Everything that can follow from a follow-up after half a year, over luck."""
    return {
        review_placement(P, float(u), observed, measure, ready, kin, False, False, 400.0, 180.0, limit)
        for u in np.linspace(0.001, 0.999, 200)
    }


@pytest.mark.parametrize("observed", [Need.VULNERABLE, Need.EXPOSED])
def test_without_ready_parents_or_network_nobody_steps_down(observed: int) -> None:
    assert review(observed, Measure.INSTITUTION, ready=False, kin=False) == {Review.KEEP}
    assert review(Need.EXPOSED, Measure.INSTITUTION, ready=True, kin=False) == {Review.KEEP, Review.STEP_DOWN}
    assert review(Need.EXPOSED, Measure.INSTITUTION, ready=False, kin=True) == {Review.KEEP, Review.STEP_DOWN}


def test_while_need_has_not_fallen_nobody_steps_down() -> None:
    assert review(Need.ENDANGERED, Measure.INSTITUTION, ready=True, kin=True, limit=180.0) == {Review.KEEP}


def test_a_limit_of_residential_stays_needs_fallen_need_only() -> None:
    assert review(Need.EXPOSED, Measure.INSTITUTION, ready=False, kin=False, limit=180.0) == {Review.STEP_DOWN}


def test_a_strict_ladder_asks_for_family_care_whoever_follows_the_preference() -> None:
    chosen = preferred_type(Measure.INSTITUTION, False, Preference.USUAL, False, False, True)
    assert chosen == Measure.FOSTER_FAMILY
    assert preferred_type(Measure.INSTITUTION, False, Preference.USUAL, False, True, False) == Measure.INSTITUTION
    assert preferred_type(Measure.INSTITUTION, False, Preference.USUAL, True, True, False) == Measure.FOSTER_FAMILY
