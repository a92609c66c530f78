"""The reduced problem: one small municipality, four figures of it, four coordinates; all else is drawn by number.

It exists to compare methods, not to learn about the municipality: two figures are the nation's, read as if they were
the municipality's. An evaluation is a point of the reference table with other values of the four coordinates; chance,
the other draws and the errors are addressed by its number, so it is the same whenever and in whatever order it is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from statistics import NormalDist

import pandas as pd

from calibration.fit.fitted import value_at
from calibration.fit.summaries import Summary, Values, make_summary, simulated
from calibration.table.points import SEED, area, coordinates
from calibration.table.simulate import USUAL_YEARS, column, observe
from calibration.targets.load import load_targets
from sim.catalogue.municipality import Municipality
from sim.parameters.load import ParameterSet, find, load_parameters
from sim.parameters.priors import prior_draw

PLACE = "vallensbaek"
ADDRESSES = (
    f"{PLACE}/socioeconomic_level",
    f"{PLACE}/notification_level",
    "need_rise_per_year.declining",
    "p_place.endangered",
)
# the municipality's own figures, and national ones whose error is taken along with them
PLACED, NOTIFIED = "vallensbaek-placed-0-17-2014", "vallensbaek-notifications-2018"
STARTS, IN_TIME = "danmark-placement-starts", "danmark-assessments-within-4-months"
NATION_PLACED = "danmark-placed-0-17-2017"
# numbers of evaluations that are no points of any table
FIRST_EVALUATION = 1_000_000

_NORMAL = NormalDist()


def _of_place(key: str, factor: float = 1.0) -> Summary:
    """A target as a figure of the municipality: value and error times `factor`, divided by no other target."""
    targets = load_targets()
    record = targets[key].model_copy(update={"municipality": PLACE, "relative_to": None})
    summary = make_summary(key, record, targets)
    return replace(summary, observed=factor * summary.observed, error=factor * summary.error)


@cache
def summaries() -> tuple[Summary, ...]:
    """The four summaries; starts of placements are the nation's, at the ratio of children placed."""
    targets = load_targets()
    ratio = targets[PLACED].value / targets[NATION_PLACED].value
    return _of_place(PLACED), _of_place(NOTIFIED), _of_place(STARTS, ratio), _of_place(IN_TIME)


def _with_values(number: int, values: Mapping[str, float]) -> tuple[Municipality, ParameterSet]:
    """Draw `number` of the municipality and the parameters, with values of some coordinates by address."""
    figures = {key.split("/")[1]: value for key, value in values.items() if "/" in key}
    elements: dict[tuple[str, int], float] = {}
    for key, value in values.items():
        if "/" not in key:
            record, (element,) = find(key)
            elements[record.key, element] = value
    municipality = area(PLACE).drawn(SEED, number).with_figures(figures)
    return municipality, prior_draw(load_parameters(), SEED, number).with_elements(elements)


def outcomes(number: int, at: Sequence[float] | None = None) -> dict[str, object]:
    """A row of a table: outcomes of evaluation `number`, at its own draw or at standard-normal coordinates `at`."""
    values = {} if at is None else {key: value_at(key, _NORMAL.cdf(z)) for key, z in zip(ADDRESSES, at, strict=True)}
    municipality, parameters = _with_values(number, values)
    found = observe(municipality, parameters, number, USUAL_YEARS)
    columns = {summary.column for summary in summaries()}
    return {"point": number} | {key: x for name, x in found.items() if (key := column(PLACE, name)) in columns}


def evaluate(number: int, at: Sequence[float]) -> Values:
    """Summaries [summary] of evaluation `number` at `at`, with discrepancy and reporting error; unknown is nan."""
    row: Values = simulated(summaries(), pd.DataFrame([outcomes(number, at)]))[0]
    return row


def drawn_table(n_points: int) -> tuple[Values, Values]:
    """Coordinates [point, coordinate] and summaries [point, summary] of the first points of the reference table."""
    table = pd.DataFrame([outcomes(number) for number in range(n_points)])
    return coordinates(ADDRESSES, range(n_points)), simulated(summaries(), table)
