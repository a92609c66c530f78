"""The stand-in engine, with an effect of one parameter on placements under the policy, and chosen failures."""

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.outcomes.ledger import MEASURE_BAND, N_BANDS
from tests.experiments import fake_engine
from tests.experiments.fake_engine import engine

__all__ = ["engine"]

TEXT = """
method = "morris"
municipality = "vallensbaek"
scenarios = ["fewer-cases"]
outcomes = ["placed_per_1000_0_17", "net_cost_dkk"]
parameters = ["contact_effect", "p_revise", "continuity_effect"]
trajectories = 6
replications = 2
years = 1.0
"""


class Town:
    """What the stand-in did, and at which values of parameters it should fail."""

    def __init__(self) -> None:
        self.n_runs = 0
        self.fails: list[dict[str, float]] = []


@pytest.fixture
def town(engine: types.ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The stand-in engine: placements rise with `contact_effect` where the policy lowers caseloads."""
    found = Town()

    def simulate_each(job: Any) -> tuple[Any, ...]:
        found.n_runs += 1
        for values in found.fails:
            if all(job.parameters.value(address) == value for address, value in values.items()):
                raise ValueError("the clock stands still")
        ledgers = fake_engine.simulate(job)
        for scenario, ledger in zip(job.scenarios, ledgers, strict=True):
            eased = fake_engine.caseload_of(scenario) < 33.0
            strength = 1.0 + 4.0 * job.parameters.value("contact_effect") * eased
            ledger.acc[:, MEASURE_BAND : MEASURE_BAND + 16 * N_BANDS] *= strength
        return ledgers

    monkeypatch.setattr(engine, "simulate_each", simulate_each)
    yield found


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    """A small analysis as a file."""
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path
