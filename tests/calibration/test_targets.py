"""Targets name outcomes and municipalities that exist, are possible, and leave what the documents warn of."""

import re
from pathlib import Path

import pytest

from calibration.targets.load import SUBJECTS, fit_targets, load_left_out, load_targets, read_targets
from calibration.targets.schema import UNFITTED, TargetRecord, possible_range
from sim.catalogue.load import load_municipality, municipality_keys
from sim.errors import InputError
from sim.outcomes.catalogue import RUN_KEYS

TARGETS = load_targets()

GOOD = """
[a-target]
outcome = "placed_per_1000_0_17@end"
municipality = "ishoej"
age_band = "0-17"
window = "stock"
population = "residents aged 0-17"
era = "2014-12-31"
value = 16.5
unit = "per 1,000"
error_kind = "rounding"
reporting_error = 0.1
error_reason = "one decimal"
source = "somewhere"
grade = "A"
use = "fit"
"""


@pytest.mark.parametrize("key", TARGETS)
def test_a_target_is_of_an_outcome_and_a_municipality_that_exist(key: str) -> None:
    record = TARGETS[key]
    assert record.outcome in RUN_KEYS
    assert record.municipality in municipality_keys()
    assert record.municipality not in UNFITTED


@pytest.mark.parametrize("key", TARGETS)
def test_a_value_is_possible_and_within_its_range(key: str) -> None:
    record = TARGETS[key]
    lowest, highest = possible_range(record.outcome)
    for number in (record.value, record.low, record.high):
        assert number is None or lowest <= number <= highest


@pytest.mark.parametrize("key", TARGETS)
def test_a_figure_says_where_it_is_from(key: str) -> None:
    record = TARGETS[key]
    assert record.source.strip() and record.error_reason.strip() and record.population.strip()
    assert not re.search(r"https?://|/work|/tmp", record.source + record.note)


@pytest.mark.parametrize("key", TARGETS)
def test_an_error_is_known_unless_the_figure_is_a_range(key: str) -> None:
    record = TARGETS[key]
    assert record.reporting_error > 0 or record.error_kind == "range"


def test_a_country_is_compared_by_rates_and_shares_alone() -> None:
    counts = {"children", "events/year", "cases", "families", "posts"}
    national = [key for key, record in TARGETS.items() if record.municipality == "danmark" and record.unit in counts]
    assert national == []


def test_a_figure_of_social_reasons_is_not_set_beside_all_reasons_without_being_called_weak() -> None:
    social = {key: record for key, record in TARGETS.items() if record.reason == "social"}
    mixed = {key for key, record in social.items() if record.outcome != "placed_social@end"}
    assert all(TARGETS[key].error_kind == "weak" for key in mixed)
    assert {record.reason for record in TARGETS.values() if record.outcome == "placed_social@end"} == {"social"}


def test_notifications_and_children_notified_are_not_mixed_up() -> None:
    assert TARGETS["ishoej-notifications-2014"].outcome == "notifications_per_1000"
    assert TARGETS["vallensbaek-notifications-2014"].outcome == "notifications_per_1000"
    assert TARGETS["danmark-children-notified-2015"].outcome == "children_notified_per_1000"
    assert not any("notified" in record.outcome and record.era == "2014" for record in TARGETS.values())


def test_shares_that_add_up_to_one_leave_one_out_of_the_fit() -> None:
    mix = ("family_care_share", "residential_share", "institution_share", "own_room_share", "boarding_share")
    fitted = {record.outcome.removesuffix("@end") for record in fit_targets().values()}
    assert not {"own_room_share", "boarding_share"} & fitted
    whole = sum(TARGETS[f"danmark-{name}-share-2018"].value for name in ("family-care", "residential", "institution"))
    assert whole < 1.0 and set(mix[:3]) <= fitted


def test_one_outcome_of_a_place_is_fitted_once() -> None:
    fitted = [(record.municipality, record.outcome) for record in fit_targets().values()]
    assert len(fitted) == len(set(fitted))


def test_the_upper_bound_of_starts_is_left_out() -> None:
    assert "danmark-new-placements-2018" in load_left_out()
    assert fit_targets()["danmark-placement-starts"].high == 2.6


def test_a_count_and_its_rate_agree() -> None:
    for place in ("ishoej", "vallensbaek"):
        record: TargetRecord = TARGETS[f"{place}-placed-0-17-2014"]
        residents = load_municipality(place).figures["residents_0_17"].value
        assert record.count == round(record.value * residents / 1000)


BAD = {
    "unknown outcome": ("placed_per_1000_0_17@end", "placed_per_100_0_17@end", "outcome"),
    "a stock without its day": ("0_17@end", "0_17", "window"),
    "unknown municipality": ('"ishoej"', '"ishoei"', "municipality"),
    "a municipality without targets": ('"ishoej"', '"kolding"', "municipality"),
    "impossible value": ("16.5", "1650.0", "value"),
    "another unit": ('"per 1,000"', '"share"', "unit"),
    "empty source": ('"somewhere"', '""', "source"),
    "a range without ends": ('"rounding"', '"range"', "low and high|needs low"),
    "half a range": ("value = 16.5", "value = 16.5\nlow = 16.0", "go together"),
    "a value outside its range": ("value = 16.5", "value = 16.5\nlow = 17.0\nhigh = 18.0", "outside low to high"),
    "unknown field": ("use =", "used =", "use"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_an_error_that_says_where(name: str, tmp_path: Path) -> None:
    old, new, told = BAD[name]
    assert old in GOOD
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=told) as caught:
        read_targets(path)
    assert "mine.toml" in str(caught.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_targets(path)["a-target"].value == 16.5


def test_every_file_of_targets_is_read() -> None:
    folder = Path(__file__).parents[2] / "calibration" / "targets"
    assert {path.stem for path in folder.glob("*.toml")} == {*SUBJECTS, "left_out"}


# national figures of other eras that are fitted because 2017-19 has none; their errors are wide for that reason
OTHER_ERAS = {
    "danmark-breakdowns",
    "danmark-reentries",
    "danmark-ever-placed-0-6-2012",
    "danmark-ever-placed-7-11-2012",
    "danmark-ever-placed-12-14-2012",
    "danmark-ever-placed-15-17-2012",
    "danmark-assessments-within-4-months",
    "danmark-worker-turnover",
    "danmark-direct-contact",
    "danmark-placed-impairment-share-2016",
}


def _touches_main_era(era: str) -> bool:
    years = [int(part) for part in era.split("-") if len(part) == 4]
    return years[0] <= 2019 and years[-1] >= 2017


def test_national_figures_of_other_eras_are_fitted_only_where_the_main_one_has_none() -> None:
    national = {key: record for key, record in fit_targets().items() if record.municipality == "danmark"}
    assert {key for key, record in national.items() if not _touches_main_era(record.era)} == OTHER_ERAS
    main = {r.outcome for r in TARGETS.values() if r.municipality == "danmark" and _touches_main_era(r.era)}
    assert not {national[key].outcome for key in OTHER_ERAS} & main
