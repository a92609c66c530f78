"""Outcomes of whole model years, and of placements from decision to follow-up: by hand, and by the event log."""

import math
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.verification.worlds import Inputs, Span, populated
from sim.catalogue.load import load_municipality
from sim.engines.compiled import build as compiled
from sim.engines.compiled.calendar import cancel_slot
from sim.engines.compiled.children import count
from sim.engines.compiled.demography import child_leaves
from sim.jit import jit
from sim.outcomes.evaluate import evaluate, monthly
from sim.outcomes.ledger import MEASURE_BAND, N_BANDS, Flow, continued, new_ledger, next_month, shift
from sim.outcomes.years import begin_year, end_year, is_whole_year, note_both_ends, note_notified
from sim.parameters.load import load_parameters
from sim.simulate import Job, run_ledger
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import DETAIL_MEASURE, Band, Clock, Event, Measure
from tests.agreement.trials import plain_trial
from tests.outcomes.ledgers import make_ledger

LEFT, CHANGED, TWICE = "placed_left_within_a_year", "placement_type_changed_within_a_year", "notified_twice_share"
OF_YEARS = (LEFT, CHANGED, TWICE)
PLACED_0_17 = MEASURE_BAND + Measure.FOSTER_FAMILY * N_BANDS + Band.AGE_7_11


def outcomes(ledger: Any, years: float) -> dict[str, float | None]:
    """Outcomes of an engine's ledger, or of one written by hand."""
    return evaluate(_run(ledger, years))


def _run(ledger: Any, years: float) -> Any:
    job = Job(load_municipality("ishoej"), load_parameters(), (), seed=0, replication=0, years=years)
    return run_ledger(ledger, ledger.stock, 0, job)


# ---- formulas of ledgers with an amount in every month
def test_shares_divide_what_the_definitions_say() -> None:
    flows = {
        Flow.PLACED_AT_YEAR_START: 50.0, Flow.PLACED_AT_BOTH_ENDS: 40.0, Flow.OTHER_TYPE_AT_YEAR_END: 3.0,
        Flow.NOTIFIED_IN_YEAR: 200.0, Flow.NOTIFIED_TWICE_IN_YEAR: 70.0,
        Flow.PLACEMENT_STARTS: 10.0, Flow.STARTS_12_17: 6.0, Flow.PLANNED_STARTS: 8.0, Flow.PLANNED_WAIT_DAYS: 160.0,
    }  # fmt: skip
    values = evaluate(make_ledger(flows=flows))
    assert values[LEFT] == pytest.approx(0.2)
    assert values[CHANGED] == pytest.approx(3 / 40)
    assert values[TWICE] == pytest.approx(0.35)
    assert values["placement_starts_12_17_share"] == pytest.approx(0.6)
    assert values["days_decision_to_placement"] == pytest.approx(20.0)


def test_follow_ups_are_per_child_year_in_placement_at_0_17() -> None:
    older = MEASURE_BAND + Measure.OWN_ROOM * N_BANDS + Band.AGE_18_22
    stocks = {PLACED_0_17: 30, older: 10}
    values = evaluate(make_ledger(stocks, {Flow.FOLLOWUPS_OF_PLACED: 5.0}, years=2.0))
    assert values["followups_per_placed_year"] == pytest.approx(5.0 * 24 / (30 * 2.0))


# ---- a tiny ledger, written as an engine writes it
def tiny(years: float, origin: float = 0.0) -> Any:
    """Four placed when the first year begins; of four children notified one is five times, one twice."""
    ledger = new_ledger(30, origin)
    shift(ledger, PLACED_0_17, origin, 4)
    begin_year(ledger, origin)
    for month in range(int(years * 12)):
        now = origin + month * DAYS_PER_YEAR / 12
        next_month(ledger, now)
        if month % 12 == 0 and month > 0:
            close_year(ledger, now)
            begin_year(ledger, now)
        for times in {0: (1, 2, 3, 1), 6: (4, 5, 1, 2, 1)}.get(month % 12, ()):
            note_notified(ledger, times)
    close_year(ledger, origin + years * DAYS_PER_YEAR)
    return ledger


def close_year(ledger: Any, now: float) -> None:
    if is_whole_year(ledger, now):
        note_both_ends(ledger, now, Measure.FOSTER_FAMILY, Measure.FOSTER_FAMILY)
        note_both_ends(ledger, now, Measure.INSTITUTION, Measure.NETWORK_CARE)
        note_both_ends(ledger, now, Measure.INTENSIVE_HOME, Measure.NETWORK_CARE)
        note_both_ends(ledger, now, Measure.INSTITUTION, Measure.INTENSIVE_HOME)
        end_year(ledger, now)


@pytest.mark.parametrize(("years", "whole"), [(0.5, 0), (1.0, 1), (1.5, 1), (2.0, 2), (2.5, 2)])
def test_only_whole_years_count(years: float, whole: int) -> None:
    ledger = tiny(years)
    values = outcomes(ledger, years)
    expected = (None, None, None) if whole == 0 else (0.5, 0.5, 0.5)
    assert tuple(values[key] for key in OF_YEARS) == expected
    flows = make_amounts(ledger)
    assert flows[Flow.PLACED_AT_YEAR_START] == 4.0 * whole
    assert flows[Flow.NOTIFIED_IN_YEAR] == 4.0 * whole
    assert flows[Flow.NOTIFIED_TWICE_IN_YEAR] == 2.0 * whole


def make_amounts(ledger: Any) -> Any:
    """Amount of each flow over all months."""
    return ledger.acc[:, len(ledger.stock) :].sum(axis=0)


def test_what_a_year_counts_stands_in_its_last_month() -> None:
    months = monthly(_run(tiny(2.5), 2.5))
    for key in OF_YEARS:
        assert np.flatnonzero(~np.isnan(months[key])).tolist() == [11, 23]


def test_a_year_that_began_before_the_ledger_does_not_count() -> None:
    ledger = new_ledger(12, 100.0)
    begin_year(ledger, 0.0)
    assert not is_whole_year(ledger, DAYS_PER_YEAR)
    begin_year(ledger, DAYS_PER_YEAR)
    assert is_whole_year(ledger, 2 * DAYS_PER_YEAR)
    assert not is_whole_year(ledger, 2 * DAYS_PER_YEAR - 1.0)


def test_a_fork_goes_on_with_the_year_of_its_origin() -> None:
    ledger = tiny(0.5)
    fork = continued(ledger, 12)
    names = ("year_began", "year_placed", "year_notified", "year_notified_twice")
    assert [fork.meta[0][name] for name in names] == [ledger.meta[0][name] for name in names] == [0.0, 4, 2, 1]


# ---- a town in which only what the test does happens
@jit("void(W)")
def stand_still(w):  # type: ignore[no-untyped-def]
    """Nothing happens but months and years."""
    first = w.g[0].first_slot
    for slot in range(len(w.pos)):
        if slot != first[Clock.MONTH] and slot != first[Clock.YEAR]:
            cancel_slot(w, slot)


@jit("void(W,i8,i8)")
def give(w, c, measure):  # type: ignore[no-untyped-def]
    """A child has another main measure."""
    count(w, c, -1)
    w.child[c].measure = measure
    count(w, c, 1)


@jit("void(W,i8)")
def move_away(w, c):  # type: ignore[no-untyped-def]
    """A child leaves the model."""
    child_leaves(w, c)


HOME, NETWORK, FOSTER = Measure.INTENSIVE_HOME, Measure.NETWORK_CARE, Measure.FOSTER_FAMILY
INSTITUTION, FACILITY, ROOM = Measure.INSTITUTION, Measure.RESIDENTIAL_FACILITY, Measure.OWN_ROOM
GONE = -1
# child -> its measures by the day from which it has them; policy start is day 0
COURSE: dict[int, dict[float, int]] = {
    0: {-10.0: ROOM, 100.0: HOME, 200.0: ROOM},  # went home and came back: has not left
    1: {-10.0: INSTITUTION, 300.0: HOME},  # left in the first year
    2: {-10.0: NETWORK, 50.0: FOSTER},  # within family care
    3: {-10.0: INSTITUTION, 360.0: FACILITY, 500.0: INSTITUTION, 700.0: FACILITY},  # another type, then there and back
    4: {10.0: INSTITUTION, 400.0: HOME},  # not placed when the first year began; left in the second
    5: {-10.0: INSTITUTION, 150.0: GONE},  # left by leaving the model
    6: {-10.0: ROOM, -5.0: HOME, 20.0: ROOM, 30.0: HOME},  # a stay inside a year is in no count
    7: {740.0: ROOM, 800.0: HOME},  # in the part of a year at the end
}


def follow(years: float) -> dict[str, float | None]:
    """Outcomes after so many years in which only the course happens."""
    world = populated(Inputs(150.0), Span(-1.0, years), 0)
    stand_still(world)
    for c in np.flatnonzero(world.child["measure"] > 0):
        give(world, int(c), Measure.NONE)
    steps = sorted((day, c, measure) for c, steps in COURSE.items() for day, measure in steps.items())
    here = np.flatnonzero((world.child["id"] >= 0) & (world.child["band"] < Band.AGE_18_22))
    for day, c, measure in steps:
        compiled.run_until(world, min(day, years * DAYS_PER_YEAR))
        if day >= years * DAYS_PER_YEAR:
            break
        if measure == GONE:
            move_away(world, int(here[c]))
        else:
            give(world, int(here[c]), int(measure))
    compiled.run_until(world, years * DAYS_PER_YEAR)
    compiled.close(world, years * DAYS_PER_YEAR)
    return outcomes(world.ledger, years)


@pytest.mark.parametrize(
    ("years", "left", "changed"),
    [(0.9, None, None), (1.0, 2 / 5, 1 / 3), (1.9, 2 / 5, 1 / 3), (2.0, 3 / 9, 1 / 6), (2.5, 3 / 9, 1 / 6)],
)
def test_a_course_worked_out_by_hand(years: float, left: float | None, changed: float | None) -> None:
    values = follow(years)
    assert values[LEFT] == (left if left is None else pytest.approx(left))
    assert values[CHANGED] == (changed if changed is None else pytest.approx(changed))
    assert values[TWICE] is None


# ---- the log says the same
YEARS = 2.5
FAMILY_CARE = {int(NETWORK), int(FOSTER)}


@cache
def town() -> tuple[Any, dict[str, float | None]]:
    """Log and outcomes of a small town over two years and a half."""
    world = plain_trial("status-quo", warmup_years=6.0, years=YEARS).run(compiled)
    return compiled.log_rows(world), outcomes(world.ledger, YEARS)


def rows(event: Event, since: float = 0.0) -> Any:
    log = town()[0]
    return log[(log["event"] == event) & (log["time"] >= since)]


def placed_on(day: float) -> dict[int, int]:
    """Measure of those placed on a day, by the log."""
    changes = rows(Event.MEASURE, -math.inf)
    now = {int(row["child"]): int(row["detail"]) - DETAIL_MEASURE for row in changes[changes["time"] < day]}
    return {child: measure for child, measure in now.items() if measure >= NETWORK}


def age_at(child: int, time: float) -> float:
    arrivals = rows(Event.CHILD_ARRIVES, -math.inf)
    arrived = arrivals[arrivals["child"] == child][0]
    return float(time - arrived["time"] + arrived["value"]) / DAYS_PER_YEAR


def test_the_log_tells_the_same_of_those_placed_at_both_ends() -> None:
    n, stayed, other = 0, 0, 0
    for year in range(2):
        before, after = placed_on(year * DAYS_PER_YEAR), placed_on((year + 1) * DAYS_PER_YEAR)
        both = set(before) & set(after)
        n, stayed = n + len(before), stayed + len(both)
        pairs = [{before[child], after[child]} for child in both]
        other += sum(len(pair) == 2 and pair != FAMILY_CARE for pair in pairs)
    assert n > stayed > other > 0
    assert town()[1][LEFT] == pytest.approx(1.0 - stayed / n)
    assert town()[1][CHANGED] == pytest.approx(other / stayed)


def test_the_log_tells_the_same_of_those_notified_twice() -> None:
    notified = Counter[tuple[int, int]]()
    for row in rows(Event.NOTIFICATION):
        notified[int(row["child"]), int(row["time"] // DAYS_PER_YEAR)] += 1
    times = [n for (_, year), n in notified.items() if year < 2]
    assert 0 < sum(n >= 2 for n in times) < len(times)
    assert town()[1][TWICE] == pytest.approx(sum(n >= 2 for n in times) / len(times))


def _episodes() -> list[tuple[int, float, float]]:
    """Child, day and whether acute of every care episode begun, by the log."""
    begun, placed = [], defaultdict(bool)
    for row in rows(Event.MEASURE, -math.inf):
        child, is_placed = int(row["child"]), row["detail"] - DETAIL_MEASURE >= NETWORK
        if is_placed and not placed[child] and row["time"] >= 0.0:
            begun.append((child, float(row["time"]), float(row["value"])))
        placed[child] = is_placed
    return begun


def test_the_log_tells_the_same_of_ages_at_the_start() -> None:
    ages = [age_at(child, time) for child, time, _ in _episodes()]
    assert town()[1]["placement_starts_12_17_share"] == pytest.approx(np.mean([age >= 12.0 for age in ages]))
    assert 0.0 < np.mean([age >= 12.0 for age in ages]) < 1.0


def test_the_log_tells_the_same_of_the_wait() -> None:
    decisions = rows(Event.PLACEMENT_DECIDED, -math.inf)
    waits = []
    for child, time, acute in _episodes():
        before = decisions[(decisions["child"] == child) & (decisions["time"] <= time)]
        if not acute:
            waits.append(time - before["time"][-1])
    assert len(waits) > 0
    assert town()[1]["days_decision_to_placement"] == pytest.approx(np.mean(waits))


def test_the_log_tells_the_same_of_follow_ups_of_the_placed() -> None:
    log = town()[0]
    held, placed = 0, defaultdict(bool)
    for row in log[np.isin(log["event"], (Event.MEASURE, Event.FOLLOW_UP_HELD))]:
        child = int(row["child"])
        if row["event"] == Event.MEASURE:
            placed[child] = row["detail"] - DETAIL_MEASURE >= NETWORK
        elif row["time"] >= 0.0 and placed[child]:
            held += age_at(child, row["time"]) < 18.0
    values = town()[1]
    assert held > 0
    assert values["followups_per_placed_year"] == pytest.approx(held / (values["placed_0_17"] * YEARS))
