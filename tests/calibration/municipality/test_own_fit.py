"""A municipality's own posterior: it follows the figures, says how far to trust it, and runs where -m takes a file."""

from pathlib import Path

import numpy as np
import pytest

from calibration.municipality import OwnFigures, check_file, to_municipality
from calibration.municipality.fit import OwnFit, fit_own, make_own_problem, own_draws, simulate_own
from calibration.municipality.write import municipality_text, write_own
from calibration.posterior.load import load_posterior, read_posterior
from experiments.design import design
from experiments.options import RunOptions
from sim.catalogue.load import load_municipality
from sim.errors import InputError
from tests.experiments.commands import sagstal

N = 260
WRITTEN = """
[municipality]
key = "small-town"
name = "Lilleby"
date = 2018-12-31

[figures]
residents_0_17 = 1500
residents_18_22 = 450
placed_0_17 = 15
notifications = {notifications}
"""


def _own(tmp_path: Path, notifications: int) -> OwnFigures:
    path = tmp_path / f"town-{notifications}.toml"
    path.write_text(WRITTEN.format(notifications=notifications), encoding="utf-8")
    found = check_file(path, "en")
    assert isinstance(found, OwnFigures), found
    return found


@pytest.fixture(scope="module")
def fits(tmp_path_factory: pytest.TempPathFactory) -> dict[int, OwnFit]:
    folder = tmp_path_factory.mktemp("own")
    own = {n: _own(folder, n) for n in (120, 300)}
    table = simulate_own(to_municipality(own[120]), load_posterior(), N, jobs=2)
    return {n: fit_own(make_own_problem(figures, load_posterior(), table)) for n, figures in own.items()}


def _level(fit: OwnFit, name: str) -> np.ndarray:
    return np.asarray(own_draws(fit)[f"small-town/{name}"])


@pytest.mark.slow
def test_more_notifications_at_the_same_stock_mean_a_higher_level_and_a_narrower_one_than_before(
    fits: dict[int, OwnFit],
) -> None:
    few, many = (_level(fits[n], "notification_level") for n in (120, 300))
    assert np.median(many) > 1.5 * np.median(few)
    figure = fits[120].problem.area.figures["notification_level"]
    prior_width = np.log(figure.at("notification_level", 0.95) / figure.at("notification_level", 0.05))
    assert np.log(np.quantile(few, 0.95) / np.quantile(few, 0.05)) < 0.75 * prior_width


@pytest.mark.slow
def test_made_up_municipalities_are_covered_about_as_often_as_the_intervals_say(fits: dict[int, OwnFit]) -> None:
    assert 0.82 <= fits[120].coverage <= 0.97


@pytest.mark.slow
def test_a_figure_that_was_given_is_not_asked_for(fits: dict[int, OwnFit]) -> None:
    wanted = dict(fits[120].sharper)
    assert wanted and not {"placed_0_17", "notifications"} & set(wanted)


@pytest.mark.slow
def test_the_written_municipality_runs_with_its_own_draws(fits: dict[int, OwnFit], tmp_path: Path) -> None:
    file = write_own(tmp_path / "town", fits[300])
    experiment = design(("status-quo",), RunOptions(municipality=str(file), draws="posterior", replications=8))
    drawn = [experiment.municipality_of(r).notification_level for r in (0, 2, 4, 6)]
    assert drawn == list(_level(fits[300], "notification_level")[:4])
    assert len(read_posterior(tmp_path / "town" / "draws.parquet")) == len(fits[300].problem.table)


@pytest.mark.slow
def test_the_same_figures_give_the_same_bytes(fits: dict[int, OwnFit], tmp_path: Path) -> None:
    write_own(tmp_path / "a", fits[120])
    write_own(tmp_path / "b", fit_own(fits[120].problem))
    for name in ("municipality.toml", "draws.parquet"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("key", ["kolding", "vallensbaek"])
def test_a_municipality_written_and_read_is_the_same(key: str, tmp_path: Path) -> None:
    area = load_municipality(key)
    path = tmp_path / "again.toml"
    path.write_text(municipality_text(area), encoding="utf-8")
    assert load_municipality(path) == area


def test_draws_that_are_not_there_are_named(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(municipality_text(load_municipality("kolding"), "gone.parquet"), encoding="utf-8")
    with pytest.raises(InputError, match="no such file"):
        load_municipality(path)


def test_a_directory_with_something_in_it_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    town = tmp_path / "town.toml"
    town.write_text(WRITTEN.format(notifications=120), encoding="utf-8")
    shown = sagstal(capsys, "municipality", "fit", town, "--out", tmp_path)
    assert shown.code == 2 and "empty directory" in shown.err
    assert sagstal(capsys, "municipality", "fit", town, "--number", 10).code == 2


@pytest.mark.parametrize("content", [b"", b"no parquet"])
def test_draws_that_are_no_draws_are_told_before_anything_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "draws.parquet").write_bytes(content)
    path = tmp_path / "town.toml"
    path.write_text(municipality_text(load_municipality("kolding"), "draws.parquet"), encoding="utf-8")
    shown = sagstal(capsys, "run", "status-quo", "-m", path)
    assert shown.code == 2 and "not a file of posterior draws" in shown.err
