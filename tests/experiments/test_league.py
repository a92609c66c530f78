"""The league of scenarios: order, who is told apart, and who is probably best, on values whose answers are known."""

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.league import LEAGUE_KEYS, league
from tests.experiments.commands import sagstal

Capture = pytest.CaptureFixture[str]


def results_of(columns: list[np.ndarray]) -> Any:
    """Results whose scenarios have these values of need_4 by replication."""
    keys = [f"s{i}" for i in range(len(columns))]
    return SimpleNamespace(
        experiment=SimpleNamespace(scenario_keys=keys, scenarios=keys),
        of=lambda scenario, _: columns[scenario],
        groups=lambda: np.arange(len(columns[0])),
    )


def test_the_best_stands_first_and_those_within_chance_are_not_told_apart() -> None:
    rng = np.random.default_rng(3)
    luck, n = rng.normal(0.0, 5.0, 200), 200
    base = 10.0 + luck
    good = 9.0 + luck + rng.normal(0.0, 0.2, n)
    alike = 9.0 + luck + rng.normal(0.0, 0.2, n)
    rows = league(results_of([base, good, alike]), "need_4")
    assert {rows[0]["scenario"], rows[1]["scenario"]} == {"s1", "s2"} and rows[2]["scenario"] == "s0"
    assert rows[0]["not_told_apart_from"] == [rows[1]["scenario"]]
    assert rows[2]["not_told_apart_from"] == []
    assert rows[2]["p_best"] == 0.0 and rows[0]["p_best"] + rows[1]["p_best"] == pytest.approx(1.0)
    assert rows[2]["difference"] == 0.0


def test_without_any_difference_everybody_is_best_alike() -> None:
    same = np.random.default_rng(4).normal(size=50)
    rows = league(results_of([same, same, same]), "need_4")
    assert [row["p_best"] for row in rows] == pytest.approx([1 / 3] * 3)
    assert all(len(row["not_told_apart_from"]) == 2 for row in rows)


def test_pairs_of_equal_scenarios_are_told_apart_in_about_one_league_of_twenty() -> None:
    rng = np.random.default_rng(5)
    claims = 0
    for _ in range(300):
        rows = league(results_of([rng.normal(size=30) for _ in range(4)]), "need_4")
        claims += any(len(row["not_told_apart_from"]) < 3 for row in rows)
    assert claims / 300 < 0.09


@pytest.mark.usefixtures("engine")
def test_compare_ends_with_a_league(capsys: Capture) -> None:
    words = ("compare", "status-quo", "fewer-cases", "caseload-28", "--replications", 6, "--jobs", 2)
    document = json.loads(sagstal(capsys, *words, "--json").out)
    assert set(document["leagues"]) == set(LEAGUE_KEYS)
    assert [row["rank"] for row in document["leagues"]["net_cost_dkk"]] == [1, 2, 3]
    assert "From best to worst" in sagstal(capsys, *words).out
    assert "Kan ikke skelnes fra" in sagstal(capsys, *words, "--lang", "da").out
