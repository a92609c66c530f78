"""No outcome moves without being seen: a change of results is accepted with a reason, or is a bug."""

import math
from datetime import date
from pathlib import Path

import pytest

from tests.golden.renew import renew
from tests.golden.summaries import OUTCOMES, SCENARIOS, moved, read, summarise, table

ADVICE = """
If this is meant: say under 'Results change' in CHANGELOG.md what changed and why, then run
    python -m tests.golden.renew "reason"
If it is not meant, it is a bug."""
FIRST = {"status-quo": {"need_4": 0.03, "breakdowns": 2.0}}
SECOND = {"status-quo": {"need_4": 0.03, "breakdowns": 3.0}}


def test_headline_outcomes_are_those_last_accepted() -> None:
    rows = moved(read()["summaries"], summarise())
    n_all = len(SCENARIOS) * len(OUTCOMES)
    if rows:
        pytest.fail(f"{len(rows)} of {n_all} golden outcomes moved\n\n{table(rows)}\n{ADVICE}", pytrace=False)


def test_every_change_of_the_golden_outcomes_has_a_reason() -> None:
    reasons = read()["reasons"]
    assert reasons
    assert all(entry["reason"].strip() and date.fromisoformat(entry["date"]) for entry in reasons)
    assert [entry["date"] for entry in reasons] == sorted(entry["date"] for entry in reasons), "new ones come last"


def test_renewing_keeps_the_earlier_reasons(tmp_path: Path) -> None:
    path = tmp_path / "summaries.json"
    renew("first", FIRST, path)
    assert "breakdowns" in renew("second", SECOND, path)
    assert "nothing moved" in renew("third", SECOND, path)
    assert [entry["reason"] for entry in read(path)["reasons"]] == ["first", "second"]
    assert read(path)["summaries"] == SECOND


@pytest.mark.parametrize("reason", ["", "  "])
def test_renewing_without_a_reason_writes_nothing(tmp_path: Path, reason: str) -> None:
    with pytest.raises(ValueError, match="a reason is needed"):
        renew(reason, FIRST, tmp_path / "summaries.json")
    assert not list(tmp_path.iterdir())


def test_what_moved_is_told_from_rounding_and_from_what_is_missing() -> None:
    rounded = {"status-quo": {"need_4": 0.03 * (1 + 1e-12), "breakdowns": 2.0}}
    nudged = {"status-quo": {"need_4": 0.03 * (1 + 1e-7), "breakdowns": 2.0}}
    assert not moved(FIRST, rounded)
    assert [row[:2] for row in moved(FIRST, nudged)] == [("status-quo", "need_4")]
    less = {"status-quo": {"need_4": 0.03}}
    assert [row[1] for row in moved(FIRST, less)] == ["breakdowns"] and math.isnan(moved(FIRST, less)[0][3])
