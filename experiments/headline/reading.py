"""What the kept tables of the headline study say: who leads where, who cannot be told apart, what matters in the grid.

The tables hold each system against the status quo, not systems against each other. The error of a difference between
two systems is taken as if their errors were independent. They share luck and parameters, so as a rule it is smaller:
"not told apart" errs on the side of caution. `sagstal rank` on the runs themselves does it exactly.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.catalogue.load import load_municipality, load_scenario
from sim.outcomes.catalogue import find_outcome

Values = NDArray[np.float64]

LEVEL = 0.05
FACTORS = ("caseload", "preference", "outreach")
TOGETHER = "two or three together"


def homes_of(system: str) -> tuple[str, ...]:
    """Municipalities whose document describes a system (one, or one with a neighbour); none for those nobody's own.

    Every scenario names a municipality to run in; a system is that one's own where its key begins with it.
    """
    names = tuple(str(load_scenario(system).municipality or "").split("-"))
    return names if system.startswith(f"{names[0]}-") else ()


def is_home(row: pd.Series) -> bool:
    """Whether a row is that of a system in a municipality that described it."""
    return str(row["municipality"]) in homes_of(str(row["scenario"]))


def standard_errors(rows: pd.DataFrame, draws: int) -> Values:
    """Monte-Carlo standard error of each difference, from its 95 % interval; nan where there is none."""
    half = (rows["ci95_high"].to_numpy(float) - rows["ci95_low"].to_numpy(float)) / 2.0
    if draws < 2:
        return np.full(len(rows), np.nan)
    errors: Values = half / float(stats.t.ppf(0.975, draws - 1))
    return errors


def benefit_sign(outcome: str) -> float:
    """1 where more is better, -1 where less is; an outcome without a better side has no league."""
    better = find_outcome(outcome).better
    if better == "neutral":
        raise ValueError(f"{outcome}: neither more nor less of it is better")
    return 1.0 if better == "higher" else -1.0


def league(table: pd.DataFrame, outcome: str, municipality: str, draws: int) -> pd.DataFrame:
    """Systems of a place from best to worst, the status quo among them, and who is not told apart from the leading.

    The level is shared by as many comparisons as there are rivals.
    """
    rows = table[(table["outcome"] == outcome) & (table["municipality"] == municipality)]
    names = [str(table_base(table)), *rows["scenario"]]
    difference = np.concatenate([[0.0], rows["difference"].to_numpy(float)])
    error = np.concatenate([[0.0], standard_errors(rows, draws)])
    behind = (difference - _leading(difference, outcome)) * -benefit_sign(outcome)
    order = np.argsort(behind, kind="stable")
    gap = np.sqrt(error**2 + error[order[0]] ** 2)
    limit = float(stats.t.ppf(1.0 - LEVEL / (len(names) - 1), max(draws - 1, 1)))
    tied = np.isnan(gap) | (behind <= limit * gap)
    found = pd.DataFrame({"scenario": names, "difference": difference, "error": error, "behind": behind, "tied": tied})
    return found.iloc[order].reset_index(drop=True)


def table_base(table: pd.DataFrame) -> str:
    """The status quo: against it everything is told, so it has no rows."""
    return str(table.attrs.get("base", "status-quo"))


def _leading(difference: Values, outcome: str) -> float:
    return float(difference.max() if benefit_sign(outcome) > 0.0 else difference.min())


def verdicts(table: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """By system and outcome the number of places where it is better, worse, or not told from the status quo.

    `rests`: places where the sign rests on an assumed prior; -1 where no place has draws enough to say.
    """
    rows = []
    asked = table[table["outcome"].isin(outcomes)]
    for (scenario, outcome), some in asked.groupby(["scenario", "outcome"], sort=False):
        sign = benefit_sign(str(outcome))
        low, high = (sign * some[f"ci95_{end}"].to_numpy(float) for end in ("low", "high"))
        better, worse = np.minimum(low, high) > 0.0, np.maximum(low, high) < 0.0
        known = some["prior_driven"].notna()
        rests = int(some.loc[known, "prior_driven"].astype(bool).sum()) if known.any() else -1
        rows.append((scenario, outcome, int(better.sum()), int(worse.sum()), len(some), rests))
    return pd.DataFrame(rows, columns=["scenario", "outcome", "better", "worse", "places", "rests"])


def undominated(points: Values) -> NDArray[np.bool_]:
    """Which points [point, benefit] no other beats: at least as good in every benefit and better in one."""
    gap = points[:, None, :] - points[None, :, :]
    beats = (gap >= 0.0).all(axis=2) & (gap > 0.0).any(axis=2)
    return np.asarray(~beats.any(axis=0))


def cost_and_effect(table: pd.DataFrame, outcome: str, municipality: str) -> pd.DataFrame:
    """Net cost per resident child [DKK a year] and effect of every system in a place, with their 95 % intervals.

    `front`: no other system (nor the status quo) costs as little and does as much.
    """
    here = table[table["municipality"] == municipality].set_index("scenario")
    children = load_municipality(municipality).value("residents_0_17")
    found = pd.DataFrame(index=list(dict.fromkeys(here.index)))
    for name, key, scale in (("cost", "net_cost_dkk", 1.0 / children), ("effect", outcome, 1.0)):
        rows = here[here["outcome"] == key]
        for end, column in (("", "difference"), ("_low", "ci95_low"), ("_high", "ci95_high")):
            found[f"{name}{end}"] = rows[column].astype(float) * scale
    found = pd.concat([pd.DataFrame(0.0, index=[table_base(table)], columns=found.columns), found])
    benefits = np.column_stack([-found["cost"], benefit_sign(outcome) * found["effect"]])
    return found.assign(front=undominated(benefits)).rename_axis("scenario").reset_index()


def grid_shares(grid: pd.DataFrame, outcome: str, municipality: str, draws: int) -> dict[str, float]:
    """Share of the variance over the balanced part of the grid that goes with each factor alone, and with several.

    The balanced part is every caseload x placement policy, without and with the outreach package. `chance` is an upper
    bound of what Monte-Carlo error adds: the mean squared error of a cell over the variance.
    """
    rows = grid[(grid["outcome"] == outcome) & (grid["municipality"] == municipality) & (grid["outreach"] <= 1)]
    cube = rows.set_index(list(FACTORS))["difference"].astype(float).sort_index()
    total = float(((cube - cube.mean()) ** 2).sum())
    if total == 0.0:
        return dict.fromkeys((*FACTORS, TOGETHER, "chance"), 0.0)
    shares = {
        factor: float(((cube.groupby(factor).transform("mean") - cube.mean()) ** 2).sum()) / total for factor in FACTORS
    }
    errors = standard_errors(rows, draws)
    return shares | {
        TOGETHER: max(1.0 - sum(shares.values()), 0.0),
        "chance": float(np.nansum(errors**2) / total) if not np.isnan(errors).all() else float("nan"),
    }


def grid_table(grid: pd.DataFrame, outcomes: Sequence[str], draws: int) -> pd.DataFrame:
    """The shares of every outcome and municipality as rows."""
    places = list(dict.fromkeys(grid["municipality"]))
    rows = [
        {"outcome": outcome, "municipality": place} | grid_shares(grid, outcome, place, draws)
        for outcome in outcomes
        for place in places
    ]
    return pd.DataFrame(rows)


def resting_priors(table: pd.DataFrame, outcomes: Sequence[str]) -> pd.Series:
    """Opinions about assumed effects under which an expected difference has the other sign, and how often."""
    listed = table.loc[table["outcome"].isin(outcomes), "turned_by"].str.split("; ").explode()
    return listed[listed != ""].value_counts().rename("rows whose sign it turns")
