"""Draws of a municipality's figures: from their priors, addressed, and with the parts of a common agency."""

import numpy as np
import pytest

from sim.catalogue.figures import FIGURES
from sim.catalogue.load import load_municipality, municipality_keys
from sim.parameters.priors import parse_prior


def test_a_draw_is_the_same_whenever_it_is_made() -> None:
    area = load_municipality("kolding")
    assert area.drawn(7, 3) == area.drawn(7, 3)
    assert area.drawn(7, 3).figures != area.drawn(7, 4).figures
    assert area.drawn(8, 3).figures != area.drawn(7, 3).figures


@pytest.mark.parametrize("key", municipality_keys())
def test_fixed_figures_stay_and_uncertain_ones_spread_around_their_value(key: str) -> None:
    area = load_municipality(key)
    draws = [area.drawn(1, n) for n in range(200)]
    for name, figure in area.figures.items():
        values = np.array([draw.value(name) for draw in draws])
        whole = FIGURES[name].is_whole
        assert values.min() >= FIGURES[name].low and values.max() <= FIGURES[name].high
        if figure.prior == "fixed" or not FIGURES[name].is_drawn:
            assert set(values) == {figure.value}
        else:
            assert values.std() > 0.0
            centre = parse_prior(figure.prior).median
            assert centre is not None and np.median(values) == pytest.approx(centre, rel=0.1, abs=0.51 * whole + 0.002)
        if whole:
            assert all(value == int(value) for value in values)


def test_municipalities_draw_apart_and_a_part_draws_as_it_would_alone() -> None:
    both, alone = load_municipality("ishoej-vallensbaek").drawn(5, 2), load_municipality("vallensbaek").drawn(5, 2)
    assert both.loaded_parts[1].figures == alone.figures
    levels = {load_municipality(key).drawn(5, 2).notification_level for key in ("ishoej", "hoersholm")}
    assert len(levels) == 2
