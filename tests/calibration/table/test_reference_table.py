"""The reference table: a point is its number, parts appear whole, interrupted = uninterrupted, failures are rows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.fit.fitted import addresses
from calibration.table import store
from calibration.table.points import AREAS, coordinates, point
from calibration.table.simulate import columns, simulate_point
from calibration.targets.load import load_targets
from sim.errors import InputError


def test_a_point_is_the_same_whenever_it_is_drawn_and_no_other() -> None:
    assert point(5) == point(5)
    assert point(5).parameters != point(6).parameters
    assert [area.key for area in point(5).areas] == list(AREAS)


def test_every_target_of_a_municipality_of_the_fit_has_a_column() -> None:
    needed = {record.municipality for record in load_targets().values()} & set(AREAS)
    assert {name.split("/")[0] for name in columns()} == needed


def test_coordinates_are_standard_normal_over_points() -> None:
    z = coordinates(addresses(), range(400))
    assert z.shape == (400, len(addresses()))
    assert abs(z.mean(axis=0)).max() < 0.25
    assert abs(z.std(axis=0) - 1.0).max() < 0.2


def _pretend(at: object) -> dict[str, float]:
    number = at.number  # type: ignore[attr-defined]
    if number == 7:
        raise ZeroDivisionError("nobody is placed")
    return {name: number + k / 100.0 for k, name in enumerate(columns())}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "simulate_point", _pretend)
    monkeypatch.setattr(store, "POINTS_PER_PART", 5)


@pytest.mark.usefixtures("quick")
def test_interrupted_and_continued_is_the_table_of_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    store.fill(whole, 20, jobs=2)

    def stop(points: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.fill(broken, 20, jobs=1, report=stop)
    assert len(list(broken.iterdir())) == 1
    store.fill(broken, 20, jobs=1)
    names = sorted(path.name for path in whole.iterdir())
    assert names == sorted(path.name for path in broken.iterdir())
    assert all((whole / name).read_bytes() == (broken / name).read_bytes() for name in names)


@pytest.mark.usefixtures("quick")
def test_a_point_that_fails_is_a_row_with_its_reason(tmp_path: Path) -> None:
    store.fill(tmp_path / "table", 10, jobs=2)
    table = store.read_table(tmp_path / "table")
    assert list(table["point"]) == list(range(10))
    failed = table[table["failure"] != ""]
    assert list(failed["point"]) == [7]
    assert failed["failure"].iloc[0] == "ZeroDivisionError: nobody is placed"
    assert failed[list(columns())].isna().all(axis=None)


@pytest.mark.usefixtures("quick")
def test_a_table_of_another_model_is_not_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.fill(tmp_path, 5, jobs=1)
    monkeypatch.setattr(store, "simulate_point", lambda at: dict.fromkeys(columns(), 3.0))
    with pytest.raises(InputError, match="another version of the model"):
        store.fill(tmp_path, 10, jobs=1)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.usefixtures("quick")
def test_a_merged_table_holds_the_same_rows(tmp_path: Path) -> None:
    store.fill(tmp_path / "table", 10, jobs=1)
    store.merge(tmp_path / "table", tmp_path / "one.parquet")
    pd.testing.assert_frame_equal(store.read_table(tmp_path / "table"), store.read_table(tmp_path / "one.parquet"))


def test_a_point_simulates_every_column() -> None:
    found = simulate_point(point(3))
    assert tuple(found) == columns()
    assert np.isfinite(list(found.values())).mean() > 0.9
