"""`sagstal calibrate`: the shipped table fitted, and what is refused before anything is simulated."""

import json
from pathlib import Path

import pytest

from tests.experiments.commands import sagstal

Capture = pytest.CaptureFixture[str]


def test_the_shipped_table_is_fitted_and_told_as_data(capsys: Capture) -> None:
    shown = sagstal(capsys, "calibrate", "--json")
    report = json.loads(shown.out)
    assert (shown.code, shown.err) == (0, "")
    assert report["n_points"] + report["n_failed"] >= 2500 and report["n_truths"] >= 1000
    assert {"parameters", "targets", "ridges", "effective_sample_size"} <= set(report)


def test_danish_tables_say_what_was_fitted(capsys: Capture) -> None:
    shown = sagstal(capsys, "calibrate", "--lang", "da")
    assert shown.code == 0 and "Indsnævring" in shown.out and "p_reason_impairment*" in shown.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--quick",), "--out"),
        (("--points", 1000), "--out"),
        (("--points", 1000, "--quick"), "exclude each other"),
        (("--points", 100, "--out", "{new}"), "201 to 100,000"),
        (("--points", 10**7, "--out", "{new}"), "201 to 100,000"),
        (("--jobs", 0), "--jobs"),
        (("--lang", "de"), "en, da"),
    ],
)
def test_bad_options_are_told_and_nothing_is_written(
    capsys: Capture, tmp_path: Path, words: tuple[object, ...], said: str
) -> None:
    new = tmp_path / "new"
    shown = sagstal(capsys, "calibrate", *(str(word).replace("{new}", str(new)) for word in words))
    assert (shown.code, shown.out) == (2, "") and said in shown.err
    assert not new.exists()


def test_a_folder_with_other_points_is_not_continued(capsys: Capture, tmp_path: Path) -> None:
    from calibration.parquet import write_frame
    from calibration.table import REFERENCE
    from calibration.table.store import part_path, read_table

    table = read_table(REFERENCE).head(50)
    table["danmark/placed_per_1000_0_17"] += 1.0
    (tmp_path / "table").mkdir()
    write_frame(table, part_path(tmp_path / "table", 0))
    shown = sagstal(capsys, "calibrate", "--points", 300, "--out", tmp_path)
    assert shown.code == 2 and "another version of the model" in shown.err


def test_a_file_or_a_folder_of_something_else_is_no_place_for_a_fit(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shown = sagstal(capsys, "calibrate", "--quick", "--out", tmp_path / "file")
    assert shown.code == 2 and "not a directory" in shown.err
    shown = sagstal(capsys, "calibrate", "--quick", "--out", tmp_path)
    assert shown.code == 2 and "something else" in shown.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
