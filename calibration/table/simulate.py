"""What the target municipalities do at a point: every outcome that a target is about, under the status quo."""

import math
from functools import cache

from calibration.table.points import AREAS, SEED, Point
from calibration.targets.load import load_targets
from sim.catalogue.load import load_scenario
from sim.catalogue.municipality import Municipality
from sim.outcomes.catalogue import END
from sim.outcomes.evaluate import evaluate
from sim.parameters.load import ParameterSet
from sim.simulate import Job, simulate

# a municipality is seen for the year of its figures; the country's figures have next to no chance in them, so its one
# agency is seen for eight stationary years, and a stock on a day is read as the mean of these
YEARS = {"danmark": 8.0}
USUAL_YEARS = 1.0


def column(municipality: str, outcome: str) -> str:
    """Name of a column of the table."""
    return f"{municipality}/{outcome}"


def read_as(municipality: str, outcome: str) -> str:
    """The outcome that stands for a target's: of the country a mean over years for a stock on a day."""
    return outcome.removesuffix(END) if municipality in YEARS else outcome


@cache
def columns() -> tuple[str, ...]:
    """The columns that the targets need, in the order of municipalities and targets."""
    wanted = [(t.municipality, read_as(t.municipality, t.outcome)) for t in load_targets().values()]
    found = (column(area, outcome) for place in AREAS for area, outcome in wanted if area == place)
    return tuple(dict.fromkeys(found))


def observe(area: Municipality, parameters: ParameterSet, number: int, years: float) -> dict[str, float]:
    """Outcomes of one municipality under the status quo at a point; nan is unknown."""
    scenario = load_scenario("status-quo", area)
    job = Job(area, parameters, (scenario,), seed=SEED, replication=number, years=years)
    values = evaluate(simulate(job)[0])
    return {key: math.nan if value is None else value for key, value in values.items()}


def simulate_point(point: Point) -> dict[str, float]:
    """The columns of a point."""
    found: dict[str, float] = {}
    for area in point.areas:
        values = observe(area, point.parameters, point.number, YEARS.get(area.key, USUAL_YEARS))
        found |= {column(area.key, outcome): value for outcome, value in values.items()}
    return {name: found[name] for name in columns()}
