"""A document's projection beside the runs: sums by hand, signs, years that only one side has, bad input, and output."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.design import design
from experiments.options import RunOptions
from experiments.projection import projection_rows, simulated
from experiments.results import MONEY_KEYS, Results
from sim.catalogue.load import SCENARIOS, load_scenario
from sim.errors import InputError
from sim.outcomes.catalogue import COURSE_KEYS
from sim.policy.projection import ProjectionKind
from tests.experiments.commands import sagstal

HOERSHOLM = "hoersholm-2018"
VARIANTS = ("hoersholm-2018-prose", "hoersholm-2018-box", "hoersholm-2018-psychologist")
PROSE = (SCENARIOS / "hoersholm-2018-prose.toml").read_text(encoding="utf-8")
# extra sums [DKK million a year] of the policy, from its first year on
EXTRA = {"measure_cost_dkk": [0.5, -1.0], "staff_cost_dkk": [1.0, 1.0], "outreach_cost_dkk": [0.4, 0.6],
         "further_cost_dkk": [0.2, 0.0], "coordination_cost_dkk": [0.1, 0.1], "grant_dkk": [0.9, 0.0]}  # fmt: skip


def claims() -> dict[ProjectionKind, dict[int, float]]:
    """What the strategy projected [DKK], by kind and year of the policy from 0."""
    found: dict[ProjectionKind, dict[int, float]] = {}
    for projection in load_scenario(HOERSHOLM).projections:
        found.setdefault(projection.kind, {}).update(projection.by_year)
    return found


# ---- what the file says
def test_the_table_of_the_strategy_is_carried_over_and_adds_up() -> None:
    found = claims()
    assert found[ProjectionKind.GRANT] == {-1: 138_000, 0: 910_000, 1: 910_000, 2: 0, 3: 0}
    assert found[ProjectionKind.INVESTMENT] == {0: 1_340_000, 1: 1_180_000, 2: 2_055_000, 3: 2_055_000}
    assert found[ProjectionKind.GROSS_SAVING] == {0: 0, 1: 250_000, 2: 1_500_000, 3: 3_000_000}
    assert found[ProjectionKind.NET] == {0: 1_340_000, 1: 930_000, 2: 555_000, 3: -945_000, 4: -1_500_000}
    for year in range(4):
        cost, grant, investment, saving, net = (found[kind][year] for kind in ProjectionKind)
        assert investment == cost - grant and net == investment - saving


def test_years_are_those_of_the_strategy_and_every_sum_has_its_lines() -> None:
    for projection in load_scenario(HOERSHOLM).projections:
        assert projection.start_calendar_year == 2018
        assert re.match(r"Hørsholm strategy 2017, l\. \d", projection.source)


def test_the_numbers_stand_once_and_hold_for_all_variants() -> None:
    own = load_scenario(HOERSHOLM).projections
    assert [load_scenario(key).projections for key in VARIANTS] == [own] * 3
    holding = [path.stem for path in SCENARIOS.glob("*.toml") if "[[projection]]" in path.read_text(encoding="utf-8")]
    assert holding == ["hoersholm-2018-prose"]


def test_other_scenarios_project_nothing() -> None:
    assert not load_scenario("kolding-2015-a").projections and not load_scenario("caseload-20").projections


@pytest.mark.parametrize(
    ("old", "new", "message", "field"),
    [
        ('kind = "grant"', 'kind = "grants"', "unknown value", "projection.1.kind"),
        ('unit = "DKK"\nyear', 'unit = "kr"\nyear', "wrong unit", "projection.1.unit"),
        ("year = -1", "year = -11", "outside its bounds", "projection.1.year"),
        ("year = -1", "year = 0.5", "wrong kind of value", "projection.1.year"),
        ("year = -1", 'year = "2017"', "wrong kind of value", "projection.1.year"),
        ("price_year = 2017", "price_year = 17", "outside its bounds", "projection.1.price_year"),
        ("price_year = 2017\n", "", "field is missing", "projection.1.price_year"),
        ("values = [138000, 910000, 910000, 0, 0]", "values = []", "at least 1 item", "projection.1.values"),
        ("year = 4\ncalendar_year = 2022", "year = 4\ncalendar_year = 2021", "calls the years", "calendar_year"),
        ("year = 4\ncalendar_year = 2022", "year = 3\ncalendar_year = 2021", "year 3 of this kind", "6.year"),
    ],
)
def test_a_wrong_projection_is_one_clear_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, message: str, field: str
) -> None:
    assert old in PROSE
    path = tmp_path / "own.toml"
    path.write_text(PROSE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert message in caught.value.message and str(caught.value.field).endswith(field)
    assert caught.value.line and "more problem" not in caught.value.message
    shown = sagstal(capsys, "describe", path)
    assert shown.code == 2 and shown.out == "" and "Traceback" not in shown.err


# ---- beside the runs, by hand
def results(years: float = 2.0) -> Results:
    """Three replications of two years; replication r pays r times EXTRA. A base of 5 million in every item."""
    experiment = design(("status-quo", HOERSHOLM), RunOptions(None, years, 3))
    found = Results(experiment)
    n_months = int(np.ceil(years * 12))
    for replication in (1, 2, 3):
        courses = np.full((2, n_months, len(COURSE_KEYS)), 5e6)
        for key, extra in EXTRA.items():
            monthly = np.repeat(extra, 12)[:n_months]
            courses[1, :, COURSE_KEYS.index(key)] += replication * 1e6 * monthly
        found.add_row(replication, np.zeros((2, 1)))
        found.add_courses(courses)
    return found


def rows_of(kind: str, span: str, years: float = 2.0) -> dict[int, dict[str, Any]]:
    rows = projection_rows(results(years))
    return {row["calendar_year"]: row for row in rows if (row["kind"], row["span"]) == (kind, span)}


def test_simulated_sums_are_differences_to_the_base_with_the_signs_of_the_document() -> None:
    found = {kind: values[0] / 1e6 for kind, values in simulated(results(), 1).items()}
    assert found[ProjectionKind.COST] == pytest.approx([1.7, 1.7])
    assert found[ProjectionKind.GRANT] == pytest.approx([0.9, 0.0])
    assert found[ProjectionKind.INVESTMENT] == pytest.approx([0.8, 1.7])
    assert found[ProjectionKind.GROSS_SAVING] == pytest.approx([-0.5, 1.0])
    assert found[ProjectionKind.NET] == pytest.approx([1.3, 0.7])


def test_a_row_holds_the_claim_and_the_median_and_interval_of_the_runs() -> None:
    row = rows_of("net", "year")[2019]
    assert (row["projected"], row["policy_year"], row["price_year"]) == (930_000, 2, 2017)
    assert row["median"] == pytest.approx(1.4e6)
    assert row["pi90"] == pytest.approx([0.77e6, 2.03e6])  # of 0.7, 1.4 and 2.1


def test_sums_from_policy_start_add_up_run_by_run() -> None:
    rows = rows_of("net", "cumulative")
    assert rows[2019]["projected"] == 2_270_000 and rows[2021]["projected"] == 1_880_000
    assert rows[2019]["median"] == pytest.approx(4.0e6)
    assert rows[2022]["projected"] == 380_000 and rows[2022]["median"] is None


def test_what_came_before_policy_start_is_shown_but_not_added_up() -> None:
    assert rows_of("grant", "year")[2017]["projected"] == 138_000
    assert rows_of("grant", "year")[2017]["median"] is None
    grants = rows_of("grant", "cumulative")
    assert 2017 not in grants and grants[2018]["projected"] == 910_000


def test_an_unfinished_year_is_not_set_beside_a_whole_one() -> None:
    rows = rows_of("net", "year", years=1.5)
    assert rows[2018]["median"] == pytest.approx(2.6e6) and rows[2019]["median"] is None
    assert all(row["median"] is None for row in rows_of("net", "year", years=0.5).values())


def test_a_comparison_without_projections_keeps_no_money() -> None:
    experiment = design(("status-quo", "fewer-cases"), RunOptions("ishoej", 1.0, 1))
    found = Results(experiment)
    found.add_courses(np.zeros((2, 12, len(COURSE_KEYS))))
    assert found.money == [] and projection_rows(found) == []


def test_the_items_of_the_net_are_those_of_gross_municipal_cost() -> None:
    assert set(EXTRA) == set(MONEY_KEYS)


# ---- what is shown and written
@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("language", "title"), [("en", "not what happened"), ("da", "ikke hvad der skete")])
def test_a_comparison_shows_and_writes_the_confrontation(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str, title: str
) -> None:
    out = tmp_path / "x"
    words = ("compare", "status-quo", HOERSHOLM, VARIANTS[1], "--years", 3, "--replications", 4, "--lang", language)
    shown = sagstal(capsys, *words, "--out", out)
    assert shown.code == 0, shown.err
    assert " ".join(shown.out.split()).count(title) == 2
    with (out / "projection.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream, delimiter=";"))
    assert len({len(row) for row in (header, *rows)}) == 1
    assert {row[0] for row in rows} == {HOERSHOLM, VARIANTS[1]}
    assert sum("-945000" in row for row in rows) == 2
    assert {path.suffix for path in (out / "figures").glob("projection.*")} == {".png", ".svg"}
    assert "2021" in (out / "figures" / "projection.svg").read_text(encoding="utf-8")


@pytest.mark.usefixtures("engine")
def test_a_continued_experiment_gives_the_same_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ("compare", "status-quo", HOERSHOLM, "--years", 2)
    for replications, folder in ((2, "parts"), (5, "parts"), (5, "whole")):
        assert sagstal(capsys, *words, "--replications", replications, "--out", tmp_path / folder).code == 0
    parts, whole = ((tmp_path / folder / "projection.csv").read_bytes() for folder in ("parts", "whole"))
    assert parts == whole


@pytest.mark.usefixtures("engine")
def test_json_has_the_rows_and_others_have_none(capsys: pytest.CaptureFixture[str]) -> None:
    few = ("--years", 1, "--replications", 2, "--json")
    document = json.loads(sagstal(capsys, "compare", "status-quo", HOERSHOLM, *few).out)
    assert {row["kind"] for row in document["projections"]} == {kind.value for kind in ProjectionKind}
    other = json.loads(sagstal(capsys, "compare", "status-quo", "fewer-cases", *few).out)
    assert other["projections"] == []


@pytest.mark.usefixtures("engine")
def test_a_projection_is_for_its_own_municipality_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ("compare", "status-quo", HOERSHOLM, "-m", "vallensbaek", "--years", 1, "--replications", 2)
    shown = sagstal(capsys, *words, "--out", tmp_path / "x")
    assert shown.code == 0 and "is for another municipality" in shown.out and "not what happened" not in shown.out
    assert not list((tmp_path / "x").rglob("projection.*"))


@pytest.mark.parametrize("as_json", [False, True])
def test_describe_shows_what_was_projected(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    shown = sagstal(capsys, "describe", HOERSHOLM, *["--json"] * as_json)
    assert shown.code == 0 and ("-945000.0" if as_json else "2021: -945,000 DKK") in " ".join(shown.out.split())
