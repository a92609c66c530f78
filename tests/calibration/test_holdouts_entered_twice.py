"""Every figure that is held out was typed a second time, by somebody who had not seen the first."""

import csv

import pytest

from calibration.holdout.load import FOLDER, load_holdouts
from calibration.holdout.schema import HoldoutRecord

HOLDOUTS = load_holdouts()
SAME = ("municipality", "age_band", "reason", "window", "era")

# the second entry was made without lists of outcomes, units or municipalities: its words, and ours
OUTCOMES = {
    "children placed in institutions before the change of practice": "placed_in_residential_care@end",
    "children placed in institutions after the change of practice": "placed_in_residential_care@end",
    "yearly spending on placements saved at the mid-term evaluation": "gross_saving_dkk",
    "children and young people placed per 1000 residents": "placed_per_1000_0_22@end",
}
UNITS = {"million DKK per year": (1e6, "DKK/year")}
PLACES = {"herning": "herning-districts"}


def _rows() -> list[dict[str, str]]:
    with (FOLDER / "second_entry.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()


def _document(source: str) -> str:
    """'Hørsholm strategy 2017, l. 860; and another' -> 'Hørsholm strategy 2017': lines may be cited more widely."""
    return source.partition(", l. ")[0]


def _in_our_words(row: dict[str, str]) -> dict[str, str]:
    return row | {"municipality": PLACES.get(row["municipality"], row["municipality"])}


def test_each_holdout_has_one_row_and_each_row_a_holdout() -> None:
    assert sorted(row["key"] for row in ROWS) == sorted(HOLDOUTS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_both_entries_give_the_same_figure(row: dict[str, str]) -> None:
    first: HoldoutRecord = HOLDOUTS[row["key"]]
    factor, unit = UNITS.get(row["unit"], (1.0, row["unit"]))
    assert (float(row["value"]) * factor, unit) == (pytest.approx(first.value, rel=1e-12), first.unit)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_both_entries_say_the_same_of_whom_where_and_when(row: dict[str, str]) -> None:
    first = HOLDOUTS[row["key"]]
    second = _in_our_words(row)
    assert {name: second[name] for name in SAME} == {name: getattr(first, name) for name in SAME}
    assert OUTCOMES[row["outcome_in_words"]] == first.outcome


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_both_entries_were_read_from_the_same_document(row: dict[str, str]) -> None:
    assert _document(row["source"]) == _document(HOLDOUTS[row["key"]].source)
