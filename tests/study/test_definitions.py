"""Definitions: every mistake is one message that says where, and nothing is written; designs number every run once."""

import json
import pickle
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.study.document import DEFINITIONS, Overrides, definition_keys
from experiments.study.sampling import number_text
from experiments.study.schema_file import PATH, schema_text
from experiments.study.study import Study, load_study
from experiments.study.variants import variants
from sim.errors import InputError
from sim.parameters.load import load_records
from sim.policy.levers import LEVERS
from tests.experiments.commands import sagstal
from tests.study.writing import definition

Capture = pytest.CaptureFixture[str]


def lever_table(design: str, body: str) -> str:
    return f'[[levers]]\ndesign = "{design}"\n{body}\n'


def parameter_table(design: str, body: str) -> str:
    return f'[[parameters]]\ndesign = "{design}"\n{body}\n'


BAD: list[tuple[dict[str, str], str, tuple[str, ...]]] = [
    ({"scenarios": '["status-quo", "outreech"]'}, "", ("scenarios.2", "outreech", "did you mean 'outreach'")),
    ({"municipalities": '["isoej"]'}, "", ("municipalities.1", "did you mean 'ishoej'")),
    ({"municipalities": "[]"}, "", ("municipalities",)),
    ({"scenarios": '["status-quo", "status-quo"]'}, "", ("comes twice", "status-quo")),
    ({"municipalities": '["ishoej", "ishoej"]'}, "", ("named twice",)),
    ({"year": "5"}, "", ("unknown field", "did you mean 'years'")),
    ({"years": "0.1"}, "", ("outside its bounds", "0.25 to 60")),
    ({"years": '"five"'}, "", ("wrong kind of value", "a number")),
    ({"replications": "7"}, "", ("replications", "a multiple of 2")),
    ({"seed": "-1"}, "", ("seed", "0 to 4.29497e+09")),
    ({"draws": '"priors"'}, "", ("did you mean 'prior'",)),
    ({"engine": '"fast"'}, "", ("compiled or reference",)),
    ({"settings": '["post_dk=1"]'}, "", ("post_dkk", "trial.toml")),
    ({"where_senseless": '"ignore"'}, "", ("skip or refuse",)),
    ({"scenarios": '["mine.toml"]'}, "", ("mine.toml", "no such file")),
    ({}, '[structure]\nvariants = ["contact-off"]', ("structure.variants.1", "did you mean 'contact-effect-off'")),
    ({}, '[structure]\nvariants = ["as-is", "as-is"]', ("named twice",)),
    ({}, '[keep]\nseries = ["place"]', ("keep.series.1", "did you mean 'placed'")),
    ({}, '[keep]\nserie = "all"', ("did you mean 'series'",)),
    ({}, lever_table("grid", "values = { caselod = [20] }"), ("unknown lever", "did you mean 'caseload'")),
    ({}, lever_table("grid", "values = { caseload = [0] }"), ("levers.1.values.caseload", "given: 0")),
    ({}, lever_table("grid", 'values = { gate = ["hard"] }'), ("none, soft, strict",)),
    ({}, lever_table("grid", "values = { caseload = 20 }"), ("a list of values",)),
    ({}, lever_table("grid", "points = 3\nvalues = { caseload = [20] }"), ("needs values",)),
    ({}, lever_table("sobol", "values = { caseload = [20] }"), ("needs ranges and points",)),
    ({}, lever_table("sobol", "points = 6\nranges = { caseload = [10, 30] }"), ("a power of two: 4 or 8",)),
    ({}, lever_table("sobol", "points = 4\nranges = { caseload = [30, 10] }"), ("the lower first",)),
    ({}, lever_table("sobol", "points = 4\nranges = { gate = [0, 2] }"), ("has no range", "none, soft, strict")),
    ({}, lever_table("gird", "values = { caseload = [20] }"), ("did you mean 'grid'",)),
    (
        {},
        lever_table("list", "values = { caseload = [20, 25], day_care_visits_per_year = [1] }"),
        ("as many values on each axis", "given: 1"),
    ),
    (
        {},
        lever_table("grid", 'scenarios = ["outreach"]\nvalues = { caseload = [20] }'),
        ("levers.1.scenarios.1", "not a scenario of this definition"),
    ),
    ({}, lever_table("grid", "values = { caseload = [20, 20.0] }"), ("comes twice", "caseload=20")),
    ({}, parameter_table("grid", "values = { contact_efect = [0] }"), ("did you mean 'contact_effect'",)),
    ({}, parameter_table("grid", "values = { contact_effect = [9] }"), ("outside its bounds", "-0.5 to 2")),
    ({}, parameter_table("grid", "values = { need_rise_per_year = [1] }"), ("name one of them", "need_rise_per_year.")),
    ({}, parameter_table("sobol", 'points = 4\nranges = { perimeter_schooling = "prior" }'), ("has no prior",)),
    ({}, parameter_table("sobol", 'points = 4\nranges = { contact_effect = "priors" }'), ("not a range", "prior")),
    (
        {"settings": '["contact_effect=0.1"]'},
        parameter_table("grid", "values = { contact_effect = [0] }"),
        ("settings and a design", "contact_effect"),
    ),
    (
        {},
        '[structure]\nvariants = ["contact-effect-off"]\n'
        + parameter_table("grid", "values = { contact_effect = [0] }"),
        ("a structural variant and a design",),
    ),
    (
        {"settings": '["lever.caseload=20"]'},
        lever_table("grid", "values = { caseload = [15] }"),
        ("settings and a design", "caseload"),
    ),
]


@pytest.mark.parametrize(("fields", "tables", "said"), BAD)
def test_a_mistake_in_a_definition_is_one_message_and_nothing_is_written(
    capsys: Capture, tmp_path: Path, fields: dict[str, str], tables: str, said: tuple[str, ...]
) -> None:
    path = definition(tmp_path, tables, **fields)
    shown = sagstal(capsys, "experiment", path, "--out", tmp_path / "out")
    assert shown.code == 2 and not shown.out and "Traceback" not in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    for words in said:
        assert words in shown.err
    assert [p.name for p in tmp_path.iterdir()] == ["trial.toml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("exampel", "--out", "x"), "did you mean 'example'"),
        (("nowhere.toml", "--out", "x"), "no such file"),
        (("example",), "--out"),
        (("example", "--row", 3, "--out", "x"), "--row"),
        (("example", "--row", -1), "no such row"),
        (("example", "--out", "x", "--replications", 5), "a multiple of 2"),
        (("example", "--out", "x", "--seed", 2**32), "--seed"),
        (("example", "--out", "x", "--years", "nan"), "--years"),
        (("example", "--out", "x", "--draws", "priors"), "did you mean 'prior'"),
        (("example", "--out", "x", "--jobs", 0), "--jobs"),
        (("example", "--out", "x", "--set", "post_dk=1"), "post_dkk"),
        (("example", "--out", "/proc/sagstal"), "cannot be made"),
    ],
)
def test_a_mistake_in_the_command_is_one_message(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = sagstal(capsys, "experiment", *words)
    assert shown.code == 2 and said in shown.err and len(shown.err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_senseless_pairs_are_refused_or_left_out_with_their_reason(tmp_path: Path) -> None:
    named = {"municipalities": '["vallensbaek", "kolding"]', "scenarios": '["status-quo", "kolding-2015"]'}
    with pytest.raises(InputError, match="makes no sense in Vallensb"):
        load_study(str(definition(tmp_path, "", **named)))
    study = load_study(str(definition(tmp_path, "", where_senseless='"skip"', **named)))
    assert [cell.scenarios for cell in study.cells] == [("status-quo",), ("status-quo", "kolding-2015")]
    assert [(s.municipality, s.scenario) for s in study.skipped] == [("vallensbaek", "kolding-2015")]
    assert "caseworkers" in study.skipped[0].reason


def test_without_its_base_a_municipality_is_left_out(tmp_path: Path) -> None:
    named = {"municipalities": '["vallensbaek", "kolding"]', "scenarios": '["kolding-2015", "status-quo"]'}
    study = load_study(str(definition(tmp_path, "", where_senseless='"skip"', **named)))
    assert {cell.municipality for cell in study.cells} == {"kolding"}
    assert [s.scenario for s in study.skipped] == ["kolding-2015", "status-quo"]


@pytest.mark.parametrize("key", definition_keys())
def test_shipped_definitions_load_and_fit_the_schema_for_editors(key: str) -> None:
    assert load_study(key).n_rows > 0
    written = tomllib.loads((DEFINITIONS / f"{key}.toml").read_text(encoding="utf-8"))
    jsonschema.validate(written, json.loads(schema_text()))


def test_the_schema_for_editors_is_what_the_code_says() -> None:
    assert PATH.read_text(encoding="utf-8") == schema_text(), "run: python -m experiments.study.schema_file"


def test_every_structural_variant_sets_what_it_says() -> None:
    base = load_records()
    assert next(iter(variants())) == "as-is" and not variants()["as-is"].values
    for key, variant in variants().items():
        for name, value in variant.values:
            low, high = base[name].bounds
            assert low <= value <= high, key
            assert (value == 0.0) == key.endswith("-off") or name.startswith("structure_"), key


numbers = st.one_of(st.floats(0, 1e9), st.integers(0, 10**9).map(float))


@given(numbers, numbers)
def test_different_numbers_are_written_differently(one: float, other: float) -> None:
    assert float(number_text(one)) == one
    assert (number_text(one) == number_text(other)) == (one == other)


number_levers = [key for key, info in LEVERS.items() if not info.names and info.high - info.low >= 1]
scalar_parameters = [key for key, record in load_records().items() if not record.shape and not record.prior.is_fixed]


@st.composite
def studies(draw: st.DrawFn) -> tuple[str, str]:
    """Tables of a definition with designs of every kind, and the number of replications."""
    tables = ""
    for _ in range(draw(st.integers(0, 2))):
        levers = draw(st.lists(st.sampled_from(number_levers), min_size=1, max_size=3, unique=True))
        kind = draw(st.sampled_from(["latin-hypercube", "sobol"]))
        ranges = ", ".join(f"{k} = [{LEVERS[k].low}, {LEVERS[k].high}]" for k in levers)
        tables += lever_table(kind, f"points = {draw(st.sampled_from([1, 2, 8]))}\nranges = {{ {ranges} }}")
    for _ in range(draw(st.integers(0, 2))):
        names = draw(st.lists(st.sampled_from(scalar_parameters), min_size=1, max_size=3, unique=True))
        ranges = ", ".join(f'{k} = "prior"' for k in names)
        tables += parameter_table("latin-hypercube", f"points = {draw(st.integers(1, 5))}\nranges = {{ {ranges} }}")
    return tables, str(2 * draw(st.integers(1, 20)))


@settings(max_examples=30, deadline=None)
@given(studies())
def test_designs_number_every_run_once_and_more_replications_change_no_number(
    tmp_path_factory: pytest.TempPathFactory, written: tuple[str, str]
) -> None:
    tables, replications = written
    path = str(definition(tmp_path_factory.mktemp("x"), tables, replications=replications))
    study, more = load_study(path), load_study(path, Overrides(replications=int(replications) + 4))
    for cell in study.cells:
        assert len(set(cell.scenarios)) == len(cell.scenarios), "keys are unique"
    units = [study.unit_of_row(row) for row in range(study.n_rows)]
    assert sorted(set(units)) == list(range(study.n_units))
    for unit in range(study.n_units):
        assert all(units[row] == unit for row in study.rows_of(unit))
        assert study.rows_of(unit) == more.rows_of(unit)
    assert study.inputs() == more.inputs()
    again: Study = pickle.loads(pickle.dumps(study))
    assert again.inputs() == study.inputs() and again.repeat_command(1) == study.repeat_command(1)


def test_the_seed_moves_sampled_points_and_another_design_does_not(tmp_path: Path) -> None:
    one = parameter_table("sobol", 'points = 8\nranges = { contact_effect = "prior" }')
    two = one + parameter_table("grid", "values = { p_revise = [0.1, 0.2] }")

    def points(tables: str, seed: int = 1) -> list[float]:
        study = load_study(str(definition(tmp_path, tables)), Overrides(seed=seed))
        return [
            c.values["contact_effect"]
            for c in study.cells
            if c.municipality == "ishoej" and "contact_effect" in c.values
        ]

    assert points(one) == points(one) == points(two)
    assert points(one) != points(one, seed=2)
    assert points(one).count(0.0) in (3, 4), "the spike of the prior at zero, 0.4, is seen"


def test_an_address_with_a_label_may_be_written_as_a_table_or_in_quotes(tmp_path: Path) -> None:
    one = parameter_table("grid", "[parameters.values.need_rise_per_year]\nthriving = [0.01, 0.02]")
    two = parameter_table("grid", 'values = { "need_rise_per_year.thriving" = [0.01, 0.02] }')
    inputs = [load_study(str(definition(tmp_path, tables))).inputs() for tables in (one, two)]
    assert inputs[0] == inputs[1]


def test_own_files_lie_beside_the_definition_and_their_contents_count(tmp_path: Path) -> None:
    source = (DEFINITIONS.parents[1] / "sim/catalogue/scenarios/fewer-cases.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(source.replace('key = "fewer-cases"', 'key = "own-cases"'), encoding="utf-8")
    path = str(definition(tmp_path, "", scenarios='["status-quo", "own.toml"]'))
    study = load_study(path)
    assert study.cells[0].scenarios == ("status-quo", "own-cases")
    text = pickle.dumps(study)
    own.write_text(own.read_text().replace('name_en = "', 'name_en = "Other '), encoding="utf-8")
    assert load_study(path).input_hash != study.input_hash
    own.unlink()
    assert pickle.loads(text).input_hash == study.input_hash, "made again without the file"


def test_another_order_of_scenarios_is_another_study_even_where_the_first_municipality_skips_one(
    tmp_path: Path,
) -> None:
    """Rows are numbered by a scenario's place in its municipality: stored ones would stand for other scenarios."""
    fields = {"municipalities": '["vallensbaek", "kolding"]', "where_senseless": '"skip"'}
    first, second = (
        load_study(str(definition(tmp_path, "", scenarios=json.dumps(names), **fields)))
        for names in (["status-quo", "kolding-2015", "caseload-20"], ["status-quo", "caseload-20", "kolding-2015"])
    )
    assert first.cells[0].scenarios == second.cells[0].scenarios
    assert first.cells[1].scenarios != second.cells[1].scenarios
    assert first.input_hash != second.input_hash


def test_the_command_of_an_own_definition_works_from_any_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = definition(tmp_path)
    monkeypatch.chdir(tmp_path)
    by_name, by_path = load_study("trial.toml"), load_study(str(path))
    assert by_name.repeat_command(3) == by_path.repeat_command(3) == f"sagstal experiment {path} --row 3"
    assert by_name.document.command == by_path.document.command, "the same bytes of failures.parquet"
