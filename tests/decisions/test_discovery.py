"""Boxes in which failures gather: planted ones are found, and the trajectory is that of a referee."""

import warnings

import numpy as np
import pytest

from experiments.decisions.discovery import discover, in_box, peel, quasi_p


def planted(seed: int, n: int = 800, columns: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Failures where the first input is high and the second low, nine of ten; elsewhere one of twenty."""
    rng = np.random.default_rng(seed)
    inputs = rng.random((n, columns))
    inside = (inputs[:, 0] > 0.6) & (inputs[:, 1] < 0.5)
    return inputs, rng.random(n) < np.where(inside, 0.9, 0.05)


def test_a_planted_box_is_found_and_nothing_else() -> None:
    box = discover(*planted(1))
    assert box is not None and set(box.limits) == {0, 1}
    assert box.limits[0][0] == pytest.approx(0.6, abs=0.06) and box.limits[1][1] == pytest.approx(0.5, abs=0.06)
    assert box.density > 0.8 and box.coverage > 0.7 and box.base < 0.3
    assert max(box.quasi_p.values()) < 0.001


def test_without_any_pattern_a_box_is_hardly_ever_drawn() -> None:
    rng, drawn = np.random.default_rng(2), 0
    for _ in range(20):
        box = discover(rng.random((300, 8)), rng.random(300) < 0.3)
        assert box is not None
        drawn += bool(box.limits)
    assert drawn <= 3


def test_a_planted_box_holds_on_draws_that_did_not_shape_it() -> None:
    box = discover(*planted(3))
    assert box is not None and box.held_out_density is not None and box.held_out_density > 0.7
    assert box.held_out_p is not None and box.held_out_p < 1e-6


def test_of_many_parameters_that_do_nothing_a_box_is_drawn_one_time_in_five_and_is_not_said_to_stand_out() -> None:
    rng, drawn, held = np.random.default_rng(10), 0, 0
    for _ in range(20):
        box = discover(rng.random((150, 150)), rng.random(150) < 0.3)
        assert box is not None
        drawn += bool(box.limits)
        held += box.held_out_p is not None and box.held_out_p <= 0.05
    assert 2 <= drawn <= 10 and held <= 1


def test_draws_held_several_times_do_not_vouch_for_each_other() -> None:
    """Failures without any pattern, every draw twelve times: a half that knew draws of the other would claim 0.19."""
    rng, held = np.random.default_rng(9), []
    for _ in range(20):
        inputs, failed = np.repeat(rng.random((50, 8)), 12, axis=0), np.repeat(rng.random(50) < 0.3, 12)
        box = discover(inputs, failed)
        if box is not None and box.held_out_density is not None:
            held.append(box.held_out_density - box.base)
    assert len(held) >= 10 and np.mean(held) < 0.08


def test_too_few_failures_make_no_box() -> None:
    assert discover(np.random.default_rng(4).random((100, 2)), np.arange(100) < 5) is None


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_the_peeling_trajectory_is_that_of_the_referee(seed: int) -> None:
    pytest.importorskip("ema_workbench")
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis.prim import Prim

        inputs, failed = planted(seed, n=300, columns=4)
        frame = pd.DataFrame(inputs, columns=[f"x{i}" for i in range(4)])
        referee = Prim(frame, failed.astype(int), threshold=0.1)
        trajectory = referee.find_box().peeling_trajectory
    own = peel(inputs, failed)
    n = len(own)
    assert [s.inside / 300 for s in own] == pytest.approx(trajectory["mass"].to_numpy()[:n])
    assert [s.density for s in own] == pytest.approx(trajectory["density"].to_numpy()[:n])
    assert [s.failures / failed.sum() for s in own] == pytest.approx(trajectory["coverage"].to_numpy()[:n])


def test_quasi_p_values_are_those_of_the_referee() -> None:
    pytest.importorskip("ema_workbench")
    import pandas as pd
    from ema_workbench.analysis import scenario_discovery_util as referee

    inputs, failed = planted(8, n=300, columns=3)
    limits = np.array([[0.6, np.inf], [-np.inf, 0.5], [-np.inf, np.inf]])
    inside = in_box(inputs, limits)
    freed = pd.DataFrame({"a": [0.0, 1.0], "b": [0.0, 0.5], "c": [0.0, 1.0]})
    frame = pd.DataFrame(inputs, columns=list("abc"))
    p = referee._calculate_quasip(frame, failed.astype(int), freed, failed[inside].sum(), inside.sum())
    assert quasi_p(inputs, failed, limits, 0) == pytest.approx(p)
