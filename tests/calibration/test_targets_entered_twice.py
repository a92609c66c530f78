"""Every figure of the targets was typed a second time, by somebody who had not seen the first."""

import csv

import pytest

from calibration.targets.load import FOLDER, load_targets
from calibration.targets.schema import TargetRecord

TARGETS = load_targets()
FIGURES = ("value", "low", "high", "count")
SAME_ROW = ("outcome", "municipality", "age_band", "reason", "window", "population", "era", "unit", "source")


def _rows() -> list[dict[str, str]]:
    with (FOLDER / "second_entry.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()


def _typed(text: str) -> float | None:
    return float(text) if text.strip() else None


def test_each_target_has_one_row_and_each_row_a_target() -> None:
    assert sorted(row["key"] for row in ROWS) == sorted(TARGETS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_both_entries_agree(row: dict[str, str]) -> None:
    first: TargetRecord = TARGETS[row["key"]]
    assert {name: row[name] for name in SAME_ROW} == {name: getattr(first, name) for name in SAME_ROW}
    assert {name: _typed(row[name]) for name in FIGURES} == {name: getattr(first, name) for name in FIGURES}
