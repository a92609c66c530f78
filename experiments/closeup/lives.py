"""Lives in the event log: one child's rows, its states as spans of time, and where two runs' lives part."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from experiments.logfile import COLUMNS
from sim.simulate import EventLog, Job, event_log
from sim.vocabulary import STEP_OF_MEASURE, Measure

# what happened, when, with which result; not who did it or how many cases that desk had
TOLD = ("time_days", "event", "detail")
STATUS_AFTER = {
    "assessment_begins": "in assessment",
    "assessment_done": "closed",
    "assessment_lapsed": "closed",
    "case_opened": "open",
    "aftercare": "aftercare",
    "case_closed": "closed",
}
FAMILY_EVENTS = ("coping", "ready", "kin_found", "employment")


def log_frame(log: EventLog) -> pd.DataFrame:
    """An event log as a data frame."""
    return pd.DataFrame({name: getattr(log, name) for name in COLUMNS})


def run_log(job: Job) -> pd.DataFrame:
    """The event log of a job's first scenario, warm-up included."""
    return log_frame(event_log(job))


def most_eventful(log: pd.DataFrame) -> int:
    """The child with most rows from policy start on, of those placed and returned home; then the first id."""
    after = log[log["time_days"] >= 0.0]
    placed = after.loc[after["event"] == "placed", "child"]
    returned = after.loc[after["event"] == "returned_home", "child"]
    rows = after[after["child"].isin(set(placed) & set(returned))].groupby("child").size()
    if rows.empty:
        raise ValueError("nobody was placed and returned home in this run: take more years")
    return int(rows.index[rows == rows.max()].min())


def life(log: pd.DataFrame, child: int) -> pd.DataFrame:
    """Rows of a child and of its parents, in order."""
    own = log["child"] == child
    family = int(log.loc[own, "family"].iloc[0])
    parents = (log["family"] == family) & (log["child"] < 0) & log["event"].isin(FAMILY_EVENTS)
    return log[own | parents]


def _spans(times: Iterable[float], states: Iterable[object], until: float) -> pd.DataFrame:
    """Successive states as spans: from, to [days], state."""
    frame = pd.DataFrame({"from_days": list(times), "state": list(states)})
    frame["to_days"] = [*frame["from_days"].iloc[1:], until]
    return frame[frame["to_days"] > frame["from_days"]].reset_index(drop=True)


def first_and_last(rows: pd.DataFrame, until: float) -> tuple[float, float]:
    """When a child arrives and when it leaves, or the run ends [days]; its parents may have rows before it comes."""
    came, left = (rows.loc[rows["event"] == event, "time_days"] for event in ("child_arrives", "child_leaves"))
    return float(came.iloc[0]), float(left.iloc[0]) if len(left) else until


def _told(rows: pd.DataFrame, event: str, until: float) -> pd.DataFrame:
    """States as events tell them, from the first change in a child's life on: what was before is not told.

    What parents' rows tell from before the child came is their state when it comes.
    """
    first, last = first_and_last(rows, until)
    there = rows[rows["event"] == event]
    return _spans(there["time_days"].clip(lower=first), there["value"].astype(int), last)


def need_spans(rows: pd.DataFrame, until: float) -> pd.DataFrame:
    """Need by span, 0 (category 1) to 4 (category 4b), from its first change on."""
    return _told(rows, "need", until)


def coping_spans(rows: pd.DataFrame, until: float) -> pd.DataFrame:
    """Parents' coping by span, 0 to 2, from its first change on."""
    return _told(rows, "coping", until)


def step_spans(rows: pd.DataFrame, until: float) -> pd.DataFrame:
    """Step of the intervention ladder by span, 0 to 8, of the main measure."""
    first, last = first_and_last(rows, until)
    told = rows[rows["event"].isin(["measure", "case_closed", "course_ends"])]
    steps = [0 if event == "case_closed" else step_of(detail)
             for event, detail in zip(told["event"], told["detail"], strict=True)]  # fmt: skip
    return _spans([first, *told["time_days"]], [0, *steps], last)


def step_of(measure: str) -> int:
    """Ladder step of a measure by its word."""
    return STEP_OF_MEASURE[Measure[measure.upper()]] if measure else 0


def status_spans(rows: pd.DataFrame, until: float) -> pd.DataFrame:
    """Where the case stands by span: unknown, notified, in assessment, open, aftercare, closed (case or not)."""
    first, last = first_and_last(rows, until)
    times, states = [first], ["unknown"]
    for event, detail, time in zip(rows["event"], rows["detail"], rows["time_days"], strict=True):
        state = _status(states[-1], event, detail)
        if state != states[-1]:
            times.append(float(time))
            states.append(state)
    return _spans(times, states, last)


def _status(before: str, event: str, detail: str) -> str:
    if event == "notification":
        return "notified" if before in ("unknown", "closed") else before
    if event == "screened" and before == "notified":
        return before if detail == "assessment" else "closed"
    return STATUS_AFTER.get(event, before)


def families_met(log: pd.DataFrame) -> set[int]:
    """Families of whom a caseworker had to do something from policy start on, or who had a case then."""
    met = log[(log["time_days"] >= 0.0) & (log["caseworker"] >= 0) & (log["family"] >= 0)]
    cases = log[(log["time_days"] < 0.0) & log["event"].isin(["case_opened", "case_closed"])]
    last = cases.groupby("child").tail(1)
    had = last.loc[last["event"] == "case_opened", "family"]
    return set(met["family"]) | set(had)


def _numbered(log: pd.DataFrame, events: tuple[str, ...]) -> pd.DataFrame:
    rows = log[(log["time_days"] >= 0.0) & (log["child"] >= 0)]
    rows = rows[rows["event"].isin(events)] if events else rows
    return rows[["child", *TOLD]].assign(number=rows.groupby("child").cumcount())


def parted(one: pd.DataFrame, other: pd.DataFrame, events: tuple[str, ...] = ()) -> pd.DataFrame:
    """Where each child's rows of two runs part: child, time [days, infinite if nowhere], and the earlier row's event.

    Rows are compared from policy start on, in order, by time, event and detail; `events` limits them to some events.
    """
    pair = _numbered(one, events).merge(
        _numbered(other, events), how="outer", on=["child", "number"], suffixes=("", "_other")
    )
    same = np.logical_and.reduce([pair[name] == pair[f"{name}_other"] for name in TOLD])
    apart = pair[~same].sort_values(["child", "number"]).groupby("child").first().reset_index()
    earlier = apart["time_days"].fillna(np.inf) <= apart["time_days_other"].fillna(np.inf)
    found = pd.DataFrame({
        "child": apart["child"],
        "parted_days": apart[["time_days", "time_days_other"]].min(axis=1),
        "event": apart["event"].where(earlier, apart["event_other"]),
    })  # fmt: skip
    everybody = pd.DataFrame({"child": np.union1d(pair["child"].unique(), alive_at_start(one))})
    return everybody.merge(found, how="left", on="child").fillna({"parted_days": np.inf, "event": ""})


def alive_at_start(log: pd.DataFrame) -> np.ndarray:
    """Ids of the children who live in the municipality at policy start, sorted."""
    before = log[log["time_days"] < 0.0]
    came = before.loc[before["event"] == "child_arrives", "child"]
    went = before.loc[before["event"] == "child_leaves", "child"]
    return np.setdiff1d(came, went)


def with_case_at_start(log: pd.DataFrame) -> np.ndarray:
    """Ids of the children whose case is open at policy start, sorted."""
    before = log[(log["time_days"] < 0.0) & log["event"].isin(["case_opened", "case_closed", "child_leaves"])]
    last = before.groupby("child").tail(1)
    return np.sort(last.loc[last["event"] == "case_opened", "child"].to_numpy())
