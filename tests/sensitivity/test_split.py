"""The split of variance into structure, parameters and chance, on made-up runs with known parts."""

import numpy as np
import pytest

from experiments.sensitivity.split import Split, split_sources
from experiments.sensitivity.split_table import split_rows

SHIFTS = np.array([-1.5, 0.0, 1.5])  # variance 1.5 over the three
Made = tuple[np.ndarray, np.ndarray, np.ndarray]


def made(
    draws: int, replications: int, seed: int, parameters: float = 2.0, chance: float = 1.0, crossed: bool = True,
    shifts: np.ndarray = SHIFTS,
) -> Made:  # fmt: skip
    rng = np.random.default_rng(seed)
    n = len(shifts)
    common = rng.normal(0.0, 1.0, (1, draws, 1)) if crossed else rng.normal(0.0, 1.0, (n, draws, 1))
    luck = rng.normal(0.0, 1.0, (n, draws, replications))
    values = shifts[:, None, None] + np.sqrt(parameters) * common + np.sqrt(chance) * luck
    variant = np.broadcast_to(np.arange(n)[:, None, None], values.shape)
    draw = np.broadcast_to(np.arange(draws)[None, :, None], values.shape)
    if not crossed:
        draw = draw + 1000 * variant
    return values.ravel(), variant.ravel(), draw.ravel()


def split_of(runs: Made) -> Split:
    found = split_sources(*runs)
    assert found is not None
    return found


@pytest.mark.parametrize("crossed", [True, False])
def test_known_parts_are_found_without_bias(crossed: bool) -> None:
    found = np.array([[p.variance for p in split_of(made(40, 3, seed, crossed=crossed)).parts] for seed in range(60)])
    assert found.mean(axis=0) == pytest.approx(np.array([1.5, 2.0, 1.0]), rel=0.12)
    assert split_of(made(40, 3, 1, crossed=crossed)).crossed is crossed


def test_intervals_hold_the_true_shares_about_as_often_as_they_say() -> None:
    truth = np.array([1.5, 2.0, 1.0]) / 4.5
    held = np.zeros(3)
    for seed in range(100):
        for k, part in enumerate(split_of(made(40, 2, seed)).parts):
            assert part.share_ci95 is not None
            held[k] += part.share_ci95[0] <= truth[k] <= part.share_ci95[1]
    assert (held >= 86).all()


def test_pairing_makes_a_small_structural_part_visible() -> None:
    small = np.array([0.0, 0.3])
    found = [split_of(made(60, 2, seed, parameters=9.0, chance=0.2, shifts=small)).parts[0] for seed in range(20)]
    assert np.mean([part.variance for part in found]) == pytest.approx(0.0225, rel=0.3)
    assert np.std([part.variance for part in found]) < 0.015


def test_no_structure_and_one_variant_are_zero() -> None:
    alike = split_of(made(40, 2, 1, shifts=np.zeros(3)))
    assert alike.parts[0].share is not None and alike.parts[0].share < 0.02
    alone = split_of(made(40, 2, 1, shifts=np.zeros(1)))
    assert (alone.parts[0].variance, alone.variants) == (0.0, 1)


def test_ends_of_intervals_are_shares_also_where_a_part_comes_out_negative() -> None:
    for seed in range(40):
        for part in split_of(made(20, 2, seed, parameters=0.0)).parts:
            assert part.share is not None and part.share_ci95 is not None
            assert 0.0 <= part.share_ci95[0] <= part.share <= part.share_ci95[1] <= 1.0


def test_a_missing_run_takes_its_draw_out_of_every_variant_and_is_counted() -> None:
    values, variant, draw = made(10, 2, 1)
    values[(variant == 1) & (draw == 4)] = np.nan
    found = split_of((values, variant, draw))
    assert (found.draws, found.dropped) == (9, 3)
    gone = ~((variant == 2) & (draw == 7))
    fewer = split_sources(values[gone], variant[gone], draw[gone])
    assert fewer is not None and not np.isnan(fewer.total)


def test_too_little_gives_no_split() -> None:
    assert split_sources(*made(2, 2, 1)) is None
    assert split_sources(*made(10, 1, 1)) is None


def test_a_split_has_a_row_per_outcome_and_source() -> None:
    splits = {"placement_starts": split_sources(*made(20, 2, 1)), "need_4": None}
    rows = split_rows(splits)
    assert [row["source"] for row in rows[:3]] == ["structure", "parameters", "chance"]
    assert rows[3]["share"] is None and sum(row["share"] for row in rows[:3]) == pytest.approx(1.0)
