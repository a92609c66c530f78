"""The last join: in memory that does not grow with the runs, and stopped by Ctrl-C like anything else."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from calibration import parquet
from calibration.parquet import connect, read_frame, write_frame
from experiments import store as store_module
from experiments.folder import held_file
from experiments.replication import Done
from experiments.store import Table, UnitStore
from sim.errors import InputError
from tests.experiments import fake_engine
from tests.experiments.commands import sagstal

Capture = pytest.CaptureFixture[str]
DATA = ("runs.parquet", "series.parquet", "groups.parquet", "failures.parquet")
COMPARE = ("compare", "status-quo", "caseload-20", "--years", 0.5, "--replications", 12, "--draws", "point", "--out")

# parts of so many rows, as wide as runs are, joined by the store in a process of its own, which says how much memory
# that took
JOIN = """
import resource, sys
from pathlib import Path
import duckdb
from calibration.parquet import FORMAT
from experiments.store import Table, UnitStore

class Numbers(UnitStore):
    def units(self):
        return range(int(sys.argv[2]))
    def content(self, cost):
        return cost

folder = Path(sys.argv[1])
(folder / "parts").mkdir(parents=True)
columns = ", ".join(f"random() AS c{k}" for k in range(300))
for first in range(0, int(sys.argv[2]), 4000):
    last = min(first + 4000, int(sys.argv[2])) - 1
    made = f"SELECT range AS row, {columns} FROM range({last}, {first} - 1, -1)"
    duckdb.sql(f"COPY ({made}) TO '{folder}/parts/runs-{first}.parquet' {FORMAT}")
Numbers(folder, [Table("runs", ("row",), None)], {}).finish()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def peak_mb(folder: Path, rows: int) -> float:
    """Largest memory of a process that joins so many rows [MB]."""
    done = subprocess.run([sys.executable, "-c", JOIN, str(folder), str(rows)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, low, high = duckdb.sql(f"SELECT count(*), min(row), max(row) FROM '{folder}/runs.parquet'").fetchall()[0]
    assert (count, low, high) == (rows, 0, rows - 1) and not (folder / "parts").exists()
    return float(done.stdout)


@pytest.mark.slow
def test_joining_a_hundred_times_the_rows_takes_little_more_memory(tmp_path: Path) -> None:
    few, many = (peak_mb(tmp_path / str(rows), rows) for rows in (1_000, 100_000))
    assert many - few < 120.0, f"{few} {many}"  # 100,000 rows are 240 MB


@pytest.mark.usefixtures("engine", "_no_figures")
def test_where_rows_do_not_fit_more_memory_is_tried_and_the_bytes_are_the_same(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sagstal(capsys, *COMPARE, tmp_path / "one").code == 0
    tried: list[int | None] = []

    def noted(folder: Path | None = None, memory_mb: int | None = None) -> Any:
        tried.append(memory_mb)
        return connect(folder, memory_mb)

    monkeypatch.setattr(parquet, "connect", noted)
    monkeypatch.setattr(store_module, "MEMORY_MB", 4)
    assert sagstal(capsys, *COMPARE, tmp_path / "tight").code == 0
    assert {4, 8} <= set(tried), "the first was not enough"
    assert contents(tmp_path / "tight") == contents(tmp_path / "one")
    assert not (tmp_path / "tight" / ".pieces").exists()


def rows_sorted(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[int]:
    """How many rows the join of a comparison sorted at a time."""
    sizes, real = [], parquet._ranges

    def ranges(connection: duckdb.DuckDBPyConnection, query: str, key: str) -> list[tuple[int, int]]:
        found = real(connection, query, key)
        count = "SELECT count(*) FROM ({}) WHERE {} >= {} AND {} < {}"
        for low, high in found:
            sizes.append(connection.execute(count.format(query, key, low, key, high)).fetchall()[0][0])
        return found

    monkeypatch.setattr(parquet, "_ranges", ranges)
    return sizes


@pytest.mark.usefixtures("engine", "_no_figures")
def test_a_comparison_is_sorted_in_pieces_and_the_parts_change_nothing(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "VALUES_SORTED", 4_000)
    sizes = rows_sorted(monkeypatch, tmp_path)
    assert sagstal(capsys, *COMPARE, tmp_path / "one").code == 0
    assert len(sizes) > 10 and max(sizes) < 12 * 2 * 30 * 7, "no piece is everything"
    monkeypatch.setattr(store_module, "PER_PART", 1)
    assert sagstal(capsys, *COMPARE, tmp_path / "many").code == 0
    assert contents(tmp_path / "many") == contents(tmp_path / "one")


@pytest.fixture
def _no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.figures.draw.draw_all", lambda *_: None)
    monkeypatch.setattr("experiments.figures.groups.write_figures", lambda *_: None)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in DATA}


def press_ctrl_c_after(seconds: float) -> None:
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()


def test_ctrl_c_during_a_query_is_ctrl_c() -> None:
    press_ctrl_c_after(0.3)
    with pytest.raises(KeyboardInterrupt), connect() as connection:
        connection.execute("SELECT count(*) FROM range(100000) a, range(10000000) b WHERE a.range * b.range % 7 = 3")


@pytest.mark.usefixtures("engine", "_no_figures")
@pytest.mark.parametrize("table", ["groups", "series", "runs"])
def test_interrupted_in_the_last_join_it_goes_on_to_the_same_bytes(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """The database answers Ctrl-C with an error of its own, in the middle of any of the three files."""
    assert sagstal(capsys, *COMPARE, tmp_path / "whole").code == 0
    real = parquet._ranges

    def ranges(connection: duckdb.DuckDBPyConnection, query: str, key: str) -> list[tuple[int, int]]:
        if f"parts/{table}-" in query:
            raise RuntimeError("Query interrupted")
        return real(connection, query, key)

    with monkeypatch.context() as patch:
        patch.setattr(parquet, "_ranges", ranges)
        shown = sagstal(capsys, *COMPARE, tmp_path / "x")
    assert shown.code == 130 and "start it again" in shown.err
    assert list((tmp_path / "x" / "parts").glob("runs-*")) and not list((tmp_path / "x").rglob("*.tmp"))
    asked: list[object] = []
    monkeypatch.setattr(sys.modules["sim.simulate"], "simulate_each", asked.append)
    assert sagstal(capsys, *COMPARE, tmp_path / "x").code == 0
    assert not asked and contents(tmp_path / "x") == contents(tmp_path / "whole")


class Halves(UnitStore[Done]):
    """A store of one number per unit."""

    def __init__(self, folder: Path, n: int) -> None:
        self.n = n
        super().__init__(folder, [Table("runs", ("row",), _frame)], {})

    def units(self) -> range:
        return range(self.n)

    def content(self, cost: dict[str, object]) -> dict[str, object]:
        return cost


def _frame(done: object) -> pd.DataFrame:
    return pd.DataFrame({"row": np.array([unit for unit, _ in done], np.int64)})  # type: ignore[attr-defined]


def test_a_part_never_takes_the_place_of_another(tmp_path: Path) -> None:
    """Units that come again may begin and end a part as others did before."""
    store = Halves(tmp_path, 4)
    store.begin()
    for units in ((0, 1, 3), (0, 2, 3)):
        for unit in units:
            store.add(unit, None)  # type: ignore[arg-type]
        store.flush()
    assert store.missing() == []


def test_failures_known_from_before_stay_until_their_units_are_run(
    capsys: Capture, tmp_path: Path, engine: object
) -> None:
    fake_engine.FAILING.update({2, 9})
    words = ("run", "status-quo", "--years", 0.5, "--replications", 12, "--jobs", 1, "--out", tmp_path)
    assert sagstal(capsys, *words).code == 1
    fake_engine.FAILING.clear()
    fake_engine.INTERRUPTING.add(2)
    assert sagstal(capsys, *words).code == 130
    noted = read_frame(f"SELECT replication FROM read_parquet('{tmp_path}/failures.parquet')")["replication"].tolist()
    assert noted == [9], "2 has been run, 9 has not"
    assert sagstal(capsys, *words).code == 0


@pytest.mark.usefixtures("engine")
def test_two_logs_into_one_file_at_a_time_are_refused(capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "log.parquet"
    words = ("log", "status-quo", "--out")
    with held_file(out):
        shown = sagstal(capsys, *words, out)
        assert shown.code == 2 and f"--out: in use by another run; given: '{out}'" in shown.err and not out.exists()
        assert sagstal(capsys, *words, tmp_path / "other.parquet").code == 0, "another file beside it is free"
    for _ in range(2):
        assert sagstal(capsys, *words, out).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.parquet", "other.parquet"]


def test_a_log_file_left_locked_by_a_killed_process_is_free(tmp_path: Path) -> None:
    hold = "import sys, time\nfrom pathlib import Path\nfrom experiments.folder import held_file\n"
    hold += "with held_file(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(600)\n"
    out = tmp_path / "log.parquet"
    with subprocess.Popen([sys.executable, "-c", hold, str(out)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        with pytest.raises(InputError), held_file(out):
            pass
        process.kill()
    with held_file(out):
        write_frame(pd.DataFrame({"x": [1]}), out)
    assert [path.name for path in tmp_path.iterdir()] == ["log.parquet"]


def test_a_long_query_writes_nothing_among_what_a_command_prints() -> None:
    with connect() as connection:
        assert connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() == (False,)
