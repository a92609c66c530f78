"""A scenario is refused where it makes no sense, with the reason in one sentence, and runs everywhere else."""

from dataclasses import replace

import pytest

from experiments.design import design
from experiments.options import RunOptions
from sim.catalogue.load import load_municipality, load_scenario, municipality_keys, scenario_keys
from sim.catalogue.municipality import Municipality
from sim.catalogue.sense import CHILDREN_PER_OPEN_FAMILY, expected_cases, why_not
from sim.errors import InputError
from sim.outcomes.evaluate import evaluate
from sim.parameters.load import load_parameters
from sim.simulate import Job, simulate


def test_every_scenario_makes_sense_where_it_was_written_for() -> None:
    for key in scenario_keys():
        scenario = load_scenario(key)
        assert why_not(scenario, load_municipality(scenario.municipality)) is None, key


@pytest.mark.parametrize(
    ("key", "place", "words"),
    [
        ("kolding-2015", "vallensbaek", "takes 6 of the caseworkers who are there, and the municipality has about 4"),
        ("skive-familien-i-fokus", "hoersholm", "covers 30 families at any time, and the municipality has about 6"),
        ("kolding-helhedsindsats-2014", "herning-districts", "covers 20 families at any time"),
    ],
)
def test_a_senseless_pair_is_refused_in_one_sentence(key: str, place: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        design((key,), RunOptions(municipality=place))
    assert caught.value.message.count(". ") == 0


def _with(area: Municipality, **figures: float) -> Municipality:
    return area.with_figures(figures)


@pytest.mark.parametrize(
    ("key", "figures", "words"),
    [
        ("herning-2013", {"n_districts": 1}, "some of the school districts, and the municipality has one"),
        ("outreach", {"schools": 0}, "at schools, and the municipality has none"),
        ("outreach", {"day_care_institutions": 0}, "visits day-care institutions, and the municipality has none"),
    ],
)
def test_what_a_policy_reaches_out_to_must_exist(key: str, figures: dict[str, float], words: str) -> None:
    area = load_municipality("ishoej")
    scenario = load_scenario(key, area)
    assert why_not(scenario, area) is None
    assert words in str(why_not(scenario, _with(area, **figures)))


def test_a_lottery_for_more_children_than_there_are_is_refused() -> None:
    area = load_municipality("vallensbaek")
    few, many = (replace(load_scenario("ishoej-2015-each"), n_children=n) for n in (100, 300))
    assert why_not(few, area) is None
    assert "300 children by lottery" in str(why_not(many, area))


@pytest.mark.parametrize("place", [key for key in municipality_keys() if key != "danmark"])
def test_the_estimates_are_near_what_is_simulated(place: str) -> None:
    area = load_municipality(place)
    scenarios, parameters = (load_scenario("status-quo", area),), load_parameters()
    runs = [evaluate(simulate(Job(area, parameters, scenarios, seed=1, replication=n, years=1.0))[0]) for n in range(4)]
    open_cases, families = (sum(run[key] or 0.0 for run in runs) / len(runs) for key in ("open_cases", "open_families"))
    assert 0.7 < open_cases / expected_cases(area) < 1.3
    assert open_cases / families == pytest.approx(CHILDREN_PER_OPEN_FAMILY, rel=0.08)
