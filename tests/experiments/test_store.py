"""An experiment directory holds the same bytes however the work was divided, and never half of anything."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest

from experiments import store as store_module
from sim.outcomes.catalogue import COURSE_KEYS, ROW_KEYS
from tests.experiments import fake_engine
from tests.experiments.commands import sagstal

Capture = pytest.CaptureFixture[str]
DATA = ("runs.parquet", "series.parquet", "groups.parquet", "failures.parquet")

pytestmark = pytest.mark.usefixtures("engine")


def compare(capsys: Capture, out: Path, replications: int = 12, jobs: int = 2, *more: object) -> int:
    words = ("compare", "status-quo", "caseload-20", "--years", 1, "--replications", replications, "--jobs", jobs)
    return sagstal(capsys, *words, "--out", out, *more).code


@pytest.fixture(autouse=True)
def _no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.figures.draw.draw_all", lambda *_: None)
    monkeypatch.setattr("experiments.figures.groups.write_figures", lambda *_: None)


@pytest.fixture
def whole(capsys: Capture, tmp_path: Path) -> dict[str, bytes]:
    """The bytes of an experiment done in one go."""
    assert compare(capsys, tmp_path / "whole") == 0
    return contents(tmp_path / "whole")


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in DATA}


def test_thread_count_changes_nothing(capsys: Capture, tmp_path: Path, whole: dict[str, bytes]) -> None:
    compare(capsys, tmp_path / "one", 12, 1)
    assert contents(tmp_path / "one") == whole


def test_many_small_parts_end_as_the_same_bytes(
    capsys: Capture, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "PER_PART", 5)
    compare(capsys, tmp_path / "parts")
    assert contents(tmp_path / "parts") == whole
    assert sorted(p.name for p in (tmp_path / "parts").iterdir()) == sorted(
        [*DATA, "manifest.json", "som.csv", "groups.csv"]
    )


def test_interrupted_and_continued_is_as_in_one_go(capsys: Capture, tmp_path: Path, whole: dict[str, bytes]) -> None:
    fake_engine.INTERRUPTING.add(5)
    assert compare(capsys, tmp_path / "broken") == 130
    assert not (tmp_path / "broken" / "runs.parquet").exists()
    stored = list((tmp_path / "broken" / "parts").glob("runs-*.parquet"))
    assert stored and not list((tmp_path / "broken").rglob("*.tmp"))
    assert compare(capsys, tmp_path / "broken") == 0
    assert contents(tmp_path / "broken") == whole


def test_more_replications_later_add_to_those_there(capsys: Capture, tmp_path: Path, whole: dict[str, bytes]) -> None:
    compare(capsys, tmp_path / "grown", 7)
    compare(capsys, tmp_path / "grown", 12)
    assert contents(tmp_path / "grown") == whole


def test_failed_replications_are_run_again(capsys: Capture, tmp_path: Path, whole: dict[str, bytes]) -> None:
    fake_engine.FAILING.update({2, 9})
    assert compare(capsys, tmp_path / "failed") == 1
    failures = duckdb.sql(f"SELECT replication, reason FROM '{tmp_path / 'failed' / 'failures.parquet'}'").fetchall()
    assert [f[0] for f in failures] == [2, 9] and "the clock stands still" in failures[0][1]
    fake_engine.FAILING.clear()
    assert compare(capsys, tmp_path / "failed") == 0
    assert contents(tmp_path / "failed") == whole


def test_a_crash_between_the_two_files_of_a_part_loses_nothing(
    capsys: Capture, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    fake_engine.INTERRUPTING.add(5)
    compare(capsys, tmp_path / "crashed")
    for part in (tmp_path / "crashed" / "parts").glob("runs-*.parquet"):
        part.unlink()
    assert compare(capsys, tmp_path / "crashed") == 0
    assert contents(tmp_path / "crashed") == whole


def test_in_memory_and_in_a_directory_say_the_same(capsys: Capture, tmp_path: Path) -> None:
    words = ("compare", "status-quo", "caseload-20", "--years", 1, "--replications", 12, "--json")
    kept = sagstal(capsys, *words, "--out", tmp_path / "kept")
    assert kept.out == sagstal(capsys, *words).out


def test_tables_have_one_row_per_run_and_per_month(capsys: Capture, tmp_path: Path) -> None:
    compare(capsys, tmp_path / "x", 3)
    runs = duckdb.sql(f"SELECT * FROM '{tmp_path / 'x' / 'runs.parquet'}'")
    series = duckdb.sql(f"SELECT * FROM '{tmp_path / 'x' / 'series.parquet'}'")
    assert runs.columns == ["scenario", "draw", "replication", *ROW_KEYS]
    assert series.columns == ["scenario", "draw", "replication", "month", *COURSE_KEYS]
    assert len(runs) == 3 * 2 and len(series) == 3 * 2 * 12
    assert np.ma.count(runs.fetchnumpy()["screened_within_24_hours"]) == 0, "unknown is null"
    placed = runs.fetchnumpy()["placed"]
    assert np.all(placed > 0)


def test_the_manifest_says_what_was_run(capsys: Capture, tmp_path: Path) -> None:
    compare(capsys, tmp_path / "x", 3, 2, "--set", "post_dkk=500000")
    found = json.loads((tmp_path / "x" / "manifest.json").read_text())
    wanted = {"schema_version", "package_version", "commit", "dirty", "input_hash", "seed", "engine", "machine"}
    assert wanted | {"wall_seconds", "peak_memory_mb", "settings"} <= set(found)
    assert found["finished"] is True and found["settings"] == ["post_dkk=500000"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--seed", 2), "its seed: 1; asked for: 2"),
        (("--set", "post_dkk=500000"), "parameters"),
        (("-m", "kolding"), "its municipality: ishoej; asked for: kolding"),
        (("--draws", "prior"), "its draws"),
        (("--replications", 2), "3 or more"),
    ],
)
def test_another_experiment_in_the_directory_is_refused(
    capsys: Capture, tmp_path: Path, more: tuple[object, ...], said: str
) -> None:
    words = ("run", "status-quo", "--years", 1, "--replications", 3, "--out", tmp_path / "x")
    assert sagstal(capsys, *words).code == 0
    before = contents(tmp_path / "x")
    shown = sagstal(capsys, *words, *more)
    assert shown.code == 2 and said in shown.err
    assert contents(tmp_path / "x") == before


def test_a_directory_with_other_files_is_refused(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    assert compare(capsys, tmp_path) == 2
    assert compare(capsys, tmp_path / "letter.txt") == 2
    assert compare(capsys, tmp_path / "letter.txt" / "below") == 2
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_a_full_disk_is_a_message_and_keeps_what_was_finished(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "PER_PART", 5)
    real, calls = store_module.write_frame, []

    def full(frame: object, path: Path) -> None:
        calls.append(path)
        if len(calls) > 4:
            with store_module.storage_errors(path):
                raise OSError(28, "No space left on device")
        real(frame, path)

    monkeypatch.setattr(store_module, "write_frame", full)
    shown = sagstal(capsys, "run", "status-quo", "--years", 1, "--replications", 12, "--out", tmp_path / "x")
    assert shown.code == 1 and "the disk is full" in shown.err
    assert len(list((tmp_path / "x" / "parts").glob("runs-*.parquet"))) == 1
    assert not list((tmp_path / "x").rglob("*.tmp"))
