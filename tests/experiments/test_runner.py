"""Replications come back in order, and what an experiment is made of survives the way to another process."""

import pickle
from pathlib import Path

import pytest

from calibration.posterior import is_shipped
from experiments.design import design
from experiments.options import RunOptions
from experiments.replication import Done, Failed
from experiments.runner import run_all
from sim.catalogue.load import SCENARIOS
from sim.errors import InputError
from tests.experiments import fake_engine

pytestmark = pytest.mark.usefixtures("engine")


@pytest.mark.parametrize("jobs", [1, 3, 16])
def test_results_keep_the_order_of_replications(jobs: int) -> None:
    experiment = design(("status-quo", "fewer-cases"), RunOptions(years=0.5))
    fake_engine.FAILING.add(4)
    results = list(run_all(experiment, [7, 3, 4, 0, 11], jobs))
    assert [r.replication for r in results] == [7, 3, 4, 0, 11]
    assert [type(r) for r in results] == [Done, Done, Failed, Done, Done]


def test_an_interrupt_hands_over_what_is_finished() -> None:
    experiment = design(("status-quo",), RunOptions(years=0.5))
    fake_engine.INTERRUPTING.add(3)
    seen = []
    with pytest.raises(KeyboardInterrupt):
        for result in run_all(experiment, range(500), 2):
            seen.append(result.replication)
    assert 0 < len(seen) < 500


def test_replications_of_a_draw_share_their_parameters() -> None:
    experiment = design(("status-quo",), RunOptions(draws="prior", seed=5))
    first, second, third = (experiment.parameters_of(r) for r in range(3))
    assert first.values == second.values != third.values
    assert [experiment.draw_of(r) for r in range(5)] == [0, 0, 1, 1, 2]


@pytest.mark.skipif(not is_shipped(), reason="no posterior is shipped")
def test_a_posterior_taken_again_is_the_same_draw_and_no_new_observation() -> None:
    experiment = design(("status-quo",), RunOptions(draws="posterior"))
    again = 2 * len(experiment.posterior())
    assert experiment.parameters_of(again + 3).values == experiment.parameters_of(3).values
    assert experiment.group_of(again + 3) == experiment.group_of(3) == 1
    assert experiment.group_of(again - 1) == len(experiment.posterior()) - 1


def test_a_set_parameter_keeps_its_value_in_every_draw() -> None:
    experiment = design(("status-quo",), RunOptions(draws="prior", settings=("post_dkk=510000",)))
    assert {experiment.parameters_of(r).value("post_dkk") for r in range(6)} == {510_000.0}


def test_a_setting_cannot_staff_some_of_the_children_without_a_team(tmp_path: Path) -> None:
    text = (SCENARIOS / "closer-followup.toml").read_text(encoding="utf-8")
    file = tmp_path / "own.toml"
    file.write_text(text + "\n[eligibility]\nonly_impaired = true\n", encoding="utf-8")
    assert design((str(file),), RunOptions()).scenarios[0].eligibility.only_impaired
    with pytest.raises(InputError, match="need \\[project\\] or coverage by districts"):
        design((str(file),), RunOptions(settings=("lever.caseload=20",)))


def test_an_experiment_can_be_sent_to_another_process() -> None:
    experiment = design(("status-quo", "kolding-2015"), RunOptions(draws="prior"))
    again = pickle.loads(pickle.dumps(experiment))
    assert again.inputs() == experiment.inputs()
    assert experiment.municipality.key == "kolding", "the first scenario that has a municipality of its own decides"


def test_the_hash_of_inputs_changes_with_each_of_them() -> None:
    names = ("status-quo", "fewer-cases")
    variants = [
        design(names, RunOptions()),
        design(names, RunOptions(seed=2)),
        design(names, RunOptions(years=6.0)),
        design(names, RunOptions(draws="prior")),
        design(names, RunOptions(municipality="kolding")),
        design(names, RunOptions(settings=("post_dkk=500000",))),
        design(names, RunOptions(settings=("lever.gate=strict",))),
        design(("status-quo", "caseload-20"), RunOptions()),
    ]
    assert len({v.input_hash() for v in variants}) == len(variants)
    assert design(names, RunOptions(replications=7, jobs=2)).input_hash() == variants[0].input_hash()
