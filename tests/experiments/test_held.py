"""One run at a time writes to a directory: a second one is told so, and changes nothing."""

import errno
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from experiments.folder import held
from sim.errors import InputError
from tests.experiments.commands import Shown, sagstal

Capture = pytest.CaptureFixture[str]
HOLD = """
import sys, time
from pathlib import Path
from experiments.folder import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""

pytestmark = pytest.mark.usefixtures("engine")


@contextmanager
def another_process(folder: Path) -> Iterator[None]:
    """Hold a directory in a second process, which is killed at the end without a chance to tidy up."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "held\n"
            yield
        finally:
            process.kill()


def run(capsys: Capture, out: Path, replications: int = 3) -> Shown:
    return sagstal(capsys, "run", "status-quo", "--years", 1, "--replications", replications, "--out", out)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def test_a_second_run_is_refused_and_writes_nothing_until_the_first_is_gone(capsys: Capture, tmp_path: Path) -> None:
    assert run(capsys, tmp_path).code == 0
    before = contents(tmp_path)
    with another_process(tmp_path):
        shown = run(capsys, tmp_path, 6)
        assert shown.code == 2 and shown.err.count("\n") == 1 and "--out: in use by another run" in shown.err
        assert not shown.out and contents(tmp_path) == before
    assert run(capsys, tmp_path, 6).code == 0, "the lock ends with a killed process"


def test_a_new_directory_is_held_before_anything_is_in_it(capsys: Capture, tmp_path: Path) -> None:
    with another_process(tmp_path / "new"):
        assert run(capsys, tmp_path / "new").code == 2
        assert contents(tmp_path) == {tmp_path / "new": b""}
    assert run(capsys, tmp_path / "new").code == 0


def test_a_run_holds_its_directory_until_its_figures_are_drawn(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []

    def draw_all(*_: object) -> None:
        with pytest.raises(InputError) as caught, held(tmp_path):
            pass
        refused.append(caught.value.message)

    monkeypatch.setattr("experiments.figures.draw.draw_all", draw_all)
    words = ("compare", "status-quo", "caseload-20", "--years", 1, "--replications", 3, "--out", tmp_path)
    for _ in range(2):
        assert sagstal(capsys, *words).code == 0
    assert refused == ["in use by another run"] * 2


def test_a_bad_scenario_leaves_no_directory(capsys: Capture, tmp_path: Path) -> None:
    assert sagstal(capsys, "run", "status-qou", "--out", tmp_path / "x").code == 2
    assert not contents(tmp_path)


def test_where_directories_cannot_be_locked_a_run_goes_on(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    assert run(capsys, tmp_path / "network").code == 0
    monkeypatch.setitem(sys.modules, "fcntl", None)
    assert run(capsys, tmp_path / "windows").code == 0
