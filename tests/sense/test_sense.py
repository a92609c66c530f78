"""Sense: directions and sizes that must come out at fixed and stated test values of the parameters.

The values are set here, not taken from any fit: a test of sense says how the model behaves, not what is true.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from calibration.posterior.load import load_posterior
from sim.catalogue.load import load_municipality, load_scenario
from sim.outcomes.evaluate import evaluate
from sim.outcomes.ledger import EVER_PLACED_BAND, NEED_BAND
from sim.parameters.load import load_parameters
from sim.policy.levers import LEVERS, Lever
from sim.policy.scenario import LeverChange, Scenario
from sim.simulate import Job, event_log, simulate
from sim.vocabulary import Gate

CHANNELS = {
    "family_work_readiness_per_hour": 0.0,
    "family_work_coping_per_hour": 0.0,
    "family_work_kin_per_hour": 0.0,
    "contact_effect": 0.0,
    "continuity_effect": 0.0,
    "p_revise": 0.0,
    "p_revise_placement": 0.0,
    "learning_per_hour": 0.0,
    "learning_per_tenure_year": 0.0,
    "breakdown_unseen_effect": 0.0,
}
FAMILY_WORK = {**CHANNELS, "family_work_readiness_per_hour": 0.02, "family_work_kin_per_hour": 0.01}


@cache
def _runs(scenarios: tuple[str | Scenario, ...], municipality: str, n: int, values: tuple[tuple[str, float], ...]):
    place = load_municipality(municipality)
    if municipality == "danmark":
        place = place.with_figures({"n_agencies": 1.0})
    parameters = load_parameters().with_values(dict(values))
    chosen = tuple(s if isinstance(s, Scenario) else load_scenario(s, municipality) for s in scenarios)

    def run(replication: int):
        return simulate(Job(place, parameters, chosen, 11, replication, 5.0))

    with ThreadPoolExecutor(2) as pool:
        ledgers = list(pool.map(run, range(n)))
    return [[evaluate(ledger) for ledger in replication] for replication in ledgers]


def outcome(scenarios, key: str, *, municipality: str = "danmark", n: int = 12, values: Mapping[str, float] = {}):
    """Values of an outcome: an array [replication, scenario]."""
    runs = _runs(tuple(scenarios), municipality, n, tuple(sorted(values.items())))
    return np.array([[run[key] for run in replication] for replication in runs], dtype=float)


def relative(values) -> tuple[float, float, float]:
    """Mean paired difference of the second column, in shares of the first, with its 95 % interval."""
    difference = values[:, 1] - values[:, 0]
    base = values[:, 0].mean()
    half = stats.t.ppf(0.975, len(difference) - 1) * stats.sem(difference)
    return difference.mean() / base, (difference.mean() - half) / base, (difference.mean() + half) / base


def test_without_any_channel_a_caseload_cut_moves_the_placed_stock_by_less_than_three_percent():
    change, low, high = relative(outcome(("caseload-33", "caseload-20"), "placed_per_1000_0_17", values=CHANNELS))
    print(f"33 -> 20 without channels: {change:+.2%} ({low:+.2%} to {high:+.2%})")
    assert abs(change) < 0.03


def test_with_family_work_a_caseload_cut_lowers_the_placed_stock_and_more_than_without():
    without = relative(outcome(("caseload-33", "caseload-20"), "placed_per_1000_0_17", values=CHANNELS))
    change, low, high = relative(outcome(("caseload-33", "caseload-20"), "placed_per_1000_0_17", values=FAMILY_WORK))
    print(f"33 -> 20 with family work: {change:+.2%} ({low:+.2%} to {high:+.2%})")
    assert high < 0.0
    assert change < without[0]


def test_effect_of_family_work_flattens_towards_ten_cases():
    keys = ("caseload-40", "caseload-20", "caseload-10")
    placed = outcome(keys, "placed_per_1000_0_17", values=FAMILY_WORK).mean(axis=0)
    print("placed per 1,000 at 40, 20 and 10 cases:", placed.round(2))
    assert placed[0] - placed[1] > placed[1] - placed[2]


def test_denser_schedule_at_equal_staff_lowers_leftover_hours():
    hours = outcome(("status-quo", "closer-followup"), "leftover_hours_per_case")
    assert (hours[:, 1] < hours[:, 0]).all()


def test_timeliness_at_33_cases_is_like_the_national_figures_and_rises_at_20():
    keys = ("caseload-33", "caseload-20")
    assessed = outcome(keys, "assessments_within_4_months").mean(axis=0)
    followed = outcome(keys, "first_followups_within_3_months").mean(axis=0)
    print("assessments within 4 months:", assessed.round(3), "first follow-ups within 3 months:", followed.round(3))
    assert 0.42 < assessed[0] < 0.60 and assessed[1] > assessed[0]
    assert 0.65 < followed[0] < 0.82 and followed[1] > followed[0]


def test_strict_gate_delays_placements():
    strict = Scenario("strict", "Strict gate", "Streng port", "test", changes=(LeverChange(Lever.GATE, Gate.STRICT),))
    held = outcome(("status-quo", strict), "held_back")
    delayed = outcome(("status-quo", strict), "delayed_placement_days")
    print("held back a year:", held.mean(axis=0).round(2), "delayed child-days a year:", delayed.mean(axis=0).round(0))
    assert (held[:, 0] == 0).all() and (held[:, 1] > 0).all()
    assert relative(delayed)[1] > 0.0


@pytest.mark.parametrize(("municipality", "observed"), [("ishoej", 16.5), ("vallensbaek", 6.3)])
def test_status_quo_stock_of_placed_children_lies_near_the_municipal_figure(municipality, observed):
    """Under the posterior: the middle of 48 draws, each a single world."""
    area, posterior = load_municipality(municipality), load_posterior()
    scenario = load_scenario("status-quo", area)
    placed = []
    for draw in range(48):
        parameters = posterior.parameters(load_parameters(), draw)
        job = Job(posterior.municipality(area, draw), parameters, (scenario,), seed=9, replication=draw, years=1.0)
        placed.append(evaluate(simulate(job)[0])["placed_per_1000_0_17"])
    print(municipality, round(np.median(placed), 2), "observed", observed)
    assert abs(np.median(placed) / observed - 1.0) < 0.2


def _last_ten_years(replication: int):
    """Yearly placed stock, share under 13 among the placed, and ever-placed share in the warm-up's last ten years."""
    from sim.engines.compiled import build as engine
    from sim.engines.setup import make_setup
    from sim.outcomes.ledger import MEASURE_BAND

    setup = make_setup(load_municipality("ishoej"), load_parameters())
    start = -30 * 365.25
    world = engine.build(
        setup, seed=21, replication=replication, agency=0, start_days=start, origin=-10 * 365.25, n_months=120
    )
    engine.run_until(world, 0.0)
    engine.close(world, 0.0)
    yearly = world.ledger.acc.reshape(10, 12, -1).sum(axis=1)
    placed = yearly[:, MEASURE_BAND + 80 : MEASURE_BAND + 128].reshape(10, 6, 8)
    residents = yearly[:, NEED_BAND : NEED_BAND + 40].sum(axis=1)
    ever = yearly[:, EVER_PLACED_BAND : EVER_PLACED_BAND + 8].sum(axis=1)
    stock = placed.sum(axis=(1, 2))
    return stock / residents, placed[:, :, :5].sum(axis=(1, 2)) / stock, ever / residents


def test_warm_up_is_stationary_over_its_last_ten_years():
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(_last_ten_years, range(40)))
    years = np.arange(10.0)
    for i, name in enumerate(("placed", "share under 13", "ever placed")):
        courses = np.array([run[i] for run in runs])
        slopes = np.polyfit(years, courses.T, 1)[0] / courses.mean()
        t = slopes.mean() / stats.sem(slopes)
        print(f"{name}: {slopes.mean():+.2%} a year, t = {t:.2f}")
        assert abs(t) < 3.5 and abs(slopes.mean()) < 0.015


def _exits(replication: int) -> list[tuple[float, bool]]:
    """Placements of the last twenty years: years until their end (or now), and whether the child went home."""
    place = load_municipality("danmark").with_figures({"n_agencies": 1.0})
    log = event_log(Job(place, load_parameters(), (load_scenario("status-quo", place),), 5, replication, 0.25))
    begun: dict[int, float] = {}
    spells: list[tuple[float, bool]] = []
    for time, event, child in zip(log.time_days, log.event, log.child, strict=True):
        if event == "placed" and time > -20 * 365.25:
            begun.setdefault(child, time)
        elif event in ("returned_home", "aftercare", "child_leaves") and child in begun:
            spells.append(((time - begun.pop(child)) / 365.25, event == "returned_home"))
    spells += [(-since / 365.25, False) for since in begun.values()]
    return spells


def test_leaving_placement_has_a_first_mode_in_the_first_years_and_a_second_at_18():
    with ThreadPoolExecutor(2) as pool:
        spells = [spell for spells in pool.map(_exits, range(6)) for spell in spells]
    years, home = np.array([s[0] for s in spells]), np.array([s[1] for s in spells])

    def hazard(start: float, end: float) -> float:
        at_risk = np.clip(np.minimum(years, end) - start, 0.0, None).sum()
        return float((home & (years >= start) & (years < end)).sum() / at_risk)

    early, late = hazard(1.0, 3.0), hazard(6.0, 18.0)
    print(f"hazard of going home: {early:.3f} a year in years 2-3, {late:.3f} after 6; home at all {home.mean():.2f}")
    assert early > 1.5 * late
    assert 0.2 < home.mean() < 0.6


OUTREACH = {
    "school_presence_effect": 1.0,
    "day_care_visits_effect": 1.0,
    "adbb_effect": 1.0,
    "signs_of_safety_effect": 0.5,
    "ppr_sparring_effect": 0.5,
    "one_entrance_effect": 0.5,
}


def _doubled(key: str) -> Scenario:
    """The outreach package at twice its dose (shares as far as they go)."""
    package = load_scenario(key)
    info = {i.lever: i for i in LEVERS.values()}
    changes = tuple(
        c if info[c.lever].names else replace(c, value=min(2.0 * c.value, info[c.lever].high)) for c in package.changes
    )
    return replace(package, key=key + "-doubled", changes=changes)


def test_doubled_outreach_without_hours_raises_notifications_and_worsens_timeliness():
    scenarios = ("status-quo", _doubled("outreach-in-the-hours"))
    notified = relative(outcome(scenarios, "notifications_per_1000", values=OUTREACH))
    assessed = outcome(scenarios, "assessments_within_4_months", values=OUTREACH)
    followed = outcome(scenarios, "first_followups_within_3_months", values=OUTREACH)
    print(
        f"notifications {notified[0]:+.1%}; assessments in time {assessed.mean(axis=0)}, first {followed.mean(axis=0)}"
    )
    assert notified[1] > 0.05
    assert assessed[:, 1].mean() < assessed[:, 0].mean() - 0.03
    assert followed[:, 1].mean() < followed[:, 0].mean() - 0.03


def test_outreach_with_hours_shortens_the_way_from_onset_to_help():
    days = outcome(("status-quo", _doubled("outreach")), "days_onset_to_help", values=OUTREACH)
    change = relative(days)
    print(f"onset to help {days.mean(axis=0).round(0)} days: {change[0]:+.1%} ({change[1]:+.1%} to {change[2]:+.1%})")
    assert change[2] < 0.0


def test_outreach_at_the_point_values_may_cost_more_than_it_finds():
    cost = outcome(("status-quo", "outreach"), "outreach_cost_dkk")
    assert (cost[:, 0] == 0.0).all() and (cost[:, 1] > 1e6).all()
