"""Shares of a study and their merge: the bytes of one process, and nothing joined that does not belong together."""

import json
import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.parquet import write_frame
from experiments import store as store_module
from experiments.study.document import Overrides
from experiments.study.execute import execute, local
from experiments.study.shards import Shard, deal, share_of
from experiments.study.store import opened_study
from experiments.study.study import Study, load_study
from sim.errors import RunError
from tests.experiments import fake_engine
from tests.experiments.commands import Shown, sagstal
from tests.study.writing import definition

Capture = pytest.CaptureFixture[str]
DATA = ("table.parquet", "runs.parquet", "series.parquet", "groups.parquet", "failures.parquet")
TABLES = """
[keep]
series = ["placed"]
groups = true

[structure]
variants = ["as-is", "contact-effect-off"]
"""

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(definition(tmp_path, TABLES))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in DATA}


@pytest.fixture
def whole(path: str, tmp_path: Path) -> dict[str, bytes]:
    """The bytes of the study done by one process."""
    return run_whole(path, tmp_path / "whole")


def run_whole(path: str, folder: Path, replications: int = 6) -> dict[str, bytes]:
    with opened_study(folder, load_study(path, Overrides(replications=replications))) as store:
        execute(store, local(2), "en")
    return contents(folder)


def run_share(capsys: Capture, path: str, out: Path, share: str, *more: object) -> Shown:
    return sagstal(capsys, "experiment", path, "--out", out, "--shard", share, "--jobs", 2, *more)


cells = st.integers(1, 40)
shares = st.integers(1, 60)


@settings(max_examples=200, deadline=None)
@given(cells, shares, st.integers(1, 50))
def test_every_unit_has_one_share_and_shares_are_even_in_all_and_cell_by_cell(n: int, of: int, reps: int) -> None:
    """Whatever factors the numbers have in common; only a rotation within a round may add one more."""
    found = Counter((share_of(unit, n, of), unit % n) for unit in range(n * reps))
    assert sum(found.values()) == n * reps
    totals = [sum(found[share, cell] for cell in range(n)) for share in range(of)]
    assert max(totals) - min(totals) <= 1
    for cell in range(n):
        counts = [found[share, cell] for share in range(of)]
        assert max(counts) - min(counts) <= 1


def test_a_share_meets_many_cells_before_one_comes_again() -> None:
    """20 cells on 256 shares, 100 replications: a share has 8 units, all of different cells."""
    of, n = 256, 20
    met: dict[int, list[int]] = {share: [] for share in range(of)}
    for unit in range(100 * n):
        met[share_of(unit, n, of)].append(unit % n)
    assert all(len(set(cells)) == len(cells) for cells in met.values())


def test_more_replications_move_no_unit(path: str) -> None:
    few, many = deal(load_study(path), 5), deal(load_study(path, Overrides(replications=30)), 5)
    assert all(more[: len(units)] == units for units, more in zip(few, many, strict=True))


def test_three_shards_in_any_order_give_the_bytes_of_one_process(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    for index in random.Random(2).sample([1, 2, 3], 3):
        assert run_share(capsys, path, out, f"{index}/3").code == 0
    for folder in (out / "shards").iterdir():
        names = {p.name for p in folder.iterdir()}
        assert names == {*DATA, "manifest.json"} - {"table.parquet"} and len(names) <= 5
    state = json.loads(sagstal(capsys, "status", out, "--json").out)
    assert (state["finished"], state["missing"]) == (48, 0), "seen before they are joined"
    state = json.loads(sagstal(capsys, "status", out / "shards" / "2-of-3", "--json").out)
    assert state["rows"] == state["finished"] == 16
    shown = sagstal(capsys, "merge", out, "--json")
    assert shown.code == 0 and json.loads(shown.out)["added"] == 48
    assert contents(out) == whole
    assert sorted(p.name for p in out.iterdir()) == sorted([*DATA, "manifest.json", "shards"])
    assert same_manifest(out, tmp_path / "whole")
    assert sagstal(capsys, "reproduce", out, "--sample", 3).code == 0
    assert sagstal(capsys, "experiment", path, "--out", out).code == 0 and contents(out) == whole


COSTS = ("wall_seconds", "cell_seconds", "peak_memory_mb")


def same_manifest(one: Path, other: Path) -> bool:
    """But for time and memory."""
    first, second = (json.loads((folder / "manifest.json").read_text()) for folder in (one, other))
    units = [n for n, _ in first["cell_seconds"]] == [n for n, _ in second["cell_seconds"]]
    plain = [{k: v for k, v in m.items() if k not in COSTS} for m in (first, second)]
    return units and plain[0] == plain[1]


def test_pieces_sorted_one_by_one_change_nothing(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files larger than what is sorted at once: shares, an interrupted run and one in one go agree to the byte."""
    monkeypatch.setattr("calibration.parquet.VALUES_SORTED", 1000)
    monkeypatch.setattr("experiments.study.sources.ROWS_COMPARED", 7)
    whole, out = run_whole(path, tmp_path / "whole"), tmp_path / "out"
    for share in ("3/3", "1/3", "2/3", "1/2"):
        assert run_share(capsys, path, out, share).code == 0
    assert sagstal(capsys, "merge", out).code == 0 and contents(out) == whole
    monkeypatch.setattr(store_module, "PER_PART", 5)
    assert run_whole(path, tmp_path / "parts") == whole
    rows = [row for (row,) in duckdb.sql(f"SELECT row FROM '{out / 'runs.parquet'}'").fetchall()]
    assert rows == list(range(48))


def test_listed_shards_are_joined_elsewhere(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    for index in (1, 2):
        run_share(capsys, path, tmp_path / f"node{index}", f"{index}/2")
    listed = [tmp_path / f"node{index}" / "shards" / f"{index}-of-2" for index in (2, 1)]
    assert sagstal(capsys, "merge", *listed).code == 2, "where to is not clear"
    assert sagstal(capsys, "merge", *listed, "--out", tmp_path / "out").code == 0
    assert contents(tmp_path / "out") == whole
    other = [tmp_path / f"node{index}" for index in (1, 2)]
    assert sagstal(capsys, "merge", *other, "--out", tmp_path / "again").code == 0
    assert contents(tmp_path / "again") == whole


def test_what_is_missing_is_named_and_a_later_merge_adds_it(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    for share in ("1/3", "3/3"):
        run_share(capsys, path, out, share)
    shown = sagstal(capsys, "merge", out)
    assert shown.code == 1 and "16 of 48 runs are missing" in shown.err
    assert "shard 2/3 lacks 8 of 8 units" in shown.err and "1/3" not in shown.err
    state = json.loads(sagstal(capsys, "status", out, "--json").out)
    assert (state["finished"], state["missing"]) == (32, 16)
    assert json.loads((out / "manifest.json").read_text())["finished"] is False
    again = next(line for line in shown.err.splitlines() if "run: sagstal" in line).split()[2:]
    shutil.copytree(out, tmp_path / "other")
    assert sagstal(capsys, *again).code == 0, "the command that was told"
    shown = sagstal(capsys, "merge", out, "--json")
    assert shown.code == 0 and json.loads(shown.out)["added"] == 16 and contents(out) == whole
    before = {name: (out / name).stat().st_ino for name in ("runs.parquet", "groups.parquet")}
    assert sagstal(capsys, "merge", out).code == 0, "nothing is new"
    assert {name: (out / name).stat().st_ino for name in before} == before and contents(out) == whole
    assert same_manifest(out, tmp_path / "whole"), "no unit is counted twice"
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "other").code == 0, "or on this machine"
    assert contents(tmp_path / "other") == whole


def test_merging_again_takes_the_memory_that_rows_need(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("store", "study.sources", "study.table"):
        monkeypatch.setattr(f"experiments.{module}.MEMORY_MB", 3)
    out = tmp_path / "out"
    for share in ("1/2", "2/2"):
        run_share(capsys, path, out, share)
        assert sagstal(capsys, "merge", out).code == (1 if share == "1/2" else 0)
    assert contents(out) == whole


def test_a_shard_runs_nothing_that_is_joined_already(capsys: Capture, path: str, tmp_path: Path) -> None:
    out, ran = tmp_path / "out", []
    for share in ("1/2", "2/2"):
        run_share(capsys, path, out, share)
    sagstal(capsys, "merge", out)
    real = fake_engine.simulate

    def noted(job: fake_engine.Job) -> Any:
        ran.append(job.replication)
        return real(job)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["sim.simulate"], "simulate_each", noted)
        for share in ("1/3", "2/3", "3/3"):  # another number of shares, and more replications
            assert run_share(capsys, path, out, share, "--replications", 8).code == 0
    assert sorted(ran) == [6] * 4 + [7] * 4
    assert sagstal(capsys, "merge", out).code == 0
    assert contents(out) == run_whole(path, tmp_path / "eight", 8)


def test_more_shares_than_units(capsys: Capture, path: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    small = run_whole(path, tmp_path / "two", 2)
    for index in range(1, 12):
        assert run_share(capsys, path, out, f"{index}/11", "--replications", 2).code == 0
    assert sagstal(capsys, "merge", out).code == 0 and contents(out) == small


def test_a_shard_of_another_study_is_refused_and_nothing_written(
    capsys: Capture, path: str, tmp_path: Path, whole: Any
) -> None:
    out = tmp_path / "out"
    run_share(capsys, path, out, "1/2")
    run_share(capsys, path, tmp_path / "seed", "2/2", "--seed", 2)
    shutil.copytree(tmp_path / "seed" / "shards" / "2-of-2", out / "shards" / "2-of-2")
    shown = sagstal(capsys, "merge", out)
    assert shown.code == 2 and "seed: " in shown.err and "2-of-2" in shown.err + "2-of-2"
    assert [p.name for p in out.iterdir()] == ["shards"]
    assert run_share(capsys, path, out, "2/2").code == 2, "nor is it continued"
    assert run_share(capsys, path, tmp_path / "whole", "1/2", "--seed", 2).code == 2, "nor put beside another study"
    assert sagstal(capsys, "merge", tmp_path).code == 2, "no shards here"
    assert sagstal(capsys, "experiment", path, "--out", out / "shards" / "1-of-2").code == 2, "a share is no whole"


@pytest.mark.parametrize("kind", ["runs", "series", "groups"])
def test_the_same_row_twice_is_one_row_if_equal_and_refused_if_not(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], kind: str
) -> None:
    out = tmp_path / "out"
    for share in ("1/1", "1/2"):
        run_share(capsys, path, out, share)
    assert sagstal(capsys, "merge", out).code == 0 and contents(out) == whole
    file = out / "shards" / "1-of-2" / f"{kind}.parquet"
    frame = duckdb.sql(f"SELECT * FROM '{file}'").df()
    column = {"runs": "placed", "series": "placed", "groups": "value"}[kind]
    at = int(np.flatnonzero(frame[column].notna())[5])
    frame.loc[at, column] = np.nextafter(frame.loc[at, column], 1e9)
    write_frame(frame, file)
    shown = sagstal(capsys, "merge", out)
    assert shown.code == 2 and f"row {frame['row'][at]} of {kind} is in them twice" in shown.err
    assert "1-of-1" in shown.err and "1-of-2" in shown.err and contents(out) == whole


def test_a_unit_that_failed_in_part_is_counted_where_it_is_whole(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before shards are joined: their directory holds one run of a unit, a shard that ran again holds both."""
    out = tmp_path / "out"

    def lacking(job: fake_engine.Job) -> tuple[Any, ...]:
        first, second = fake_engine.simulate(job)
        return (first, RunError("no room") if job.replication == 3 else second)

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["sim.simulate"], "simulate_each", lacking)
        assert run_share(capsys, path, out, "1/1").code == 1
        assert sagstal(capsys, "merge", out).code == 1
        state = json.loads(sagstal(capsys, "status", out, "--json").out)
        assert (state["finished"], state["missing"], state["failed"]) == (44, 0, 4)
    assert run_share(capsys, path, out, "1/1").code == 0
    state = json.loads(sagstal(capsys, "status", out, "--json").out)
    assert (state["finished"], state["missing"], state["failed"]) == (48, 0, 0)


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


@pytest.mark.parametrize("at", [1, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13])
def test_a_shard_killed_at_any_file_is_joined_as_far_as_it_came_and_continues(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(store_module, "PER_PART", 5)
    out = tmp_path / "out"
    run_share(capsys, path, out, "2/2")
    killed_at(monkeypatch, at, lambda: run_share(capsys, path, out, "1/2"))
    assert sagstal(capsys, "merge", out).code in (0, 1)
    rows = duckdb.sql(f"SELECT row FROM '{out / 'runs.parquet'}'").fetchall()
    for kind, each in (("series", 6), ("groups", None)):
        found = Counter(duckdb.sql(f"SELECT row FROM '{out / kind}.parquet'").fetchall())
        assert sorted(found) == rows and (each is None or set(found.values()) == {each})
    assert run_share(capsys, path, out, "1/2").code == 0
    assert sagstal(capsys, "merge", out).code == 0 and contents(out) == whole


def killed_at(monkeypatch: pytest.MonkeyPatch, at: int, call: Any) -> None:
    """The process ends just before its `at`-th file takes its place."""
    real, calls = os.replace, []

    def replace(half: Path, path: Path) -> None:
        calls.append(path)
        if len(calls) == at:
            raise Killed
        real(half, path)

    with monkeypatch.context() as patch:
        patch.setattr("calibration.parquet.os.replace", replace)
        try:
            call()
        except Killed:
            return
    assert len(calls) < at


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6, 7])
def test_a_merge_killed_at_any_file_is_done_again(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    out = tmp_path / "out"
    run_share(capsys, path, out, "1/2")
    sagstal(capsys, "merge", out)
    run_share(capsys, path, out, "2/2")
    killed_at(monkeypatch, at, lambda: sagstal(capsys, "merge", out))
    shutil.copytree(out, tmp_path / "other")
    assert sagstal(capsys, "merge", out).code == 0 and contents(out) == whole
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "other").code == 0
    assert contents(tmp_path / "other") == whole, "or continued on this machine"


def test_what_failed_in_a_shard_is_told_and_goes_when_it_has_run(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    fake_engine.FAILING.add(3)
    assert {run_share(capsys, path, out, f"{index}/2").code for index in (1, 2)} == {1}
    shown = sagstal(capsys, "merge", out)
    assert shown.code == 1 and "0 of 48 runs are missing and 8 failed" in shown.err and "the clock" in shown.err
    failed = tmp_path / "failed"
    with opened_study(failed, load_study(path)) as store:
        execute(store, local(2), "en")
    assert contents(out) == contents(failed), "as one process tells it"
    fake_engine.FAILING.clear()
    assert {run_share(capsys, path, out, f"{index}/2").code for index in (1, 2)} == {0}
    state = json.loads(sagstal(capsys, "status", out, "--json").out)
    assert (state["finished"], state["failed"]) == (48, 0)
    assert sagstal(capsys, "merge", out).code == 0 and contents(out) == whole


def test_a_shard_that_runs_is_joined_as_far_as_it_is_and_named(capsys: Capture, path: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_share(capsys, path, out, "1/2")
    study: Study = load_study(path)
    shard = Shard(2, 2)
    with opened_study(shard.folder(out), study, shard.units(study), str(shard)) as store:
        store.begin()
        shown = sagstal(capsys, "merge", out)
    assert shown.code == 1 and "still running" in shown.err and str(shard.folder(out)) in shown.err


@pytest.mark.parametrize("share", ["0/3", "4/3", "a/b", "1", "1/0", "-1/3", "1/3/2", "1/10001", "¹/3"])
def test_a_wrong_share_is_one_message(capsys: Capture, path: str, tmp_path: Path, share: str) -> None:
    shown = sagstal(capsys, "experiment", path, "--out", tmp_path / "out", f"--shard={share}")
    assert shown.code == 2 and "--shard" in shown.err and "as 2/3" in shown.err
    assert len(shown.err.strip().splitlines()) == 1 and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--shard", "1/2"), "--out"),
        (("--shard", "1/2", "--row", 3), "--shard"),
        (("--row", 3, "--executor", "slurm", "--shards", 3), "--row"),
        (("--out", "x", "--executor", "slurm"), "--shards"),
        (("--out", "x", "--executor", "slrum", "--shards", 3), "did you mean 'slurm'"),
        (("--out", "x", "--executor", "pbs", "--shards", 0), "1 to 10,000"),
        (("--out", "x", "--executor", "pbs", "--shards", 3, "--shard", "1/3"), "--shard"),
        (("--out", "x", "--shards", 3), "--executor slurm or pbs"),
        (("--out", "x", "--submit"), "--executor slurm or pbs"),
        (("--out", "a b", "--executor", "pbs", "--shards", 3), "blanks"),
    ],
)
def test_options_that_do_not_fit_are_one_message(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], said: str
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    shown = sagstal(capsys, "experiment", path, *words)
    assert shown.code == 2 and said in shown.err and len(shown.err.strip().splitlines()) == 1
    assert not list(place.iterdir())
