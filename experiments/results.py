"""Results of an experiment in memory: one number per scenario, replication and outcome, and mean courses."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.design import Experiment
from experiments.replication import Done, Failed
from sim.outcomes.catalogue import COURSE_KEYS, ROW_KEYS
from sim.units import MONTHS_PER_YEAR

Values = NDArray[np.float64]
TOTAL_COST = COURSE_KEYS.index("total_cost_dkk")
# what a document's projections are set beside, run by run
MONEY_KEYS = (
    "measure_cost_dkk", "staff_cost_dkk", "outreach_cost_dkk", "further_cost_dkk", "coordination_cost_dkk", "grant_dkk",
)  # fmt: skip
MONEY = [COURSE_KEYS.index(key) for key in MONEY_KEYS]


def _whole_years(courses: Values, years: float) -> Values:
    """Monthly courses per year [scenario, month, key] as means of each whole year of the policy."""
    n_years = int(years + 1e-9)
    scenarios, _, keys = courses.shape
    months = courses[:, : n_years * MONTHS_PER_YEAR]
    mean: Values = months.reshape(scenarios, n_years, MONTHS_PER_YEAR, keys).mean(axis=2)
    return mean


@dataclass
class Results:
    """Rows in the order of replications. `cost` is the course of the total cost, which pay-back needs run by run.

    `money` is DKK in each whole year [scenario, year, MONEY_KEYS], kept where a scenario's document projected some.
    """

    experiment: Experiment
    rows: list[Values] = field(default_factory=list)
    cost: list[Values] = field(default_factory=list)
    money: list[Values] = field(default_factory=list)
    replications: list[int] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)
    course_sum: Values | None = None
    course_count: Values | None = None

    def take(self, result: Done | Failed) -> None:
        """Add a replication, or note that it failed."""
        if isinstance(result, Failed):
            self.failures.append(result)
            return
        self.add_row(result.replication, result.values)
        self.add_courses(result.courses)

    def add_row(self, replication: int, values: Values) -> None:
        """Add a replication's values [scenario, outcome]."""
        self.rows.append(values)
        self.replications.append(replication)

    def add_courses(self, courses: Values) -> None:
        """Add a replication's courses [scenario, month, outcome]; unknown months count for nothing."""
        known = ~np.isnan(courses)
        self.cost.append(courses[:, :, TOTAL_COST])
        if self.experiment.confronted():
            self.money.append(_whole_years(courses[:, :, MONEY], self.experiment.years))
        if self.course_sum is None or self.course_count is None:
            self.course_sum, self.course_count = np.zeros(courses.shape), np.zeros(courses.shape)
        self.course_sum += np.where(known, courses, 0.0)
        self.course_count += known

    def __len__(self) -> int:
        return len(self.replications)

    def of(self, scenario: int, key: str) -> Values:
        """Values of an outcome over the replications of a scenario; nan where unknown."""
        column = ROW_KEYS.index(key)
        return np.array([row[scenario, column] for row in self.rows])

    def groups(self) -> NDArray[np.int64]:
        """Which replications share their parameters."""
        return np.array([self.experiment.group_of(r) for r in self.replications], np.int64)

    def cost_course(self, scenario: int) -> Values:
        """Total cost [DKK per year] by replication and month."""
        return np.array([row[scenario] for row in self.cost])

    def yearly(self, scenario: int, key: str) -> list[float | None]:
        """Mean over replications and the months of each year; a last year may be shorter."""
        if self.course_sum is None or self.course_count is None or key not in COURSE_KEYS:
            return []
        column = COURSE_KEYS.index(key)
        total, count = self.course_sum[scenario, :, column], self.course_count[scenario, :, column]
        years = range(0, len(total), 12)
        sums = [(float(total[y : y + 12].sum()), float(count[y : y + 12].sum())) for y in years]
        return [s / n if n else None for s, n in sums]
