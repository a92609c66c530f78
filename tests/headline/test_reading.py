"""The kept tables of the headline study are read as meant: ties, frontiers, homes, shares, and what changed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.headline import again
from experiments.headline.__main__ import _write_manifest
from experiments.headline.kept import Kept, read_kept
from experiments.headline.reading import (
    TOGETHER,
    grid_shares,
    homes_of,
    league,
    resting_priors,
    undominated,
    verdicts,
)
from experiments.study.document import Overrides
from experiments.study.record import write
from experiments.study.study import load_study
from sim.errors import InputError

DRAWS = 50
# 95 % half-width of a standard error of one with this many draws
HALF = 2.0096


def rows(outcome: str, differences: dict[str, float], error: float, place: str = "skive") -> pd.DataFrame:
    return pd.DataFrame({
        "municipality": place, "variant": "as-is", "scenario": list(differences), "outcome": outcome,
        "difference": list(differences.values()), "prior_driven": False, "turned_by": "",
        "ci95_low": [value - HALF * error for value in differences.values()],
        "ci95_high": [value + HALF * error for value in differences.values()],
    })  # fmt: skip


def test_a_league_leads_with_the_best_and_ties_only_those_within_chance() -> None:
    table = rows("days_onset_to_help", {"outreach": -9.0, "fewer-cases": -8.5, "all-three": -2.0}, error=0.5)
    found = league(table, "days_onset_to_help", "skive", DRAWS)
    assert found["scenario"].tolist() == ["outreach", "fewer-cases", "all-three", "status-quo"]
    assert found["tied"].tolist() == [True, True, False, False]


def test_where_more_is_better_the_largest_leads_and_without_intervals_all_are_tied() -> None:
    table = rows("leftover_hours_per_case", {"outreach": 1.0, "fewer-cases": 5.0}, error=np.nan)
    found = league(table, "leftover_hours_per_case", "skive", 1)
    assert found["scenario"].iloc[0] == "fewer-cases"
    assert found["tied"].all()


def test_an_outcome_without_a_better_side_has_no_league() -> None:
    with pytest.raises(ValueError, match="neither"):
        league(rows("placed_per_1000_0_17", {"outreach": 1.0}, 0.1), "placed_per_1000_0_17", "skive", DRAWS)


def test_verdicts_count_places_by_the_side_that_is_better() -> None:
    table = pd.concat([
        rows("need_4", {"outreach": -1.0}, 0.1, "skive"), rows("need_4", {"outreach": 1.0}, 0.1, "kolding"),
        rows("need_4", {"outreach": -0.1}, 0.1, "ishoej"),
    ])  # fmt: skip
    found = verdicts(table, ["need_4"]).iloc[0]
    assert (found["better"], found["worse"], found["places"], found["rests"]) == (1, 1, 3, 0)


def test_the_frontier_holds_those_whom_nobody_beats() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.5], [0.5, 0.9], [1.0, 1.0]])
    assert undominated(points).tolist() == [False, True, True, False, True]


def test_a_system_is_at_home_where_its_key_says_and_the_general_ones_are_nowhere() -> None:
    assert homes_of("ishoej-2019-en-indgang") == ("ishoej", "vallensbaek")
    assert homes_of("kolding-2015-a") == ("kolding",)
    assert homes_of("fewer-cases") == homes_of("boraas-memo") == ()


def cells(value: Any) -> pd.DataFrame:
    """A grid whose cells hold what `value` says of caseload, policy and outreach."""
    points = [(c, p, o) for c in (15, 20, 25, 30) for p in (0, 1, 2) for o in (0, 1)]
    return pd.DataFrame({
        "outcome": "need_4", "municipality": "skive", "caseload": [float(c) for c, _, _ in points],
        "preference": [p for _, p, _ in points], "outreach": [o for _, _, o in points],
        "difference": [value(*point) for point in points], "ci95_low": np.nan, "ci95_high": np.nan,
    })  # fmt: skip


def test_what_goes_with_one_factor_is_given_to_it_and_what_needs_two_to_both() -> None:
    alone = grid_shares(cells(lambda c, p, o: float(c)), "need_4", "skive", DRAWS)
    assert (alone["caseload"], alone["preference"]) == (pytest.approx(1.0), pytest.approx(0.0))
    both = grid_shares(cells(lambda c, p, o: (c - 22.5) * (o - 0.5)), "need_4", "skive", DRAWS)
    assert both[TOGETHER] == pytest.approx(1.0)


def test_opinions_that_turn_a_sign_are_counted() -> None:
    table = rows("need_4", {"outreach": 1.0, "fewer-cases": 1.0}, 0.1)
    table["turned_by"] = ["contact_effect: none; p_revise: none", "contact_effect: none"]
    assert resting_priors(table, ["need_4"]).to_dict() == {"contact_effect: none": 2, "p_revise: none": 1}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A directory as `python -m experiments.headline` leaves it, of a study that was not run."""
    study = load_study("headline", Overrides())
    runs, out = tmp_path / "runs", tmp_path / "kept"
    runs.mkdir()
    out.mkdir()
    write(runs, study, {})
    _write_manifest(runs, out)
    table = rows("net_cost_dkk", {"outreach": 2.0e6}, 1.0e5, "vallensbaek")
    for name in ("systems", "grid"):
        table.iloc[: 1 if name == "systems" else 0].to_csv(out / f"{name}.csv", index=False)
    pd.DataFrame({"group": ["4a", "1", "none"], "verdict": "moved"}).to_csv(out / "equity.csv", index=False)
    assert str(tmp_path) not in (out / "manifest.json").read_text(encoding="utf-8")
    assert str(Path(again.__file__).parents[2]) not in (out / "manifest.json").read_text(encoding="utf-8")
    return read_kept(out)


def test_the_study_is_made_again_from_the_kept_manifest(kept: Kept) -> None:
    assert (kept.changed, kept.replications, kept.draws) == ((), 100, DRAWS)
    assert kept.equity["group"].tolist() == ["4a", "1", "none"], "names of groups, not numbers, and not unknown"


def test_nothing_kept_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make headline"):
        read_kept(tmp_path)


@pytest.mark.parametrize(
    ("n", "changed", "now", "agrees"),
    [
        (100, (), 2.0e6, True), (100, (), 2.0001e6, False),
        (10, (), 2.9e6, True), (10, (), 3.6e6, False),
        (100, ("model",), 2.4e6, True), (100, ("model",), 2.7e6, False),
    ],
)  # fmt: skip
def test_rows_run_again_must_be_equal_or_within_their_error(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, n: int, changed: tuple[str, ...], now: float, agrees: bool
) -> None:
    class Repeated:
        experiment = replace(kept.study.cells[1].experiment, scenarios=kept.study.cells[1].experiment.scenarios[:2])

        def __len__(self) -> int:
            return n

    keys = Repeated.experiment.scenario_keys
    table = kept.systems.assign(scenario=keys[1])
    monkeypatch.setattr(again, "compare_row", lambda *_: {"difference": now})
    repeated: Any = Repeated()
    found = again.beside_kept(replace(kept, systems=table, changed=changed), repeated, ["net_cost_dkk"])
    assert found["agrees"].tolist() == [agrees]
