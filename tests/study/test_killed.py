"""An experiment in real processes, killed at random moments: what is there stays, and the end has the same bytes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from calibration.parquet import quoted, read_frame
from tests.study.writing import definition

pytestmark = pytest.mark.slow

N_KILLS = 20
# the command itself with a stand-in for the engine that needs 50 ms a unit, and parts of tenths of a second instead
# of a minute: else a short test would meet no part
COMMAND = """
import sys, time, types
from experiments.cli import run_command
from experiments import store
from tests.experiments import fake_engine

def simulate(job):
    time.sleep(0.05)
    return fake_engine.simulate(job)

engine = types.ModuleType("sim.simulate")
engine.Job, engine.simulate_each = fake_engine.Job, simulate
sys.modules["sim.simulate"] = engine
store.SECONDS_PER_PART = 0.2
sys.exit(run_command(sys.argv[1:]))
"""
FILES = ("table.parquet", "runs.parquet", "series.parquet", "groups.parquet", "failures.parquet")


def write(folder: Path) -> Path:
    """Two small worlds, 40 units of work, 160 runs."""
    fields = {"municipalities": '["vallensbaek"]', "years": "0.25", "replications": "20", "draws": '"point"'}
    return definition(folder, **fields)


def start(path: Path, folder: Path, jobs: int = 2, command: str = COMMAND) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", command, "experiment", str(path), "--out", str(folder), "--jobs", str(jobs)]
    # a session of its own: killing the group kills whatever it started
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def finish(path: Path, folder: Path) -> None:
    process = start(path, folder)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode()


def stored(folder: Path) -> list[int]:
    """Rows that are stored; every file that bears its name must be whole."""
    files = [*folder.glob("*.parquet"), *(folder / "parts").glob("*.parquet")]
    for file in files:
        read_frame(f"SELECT count(*) FROM read_parquet({quoted(file)})")
    runs = [file for file in files if file.name.startswith("runs")]
    rows = [read_frame(f"SELECT row FROM read_parquet({quoted(file)})")["row"].tolist() for file in runs]
    return sorted(row for part in rows for row in part)


def contents(folder: Path) -> dict[str, bytes]:
    assert sorted(p.name for p in folder.iterdir()) == sorted([*FILES, "manifest.json"])
    return {name: (folder / name).read_bytes() for name in FILES}


def kill(process: subprocess.Popen[bytes], after_seconds: float) -> bool:
    """SIGKILL after so many seconds; whether there was anything left to kill."""
    time.sleep(after_seconds)
    if process.poll() is not None:
        return False
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
    return True


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], float]:
    """Files of an uninterrupted run, and how long it takes [seconds]."""
    folder = tmp_path_factory.mktemp("whole")
    path = write(folder)
    began = time.monotonic()
    finish(path, folder / "out")
    return contents(folder / "out"), time.monotonic() - began


def test_killed_at_twenty_random_moments_it_ends_with_the_same_bytes(
    tmp_path: Path, whole: tuple[dict[str, bytes], float]
) -> None:
    wanted, seconds = whole
    path, folder, moment = write(tmp_path), tmp_path / "out", random.Random(20)
    kills, with_parts, before = 0, 0, []
    while kills < N_KILLS:
        if not kill(start(path, folder), moment.uniform(0.1, 1.0) * seconds):
            assert contents(folder) == wanted
            shutil.rmtree(folder)  # it was faster than the moment: once more from the beginning
            before = []
            continue
        kills += 1
        rows = stored(folder) if folder.exists() else []
        assert len(set(rows)) >= len(set(before)) and set(before) <= set(rows), "a finished part was lost"
        with_parts += bool(rows)
        before = rows
    assert with_parts > 0, "no kill met a stored part: the moments prove nothing"
    finish(path, folder)
    assert contents(folder) == wanted


def test_a_full_disk_is_one_message_and_what_was_finished_is_kept(
    tmp_path: Path, whole: tuple[dict[str, bytes], float]
) -> None:
    """Files may grow to some kilobytes only, as on a disk with no room left: the next part cannot be written."""
    path, folder = write(tmp_path), tmp_path / "out"
    words = ["bash", "-c", 'trap "" XFSZ; ulimit -f 24; exec "$@"', "bash", sys.executable, "-c", COMMAND]
    process = subprocess.run(
        [*words, "experiment", str(path), "--out", str(folder), "--jobs", "1"], capture_output=True, timeout=300
    )
    shown = process.stderr.decode()
    assert process.returncode == 1 and "Traceback" not in shown and "cannot write" in shown, shown
    assert not list(folder.rglob("*.tmp"))
    rows = stored(folder)
    finish(path, folder)
    assert set(rows) <= set(stored(folder)) and contents(folder) == whole[0]


def test_told_to_end_it_writes_what_is_finished(tmp_path: Path, whole: tuple[dict[str, bytes], float]) -> None:
    """As a batch system does before it kills; the next part would be written in many minutes only."""
    path, folder = write(tmp_path), tmp_path / "out"
    begun = tmp_path / "begun"
    command = COMMAND.replace("PART = 0.2", "PART = 1000.0").replace(
        "time.sleep(0.05)", f"open({str(begun)!r}, 'a').write('x'); time.sleep(0.05)"
    )
    process = start(path, folder, command=command)
    while process.poll() is None and not (begun.exists() and begun.stat().st_size > 4):
        time.sleep(0.02)
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and b"Traceback" not in err and b"interrupted" in err, err
    assert 0 < len(stored(folder)) < 160
    finish(path, folder)
    assert contents(folder) == whole[0]
