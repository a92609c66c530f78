"""The workers of a dask cluster give the files of a local run, whatever dies meanwhile."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from experiments.replication import Done, Failed
from experiments.study import on_dask as on_dask_module
from experiments.study.chunks import CHUNK_SECONDS, CHUNK_UNITS_MOST, Chunks
from experiments.study.document import Overrides
from experiments.study.execute import Executor, execute, local
from experiments.study.on_dask import on_dask
from experiments.study.store import opened_study
from experiments.study.study import Study, load_study
from sim.errors import RunError
from tests.experiments.commands import sagstal
from tests.study.dask_cluster import Cluster, cluster, kill, until
from tests.study.test_directory import contents
from tests.study.writing import definition

pytest.importorskip("distributed")
pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.slow]

Capture = pytest.CaptureFixture[str]
SLOWLY = {"SAGSTAL_TEST_SECONDS": "0.2"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(definition(tmp_path_factory.mktemp("definition")))


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers that take 0.2 seconds over a world."""
    with cluster(tmp_path_factory.mktemp("cluster")) as made:
        made.worker(**SLOWLY)
        made.worker(**SLOWLY)
        made.wait_for_workers(2)
        yield made


@pytest.fixture
def whole(path: str, tmp_path: Path) -> dict[str, bytes]:
    """The bytes of a local run."""
    with opened_study(tmp_path / "whole", load_study(path)) as store:
        execute(store, local(2), "en")
    return contents(tmp_path / "whole")


def after(n: int, executor: Executor, do: Any) -> Executor:
    """Do something when the n-th unit is handed over."""

    def run(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        for number, found in enumerate(executor(study, units), 1):
            if number == n:
                do()
            yield found

    return run


def run_on_dask(made: Cluster, study: Study, folder: Path, n: int = 0, do: Any = None) -> None:
    """Run a study there, and do something when the n-th unit is handed over."""
    with on_dask(made.address, study) as executor, opened_study(folder, study) as store:
        execute(store, after(n, executor, do), "en")


def test_a_chunk_takes_about_its_time_and_the_first_of_a_kind_is_alone() -> None:
    chunks = Chunks(range(10_000), lambda unit: "even" if unit % 2 == 0 else "odd")
    assert [chunks.take(2), chunks.take(2)] == [[0], [1]], "nothing is known"
    chunks.note(0, 0.1)
    assert chunks.take(2) == [2], "odd ones may take long"
    chunks.note(1, 0.3)
    taken = chunks.take(2)
    assert taken == list(range(3, 13)) and CHUNK_SECONDS == 5 * 0.1 + 5 * 0.3
    for unit in (0, 1):
        chunks.cost.clear()
        chunks.note(0, 1e-5)
        chunks.note(1, 1e-5 * unit)
        assert len(chunks.take(2)) == CHUNK_UNITS_MOST
    chunks.left.clear()
    chunks.left.extend(range(12))
    assert len(chunks.take(2)) == 3, "threads end together"


def test_a_unit_that_paid_for_compiling_does_not_make_chunks_small_for_long() -> None:
    """Each of two workers compiles for a minute with its first unit; the units themselves take a fifth of a second."""
    chunks = Chunks(range(10_000), lambda unit: "all")
    for unit, seconds in enumerate([60.0, 60.0, *[0.2] * 4]):
        chunks.note(unit, seconds)
    assert len(chunks.take(2)) == 10


def test_the_command_gives_the_files_of_a_local_run(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], workers: Cluster
) -> None:
    sys.modules.pop("sim.simulate")  # the engine is not needed here
    words = (
        "experiment",
        path,
        "--executor",
        "dask",
        "--scheduler",
        workers.address,
        "--json",
        "--out",
        tmp_path / "x",
    )
    shown = sagstal(capsys, *words)
    assert (shown.code, shown.err) == (0, "")
    assert contents(tmp_path / "x") == whole
    assert "sim.simulate" not in sys.modules


def test_a_worker_killed_midway_costs_nothing(
    path: str, tmp_path: Path, whole: dict[str, bytes], workers: Cluster
) -> None:
    victim = workers.worker(**SLOWLY)
    try:
        workers.wait_for_workers(3)
        run_on_dask(workers, load_study(path), tmp_path / "x", 6, lambda: kill(victim))
        assert victim.returncode == -signal.SIGKILL and contents(tmp_path / "x") == whole
    finally:
        kill(victim)
    workers.wait_for_workers(2)


def test_interrupted_it_keeps_what_is_finished(path: str, tmp_path: Path, whole: Any, workers: Cluster) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    study = load_study(path)
    with pytest.raises(KeyboardInterrupt):
        run_on_dask(workers, study, tmp_path / "x", 7, interrupt)
    with opened_study(tmp_path / "x", study) as store:
        assert 24 - 7 <= len(store.missing()) <= 24 - 6
        execute(store, local(2), "en")
    assert contents(tmp_path / "x") == whole


def test_ctrl_c_ends_the_command_with_130(path: str, tmp_path: Path, whole: dict[str, bytes], workers: Cluster) -> None:
    words = ["experiment", path, "--executor", "dask", "--scheduler", workers.address, "--out", str(tmp_path / "x")]
    code = "import sys; from experiments.cli import main; sys.argv[1:] = sys.argv[1:]; main()"
    process = subprocess.Popen([sys.executable, "-c", code, *words], stderr=subprocess.PIPE, start_new_session=True)
    try:
        until((tmp_path / "x" / "table.parquet").exists, 90, "the run table")
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        kill(process)
    assert process.returncode == 130, err
    assert b"Traceback" not in err and b"interrupted" in err
    with opened_study(tmp_path / "x", load_study(path)) as store:
        assert 0 < len(store.missing()) < 24
        execute(store, local(2), "en")
    assert contents(tmp_path / "x") == whole


def test_a_worker_with_another_model_is_refused(capsys: Capture, path: str, tmp_path: Path, workers: Cluster) -> None:
    other = workers.worker(SAGSTAL_TEST_MODEL="0123456789abcdef")
    try:
        workers.wait_for_workers(3)
        out = tmp_path / "x"
        shown = sagstal(capsys, "experiment", path, "--executor", "dask", "--scheduler", workers.address, "--out", out)
    finally:
        kill(other)
    workers.wait_for_workers(2)
    assert shown.code == 2 and not out.exists()
    assert "has another model (its model: 0123456789abcdef; asked for:" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_worker_that_comes_later_with_another_model_is_refused(
    path: str, tmp_path: Path, workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_dask_module, "_check_workers", lambda *_: None)  # as if it had not been there
    other = workers.worker(SAGSTAL_TEST_MODEL="0123456789abcdef")
    try:
        workers.wait_for_workers(3)
        with pytest.raises(RunError, match=r"another model .* is kept"):
            run_on_dask(workers, load_study(path), tmp_path / "x")
    finally:
        kill(other)
    workers.wait_for_workers(2)


def test_a_scheduler_killed_midway_is_told_and_a_local_run_goes_on(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as made:
        made.worker(threads=2, **SLOWLY)
        made.wait_for_workers(1)
        study = load_study(path)
        with pytest.raises(RunError, match=r"was lost; what was finished is kept"):
            run_on_dask(made, study, tmp_path / "x", 6, lambda: kill(made.processes[0]))
    assert capsys.readouterr().err == ""
    with opened_study(tmp_path / "x", study) as store:
        assert 0 < len(store.missing()) <= 24 - 6
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "x").code == 0
    assert contents(tmp_path / "x") == whole


def test_a_world_that_kills_its_worker_is_a_failure_and_all_others_are_there(path: str, tmp_path: Path) -> None:
    """dask gives up a chunk at the first death here, and with it those that only waited on the same worker."""
    (tmp_path / "cluster").mkdir()
    study = load_study(path, Overrides(replications=4))
    with cluster(tmp_path / "cluster", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as made:
        made.worker(nanny=True, SAGSTAL_TEST_KILLING="1", **SLOWLY)
        made.worker(nanny=True, SAGSTAL_TEST_KILLING="1", **SLOWLY)
        made.wait_for_workers(2)
        run_on_dask(made, study, tmp_path / "x")
    rows = list(study.rows_of(study.unit_of(3, 1)))
    failures = duckdb.sql(f"SELECT row, reason, command FROM '{tmp_path / 'x' / 'failures.parquet'}'").fetchall()
    assert [row for row, _, _ in failures] == rows
    assert {reason for _, reason, _ in failures} == {"WorkerDied: the worker died each time, with only this to do"}
    stored = duckdb.sql(f"SELECT row FROM '{tmp_path / 'x' / 'runs.parquet'}'").fetchall()
    assert [row for (row,) in stored] == [row for row in range(study.n_rows) if row not in rows]


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--executor", "dask"), "--scheduler: is missing"),
        (("--executor", "dusk"), "did you mean 'dask'"),
        (("--scheduler", "tcp://127.0.0.1:8786"), "needs --executor dask"),
        (("--executor", "dask", "--scheduler", "http://127.0.0.1:8786"), "tcp://HOST:PORT"),
        (("--executor", "dask", "--scheduler", "127.0.0.1"), "tcp://HOST:PORT"),
        (("--executor", "dask", "--scheduler", "127.0.0.1:65536"), "tcp://HOST:PORT"),
        (("--executor", "dask", "--scheduler", f"tcp://127.0.0.1:{free_port()}"), "no scheduler answers"),
    ],
)
def test_a_wrong_or_unreachable_scheduler_is_one_message_and_nothing_is_written(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(on_dask_module, "CONNECT_SECONDS", 2.0)
    shown = sagstal(capsys, "experiment", path, "--out", tmp_path / "x", *words)
    assert shown.code == 2 and said in shown.err and len(shown.err.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_a_scheduler_without_workers_and_a_missing_library_are_told(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_dask_module, "FIRST_WORKER_SECONDS", 1.0)
    words = ("experiment", path, "--out", tmp_path / "x", "--executor", "dask", "--scheduler")
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as made:
        shown = sagstal(capsys, *words, made.address)
        assert shown.code == 2 and "has no workers" in shown.err and len(shown.err.splitlines()) == 1
    monkeypatch.setitem(sys.modules, "distributed", None)
    shown = sagstal(capsys, *words, "tcp://127.0.0.1:8786")
    assert shown.code == 2 and "sagstal[cluster]" in shown.err and len(shown.err.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_workers_that_stay_away_end_it(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask_module, "WITHOUT_WORKERS_SECONDS", 3.0)
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as made:
        worker = made.worker(**SLOWLY)
        made.wait_for_workers(1)
        with pytest.raises(RunError, match="has had no workers"):
            run_on_dask(made, load_study(path), tmp_path / "x", 3, lambda: kill(worker))
    assert os.listdir(tmp_path / "x" / "parts")
