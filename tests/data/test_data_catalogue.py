"""Municipality and scenario files: those of the package are right, and a wrong one is one clear message."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.catalogue.figures import FIGURES
from sim.catalogue.load import (
    MUNICIPALITIES,
    SCENARIOS,
    load_municipality,
    load_scenario,
    municipality_keys,
    scenario_keys,
)
from sim.catalogue.schema_files import FOLDER, MODELS, schema_text
from sim.errors import InputError
from sim.input_file import read_toml
from sim.parameters.priors import parse_prior, quantile
from sim.parameters.records import FOLDER as PARAMETERS
from sim.policy.levers import LEVERS, Lever
from sim.policy.scenario import Scenario
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import Coverage, Gate, Schedule

NEEDED_MUNICIPALITIES = {
    "ishoej", "vallensbaek", "ishoej-vallensbaek", "kolding", "hoersholm", "skive", "herning-districts", "hvidovre",
    "danmark",
}  # fmt: skip
NEEDED_SCENARIOS = {
    "status-quo", "kolding-2015", "kolding-2015-a", "kolding-2015-b", "kolding-2015-all", "boraas", "boraas-memo",
    "boraas-krevi", "herning-2013", "fewer-cases", "closer-followup", "placement-practice", "all-three",
}  # fmt: skip
ISHOEJ = (MUNICIPALITIES / "ishoej.toml").read_text(encoding="utf-8")
HERNING = (SCENARIOS / "herning-2013.toml").read_text(encoding="utf-8")


def refused(load, tmp_path, text):
    """The InputError about a file with this text, checked to be one message with the file's name."""
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(str(file))
    assert caught.value.file == str(file)
    assert "\n" not in str(caught.value)
    return caught.value


def line_of(text, pattern):
    """Line number of the first line that matches."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if re.search(pattern, line))


def test_the_catalogue_holds_every_municipality_and_scenario_of_the_contract():
    assert set(municipality_keys()) >= NEEDED_MUNICIPALITIES
    assert set(scenario_keys()) >= NEEDED_SCENARIOS


@pytest.mark.parametrize("key", municipality_keys())
def test_every_municipality_loads_with_all_figures_cited(key):
    municipality = load_municipality(key)
    assert municipality.key == key
    assert set(municipality.figures) == set(FIGURES)
    for figure in municipality.figures.values():
        assert figure.source and figure.grade and figure.population and figure.year
    assert municipality.residents_0_17 == municipality.value("residents_0_17")


@pytest.mark.parametrize("key", municipality_keys())
def test_the_prior_of_a_figure_holds_its_value_between_the_5th_and_the_95th_percentile(key):
    for name, figure in load_municipality(key).figures.items():
        prior, bounds = parse_prior(figure.prior), (FIGURES[name].low, FIGURES[name].high)
        assert (
            quantile(prior, 0.05, figure.value, bounds) <= figure.value <= quantile(prior, 0.95, figure.value, bounds)
        )


def test_a_municipality_with_parts_is_as_large_as_its_parts():
    both = load_municipality("ishoej-vallensbaek")
    assert [part.key for part in both.part_municipalities()] == ["ishoej", "vallensbaek"]
    assert both.residents_0_17 == sum(part.residents_0_17 for part in both.part_municipalities())


def test_a_municipality_without_parts_is_its_own_part():
    ishoej = load_municipality("ishoej")
    assert ishoej.part_municipalities() == (ishoej,)


def test_a_changed_figure_leaves_the_municipality_as_it_was():
    ishoej = load_municipality("ishoej")
    assert ishoej.with_figures({"caseload": 20}).caseload == 20
    assert load_municipality("ishoej").caseload == 33


@pytest.mark.parametrize("key", scenario_keys())
def test_every_scenario_loads_and_names_its_source(key):
    scenario = load_scenario(key)
    assert scenario.key == key
    assert scenario.name_en and scenario.name_da and scenario.summary_en and scenario.summary_da
    assert scenario.source
    assert scenario.assumed, "say what the documents do not say"
    for change in scenario.changes:
        info = LEVERS[change.lever.name.lower()]
        assert info.low <= change.value <= info.high


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda p: p.stem)
def test_every_scenario_file_follows_the_schema_for_editors(path):
    jsonschema.validate(read_toml(path).data, json.loads(schema_text("scenario")))


@pytest.mark.parametrize("path", sorted(MUNICIPALITIES.glob("*.toml")), ids=lambda p: p.stem)
def test_every_municipality_file_follows_the_schema_for_editors(path):
    jsonschema.validate(read_toml(path).data, json.loads(schema_text("municipality")))


@pytest.mark.parametrize("path", sorted(PARAMETERS.glob("*.toml")), ids=lambda p: p.stem)
def test_every_parameter_file_follows_the_schema_for_editors(path):
    jsonschema.validate(read_toml(path).data, json.loads(schema_text("parameters")))


@pytest.mark.parametrize("name", MODELS)
def test_the_schemas_for_editors_are_current(name):
    committed = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert committed == schema_text(name), "run python -m sim.catalogue.schema_files"


def test_status_quo_changes_nothing():
    assert load_scenario("status-quo").changes == ()


def test_a_plain_key_is_its_default_variant_under_another_name():
    plain, variant = load_scenario("kolding-2015"), load_scenario("kolding-2015-b")
    assert (plain.changes, plain.project, plain.coverage) == (variant.changes, variant.project, variant.coverage)
    assert (plain.key, plain.variant_of, variant.variant_of) == ("kolding-2015", "", "kolding-2015")
    assert load_scenario("boraas").changes == load_scenario("boraas-memo").changes


def test_the_two_readings_of_kolding_differ_only_in_who_takes_the_cases():
    a, b = load_scenario("kolding-2015-a"), load_scenario("kolding-2015-b")
    assert a.changes == b.changes
    assert (a.coverage, a.n_children) == (b.coverage, b.n_children) == (Coverage.LOTTERY, 120)
    assert (a.project.existing_desks, a.project.new_desks) == (3, 3)
    assert (b.project.existing_desks, b.project.new_desks, b.project.drop_others_on_new) == (6, 3, True)


def test_all_three_is_the_sum_of_the_three():
    parts = [load_scenario(key).changes for key in ("fewer-cases", "closer-followup", "placement-practice")]
    assert load_scenario("all-three").changes == sum(parts, ())


def test_herning_covers_all_of_the_converted_districts_and_a_fifth_elsewhere():
    at_home, away = load_scenario("herning-2013"), load_scenario("herning-2013", "ishoej")
    assert (at_home.municipality, at_home.coverage, at_home.share) == ("herning-districts", Coverage.ALL, 1.0)
    assert (away.coverage, away.share) == (Coverage.DISTRICTS, 0.2)
    assert {c.lever: c.value for c in away.changes}[Lever.GATE] == Gate.STRICT


def test_the_variants_of_boraas_differ_in_schedule_and_caseload():
    memo = {c.lever: c.value for c in load_scenario("boraas-memo").changes}
    krevi = {c.lever: c.value for c in load_scenario("boraas-krevi").changes}
    assert {lever for lever in memo if memo[lever] != krevi[lever]} == {Lever.CASELOAD, Lever.FOLLOW_UP_SCHEDULE}
    assert krevi[Lever.FOLLOW_UP_SCHEDULE] == Schedule.BORAAS_KREVI


@pytest.mark.parametrize("cases", [10, 33, 45])
def test_caseload_n_is_status_quo_with_one_lever(cases):
    scenario = load_scenario(f"caseload-{cases}")
    assert [(c.lever, c.value, c.start_days) for c in scenario.changes] == [(Lever.CASELOAD, cases, 0.0)]
    assert f"caseload-{cases}" in scenario_keys(with_generated=True)


@pytest.mark.parametrize(
    ("load", "name", "nearest"),
    [
        (load_scenario, "status-qou", "status-quo"),
        (load_scenario, "Kolding-2015-c", "kolding-2015-b"),
        (load_scenario, "caseload-9", "caseload-10"),
        (load_scenario, "caseload-99999", "caseload-45"),
        (load_scenario, "caseload_20", "caseload-20"),
        (load_municipality, "ishøj", "ishoej"),
        (load_municipality, "Hørsholm", "hoersholm"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(load, name, nearest):
    with pytest.raises(InputError) as caught:
        load(name)
    assert caught.value.value == name
    assert caught.value.allowed
    if nearest.startswith("kolding"):
        assert caught.value.nearest.startswith("kolding")
    else:
        assert caught.value.nearest == nearest


@pytest.mark.parametrize("load", [load_scenario, load_municipality])
class TestAFileThatCannotBeRead:
    def refuse(self, load, path):
        with pytest.raises(InputError) as caught:
            load(str(path))
        assert "\n" not in str(caught.value)
        return caught.value

    def test_missing(self, load, tmp_path):
        (tmp_path / "kolding.toml").write_text("", encoding="utf-8")
        error = self.refuse(load, tmp_path / "koldin.toml")
        assert (error.message, error.nearest) == ("no such file", "kolding.toml")

    def test_in_a_missing_folder(self, load, tmp_path):
        assert self.refuse(load, tmp_path / "none" / "own.toml").message == "no such file"

    def test_folder(self, load, tmp_path):
        assert "folder" in self.refuse(load, tmp_path).message

    def test_binary(self, load, tmp_path):
        (tmp_path / "own.toml").write_bytes(b"\x00\x01\x02")
        assert "binary" in self.refuse(load, tmp_path / "own.toml").message

    def test_not_utf8(self, load, tmp_path):
        (tmp_path / "own.toml").write_bytes('key = "a"\nname_da = "Ishøj"\n'.encode("latin-1"))
        error = self.refuse(load, tmp_path / "own.toml")
        assert "UTF-8" in error.message
        assert error.line == 2

    def test_not_toml(self, load, tmp_path):
        (tmp_path / "own.toml").write_text('key = "a"\nname_en = \n', encoding="utf-8")
        error = self.refuse(load, tmp_path / "own.toml")
        assert (error.line, "column" in error.message) == (2, True)

    def test_unfinished(self, load, tmp_path):
        (tmp_path / "own.toml").write_text('key = "a', encoding="utf-8")
        assert self.refuse(load, tmp_path / "own.toml").line == 1

    def test_empty(self, load, tmp_path):
        (tmp_path / "own.toml").write_text("", encoding="utf-8")
        assert "missing" in self.refuse(load, tmp_path / "own.toml").message

    def test_nested_without_end(self, load, tmp_path):
        (tmp_path / "own.toml").write_text("key = " + "[" * 100_000, encoding="utf-8")
        self.refuse(load, tmp_path / "own.toml")

    def test_huge(self, load, tmp_path):
        (tmp_path / "own.toml").write_bytes(b"#" * 5_000_001)
        self.refuse(load, tmp_path / "own.toml")

    def test_not_a_file_name(self, load, tmp_path):
        self.refuse(load, "a\0b.toml")

    def test_too_long_a_name(self, load, tmp_path):
        self.refuse(load, tmp_path / ("a" * 5000 + ".toml"))


def test_one_s_own_municipality_is_read_from_a_path(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(ISHOEJ.replace('key = "ishoej"', 'key = "mine"'), encoding="utf-8")
    assert load_municipality(str(file)).key == "mine"
    assert load_municipality(file).residents_0_17 == 5024


def test_a_byte_order_mark_does_no_harm(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(ISHOEJ, encoding="utf-8-sig")
    assert load_municipality(file).key == "ishoej"


@pytest.mark.parametrize(
    ("old", "new", "field", "allowed", "nearest"),
    [
        (
            "[figures.residents_0_17]",
            "[figures.residents_0_71]",
            "figures.residents_0_71",
            "caseload",
            "residents_0_17",
        ),
        ("value = 5024", "value = -5024", "figures.residents_0_17.value", "50 to 2e+06", None),
        ("value = 5024", "value = 5024.5", "figures.residents_0_17.value", None, None),
        ("value = 5024", "value = nan", "figures.residents_0_17.value", "a finite number", None),
        ("value = 5024", 'value = "5024"', "figures.residents_0_17.value", "a number", None),
        ("value = 5024", "value = true", "figures.residents_0_17.value", "a number", None),
        ("value = 5024", "value = 2020-01-01", "figures.residents_0_17.value", "a number", None),
        ('unit = "children"', 'unit = "childrn"', "figures.residents_0_17.unit", "children", "children"),
        ("value = 0.104", "value = 10.4", "figures.p_family_on_benefits.value", "0 to 1", None),
        ("value = 33", "value = 330", "figures.caseload.value", "5 to 80", None),
        ("by_age = true", "by_agee = true", "teams.by_agee", "by_age", "by_age"),
        ("by_age = true", 'by_age = "yes"', "teams.by_age", "true or false", None),
        ('grade = "document"', 'grade = "C"', "figures.residents_0_17.grade", "document", None),
        ('prior = "lognormal(1540, 0.15)"', 'prior = "lognorml(1540)"', "figures.residents_18_22.prior", None, None),
        (
            "has_placement_target = true",
            'parts = ["koldng"]\nhas_placement_target = true',
            "parts.1",
            "kolding",
            "kolding",
        ),
        ("value = 5\n", "value = 65\n", "figures.n_districts.value", "1 to 64", None),
        ('key = "ishoej"', 'key = "Ishøj 2"', "key", None, None),
    ],
)
def test_a_mistake_in_a_municipality_file_is_named(tmp_path, old, new, field, allowed, nearest):
    assert old in ISHOEJ
    text = ISHOEJ.replace(old, new, 1)
    error = refused(load_municipality, tmp_path, text)
    assert error.field == field
    assert error.line == line_of(text, re.escape(new.splitlines()[0]))
    assert allowed is None or allowed in error.allowed
    assert nearest is None or error.nearest == nearest


def test_a_missing_figure_is_named(tmp_path):
    start, end = ISHOEJ.index("[figures.caseload]"), ISHOEJ.index("[figures.n_districts]")
    error = refused(load_municipality, tmp_path, ISHOEJ[:start] + ISHOEJ[end:])
    assert (error.field, error.message) == ("figures.caseload", "field is missing")


def test_further_problems_are_counted(tmp_path):
    text = ISHOEJ.replace("value = 5024", "value = -1").replace("value = 1540", "value = -1")
    error = refused(load_municipality, tmp_path, text)
    assert error.field == "figures.residents_0_17.value"
    assert "and 1 more problem" in error.message


@pytest.mark.parametrize(
    ("old", "new", "field", "allowed", "nearest"),
    [
        ('lever = "caseload"', 'lever = "caselod"', "changes.1.lever", "caseload", "caseload"),
        ("value = 24", "value = -24", "changes.1.value", "5 to 80 cases per post", None),
        ("value = 24", "value = inf", "changes.1.value", "a finite number", None),
        ("value = 24", "value = [24]", "changes.1.value", None, None),
        ("value = 24", 'value = "many"', "changes.1.value", "5 to 80", None),
        ('unit = "cases per post"', 'unit = "cases"', "changes.1.unit", "cases per post", None),
        ('value = "strict"', 'value = "strikt"', "changes.2.value", "none, soft, strict", "strict"),
        ('value = "strict"', "value = 1.5", "changes.2.value", "none, soft, strict", None),
        ('value = "strict"', "value = true", "changes.2.value", "none, soft, strict", None),
        ('value = "strict"', 'value = "strict"\nramp_months = 3', "changes.2.ramp_months", "0", None),
        ('value = "strict"', 'value = "strict"\nstart_months = -1', "changes.2.start_months", "0 to 720", None),
        ('value = "strict"', 'value = "strict"\nend_months = 0', "changes.2", None, None),
        ('lever = "gate"', 'lever = "caseload"', "changes.2.value", "5 to 80", None),
        ("share = 0.2", "share = 20", "coverage.share", "0 to 1", None),
        ("share = 0.2", "share = -0.2", "coverage.share", "0 to 1", None),
        ('kind = "districts"', 'kind = "district"', "coverage.kind", "districts", "districts"),
        ('kind = "districts"', 'kind = "lottery"', "coverage", None, None),
        ("[coverage]", "[eligibility]\nage_from_years = 40\n[coverage]", "eligibility.age_from_years", "0 to 23", None),
        ("[coverage]", "[eligibility]\nage_to_years = -1\n[coverage]", "eligibility.age_to_years", "0 to 23", None),
        ("[coverage]", "[project]\nexisting_desks = 0\nnew_desks = 0\n[coverage]", "project", None, None),
        (
            "[coverage]",
            "[project]\nexisting_desks = 0.5\nnew_desks = 1\n[coverage]",
            "project.existing_desks",
            None,
            None,
        ),
        (
            'municipality = "herning-districts"',
            'municipality = "herning"',
            "municipality",
            "ishoej",
            "herning-districts",
        ),
        ('municipality = "herning-districts"', 'variant_of = "boras"', "variant_of", "boraas", "boraas"),
        ("assumed = [", 'summmary_da = "x"\nassumed = [', "summmary_da", "summary_da", "summary_da"),
        ("assumed = [", "assumed = [3, ", "assumed.1", "text in quotes", None),
    ],
)
def test_a_mistake_in_a_scenario_file_is_named(tmp_path, old, new, field, allowed, nearest):
    assert old in HERNING
    text = HERNING.replace(old, new, 1)
    error = refused(load_scenario, tmp_path, text)
    assert error.field == field
    assert error.line
    assert allowed is None or allowed in error.allowed
    assert nearest is None or error.nearest == nearest


@pytest.mark.parametrize(
    "lowest_need",
    ["thriving", "endangered"],
)
def test_ages_needs_and_dates_are_read(tmp_path, lowest_need):
    file = tmp_path / "own.toml"
    dated = 'value = "strict"\nstart_months = 6\nend_months = 18'
    eligible = f'[eligibility]\nage_from_years = 11\nage_to_years = 18\nlowest_need = "{lowest_need}"\n[coverage]'
    text = HERNING.replace('value = "strict"', dated).replace("[coverage]", eligible)
    file.write_text(text, encoding="utf-8")
    scenario = load_scenario(file)
    assert (scenario.eligibility.age_from_years, scenario.eligibility.age_to_years) == (11, 18)
    assert scenario.eligibility.lowest_need == {"thriving": 0, "endangered": 4}[lowest_need]
    gate = next(c for c in scenario.changes if c.lever == Lever.GATE)
    assert (gate.start_days, gate.end_days) == (6 * DAYS_PER_MONTH, 18 * DAYS_PER_MONTH)


@pytest.mark.parametrize("lever", ["caseload", "extra_posts"])
@pytest.mark.parametrize(
    "coverage",
    ["[eligibility]\nonly_impaired = true\n", '[coverage]\nkind = "lottery"\nn_children = 5\n'],
    ids=["eligibility", "lottery"],
)
def test_staff_for_some_of_the_children_needs_a_team_of_theirs(tmp_path, coverage, lever):
    start, end = HERNING.index("[coverage]"), HERNING.index("[[changes]]")
    text = HERNING[:start] + "{}" + HERNING[end:].replace('"caseload"', f'"{lever}"').replace('"cases per post"', '""')
    error = refused(load_scenario, tmp_path, text.format(coverage))
    assert (error.field, error.value) == ("changes.1.lever", lever)
    assert error.line == line_of(text.format(coverage), f'lever = "{lever}"')
    assert "[project] or coverage by districts" in error.message
    file = tmp_path / "own.toml"
    file.write_text(text.format(coverage + "[project]\nexisting_desks = 1\nnew_desks = 1\n"), encoding="utf-8")
    assert not load_scenario(file).staffs_nobody


def test_a_lever_cannot_change_twice_at_the_same_time(tmp_path):
    text = HERNING + '\n[[changes]]\nlever = "caseload"\nvalue = 20\n'
    error = refused(load_scenario, tmp_path, text)
    assert (error.field, error.line) == ("changes.5.lever", len(text.splitlines()) - 1)


def test_a_lever_may_change_again_later(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(HERNING + '\n[[changes]]\nlever = "caseload"\nvalue = 20\nstart_months = 12\n', encoding="utf-8")
    assert len(load_scenario(file).changes) == 5


@pytest.mark.parametrize("target", ["kolding-2015-z", "kolding-2015"])
def test_same_as_must_name_a_scenario_that_is_written_out(tmp_path, target):
    text = f'key = "mine"\nname_en = "M"\nname_da = "M"\nsame_as = "{target}"\n'
    assert refused(load_scenario, tmp_path, text).field == "same_as"


def test_same_as_takes_no_content_of_its_own(tmp_path):
    text = 'key = "mine"\nname_en = "M"\nname_da = "M"\nsame_as = "boraas-memo"\n[coverage]\nkind = "all"\n'
    assert refused(load_scenario, tmp_path, text).field == "coverage"


TOML_VALUE = st.sampled_from(
    ["-1", "0", "1e999", "nan", "true", '""', '"x"', "[]", "{}", "{a = 1}", "2020-01-01", "'", "["]
)


@given(st.sampled_from([(load_municipality, ISHOEJ), (load_scenario, HERNING)]), st.integers(0, 400), TOML_VALUE)
def test_a_spoilt_line_is_read_or_refused_but_never_a_crash(tmp_path_factory, case, position, value):
    load, text = case
    lines = text.splitlines()
    spoilt = position % len(lines)
    lines[spoilt] = f"{lines[spoilt].partition('=')[0]} = {value}"
    file = tmp_path_factory.mktemp("spoilt") / "own.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    try:
        load(file)
    except InputError as error:
        assert error.file == str(file)
        assert "\n" not in str(error)


def test_reading_the_catalogue_needs_no_compiler():
    code = (
        "import sys; from sim.catalogue.load import load_municipality, load_scenario; "
        "load_municipality('ishoej'); load_scenario('kolding-2015'); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_loaded_scenarios_are_frozen_data():
    scenario = load_scenario("herning-2013")
    assert isinstance(scenario, Scenario)
    assert hash(scenario) == hash(load_scenario("herning-2013"))
    assert isinstance(hash(load_municipality("ishoej")), int)
    assert Path(SCENARIOS).is_dir()
