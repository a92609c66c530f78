"""Where the two engines first differ: the row, and both engines' state of that child and desk at that moment."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.engines.compiled import build as compiled
from sim.engines.reference import run as reference
from sim.engines.setup import Plan, Setup
from sim.invariants import describe
from sim.simulate import MONTHS_AHEAD
from sim.units import DAYS_PER_YEAR

N_LOG = 400_000
LEDGER_PARTS = ("acc", "bins", "stock")


@dataclass(frozen=True)
class Trial:
    """One run that both engines are to do alike: a warm-up, a fork, a policy period."""

    setup: Setup
    plan: Plan
    seed: int
    replication: int = 0
    agency: int = 0
    warmup_years: float = 4.0
    years: float = 2.0
    forks_at: float = 0.0
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def until(self) -> float:
        """The last day."""
        return self.years * DAYS_PER_YEAR

    def build(self, engine: Any) -> Any:
        """A world at the start of its warm-up."""
        options = self.options if engine is reference else {}
        return engine.build(
            self.setup,
            seed=self.seed,
            replication=self.replication,
            agency=self.agency,
            start_days=-self.warmup_years * DAYS_PER_YEAR,
            origin=0.0,
            n_months=MONTHS_AHEAD,
            n_log=N_LOG,
            **options,
        )

    def warm(self, engine: Any) -> Any:
        """A world up to the day of the fork."""
        world = self.build(engine)
        engine.run_until(world, self.forks_at)
        return world

    def fork(self, engine: Any) -> Any:
        """The warm world under the plan."""
        return engine.fork(self.warm(engine), self.plan, n_months=engine.months_of(self.years))

    def run(self, engine: Any) -> Any:
        """The world at the end."""
        world = self.fork(engine)
        engine.run_until(world, self.until)
        engine.close(world, self.until)
        return world

    def at(self, engine: Any, time: float) -> Any:
        """The world just after everything that happens at a time."""
        world = self.build(engine) if time < self.forks_at else self.fork(engine)
        engine.run_until(world, math.nextafter(time, math.inf))
        return world


def first_row(one: Any, other: Any) -> int | None:
    """Number of the first row in which two logs differ."""
    n = min(len(one), len(other))
    differs = np.zeros(n, bool)
    for name in one.dtype.names:
        differs |= one[name][:n] != other[name][:n]
    if differs.any():
        return int(np.argmax(differs))
    return None if len(one) == len(other) else n


def _record(array: Any, identity: int) -> dict[str, Any]:
    """A compiled agent's state by field name."""
    found = np.flatnonzero(array["id"] == identity)
    if identity < 0 or not len(found):
        return {}
    return {name: array[name][found[0]].tolist() for name in array.dtype.names}


def _reference_state(model: Any, child: int, desk: int) -> list[dict[str, Any]]:
    agents = [model.children.get(child), next((d for d in model.desks if d.id == desk), None)]
    return [describe(agent) if agent is not None else {} for agent in agents]


def _states(trial: Trial, row: Any) -> str:
    """Both engines' state of the child and the desk of a row, once its instant is over."""
    child, desk, time = int(row["child"]), int(row["desk"]), float(row["time"])
    world = trial.at(compiled, time)
    lines = [f"compiled child {_record(world.child, child)}", f"compiled desk {_record(world.desk, desk)}"]
    one, other = _reference_state(trial.at(reference, time), child, desk)
    return "\n".join([*lines, f"reference child {one}", f"reference desk {other}"])


def describe_difference(trial: Trial, one: Any, other: Any) -> str:
    """The first differing row of the compiled and the reference log, in words; empty if they are equal."""
    i = first_row(one, other)
    if i is None:
        return ""
    rows = [log[i] if i < len(log) else None for log in (one, other)]
    before = "\n".join(f"  {j} {one[j]}" for j in range(max(0, i - 5), i))
    found = next(row for row in rows if row is not None)
    return f"{before}\nrow {i}: compiled {rows[0]}, reference {rows[1]}\n{_states(trial, found)}"


def ledger_differences(one: Any, other: Any) -> list[str]:
    """What differs between two ledgers: part and first place."""
    found = []
    for part in LEDGER_PARTS:
        a, b = getattr(one, part), getattr(other, part)
        if not np.array_equal(a, b):
            found.append(f"{part}{np.argwhere(a != b)[0].tolist()}")
    return found


def disagreement(trial: Trial) -> str:
    """How the engines disagree about a trial; empty if they agree in every row and in the ledger."""
    one, other = trial.run(compiled), trial.run(reference)
    text = describe_difference(trial, compiled.log_rows(one), reference.log_rows(other))
    wrong = ledger_differences(one.ledger, other.ledger)
    return text + (f"\nledgers differ at {wrong}" if wrong else "")
