"""A ledger seen over spans of time: its whole period, each month, or its last day. Formulas read views only."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.ledger import EVER_PLACED_BAND, MEASURE_BAND, MICRO, N_BANDS, N_STOCKS, NEED_BAND, Flow, Stock
from sim.outcomes.result import RunLedger
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR, ORE_PER_DKK, years_to_days
from sim.vocabulary import FIRST_PLACEMENT, N_MEASURES, N_NEEDS

Values = NDArray[np.float64]

CHILD_BANDS = tuple(range(7))
ALL_BANDS = tuple(range(8))


@dataclass(frozen=True)
class View:
    """Stocks as mean levels [span, stock] and flows as amounts [span, flow]; `years` is the length of each span."""

    levels: Values
    amounts: Values
    years: Values
    run: RunLedger
    sums: dict[tuple[int, ...], Values] = field(default_factory=dict)

    def _sum(self, keys: tuple[int, ...]) -> Values:
        """Sum of stocks, which many formulas share."""
        if keys not in self.sums:
            self.sums[keys] = self.levels[:, list(keys)].sum(axis=1)
        return self.sums[keys]

    def stock(self, key: int) -> Values:
        """Mean level of a stock."""
        return self.levels[:, key]

    def posts(self, key: int) -> Values:
        """Mean level of a stock kept in millionths of a post."""
        return self.levels[:, key] / MICRO

    def total(self, key: int) -> Values:
        """Amount of a flow in the span."""
        return self.amounts[:, key]

    def per_year(self, key: int) -> Values:
        """Amount of a flow per year."""
        return self.amounts[:, key] / self.years

    def with_measures(self, measures: tuple[int, ...], bands: tuple[int, ...] = ALL_BANDS) -> Values:
        """Children of these age bands with one of these main measures."""
        return self._sum(_of_bands(MEASURE_BAND, measures, bands))

    def placed(self, bands: tuple[int, ...] = ALL_BANDS) -> Values:
        """Placed children of these age bands."""
        return self.with_measures(tuple(range(FIRST_PLACEMENT, N_MEASURES)), bands)

    def with_need(self, needs: tuple[int, ...], bands: tuple[int, ...] = CHILD_BANDS) -> Values:
        """Residents of these age bands with one of these needs."""
        return self._sum(_of_bands(NEED_BAND, needs, bands))

    def residents_0_17(self, bands: tuple[int, ...] = CHILD_BANDS) -> Values:
        """Residents aged 0-17, or of some age bands among them."""
        return self.with_need(tuple(range(N_NEEDS)), bands)

    def residents_0_22(self) -> Values:
        """Residents aged 0-22; those over 17 are a given number."""
        return self.residents_0_17() + self.run.residents_18_22

    def ever_placed(self, bands: tuple[int, ...] = CHILD_BANDS) -> Values:
        """Residents of these age bands who have ever been placed."""
        return self._sum(_of_bands(EVER_PLACED_BAND, (0,), bands))

    def case_years(self) -> Values:
        """Open case-years in the span; cases in assessment and in aftercare are open cases."""
        return self.stock(Stock.OPEN_CASES) * self.years

    def sampled(self, flow: int) -> Values:
        """Mean over the monthly samples of a sampled amount, summed over agencies."""
        return ratio(self.total(flow) * self.run.agencies, self.total(Flow.SAMPLES))

    def ore_per_year(self, *stocks: int) -> Values:
        """Øre per day, as DKK per year."""
        return self._sum(stocks) * (DAYS_PER_YEAR / ORE_PER_DKK)

    def flow_dkk(self, flow: int) -> Values:
        """A flow in øre, as DKK per year."""
        return self.per_year(flow) / ORE_PER_DKK


@cache
def _of_bands(first: int, rows: tuple[int, ...], bands: tuple[int, ...]) -> tuple[int, ...]:
    """Keys of some age bands in some rows of a block of stocks."""
    return tuple(first + row * N_BANDS + band for row in rows for band in bands)


def ratio(above: Values, below: Values) -> Values:
    """`above / below`, unknown (nan) where nothing is below."""
    unknown = np.full(np.broadcast(above, below).shape, np.nan)
    quotient: Values = np.divide(above, below, out=unknown, where=below > 0)
    return quotient


def _month_days(run: RunLedger) -> Values:
    """Length of each month of the ledger [day]; the last may be shorter."""
    starts = np.arange(len(run.acc)) * DAYS_PER_MONTH
    days: Values = np.clip(years_to_days(run.years) - starts, 0.0, DAYS_PER_MONTH)
    return days


def monthly_view(run: RunLedger) -> View:
    """One span per month."""
    days = _month_days(run)
    kept = days > 1e-6
    levels = run.acc[kept, :N_STOCKS] / days[kept, None]
    return View(levels, run.acc[kept, N_STOCKS:], days[kept] / DAYS_PER_YEAR, run)


def whole_view(run: RunLedger) -> View:
    """One span: the policy period."""
    total = run.acc.sum(axis=0, keepdims=True)
    return View(total[:, :N_STOCKS] / years_to_days(run.years), total[:, N_STOCKS:], np.array([run.years]), run)


def last_day_view(run: RunLedger) -> View:
    """One span of no length: the stocks on the last day; flows are unknown."""
    flows = np.full((1, run.acc.shape[1] - N_STOCKS), np.nan)
    return View(run.end_stock[None, :].astype(np.float64), flows, np.array([np.nan]), run)
