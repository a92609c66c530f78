"""Hold-outs are well-formed, no target tells them, and rivals come from targets alone."""

from pathlib import Path

import pytest

from calibration.holdout.load import load_claims, load_holdouts, read_claims, read_holdouts
from calibration.targets.load import load_targets
from sim.catalogue.load import load_municipality, load_scenario
from sim.catalogue.sense import why_not
from sim.errors import InputError

TARGETS = load_targets()
HOLDOUTS = load_holdouts()
CLAIMS = load_claims()


def _years(era: str) -> set[int]:
    """'2017' and '2017-12-31' -> {2017}; '2016-2018' -> {2016, 2017, 2018}."""
    first, *rest = era.split("-")
    last = rest[0] if len(rest) == 1 else first
    return set(range(int(first), int(last) + 1))


def _told(outcome: str, municipality: str, era: str) -> set[tuple[str, str, int]]:
    return {(outcome.removesuffix("@end"), municipality, year) for year in _years(era)}


@pytest.mark.parametrize("key", HOLDOUTS)
def test_no_target_tells_a_holdout(key: str) -> None:
    held = HOLDOUTS[key]
    hidden = _told(held.outcome, held.municipality, held.era)
    for record in TARGETS.values():
        assert not hidden & _told(record.outcome, record.municipality, record.era)


def test_no_target_is_of_herning_or_of_ages_0_22_in_the_two_municipalities() -> None:
    assert not any(record.municipality == "herning-districts" for record in TARGETS.values())
    level = {"placed", "placed_per_1000_0_22", "placed_per_1000_0_17", "placed_0_17"}
    later = [
        key
        for key, record in TARGETS.items()
        if record.municipality in ("ishoej", "vallensbaek", "ishoej-vallensbaek")
        and record.outcome.removesuffix("@end") in level
        and max(_years(record.era)) > 2014
    ]
    assert later == []


@pytest.mark.parametrize("key", HOLDOUTS)
def test_a_rival_is_what_its_targets_give(key: str) -> None:
    held = HOLDOUTS[key]
    needs = [TARGETS[name].value for name in held.rival.needs]
    if held.rival.kind == "scaled-persistence":
        assert held.rival.value == pytest.approx(needs[0] * needs[1] / needs[2], abs=0.05)
    elif held.rival.kind == "national-rate":
        figures = load_municipality(held.municipality).figures
        residents = figures["residents_0_17"].value + figures["residents_18_22"].value
        assert held.rival.value == pytest.approx(needs[0] * sum(needs[1:]) * residents / 1000, abs=0.05)
    elif held.rival.kind == "persistence":
        assert held.rival.value == HOLDOUTS["herning-institutions-before"].value
    else:
        assert held.rival.value == 0.0


def test_what_is_held_out() -> None:
    assert {key: held.value for key, held in HOLDOUTS.items()} == {
        "herning-institutions-before": 12.0,
        "herning-institutions-after": 4.0,
        "herning-saving": 3_700_000.0,
        "ishoej-placed-0-22-2017": 12.2,
        "vallensbaek-placed-0-22-2017": 3.3,
    }
    assert all(held.contamination for held in HOLDOUTS.values())


def test_claims_are_no_holdouts_and_of_every_project() -> None:
    assert not set(CLAIMS) & set(HOLDOUTS)
    assert {claim.municipality for claim in CLAIMS.values()} >= {"kolding", "hoersholm", "skive", "ishoej", "hvidovre"}
    assert all(claim.source.strip() for claim in CLAIMS.values())


CLAIM = """
[a-claim]
kind = "goal"
statement = "more of it"
municipality = "skive"
scenario = "skive-familien-i-fokus"
outcome = "attendance"
direction = "increase"
era = "2016"
source = "somewhere"
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("attendance", "attendence", "attendance"),
        ('"skive"', '"skyve"', "skive"),
        ("skive-familien-i-fokus", "skive-familien", "scenario"),
        ('"increase"', '"upwards"', "direction"),
        ("era =", "value = 1.0\nera =", "value and unit"),
    ],
)
def test_a_bad_claim_is_an_error_that_says_where(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(CLAIM.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=told) as caught:
        read_claims(path)
    assert "mine.toml" in str(caught.value)


def test_a_bad_holdout_is_an_error_that_says_where(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "calibration" / "holdout"
    text = (folder / "herning.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    for old, new, told in (
        ('base = "status-quo"\n', "", "base"),
        ("placed_in_residential_care@end", "placed_in_residential_care", "window"),
        ("danmark-placed-0-22-2018", "danmark-placed-0-22-1918", "unknown target"),
        ('unit = "DKK/year"', 'unit = "DKK"', "unit"),
    ):
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError, match=told):
            read_holdouts(path)


@pytest.mark.parametrize("key", [*HOLDOUTS, *CLAIMS])
def test_the_run_that_is_compared_makes_sense_where_it_runs(key: str) -> None:
    record = HOLDOUTS[key] if key in HOLDOUTS else CLAIMS[key]
    assert why_not(load_scenario(record.scenario), load_municipality(record.municipality)) is None
