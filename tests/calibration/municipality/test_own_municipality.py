"""What the model makes of a municipality's own figures: a municipality and targets, with nothing lost or invented."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration.fit.summaries import make_summaries, observed
from calibration.municipality import OwnFigures, check_file, to_municipality, to_targets
from calibration.municipality.between import LEAST_18_22, MOST_18_22
from calibration.municipality.fields import TYPES, load_fields
from calibration.targets.schema import contradiction
from sim.catalogue.figures import FIGURES
from sim.catalogue.load import load_municipality, load_scenario
from sim.catalogue.sense import why_not
from sim.parameters.priors import parse_prior
from sim.parameters.schema import GRADES
from tests.calibration.municipality import own_files
from tests.calibration.municipality.own_files import TODAY, good, text

ALL = {
    **own_files.TYPES,
    "placement_starts": "12",
    "children_notified": "310",
    "preventive_children": "170",
    "cases_per_caseworker": "31.5",
    "assessments_within_4_months": "0.55",
    "first_followups_within_3_months": '"68 %"',
    "caseworkers_left": "4",
    "caseworker_posts": "14.5",
    "families_on_benefits": "0.08",
    "schools": "5",
    "school_districts": "4",
    "day_care_institutions": "18",
    "impairment_cases": "90",
}
BECOME_FIGURES = {name: info.figure for name, info in load_fields().items() if info.figure}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> OwnFigures:
    return good(tmp_path_factory.mktemp("own"), text(ALL, sources={"schools": '"own register"'}))


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> OwnFigures:
    lines = {"residents_18_22": None, "placed_0_22": None, "notifications": None}
    return good(tmp_path_factory.mktemp("own"), text(lines))


@st.composite
def valid(draw: st.DrawFn) -> dict[str, float]:
    """Figures within their bounds that do not contradict each other; most may be left out."""
    children = draw(st.integers(50, 200_000))
    placed = draw(st.integers(0, min(children, 50_000)))
    values: dict[str, float] = {"residents_0_17": children, "placed_0_17": placed}
    young = draw(st.integers(int(LEAST_18_22 * children) + 1, int(MOST_18_22 * children)))
    low, high = FIGURES["caseload"].low, FIGURES["caseload"].high
    others: dict[str, st.SearchStrategy[float]] = {
        "residents_18_22": st.just(young),
        "cases_per_caseworker": st.floats(low, high),
        "families_on_benefits": st.floats(0, 1),
        "schools": st.integers(0, 5000),
        "school_districts": st.integers(1, int(FIGURES["n_districts"].high)),
        "day_care_institutions": st.integers(0, 20_000),
        "notifications": st.integers(0, 500_000),
        "assessments_within_4_months": st.floats(0, 1),
        "first_followups_within_3_months": st.floats(0, 1),
    }
    for name, strategy in others.items():
        if draw(st.booleans()):
            values[name] = draw(strategy)
    return values


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=valid())
def test_valid_figures_survive_with_the_same_values(tmp_path: Path, values: dict[str, float]) -> None:
    lines = {name: f"{value:.17f}" if 0 < value < 1e-3 else repr(value) for name, value in values.items()}
    lines = {name: None for name in own_files.FIGURES} | lines
    own = good(tmp_path, text(lines))
    area = to_municipality(own)
    for name, written in lines.items():
        if written is not None:
            assert own.values[name] == float(written)
            if name in BECOME_FIGURES:
                assert area.value(BECOME_FIGURES[name]) == float(written)
    for record in to_targets(own).values():
        assert contradiction(record) is None
    assert {key for key, figure in area.figures.items() if figure.grade == "document"} == {
        BECOME_FIGURES[name] for name in values if name in BECOME_FIGURES
    }


def test_a_municipality_has_every_figure_of_the_catalogue_in_its_bounds(full: OwnFigures, sparse: OwnFigures) -> None:
    for own in (full, sparse):
        area = to_municipality(own)
        assert list(area.figures) == list(FIGURES)
        for key, figure in area.figures.items():
            assert FIGURES[key].low <= figure.value <= FIGURES[key].high
            assert figure.unit == FIGURES[key].unit and figure.grade in GRADES
        assert area.has_placement_target


def test_given_figures_are_fixed_and_name_the_file(full: OwnFigures) -> None:
    schools = to_municipality(full).figures["schools"]
    assert (schools.prior, schools.grade, schools.source) == ("fixed", "document", "my-town.toml: own register")
    assert to_municipality(full).figures["caseload"].source == "my-town.toml"


def test_figures_that_are_not_given_are_assumed_around_the_national_value(sparse: OwnFigures) -> None:
    area, country = to_municipality(sparse), load_municipality("danmark")
    assert area.value("caseload") == country.value("caseload")
    ratio = 5024 / country.value("residents_0_17")
    assert area.value("schools") == round(country.value("schools") * ratio)
    for key, figure in area.figures.items():
        if key not in ("residents_0_17", "pay_only_children", "n_agencies"):
            assert figure.grade == "assumed"
            assert (parse_prior(figure.prior).sigma > 0.0) == FIGURES[key].is_drawn, key


def test_priors_are_at_least_as_wide_as_those_of_municipalities_of_which_something_is_known(sparse: OwnFigures) -> None:
    area = to_municipality(sparse)
    for other in ("kolding", "skive", "danmark"):
        for key, figure in load_municipality(other).figures.items():
            if key == "residents_0_17" or not FIGURES[key].is_drawn:
                continue
            assert parse_prior(area.figures[key].prior).sigma >= parse_prior(figure.prior).sigma, (other, key)


def test_newcomers_are_on_benefits_as_often_as_residents_where_that_is_given(full: OwnFigures) -> None:
    assert to_municipality(full).value("p_migrant_family_on_benefits") == 0.08


def test_teams_are_those_named_or_the_usual_ones(tmp_path: Path, sparse: OwnFigures) -> None:
    assert to_municipality(sparse).teams == load_municipality("danmark").teams
    teams = to_municipality(good(tmp_path, text(head={"teams": '["assessment"]'}))).teams
    assert teams.assessment and not (teams.reception or teams.by_age or teams.impairment or teams.acute)


def test_scenarios_make_sense_in_it(full: OwnFigures) -> None:
    area = to_municipality(full)
    for key in ("status-quo", "fewer-cases", "all-together"):
        assert why_not(load_scenario(key, area), area) is None


def test_targets_hold_every_figure_with_an_outcome_in_its_unit(full: OwnFigures) -> None:
    targets = to_targets(full)
    with_outcome = {name for name, info in load_fields().items() if info.outcome}
    assert len(targets) == len(with_outcome) + 1  # and turnover
    for record in targets.values():
        assert contradiction(record) is None
        assert record.municipality == "eksempelby" and record.use == "fit" and record.reporting_error > 0.0
    expected = {
        "placed-0-17": 1000 * 60 / 5024,
        "placed-0-22": 1000 * 72 / (5024 + 1560),
        "placed-foster": 38,
        "placement-starts": 1000 * 12 / 5024,
        "notifications": 1000 * 520 / 5024,
        "preventive-children": 1000 * 170 / (5024 + 1560),
        "first-followups-within-3-months": 0.68,
        "worker-turnover": 4 / 14.5,
    }
    for name, value in expected.items():
        assert targets[f"eksempelby-{name}"].value == pytest.approx(value), name


def test_targets_are_what_the_fit_reads(full: OwnFigures) -> None:
    targets = to_targets(full)
    summaries = make_summaries(list(targets), targets)
    assert all(abs(value) < 100 for value in observed(summaries))


def test_a_rate_of_assumed_residents_has_a_larger_error(tmp_path: Path) -> None:
    known = to_targets(good(tmp_path, text()))["eksempelby-placed-0-22"]
    assumed = to_targets(good(tmp_path, text({"residents_18_22": None})))["eksempelby-placed-0-22"]
    assert assumed.reporting_error > 2 * known.reporting_error
    assert "assumed" in assumed.error_reason


def test_nothing_counted_is_compared_and_not_fitted(tmp_path: Path) -> None:
    lines = {**own_files.TYPES, "placed_own_room": "0", "placed_foster": "42", "assessments_within_4_months": "1"}
    targets = to_targets(good(tmp_path, text(lines)))
    checked = {key for key, record in targets.items() if record.use == "check"}
    assert checked == {"eksempelby-placed-own-room", "eksempelby-assessments-within-4-months"}


@pytest.mark.parametrize(
    ("day", "era"),
    [("2023-12-31", "2023"), ("2024-01-01", "2023"), ("2024-06-30", "2023-2024"), ("2023-12-01", "2022-2023")],
)
def test_a_flow_is_of_the_twelve_months_up_to_the_day(tmp_path: Path, day: str, era: str) -> None:
    targets = to_targets(good(tmp_path, text(head={"date": day})))
    assert targets["eksempelby-notifications"].era == era
    assert targets["eksempelby-placed-0-17"].era == day


def test_the_day_is_a_day(full: OwnFigures) -> None:
    assert full.date == date(2023, 12, 31)
    assert isinstance(check_file(full.file, today=TODAY), OwnFigures)


def test_types_given_as_shares_are_targets_in_children(tmp_path: Path) -> None:
    own = good(tmp_path, text({TYPES[0]: '"25 %"'}))
    assert to_targets(own)["eksempelby-placed-network"].value == 18.0
