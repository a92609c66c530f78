"""Build a municipality, fork it for a scenario, run it: the same functions as the compiled engine's."""

import copy
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.engines.reference.calendar import Calendar
from sim.engines.reference.child import Child
from sim.engines.reference.municipality import Municipality
from sim.engines.setup import SEEN, Plan, Setup
from sim.outcomes.ledger import continued, new_ledger

PLAIN = (int, float, bool, type(None))
_CODES = [(name, "i8") for name in ("event", "child", "family", "desk", "detail")]
LOG = np.dtype([("time", "f8"), *_CODES, ("value", "f8")])


def build(
    setup: Setup,
    *,
    seed: int,
    replication: int,
    agency: int,
    start_days: float,
    origin: float,
    n_months: int,
    n_log: int = 0,
    invariants: bool = False,
) -> Municipality:
    """A populated municipality at `start_days`; its ledger covers `n_months` from `origin`. `n_log` > 0: with a log."""
    model = Municipality(setup, seed, replication, agency, start_days, new_ledger(n_months, origin))
    model.rows = [] if n_log > 0 else None
    with _no_garbage():
        model.start()
    model.checks = invariants
    return model


def fork(model: Municipality, plan: Plan, *, n_months: int, into: Municipality | None = None) -> Municipality:
    """The same municipality under a plan, with a fresh ledger from time 0 that knows the stocks.

    `into` is an earlier fork, which is let go; or the municipality itself, if nobody needs it after: nothing is copied.
    """
    other = model if into is model else _copied(model, into)
    other.ledger = continued(model.ledger, n_months)
    other.carry_out(plan)
    return other


def _copied(model: Municipality, old: Municipality | None) -> Municipality:
    if old is not None:
        _forget(old)
    with _no_garbage():
        return _copy(model)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Where very many objects come into being and none goes, searching for garbage takes most of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _copy(model: Municipality) -> Municipality:
    """A copy of everything but the settings.

    First an empty calendar and an empty copy of every agent, then the contents of each: no agent is reached through
    a chain of others, and every clock puts its own event into the calendar.
    """
    shared = (model.setup, model.p, model.values, model.ledger, *model.setup.parts)
    memo: dict[int, Any] = {id(thing): thing for thing in shared}
    originals = [model, *model.agents]
    for original in originals:
        memo[id(original)] = object.__new__(type(original))
    other: Municipality = memo[id(model)]
    other.calendar = memo[id(model.calendar)] = Calendar(model.calendar.now)
    for original in originals:
        _copy_contents(original, memo)
    return other


def _copy_contents(original: Any, memo: dict[int, Any]) -> None:
    """Fill the empty copy of an agent; plain values need no copying."""
    contents = memo[id(original)].__dict__
    for name, value in original.__dict__.items():
        contents[name] = value if type(value) in PLAIN else copy.deepcopy(value, memo)


def _forget(model: Municipality) -> None:
    """Mesa keeps the numbering of every model that ever had agents, and the model with it: let it go."""
    mesa.Agent._ids.pop(model, None)


def run_until(model: Municipality, until: float) -> None:
    """Run every event before `until`."""
    calendar = model.calendar
    while calendar.peek() < until:
        calendar.step()


def close(model: Municipality, until: float) -> None:
    """Bring the ledger up to the end of the run."""
    model.close(until)
    _forget(model)


def children(model: Municipality) -> NDArray[Any]:
    """Children in the municipality now, by id, with what can be seen of them (`SEEN`)."""
    here = sorted((c for c in model.children.values() if c.is_here), key=lambda c: c.id)
    return np.array([_seen(child) for child in here], SEEN)


def _seen(child: Child) -> tuple[float, ...]:
    family, desk = child.family, child.desk.id if child.desk is not None else -1
    state = child.need, child.impairment_now, child.measure, child.status, child.arm, desk
    return child.id, family.id, family.district, *state, child.born, child.placed_since


def n_events(model: Municipality) -> int:
    """Events handled so far."""
    return model.n_events


def log_rows(model: Municipality) -> NDArray[Any]:
    """Rows of the event log."""
    return np.array(model.rows or [], LOG)


def months_of(years: float) -> int:
    """Number of months (the last one may be part of one) in so many years."""
    from sim.engines.compiled.build import months_of as compiled

    return compiled(years)
