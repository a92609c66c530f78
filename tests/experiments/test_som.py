"""The table for SØM: differences by payer and year, worked out by hand."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from experiments.som import som_lines, write_som

YEARLY = {
    "staff_cost_dkk": ([10e6, 10e6], [12e6, 13e6]),
    "outreach_cost_dkk": ([0.0, 0.0], [1e6, 1e6]),
    "further_cost_dkk": ([0.0, 0.0], [0.0, None]),
    "measure_cost_dkk": ([80e6, 80e6], [79e6, 76e6]),
    "state_refund_dkk": ([5e6, 5e6], [4.8e6, 4.5e6]),
    "schooling_cost_dkk": ([1e6, 1e6], [1e6, 1e6]),
    "parents_benefits_dkk": ([2e6, 2e6], [2e6, 2e6]),
    "placement_starts": ([20.0, 20.0], [19.0, 15.0]),
    "open_cases": ([300.0, 300.0], [300.0, 400.0]),
    "open_treated": ([50.0, 50.0], [50.0, 40.0]),
}


def results(covers_all: bool = True) -> Any:
    names = {"name_en": "Policy", "name_da": "Indsats"}
    scenarios = [SimpleNamespace(covers_all=True, **names), SimpleNamespace(covers_all=covers_all, **names)]
    return SimpleNamespace(
        experiment=SimpleNamespace(scenarios=scenarios), yearly=lambda scenario, key: YEARLY[key][scenario]
    )


def by_item(lines: list[Any]) -> dict[tuple[str, str], list[float]]:
    return {(payer, item): numbers for payer, item, _, numbers in lines}


def test_cost_success_and_consequences_are_differences_to_the_base() -> None:
    found = by_item(som_lines(results(), 1, "en"))
    assert found["Municipality", "Cost of the effort per covered child"] == pytest.approx([3e6 / 300, 4e6 / 400])
    assert found["Municipality", "New placements averted"] == pytest.approx([5.0, 25.0])
    assert found["Municipality", "Consequence: measures and placements"] == pytest.approx([-1e6, -4e6])
    assert found["State", "Consequence: refund of expensive single cases"] == pytest.approx([-0.2e6, -0.5e6])
    assert found["Municipality", "Consequence: refund of expensive single cases"] == pytest.approx([0.2e6, 0.5e6])


def test_a_policy_for_some_counts_its_own_children() -> None:
    found = by_item(som_lines(results(covers_all=False), 1, "en"))
    assert found["Municipality", "Children whom the policy covers"] == [50.0, 40.0]


def test_the_danish_file_has_decimal_commas_and_a_line_per_item(tmp_path: Path) -> None:
    lines = write_som(results(), tmp_path, "da").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Scenarie;Betaler;Post;Enhed;År 1;År 2"
    assert len(lines) == 1 + 9
    assert "Indsats;Kommune;Afværgede nye anbringelser;%;5,0;25,0" in lines
    assert [path.name for path in tmp_path.iterdir()] == ["som.csv"]
