"""The commands `municipality template` and `municipality check` as a person meets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from calibration.municipality import template
from tests.calibration.municipality import own_files
from tests.experiments.commands import sagstal

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "by.toml"
    path.write_text(own_files.text({"notifications": "40"}), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_template_is_printed(capsys: Capture, language: str) -> None:
    shown = sagstal(capsys, "municipality", "template", "--lang", language)
    assert (shown.code, shown.out, shown.err) == (0, template(language), "")


def test_a_good_file_is_summed_up_with_its_warnings(capsys: Capture, file: Path) -> None:
    shown = sagstal(capsys, "municipality", "check", file, "--lang", "da")
    assert (shown.code, shown.err) == (0, "")
    for words in ("Eksempelby", "residents_0_17", "5024", "11.9", "Værd at se", "usædvanligt", "Ikke angivet"):
        assert words in shown.out


def test_json_is_one_document(capsys: Capture, file: Path) -> None:
    shown = sagstal(capsys, "municipality", "check", file, "--json")
    document = json.loads(shown.out)
    assert (shown.code, shown.err) == (0, "")
    assert document["figures"][0]["value"] == 5024
    assert document["municipality"]["caseload"]["grade"] == "assumed"
    assert document["targets"]["eksempelby-notifications"]["outcome"] == "notifications_per_1000"
    assert [warning["code"] for warning in document["warnings"]] == ["unusual_rate"]


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_bad_file_ends_with_all_problems_and_nothing_written(capsys: Capture, file: Path, more: tuple[str]) -> None:
    file.write_text(own_files.text({"residents_0_17": "5.024", "placed_0_17": "-1"}), encoding="utf-8")
    shown = sagstal(capsys, "municipality", "check", file, "--lang", "da", *more)
    assert (shown.code, shown.out) == (2, "")
    head, first, second = shown.err.strip().splitlines()
    assert head == f"sagstal: 2 problemer i {file}:"
    assert first.startswith(f"{file}:6: residents_0_17: ") and first.endswith("mente du 5024?")
    assert second.startswith(f"{file}:8: placed_0_17: ")
    assert [path.name for path in file.parent.iterdir()] == ["by.toml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "nowhere.toml"), "no such file"),
        (("check", "by.toml", "--lang", "de"), "en, da"),
        (("check",), "Missing argument"),
        (("template", "--lang", "de"), "en, da"),
        (("chekc", "by.toml"), "chekc"),
    ],
)
def test_bad_arguments_are_told(capsys: Capture, file: Path, words: tuple[str, ...], said: str) -> None:
    shown = sagstal(capsys, "municipality", *words)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err and "Traceback" not in shown.err


@pytest.mark.parametrize("words", [["municipality", "--help"], ["municipality", "check", "--help"], ["--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys\nfrom experiments.cli import run_command\n"
        f"run_command({words!r})\n"
        "heavy = {'numba', 'numpy', 'pandas', 'rich.table', 'calibration'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_check_needs_no_compiler(file: Path) -> None:
    program = (
        "import sys\nfrom experiments.cli import run_command\n"
        f"assert run_command(['municipality', 'check', {str(file)!r}]) == 0\n"
        "sys.exit('numba is imported' if 'numba' in sys.modules else 0)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
