"""What the model must beat to be worth its trouble: nothing changes, and the stock-and-flow method.

Nothing but targets, figures of municipalities and a hold-out's own rival goes in. Rates of the stock-and-flow method
are national, since no municipality's in- and outflows are published.
"""

from dataclasses import dataclass

from calibration.holdout.schema import HoldoutRecord
from calibration.targets.load import load_targets
from calibration.targets.schema import TargetRecord
from calibration.validation.stock_flow import DAYS, Rates, fit_rates, project, stationary
from sim.catalogue.load import load_municipality
from sim.outcomes.catalogue import END

STARTS = "danmark-placement-starts"
LEFT_WITHIN_A_YEAR = "danmark-left-care-within-a-year-2017"
RESIDENTIAL = ("danmark-institution-share-2018", "danmark-residential-share-2018")
# from the end of 2014, when the figures of Ishøj and Vallensbæk were counted, to that of their hold-outs
YEARS_SINCE_2014 = 3.0
NATION = "danmark"


@dataclass(frozen=True)
class Forecast:
    """A normal forecast of a published figure, in its unit."""

    value: float
    sd: float


def published(key: str) -> TargetRecord:
    """A published figure."""
    return load_targets()[key]


def national_rates(residents_0_17: float, share_of_starts: float = 1.0) -> Rates:
    """Daily rates for so many residents, from national starts per 1,000 and the share that has left a year later."""
    starts = published(STARTS).value * residents_0_17 / 1000.0 * share_of_starts
    return fit_rates(starts, published(LEFT_WITHIN_A_YEAR).value)


def stock_and_flow(held: HoldoutRecord) -> Forecast | None:
    """The stock-and-flow forecast of a hold-out; none where no stock of children is asked for.

    It starts where the rival of the record starts: at the figure before, or nowhere (the long run) if there is none.
    """
    if not held.outcome.endswith(END):
        return None
    area = load_municipality(held.municipality)
    per_child = 1.0
    if held.unit == "per 1,000":
        per_child = 1000.0 / (area.residents_0_17 + area.residents_18_22)
    residential = held.outcome.startswith("placed_in_residential_care")
    share = sum(published(key).value for key in RESIDENTIAL) if residential else 1.0
    mean, sd = _projected(held, national_rates(area.residents_0_17, share), held.rival.value / per_child)
    error = float((sd * per_child) ** 2 + held.reporting_error**2) ** 0.5
    return Forecast(mean * per_child, error)


def _projected(held: HoldoutRecord, rates: Rates, before: float) -> tuple[float, float]:
    if held.rival.kind == "national-rate":
        return stationary(rates)
    years = YEARS_SINCE_2014 if held.rival.kind == "scaled-persistence" else held.years
    return project(rates, before, years * DAYS)


def naive_target(record: TargetRecord) -> float | None:
    """What the fitted figures alone would say of a figure that is not fitted; none where they say nothing.

    The fitted figure of the same outcome and place; else that of the country.
    """
    if record.use == "fit":
        return None
    for place in (record.municipality, NATION):
        found = [
            other.value
            for other in load_targets().values()
            if (other.outcome, other.municipality, other.use) == (record.outcome, place, "fit")
        ]
        if found:
            return found[0]
    return None
