"""What is watched is the warm-up of a run; what is left of its start is found, and the page says what its data say."""

import numpy as np
import pytest

from experiments.design import WARMUP_YEARS
from experiments.options import RunOptions
from experiments.precision.options import WarmUpOptions
from experiments.precision.page import DOCS, FIGURES, KEPT, PAGE, PLACES, SHOWN, kept_document, page_text
from experiments.precision.warmup import (
    WATCHED,
    Course,
    WarmUp,
    cut_months,
    outcome_row,
    pooled_rows,
    verdict,
    warm_up_of,
    what_is_left,
)
from sim.catalogue.load import load_municipality, load_scenario
from sim.parameters.load import load_parameters
from sim.simulate import Job, simulate, simulate_warm_up

START, MONTHS = int(WARMUP_YEARS * 12), 90 * 12


def settling(half_life_years: float, n: int = 12, noise: float = 0.1) -> np.ndarray:
    """Replications of a course that starts at 50 % of its level of 10."""
    rng = np.random.default_rng(1)
    years = np.arange(MONTHS) / 12.0
    return 10.0 - 5.0 * 0.5 ** (years / half_life_years) + noise * rng.standard_normal((n, MONTHS))


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_watched_warm_up_ends_with_the_stocks_with_which_a_run_starts(engine):
    area = load_municipality("vallensbaek")
    years = 4.0 if engine == "compiled" else 0.5
    job = Job(area, load_parameters(), (load_scenario("status-quo", area),), 3, 1, 0.25, years, engine)
    watched, run = simulate_warm_up(job), simulate(job)[0]
    assert (watched.end_stock == run.start_stock).all()
    assert watched.years == years and len(watched.acc) == 12 * years
    assert watched.start_stock.sum() > 0 and watched.acc[0].sum() > 0.0


def test_a_quick_start_is_cut_early_and_nothing_is_left():
    row = outcome_row("open_cases", settling(2.0), np.arange(12))
    assert row["enough"] is True and row["cut_years"] < 25.0
    assert row["level"] == pytest.approx(10.0, rel=0.01) and abs(row["left"]) < 0.005
    assert len(row["course"]) == 90 and row["course"][0] < 6.5


def test_a_slow_start_is_not_enough_and_says_how_much_is_left():
    values = settling(20.0)
    row = outcome_row("open_cases", values, np.arange(12))
    assert row["enough"] is False
    assert row["left"] == pytest.approx(values[:, START : START + 60].mean() / values[:, 720:].mean() - 1.0, rel=0.1)
    assert row["left_ci95"][0] < row["left"] < row["left_ci95"][1] < 0.0


def test_a_little_that_is_clear_is_enough_and_much_that_is_unclear_is_not_said():
    early, late = 60, None
    assert verdict(early, -0.005, [-0.006, -0.004]) is True
    assert verdict(early, -0.05, [-0.06, -0.04]) is False
    assert verdict(early, -0.05, [-0.12, 0.02]) is True
    assert verdict(late, -0.05, [-0.12, 0.02]) is None
    assert verdict(START + 12, 0.0, [-0.01, 0.01]) is None
    assert verdict(early, None, None) is None


def test_months_that_nobody_knows_are_cut_at_the_start_and_bridged_later():
    mean = settling(0.01).mean(axis=0)
    mean[:24] = np.nan
    mean[300:305] = np.nan
    cut = cut_months(mean)
    assert cut is not None and 24 <= cut < START
    assert cut_months(np.full(MONTHS, np.nan)) is None
    assert what_is_left(np.full((3, MONTHS), np.nan), np.arange(3)) == (None, None, None)


def watched(place: str, lefts: list[float], first: int = 0) -> tuple[WarmUp, list[Course]]:
    """A municipality whose replications have `lefts` of their level of 10 left at policy start."""
    run = warm_up_of(place, ("open_cases",), RunOptions(draws="point"), WarmUpOptions())
    courses = []
    for k, left in enumerate(lefts):
        values = np.full((MONTHS, 1), 10.0)
        values[START : START + 60] += 10.0 * left
        courses.append(Course(first + k, values))
    return run, courses


def test_over_municipalities_each_counts_by_its_children_and_a_replication_is_one_observation():
    """Ishøj and Vallensbæk: the mean of a replication is that of both, and only common replications count."""
    one, other = watched("ishoej", [0.1, 0.3, 0.2]), watched("vallensbaek", [0.0, 0.4], first=1)
    children = [run.municipality.value("residents_0_17") for run, _ in (one, other)]
    (row,) = pooled_rows([one, other])
    second = (children[0] * 0.3 + children[1] * 0.0) / sum(children)
    third = (children[0] * 0.2 + children[1] * 0.4) / sum(children)
    half = 12.706 * abs(second - third) / 2.0
    assert row["municipalities"] == 2 and row["left"] == pytest.approx((second + third) / 2.0)
    assert row["left_ci95"] == pytest.approx([row["left"] - half, row["left"] + half], rel=1e-3)


def test_draws_that_municipalities_share_do_not_make_the_pooled_figure_surer_than_it_is():
    """What a draw leaves behind is the same everywhere: nine municipalities are then no more than one."""
    rng, held = np.random.default_rng(5), 0
    for _ in range(200):
        common = rng.normal(0.0, 0.05, 8)
        seen = [watched(place, list(common + rng.normal(0.0, 0.01, 8))) for place in ("ishoej", "skive", "kolding")]
        low, high = pooled_rows(seen)[0]["left_ci95"]
        held += low <= 0.0 <= high
    assert held >= 190 - 3 * 3.1


@pytest.mark.skipif(not (DOCS / KEPT).exists(), reason="the page is made by --warmup --write-docs, and was not yet")
def test_the_page_says_what_its_data_say():
    document = kept_document()
    assert (DOCS / PAGE).read_text(encoding="utf-8") == page_text(document)
    assert document["warmup_years"] == WARMUP_YEARS
    assert [place["municipality"] for place in document["municipalities"]] == list(PLACES)
    for place in document["municipalities"]:
        assert {row["outcome"] for row in place["outcomes"]} <= set(WATCHED)
    assert all((DOCS / FIGURES / f"{name}.png").exists() for name in (f"warmup-{SHOWN}", "warmup-left")), KEPT
