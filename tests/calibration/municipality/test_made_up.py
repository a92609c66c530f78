"""Made-up municipalities: what they bring is a file like any other, and the page says what was measured."""

from pathlib import Path
from statistics import NormalDist

import pandas as pd
import pytest

from calibration.municipality import OwnFigures
from calibration.municipality.as_municipality import to_municipality
from calibration.municipality.made_up import (
    BROUGHT,
    FIRST_TRUTH,
    N_MUNICIPALITIES,
    PAGE,
    coverage_of,
    file_text,
    make_up,
    measured,
    page_text,
)
from sim.catalogue.figures import FIGURES
from tests.calibration.municipality.own_files import check


def test_a_truth_lies_inside_an_interval_if_its_rank_does() -> None:
    ranks = pd.DataFrame({"rank": [0.01, 0.03, 0.2, 0.5, 0.74, 0.97], "contraction": [0.5] * 6})
    found = coverage_of(ranks)
    assert found.share == {0.5: 2 / 6, 0.8: 3 / 6, 0.9: 3 / 6, 0.95: 5 / 6}
    assert found.contraction == 0.5


@pytest.mark.slow
def test_a_made_up_municipality_brings_a_good_file_and_its_truth_is_the_one_that_was_simulated(tmp_path: Path) -> None:
    truth = make_up(FIRST_TRUTH + 1)
    own = check(tmp_path, file_text(truth, "made-up-1"))
    assert isinstance(own, OwnFigures) and set(BROUGHT) <= set(own.values)
    area = to_municipality(own)
    level = "socioeconomic_level"
    drawn = area.drawn(20_260_101, FIRST_TRUTH + 1).socioeconomic_level
    u = NormalDist().cdf(truth.coordinates[level])
    assert drawn == pytest.approx(area.figures[level].at(level, u))
    assert level in FIGURES


def test_intervals_of_municipalities_that_fit_themselves_hold_the_truth_about_as_often_as_they_say() -> None:
    """At 250 levels, 50 of each, the standard error of a coverage of 90 % is two to four percentage points."""
    rows = measured()
    assert rows["number"].nunique() == N_MUNICIPALITIES
    found = coverage_of(rows)
    assert 0.84 <= found.share[0.9] <= 0.97
    assert 0.72 <= found.share[0.8] <= 0.90


def test_the_page_says_what_was_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(), "python -m calibration.municipality.made_up writes it"
