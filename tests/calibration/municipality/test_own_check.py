"""Bad input in a municipality's own file: each kind is named, explained in both languages, and answered."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration.municipality import check_file
from calibration.municipality.fields import TYPES, load_fields
from calibration.municipality.report import text as say
from calibration.municipality.report import texts
from tests.calibration.municipality import own_files
from tests.calibration.municipality.own_files import Lines, check, good, problems, text

LANGUAGES = ("en", "da")
IN_SHARES = dict(zip(TYPES, ('"8 %"', '"53 %"', '"6 %"', '"3 %"', '"14 %"', '"16 %"'), strict=True))

# lines of [figures], the field complained of, the kind of problem, what is suggested, words in English and in Danish
FIGURES: list[tuple[Lines, str, str, str | None, str, str]] = [
    ({"residents_0_17": "5.024"}, "residents_0_17", "thousands", "5024", "decimal point", "decimaltegn"),
    ({"residents_0_17": '"5.024"'}, "residents_0_17", "thousands", "5024", "decimal point", "decimaltegn"),
    ({"residents_0_17": "5 024"}, "residents_0_17", "thousands", "5024", "spaces", "mellemrum"),
    ({"notifications": "12.000"}, "notifications", "thousands", "12000", "decimal point", "decimaltegn"),
    ({"notifications": "1.234,5"}, "notifications", "thousands", None, "decimal point", "decimaltegn"),
    ({"notifications": "1.234.567"}, "notifications", "thousands", "1234567", "decimal point", "decimaltegn"),
    ({"assessments_within_4_months": "0,55"}, "assessments_within_4_months", "decimal_comma", "0.55", "comma", "komma"),
    (
        {"assessments_within_4_months": '"0,55"'},
        "assessments_within_4_months",
        "decimal_comma",
        "0.55",
        "comma",
        "komma",
    ),
    ({"cases_per_caseworker": "31,5"}, "cases_per_caseworker", "decimal_comma", "31.5", "comma", "komma"),
    ({"families_on_benefits": '"5,5 %"'}, "families_on_benefits", "decimal_comma", '"5.5 %"', "comma", "komma"),
    ({"families_on_benefits": "8 %"}, "families_on_benefits", "percent_unquoted", '"8 %"', "quotes", "anførselstegn"),
    ({"families_on_benefits": '"8 pct."'}, "families_on_benefits", "percent_form", '"8 %"', "quotes", "anførselstegn"),
    ({"notifications": '"8 %"'}, "notifications", "percent_for_count", None, "per cent", "procent"),
    ({"assessments_within_4_months": "55"}, "assessments_within_4_months", "above_one", "0.55", "100 %", "over 1"),
    ({"assessments_within_4_months": '"155 %"'}, "assessments_within_4_months", "above_one", None, "100 %", "over 1"),
    ({"notifications": '"520 stk"'}, "notifications", "words_after_number", "520", "units", "enheder"),
    ({"notifications": '"ukendt"'}, "notifications", "not_a_number", None, "blank", "tomt"),
    ({"notifications": "[520]"}, "notifications", "not_a_number", None, "blank", "tomt"),
    ({"notifications": "2024-01-01"}, "notifications", "not_a_number", None, "blank", "tomt"),
    ({"notifications": "true"}, "notifications", "boolean", None, "no numbers", "ikke tal"),
    ({"notifications": "nan"}, "notifications", "not_finite", None, "no figures", "brugbare"),
    ({"families_on_benefits": "-inf"}, "families_on_benefits", "not_finite", None, "no figures", "brugbare"),
    ({"notifications": "-5"}, "notifications", "negative", None, "negative", "negativt"),
    ({"notifications": "9" * 400}, "notifications", "out_of_bounds", None, "outside", "uden for"),
    ({"cases_per_caseworker": "200"}, "cases_per_caseworker", "out_of_bounds", None, "outside", "uden for"),
    ({"schools": "4.5"}, "schools", "not_whole", None, "whole number", "helt tal"),
    ({"placed_0_17": "16.5"}, "placed_0_17", "per_1000", "83", "rate", "rate"),
    ({"placed_0_17": "0.012"}, "placed_0_17", "looks_like_share", None, "share", "andel"),
    ({"caseworkers_left": "2", "caseworker_posts": "0"}, "caseworker_posts", "zero_posts", None, "posts", "stillinger"),
    ({"placed_0_22": "59"}, "placed_0_22", "placed_ages", None, "mixed up", "byttet om"),
    ({"residents_18_22": "6584"}, "residents_18_22", "resident_ages_0_22", "1560", "0-22", "0-22"),
    ({"residents_18_22": "4000"}, "residents_18_22", "resident_ages", None, "mixed up", "blandet sammen"),
    ({"residents_18_22": "300"}, "residents_18_22", "resident_ages", None, "mixed up", "blandet sammen"),
    (
        {"placed_0_17": "5100", "placed_0_22": None},
        "placed_0_17",
        "more_than_residents",
        None,
        "all residents",
        "alle indbyggere",
    ),
    ({"preventive_children": "6585"}, "preventive_children", "more_than_residents", None, "6584", "6584"),
    (
        {"children_notified": "521"},
        "children_notified",
        "more_children_than_notifications",
        None,
        "at least one",
        "mindst én",
    ),
    ({"placement_starts": "217"}, "placement_starts", "starts_too_many", None, "three times", "tre gange"),
    ({**own_files.TYPES, "placed_foster": "36"}, "placed_network", "types_sum", None, "sum to 70", "summer til 70"),
    ({**own_files.TYPES, "placed_foster": "26"}, "placed_network", "types_of_0_17", None, "ages 0-22", "0-22 år"),
    ({"placed_foster": "74"}, "placed_foster", "types_exceed", None, "more than", "mere end"),
    (
        {**own_files.TYPES, "placed_foster": "20", "placed_0_22": None},
        "placed_network",
        "types_below",
        None,
        "less than",
        "mindre end",
    ),
    ({**own_files.TYPES, "placed_foster": '"53 %"'}, "placed_foster", "types_mixed", None, "same way", "samme måde"),
    ({**IN_SHARES, "placed_foster": '"60 %"'}, "placed_network", "types_share_sum", None, "107 %", "107 %"),
    ({**IN_SHARES, "placed_foster": '"40 %"'}, "placed_network", "types_share_sum", None, "87 %", "87 %"),
    (
        {"placed_foster": '"70 %"', "placed_network": '"40 %"'},
        "placed_network",
        "types_share_exceed",
        None,
        "110 %",
        "110 %",
    ),
    ({**IN_SHARES, "placed_0_22": None}, "placed_network", "types_without_total", None, "how many", "hvor mange"),
    ({"residents_0_17": '""'}, "residents_0_17", "missing", None, "needed", "udfyldes"),
    ({"placed_0_17": None, "placed_0_22": '""'}, "placed_0_17", "missing_stock", None, "needed", "udfyldes"),
    ({"school_distrikts": "4"}, "school_distrikts", "unknown_field", "school_districts", "no such", "intet felt"),
    ({"teams": '["acute"]'}, "teams", "misplaced", None, "[municipality]", "[municipality]"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("lines", "field", "code", "suggestion", "en", "da"), FIGURES)
def test_a_bad_figure_is_named_and_explained(
    tmp_path: Path, lines: Lines, field: str, code: str, suggestion: str | None, en: str, da: str, language: str
) -> None:
    written = text(lines)
    found = problems(tmp_path, written, language)
    assert [(p.field, p.code, p.suggestion) for p in found] == [(field, code, suggestion)]
    assert (da if language == "da" else en) in found[0].explanation
    where = [n for n, line in enumerate(written.splitlines(), start=1) if line.startswith(f"{field} =")]
    assert found[0].line == (where[-1] if where and code != "missing_stock" else None)
    assert str(found[0]).startswith(str(tmp_path / "my-town.toml"))


HEADS: list[tuple[Lines, str, str, str | None]] = [
    ({"date": "2014-02-30"}, "date", "date_impossible", None),
    ({"date": '"2014-13-01"'}, "date", "date_impossible", None),
    ({"date": "2025-06-02"}, "date", "date_future", None),
    ({"date": "1989-12-31"}, "date", "date_early", None),
    ({"date": '"31.12.2023"'}, "date", "date_form", "2023-12-31"),
    ({"date": "31-12-2023"}, "date", "date_form", "2023-12-31"),
    ({"date": "2023"}, "date", "date_form", "2023-12-31"),
    ({"date": "2023-12-31T10:00:00"}, "date", "date_form", None),
    ({"date": None}, "date", "missing", None),
    ({"key": '"Ærø Kommune"'}, "key", "bad_key", "aeroe-kommune"),
    ({"key": '"kolding"'}, "key", "shipped_key", "kolding-own"),
    ({"name": "Ærø"}, "name", "text_needs_quotes", '"Ærø"'),
    ({"name": "5"}, "name", "not_text", None),
    ({"teams": '"reception"'}, "teams", "teams_kind", None),
    ({"teams": '["receptoin"]'}, "teams", "unknown_team", "reception"),
    ({"teams": '["modtagelse"]'}, "teams", "unknown_team", "reception"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("lines", "field", "code", "suggestion"), HEADS)
def test_a_bad_head_is_named_and_explained(
    tmp_path: Path, lines: Lines, field: str, code: str, suggestion: str | None, language: str
) -> None:
    found = problems(tmp_path, text(head=lines), language)
    assert [(p.field, p.code, p.suggestion) for p in found] == [(field, code, suggestion)]
    values = {"reason": say("days_of_month", language, n=28) if "02-30" in str(lines) else ""}
    if code not in ("missing", "date_impossible"):
        assert found[0].explanation == say(code, language, **values)


def test_an_impossible_day_says_how_long_its_month_is(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, text(head={"date": "2014-02-30"}), "da")
    assert "den måned har 28 dage" in str(found)


FILES: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b"# only a comment\n\n", "empty"),
    (text(head={"name": '"Ærø"'}).encode("latin-1"), "encoding"),
    (text().encode("utf-16"), "binary"),
    (b"PK\x03\x04\x00\x00", "binary"),
    (text().encode() + b"what is this\n", "not_understood"),
    (text().encode() + b"[figures]\n", "table_twice"),
    (text().replace("[sources]", "[source]").encode(), "unknown_table"),
    (text({"notifications": "520\nnotifications = 521"}).encode(), "twice"),
    (text(sources={"residents": '"FOLK1A"'}).encode(), "unknown_source"),
    (text(sources={"residents_0_17": "FOLK1A"}).encode(), "text_needs_quotes"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("written", "code"), FILES)
def test_a_bad_file_is_explained(tmp_path: Path, written: bytes, code: str, language: str) -> None:
    found = problems(tmp_path, written, language)
    assert [p.code for p in found] == [code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_file_has_a_near_name_and_a_folder_is_none(tmp_path: Path, language: str) -> None:
    (tmp_path / "my-town.toml").touch()
    missing, folder = check_file(tmp_path / "my-tovn.toml", language), check_file(tmp_path, language)
    assert isinstance(missing, list) and [(p.code, p.suggestion) for p in missing] == [("no_file", "my-town.toml")]
    assert isinstance(folder, list) and [p.code for p in folder] == ["folder"]


def test_all_problems_are_told_in_the_order_of_their_lines(tmp_path: Path) -> None:
    lines = {"residents_0_17": "5.024", "placed_0_17": "-1", "assessments_within_4_months": "55", "schools": "true"}
    found = problems(tmp_path, text(lines, head={"date": "2014-02-30"}))
    assert [p.code for p in found] == ["date_impossible", "thousands", "negative", "above_one", "boolean"]
    assert [p.line for p in found] == sorted(p.line or 0 for p in found)


def test_figures_are_held_against_what_a_badly_written_one_surely_means(tmp_path: Path) -> None:
    found = problems(tmp_path, text({"residents_0_17": "5.024", "residents_18_22": "6584"}))
    assert [(p.code, p.suggestion) for p in found] == [("thousands", "5024"), ("resident_ages_0_22", "1560")]


def test_a_mistyped_name_is_not_reported_as_missing_too(tmp_path: Path) -> None:
    found = problems(tmp_path, text({"residents_0_17": None, "resident_0_17": "5024"}))
    assert [p.code for p in found] == ["unknown_field"]


WARNINGS: list[tuple[Lines, Lines, str, str]] = [
    ({"placed_0_17": "4"}, {}, "unusual_rate", "placed_0_17"),
    ({"notifications": "40"}, {}, "unusual_rate", "notifications"),
    ({"notifications": "1600"}, {}, "unusual_rate", "notifications"),
    ({"cases_per_caseworker": "70"}, {}, "unusual_value", "cases_per_caseworker"),
    ({"assessments_within_4_months": "1"}, {}, "is_one", "assessments_within_4_months"),
    ({"placed_0_17": "72"}, {}, "same_at_both_ages", "placed_0_22"),
    ({}, {"date": "2010-12-31"}, "old", "date"),
    ({"caseworkers_left": "2"}, {}, "left_without_posts", "caseworkers_left"),
    ({"caseworkers_left": "9", "caseworker_posts": "12.5"}, {}, "many_left", "caseworkers_left"),
    ({"schools": "3", "school_districts": "4"}, {}, "more_districts", "school_districts"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("lines", "head", "code", "field"), WARNINGS)
def test_what_is_only_unusual_is_a_warning(
    tmp_path: Path, lines: Lines, head: Lines, code: str, field: str, language: str
) -> None:
    own = good(tmp_path, text(lines, head), language)
    assert [(w.code, w.field) for w in own.warnings] == [(code, field)]


def test_a_good_file_has_neither_problems_nor_warnings(tmp_path: Path) -> None:
    assert good(tmp_path, text(own_files.TYPES)).warnings == ()


def test_a_source_without_a_figure_is_a_warning(tmp_path: Path) -> None:
    own = good(tmp_path, text(sources={"schools": '"own"'}))
    assert [(w.code, w.field) for w in own.warnings] == [("source_without_figure", "schools")]


WAYS = [
    ("520", 520.0),
    ('"520"', 520.0),
    ("5_20", 520.0),
    ("520.0", 520.0),
    ("520 # from the register", 520.0),
    ('" 520 "', 520.0),
]


@pytest.mark.parametrize(("written", "value"), WAYS)
def test_a_number_may_be_written_in_every_plain_way(tmp_path: Path, written: str, value: float) -> None:
    assert good(tmp_path, text({"notifications": written})).values["notifications"] == value


@pytest.mark.parametrize("written", ["0.55", '"55 %"', '"55%"', '"0.55"', '"55.0 %"'])
def test_a_share_may_be_a_share_or_a_per_cent(tmp_path: Path, written: str) -> None:
    own = good(tmp_path, text({"families_on_benefits": written}))
    assert own.values["families_on_benefits"] == 0.55


@pytest.mark.parametrize("written", ["", '""', "[]"])
def test_blanks_are_fine(tmp_path: Path, written: str) -> None:
    assert "schools" not in good(tmp_path, text({"schools": written}, {"teams": written})).values


def test_types_as_shares_become_numbers_of_children(tmp_path: Path) -> None:
    own = good(tmp_path, text(IN_SHARES))
    assert own.values["placed_foster"] == pytest.approx(0.53 * 72)
    assert "types_sum" not in [w.code for w in own.warnings]


def test_lists_and_texts_may_take_several_lines(tmp_path: Path) -> None:
    own = good(tmp_path, text(head={"teams": '[\n  "reception",\n  "acute",\n]'}))
    assert own.teams == ("reception", "acute")
    assert own.values["notifications"] == 520.0


def test_a_file_of_windows_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert not isinstance(check(tmp_path, b"\xef\xbb\xbf" + text().replace("\n", "\r\n").encode()), list)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([*load_fields(), "key", "date", "teams"]),
    value=st.text(max_size=12) | st.text("0123456789.,-% '\"[]{}", max_size=9),
    junk=st.binary(max_size=20),
)
def test_whatever_is_written_there_is_an_answer_in_words(tmp_path: Path, name: str, value: str, junk: bytes) -> None:
    lines = {name: value}
    written = text(head=lines) if name in ("key", "date", "teams") else text(lines)
    for content in (written.encode("utf-8", "surrogatepass"), junk):
        found = check(tmp_path, content, "da")
        assert not isinstance(found, list) or (found and all(map(str, found)))


@pytest.mark.parametrize("key", texts())
def test_a_text_has_the_same_places_in_both_languages(key: str) -> None:
    parts = {}
    for language in LANGUAGES:
        named = {name for _, name, _, _ in string.Formatter().parse(texts()[key][language]) if name}
        parts[language] = named
    assert parts["en"] == parts["da"]


def test_every_text_is_used() -> None:
    folder = Path(check_file.__code__.co_filename).parent
    code = "\n".join(p.read_text(encoding="utf-8") for p in (*folder.glob("*.py"), *_outside(folder)))
    built = re.compile(r"^(_|allowed_|group_|meaning_|column_|example_|problems|population_|why_)")
    assert [key for key in texts() if not built.match(key) and f'"{key}"' not in code] == []


def _outside(folder: Path) -> list[Path]:
    root = folder.parents[1] / "experiments"
    return [root / "own_figures.py", root / "own_template.py", root / "commands" / "own_figures.py"]


def test_every_figure_leads_somewhere() -> None:
    staff = {"caseworkers_left", "caseworker_posts"}
    assert {name for name, info in load_fields().items() if not info.figure and not info.outcome} == staff
