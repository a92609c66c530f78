"""Tables of the headline study: systems against the status quo, and the grid of caseload, outreach and placements."""

from enum import IntEnum

import pandas as pd

from sim.catalogue.load import load_municipality, load_scenario

GRID = "lever.caseload"
PREFERENCE = "lever.preference"
DOSE = "lever.school_days_per_week"
OUTREACH = "outreach"


class Dose(IntEnum):
    """Outreach of a grid's scenario: none, the package, or twice its visits and days."""

    NONE = 0
    PACKAGE = 1
    DOUBLE = 2


def is_grid(table: pd.DataFrame) -> pd.Series:
    """Which rows belong to the grid."""
    return table[GRID].notna()


def systems(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the systems as the documents describe them."""
    return table[~is_grid(table)].drop(columns=[name for name in table if str(name).startswith("lever.")])


def grid(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the grid: `caseload`, `preference` (0 usual, 1 foster first, 2 network first), `outreach` (dose)."""
    rows = table[is_grid(table)].copy()
    starts = rows["scenario"].str.startswith(f"{OUTREACH}+")
    rows["outreach"] = Dose.NONE
    rows.loc[starts, "outreach"] = Dose.PACKAGE
    rows.loc[starts & rows[DOSE].notna(), "outreach"] = Dose.DOUBLE
    rows["caseload"] = rows[GRID]
    rows["preference"] = rows[PREFERENCE].fillna(0.0).astype(int)
    return rows.drop(columns=[name for name in rows if str(name).startswith("lever.")])


def municipality_name(key: str, language: str) -> str:
    """Name of a municipality."""
    return str(getattr(load_municipality(key), f"name_{language}"))


def system_name(key: str, language: str) -> str:
    """Name of a system."""
    return str(getattr(load_scenario(key), f"name_{language}"))
