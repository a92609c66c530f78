"""With the real engine, in small: the same bytes whichever way, expanding runs only the new, a planted failure."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

import sim.simulate
from experiments.replication import Done, Failed
from experiments.study.execute import Executor, execute, local
from experiments.study.store import opened_study
from experiments.study.study import Study, load_study
from tests.experiments.commands import sagstal
from tests.study.dask_cluster import cluster, kill
from tests.study.writing import definition

Capture = pytest.CaptureFixture[str]
DATA = ("table.parquet", "runs.parquet", "series.parquet", "groups.parquet", "failures.parquet")
TABLES = '[keep]\nseries = ["placed", "total_cost_dkk"]\ngroups = true\n'
CROWDED = '[[levers]]\ndesign = "list"\nvalues = { extra_posts = [200] }\n'  # more desks than a world has room for


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in DATA}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    fields = {"years": "0.25", "replications": "2"}
    return str(definition(tmp_path_factory.mktemp("definition"), TABLES, **fields))


@pytest.fixture(scope="module")
def whole(path: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of one process with one thread."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    with opened_study(folder, load_study(path)) as store:
        execute(store, local(1), "en")
    return contents(folder)


def test_threads_and_shards_in_any_order_give_the_bytes_of_one_thread(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "two", "--jobs", 2).code == 0
    assert contents(tmp_path / "two") == whole
    out = tmp_path / "out"
    for index in random.Random(4).sample([1, 2, 3], 3):
        assert sagstal(capsys, "experiment", path, "--out", out, "--shard", f"{index}/3").code == 0
    assert sagstal(capsys, "merge", out).code == 0 and contents(out) == whole
    shown = sagstal(capsys, "reproduce", out, "--sample", 1, "--json")
    assert shown.code == 0 and json.loads(shown.out) == {"units": 1, "rows": 2, "equal": True, "difference": None}


@pytest.mark.slow
def test_two_dask_workers_of_which_one_is_killed_midway_give_the_same_bytes(
    path: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    pytest.importorskip("distributed")
    from experiments.study.on_dask import on_dask

    def killing(executor: Executor, victim: Any) -> Executor:
        def run(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
            for found in executor(study, units):
                kill(victim)
                yield found

        return run

    study = load_study(path)
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as made:
        victim, _ = made.worker(fake=False), made.worker(fake=False)
        made.wait_for_workers(2)
        with on_dask(made.address, study) as executor, opened_study(tmp_path / "out", study) as store:
            execute(store, killing(executor, victim), "en")
    assert contents(tmp_path / "out") == whole


def test_more_replications_run_only_the_new_ones_and_change_no_row(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real, ran = tmp_path / "out", sim.simulate.simulate_each, []

    def noted(job: sim.simulate.Job) -> Any:
        ran.append(job.replication)
        return real(job)

    assert sagstal(capsys, "experiment", path, "--out", out).code == 0
    (tmp_path / "before.parquet").write_bytes((out / "runs.parquet").read_bytes())
    monkeypatch.setattr(sim.simulate, "simulate_each", noted)
    assert sagstal(capsys, "experiment", path, "--out", out, "--replications", 6).code == 0
    assert sorted(ran) == [2, 2, 3, 3, 4, 4, 5, 5]
    before, after = (
        duckdb.sql(f"SELECT * FROM '{file}'") for file in (tmp_path / "before.parquet", out / "runs.parquet")
    )
    assert before.except_(after).fetchall() == [] and (len(before), len(after)) == (8, 24)


def test_a_planted_failure_is_told_and_its_command_fails_in_the_same_way(
    capsys: Capture, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    fields = {"municipalities": '["vallensbaek"]', "years": "0.25", "replications": "2"}
    path, out = str(definition(tmp_path, CROWDED + TABLES, **fields)), tmp_path / "out"
    shown = sagstal(capsys, "experiment", path, "--out", out, "--json")
    assert shown.code == 1 and "2 of 6 runs failed" in shown.err
    assert json.loads(shown.out)["finished"] == 4
    failures = duckdb.sql(f"SELECT row, scenario, reason, command FROM '{out / 'failures.parquet'}'").fetchall()
    assert [row for row, *_ in failures] == [2, 5]
    row, scenario, reason, command = failures[0]
    assert scenario == "status-quo+extra_posts=200" and "desks" in reason and reason in shown.err
    again = sagstal(capsys, *command.split()[1:])
    assert (again.code, again.out) == (
        1,
        "",
    ) and again.err == f"sagstal: row {row}: {reason}\nrepeat it with: {command}\n"
    assert sagstal(capsys, *command.split()[1:-1], 0, "--json").code == 0
    assert duckdb.sql(f"SELECT row FROM '{out / 'runs.parquet'}'").fetchall() == [(0,), (1,), (3,), (4,)]
    assert sagstal(capsys, "reproduce", out, "--row", row).code == 0, "it fails again"
