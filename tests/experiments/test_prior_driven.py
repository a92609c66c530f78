"""The flag 'depends on an assumed prior': raised where an opinion about an unmeasured effect turns the sign."""

import numpy as np
import pytest

from experiments.design import design
from experiments.options import RunOptions
from experiments.prior_driven import FEWEST_DRAWS, assumed_effects, opinions, opinions_of, turning_priors
from sim.parameters.load import load_parameters, load_records
from sim.parameters.priors import prior_draw

DRAWS = [prior_draw(load_parameters(), 3, k) for k in range(60)]


def test_only_assumed_effects_that_may_be_none_count() -> None:
    assert "family_work_readiness_per_hour" in assumed_effects()
    records = load_records()
    assert all(records[key].grade == "assumed" and records[key].prior.p >= 0.1 for key in assumed_effects())
    assert "school_presence_effect" not in assumed_effects()  # a trial stands behind its prior


def test_an_opinion_is_held_by_the_draws_it_describes() -> None:
    held = opinions_of(DRAWS)
    values = np.array([draw.value("contact_effect") for draw in DRAWS])
    assert (held["contact_effect: none"] == (values == 0.0)).all()
    assert values[held["contact_effect: strong"]].min() > np.median(values[values > 0.0]) - 1e-12
    assert all(FEWEST_DRAWS <= rows.sum() < len(DRAWS) for rows in held.values())


def test_a_difference_made_by_one_channel_alone_is_flagged_and_one_without_is_not() -> None:
    held = opinions_of(DRAWS)
    strength = np.array([draw.value("contact_effect") for draw in DRAWS])
    noise = np.random.default_rng(1).normal(0.0, 0.01, len(DRAWS))
    only_by_contact = strength + noise - 0.02
    assert "contact_effect: none" in turning_priors(only_by_contact, held)
    assert turning_priors(1.0 + noise, held) == []
    assert turning_priors(np.zeros(len(DRAWS)), held) == []


def test_replications_of_a_draw_share_its_opinion_and_point_values_have_none() -> None:
    experiment = design(("status-quo",), RunOptions(municipality="vallensbaek", draws="prior", replications=80))
    held = opinions(experiment, range(80))
    assert held
    assert all((rows[0::2] == rows[1::2]).all() for rows in held.values())
    points = design(("status-quo",), RunOptions(municipality="vallensbaek", draws="point", replications=80))
    assert opinions(points, range(80)) == {}


@pytest.mark.parametrize("n", [1, 2])
def test_few_draws_raise_no_flag(n: int) -> None:
    assert opinions_of(DRAWS[:n]) == {}
