"""What a scenario's own document projected, year by year, beside what the paired runs give: a claim, no observation.

A simulated sum is the scenario's less its base's in the same replication, so that nothing but the policy differs. The
cost of the effort is staff, outreach, further cost and coordination; the grant is what the levers say. Gross saving is
what the cost of measures falls by; courses, family analyses and network meetings stand there, where some documents
count them as investment; the net is not touched by that. The perimeter is gross municipal cost, whatever `perimeter_*`
says.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.results import MONEY_KEYS, Results
from experiments.statistics import pi90
from experiments.texts import text
from sim.policy.projection import Projection, ProjectionKind
from sim.policy.scenario import Scenario

Values = NDArray[np.float64]
Row = dict[str, Any]
EFFORT = ("staff_cost_dkk", "outreach_cost_dkk", "further_cost_dkk", "coordination_cost_dkk")
SPANS = ("year", "cumulative")


def simulated(results: Results, scenario: int) -> dict[ProjectionKind, Values]:
    """Sums [DKK] of each kind by replication and whole year of the policy."""
    money = np.array(results.money)
    change = dict(zip(MONEY_KEYS, np.moveaxis(money[:, scenario] - money[:, 0], -1, 0), strict=True))
    cost: Values = np.sum([change[key] for key in EFFORT], axis=0)
    grant, saving = change["grant_dkk"], -change["measure_cost_dkk"]
    return {
        ProjectionKind.COST: cost,
        ProjectionKind.GRANT: grant,
        ProjectionKind.INVESTMENT: cost - grant,
        ProjectionKind.GROSS_SAVING: saving,
        ProjectionKind.NET: cost - grant - saving,
    }


def projection_rows(results: Results) -> list[Row]:
    """Rows of every scenario whose document projected something here: kind, span and year; unknown is None."""
    rows: list[Row] = []
    for number in results.experiment.confronted() if results.money else ():
        rows += _scenario_rows(results.experiment.scenarios[number], simulated(results, number))
    return rows


def _scenario_rows(scenario: Scenario, found: dict[ProjectionKind, Values]) -> Iterator[Row]:
    for kind in ProjectionKind:
        claims = [p for p in scenario.projections if p.kind == kind]
        if claims:
            yield from _kind_rows(scenario.key, claims, found[kind])


def _kind_rows(scenario: str, claims: list[Projection], values: Values) -> Iterator[Row]:
    """Every year that is projected or simulated, then the same cumulated from policy start."""
    projected = {year: value for claim in claims for year, value in claim.by_year.items()}
    source = {year: claim for claim in claims for year in claim.by_year}
    years = sorted({*projected, *range(values.shape[1])})
    for span in SPANS:
        claimed = projected if span == "year" else _cumulated(projected)
        runs = values if span == "year" else np.cumsum(values, axis=1)
        for year in years if span == "year" else [year for year in years if year >= 0]:
            claim = source.get(year, claims[0])
            row: Row = {"scenario": scenario, "kind": claim.kind.value, "span": span, "policy_year": year + 1}
            row |= {"calendar_year": claim.start_calendar_year + year, "unit": "DKK", "projected": claimed.get(year)}
            row |= _spread(runs[:, year] if 0 <= year < runs.shape[1] else None)
            yield row | {"price_year": claim.price_year, "source": claim.source if year in source else ""}


def _cumulated(projected: dict[int, float]) -> dict[int, float]:
    """Sums from policy start on, as far as no year is missing; what came before is left out, as in the simulation."""
    sums: dict[int, float] = {}
    total, year = 0.0, 0
    while year in projected:
        total += projected[year]
        sums[year] = total
        year += 1
    return sums


def _spread(values: Values | None) -> Row:
    """Median and 5-95 % interval over runs; None where nothing was simulated."""
    if values is None:
        return {"median": None, "pi90": None}
    return {"median": float(np.median(values)), "pi90": list(pi90(values))}


COLUMNS = (
    "scenario", "kind", "span", "policy_year", "calendar_year", "unit", "projected", "median", "p5", "p95",
    "price_year", "source",
)  # fmt: skip


def write_projection(rows: list[Row], folder: Path, language: str) -> Path:
    """Write `projection.csv` (semicolons) beside the results; by a temporary name, then renamed."""
    path, unfinished = folder / "projection.csv", folder / "projection.csv.tmp"
    with unfinished.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow([text(f"projection_{name}", language) for name in COLUMNS])
        writer.writerows(_cells(row, language) for row in rows)
    unfinished.replace(path)
    return path


def _cells(row: Row, language: str) -> list[str]:
    low, high = row["pi90"] or (None, None)
    sums = {"projected": row["projected"], "median": row["median"], "p5": low, "p95": high}
    words = {name: text(f"projection_{row[name]}", language) for name in ("kind", "span")}
    shown = {**row, **words, **{name: "" if value is None else f"{value:.0f}" for name, value in sums.items()}}
    return [str(shown[name]) for name in COLUMNS]
