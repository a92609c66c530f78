"""Close-ups: lives that part are found where they part, states are told without gaps, hours of a desk add up."""

import numpy as np
import pandas as pd
import pytest

from experiments.closeup.desk import watch
from experiments.closeup.lives import (
    alive_at_start,
    coping_spans,
    families_met,
    first_and_last,
    life,
    need_spans,
    parted,
    run_log,
    status_spans,
    step_spans,
    with_case_at_start,
)
from experiments.design import design
from experiments.options import RunOptions
from sim.engines.compiled import build as compiled
from sim.engines.setup import make_plan, make_setup
from sim.simulate import Job, warm_up
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Status

YEARS = 2.0
UNTIL = YEARS * DAYS_PER_YEAR


@pytest.fixture(scope="module")
def job() -> Job:
    return design(("status-quo",), RunOptions("vallensbaek", years=YEARS, draws="point")).job(0)


@pytest.fixture(scope="module")
def log(job: Job) -> pd.DataFrame:
    return run_log(job)


def row(
    child: int, time: float, event: str, detail: str = "", value: float = 0.0, family: int = 1
) -> dict[str, object]:
    return {"child": child, "family": family, "time_days": time, "event": event, "detail": detail, "value": value}


def test_lives_part_at_the_first_row_that_differs_and_the_earlier_one_is_told() -> None:
    first = [row(1, -9, "child_arrives"), row(1, 5, "need", "", 1), row(1, 9, "placed", "own_room"), row(2, 3, "need")]
    other = [row(1, -9, "child_arrives"), row(1, 5, "need", "", 1), row(1, 8, "crisis"), row(2, 3, "need")]
    found = parted(pd.DataFrame(first), pd.DataFrame(other)).set_index("child")
    assert (found.loc[1, "parted_days"], found.loc[1, "event"]) == (8, "crisis")
    assert np.isinf(found.loc[2, "parted_days"])


def test_a_life_that_ends_earlier_parts_where_the_other_goes_on() -> None:
    first, other = [row(1, 5, "need"), row(1, 7, "need")], [row(1, 5, "need")]
    found = parted(pd.DataFrame(first), pd.DataFrame(other)).set_index("child")
    assert found.loc[1, "parted_days"] == 7


def test_a_run_does_not_part_from_itself(log: pd.DataFrame) -> None:
    assert np.isinf(parted(log, log)["parted_days"]).all()


@pytest.fixture(scope="module")
def seen(job: Job) -> np.ndarray:
    """The children of the world at the end, as the engine holds them."""
    world = warm_up(compiled, make_setup(job.municipality, job.parameters), job, 0)
    fork = compiled.fork(world, make_plan(job.scenarios[0], make_setup(job.municipality, job.parameters)), n_months=24)
    compiled.run_until(fork, UNTIL)
    return compiled.children(fork)


def test_need_as_told_at_the_end_is_that_of_the_world(seen: np.ndarray, log: pd.DataFrame) -> None:
    told = [(need_spans(life(log, int(c["id"])), UNTIL), c["need"]) for c in seen[seen["desk"] >= 0][:40]]
    changed = [(spans["state"].iloc[-1], need) for spans, need in told if len(spans)]
    assert len(changed) > 20
    assert [state for state, _ in changed] == [need for _, need in changed]


def test_where_cases_stand_at_the_end_is_what_the_world_says(seen: np.ndarray, log: pd.DataFrame) -> None:
    some = np.concatenate([seen[seen["status"] == status][:12] for status in Status if status >= 0])
    told = [status_spans(life(log, int(child["id"])), UNTIL)["state"].iloc[-1] for child in some]
    assert len(set(told)) > 3
    assert told == [Status(child["status"]).name.lower().replace("_", " ") for child in some]


def test_a_life_begins_when_the_child_comes_and_not_with_what_its_parents_did_before() -> None:
    rows = [
        row(-1, -90, "coping", "", 2), row(1, -40, "child_arrives"), row(1, 5, "need", "", 1),
        row(-1, 9, "coping", "", 1), row(1, 20, "child_leaves"),
    ]  # fmt: skip
    story = life(pd.DataFrame(rows), 1)
    assert first_and_last(story, 99.0) == (-40.0, 20.0)
    assert coping_spans(story, 99.0).to_numpy().tolist() == [[-40.0, 2, 9.0], [9.0, 1, 20.0]]


def test_states_follow_each_other_without_gaps(log: pd.DataFrame) -> None:
    for child in with_case_at_start(log)[:20]:
        rows = life(log, int(child))
        for spans in (need_spans(rows, UNTIL), step_spans(rows, UNTIL), status_spans(rows, UNTIL)):
            assert (spans["from_days"].iloc[1:].to_numpy() == spans["to_days"].iloc[:-1].to_numpy()).all()


def test_children_with_a_case_live_there_and_their_families_are_met(log: pd.DataFrame) -> None:
    cases = with_case_at_start(log)
    assert len(cases) > 30
    assert set(cases) <= set(alive_at_start(log))
    assert set(log.loc[log["child"].isin(cases), "family"]) <= families_met(log)


def test_hours_of_a_watched_desk_add_up_and_family_work_is_that_of_the_log(job: Job, log: pd.DataFrame) -> None:
    after = log[(log["event"] == "family_work") & (log["time_days"] > 30.0) & (log["time_days"] < 58.0)]
    desk = int(after.groupby("caseworker")["value"].sum().idxmax())
    watched = watch(job, desk, 30.0, 28)
    starts, ends = watched.sessions["from_days"].to_numpy(), watched.sessions["to_days"].to_numpy()
    assert (ends[:-1] <= starts[1:] + 1e-9).all()
    seen = watched.sessions.loc[watched.sessions["task"] == "family work", "hours"].sum()
    logged = after.loc[after["caseworker"] == desk, "value"].sum()
    assert seen == pytest.approx(logged, abs=6.0)
    assert watched.sessions["hours"].sum() <= sum(watched.budget.values()) + 1e-6
