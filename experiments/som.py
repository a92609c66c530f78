"""A bridge to SØM, the Danish model of the economics of social investments: a table to paste into it.

SØM asks what an effort costs per child, how often it succeeds, and which consequences follow for whom in which year.
Here all three come from the paired runs: cost and consequences are differences to the base, success is the share of
placements that were averted.
"""

from pathlib import Path
from typing import Any

from experiments.results import Results
from experiments.texts import text

Line = tuple[str, str, str, list[float]]
# payer -> consequence (name of a text) -> outcomes that make it up, with their sign for that payer
CONSEQUENCES: dict[str, dict[str, tuple[tuple[str, float], ...]]] = {
    "municipality": {
        "som_effort": (("staff_cost_dkk", 1.0), ("outreach_cost_dkk", 1.0), ("further_cost_dkk", 1.0)),
        "som_measures": (("measure_cost_dkk", 1.0),),
        "som_refund": (("state_refund_dkk", -1.0),),
        "som_schooling": (("schooling_cost_dkk", 1.0),),
        "som_benefits": (("parents_benefits_dkk", 1.0),),
    },
    "state": {"som_refund": (("state_refund_dkk", 1.0),)},
}


def write_som(results: Results, folder: Path, language: str) -> Path:
    """Write `som.csv` (semicolons; decimal commas in Danish) beside the results; by a temporary name, then renamed."""
    path, unfinished = folder / "som.csv", folder / "som.csv.tmp"
    n_years = len(results.yearly(0, "staff_cost_dkk"))
    years = [f"{text('year', language)} {year + 1}" for year in range(n_years)]
    header = [text(name, language) for name in ("scenario", "som_payer", "som_item", "unit")]
    rows = [[*header, *years]]
    for scenario in range(1, len(results.experiment.scenarios)):
        rows += [_cells(results, scenario, line, language) for line in som_lines(results, scenario, language)]
    unfinished.write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8-sig")
    unfinished.replace(path)
    return path


def som_lines(results: Results, scenario: int, language: str) -> list[Line]:
    """Lines of one scenario: payer, item, unit, and a number per year."""
    children = _covered(results, scenario)
    effort = _difference(results, scenario, CONSEQUENCES["municipality"]["som_effort"])
    averted = [-difference for difference in _difference(results, scenario, (("placement_starts", 1.0),))]
    before = _known(results.yearly(0, "placement_starts"))
    per_child = [cost / n if n else 0.0 for cost, n in zip(effort, children, strict=True)]
    success = [100.0 * a / b if b else 0.0 for a, b in zip(averted, before, strict=True)]
    whole = text("municipality", language)
    lines: list[Line] = [
        (whole, text("som_children", language), text("som_children_unit", language), children),
        (whole, text("som_per_child", language), "DKK", per_child),
        (whole, text("som_success", language), "%", success),
    ]
    for payer, consequences in CONSEQUENCES.items():
        for name, outcomes in consequences.items():
            lines.append((text(payer, language), text(name, language), "DKK", _difference(results, scenario, outcomes)))
    return lines


def _covered(results: Results, scenario: int) -> list[float]:
    """Open cases that the policy covers, by year; every open case where it covers all."""
    key = "open_treated" if not results.experiment.scenarios[scenario].covers_all else "open_cases"
    return _known(results.yearly(scenario, key))


def _difference(results: Results, scenario: int, outcomes: tuple[tuple[str, float], ...]) -> list[float]:
    """Scenario less base, by year."""
    years = [0.0] * len(results.yearly(0, "staff_cost_dkk"))
    for key, sign in outcomes:
        pairs = zip(_known(results.yearly(scenario, key)), _known(results.yearly(0, key)), strict=True)
        years = [total + sign * (value - base) for total, (value, base) in zip(years, pairs, strict=True)]
    return years


def _known(values: list[Any]) -> list[float]:
    return [0.0 if value is None else float(value) for value in values]


def _cells(results: Results, scenario: int, line: Line, language: str) -> list[str]:
    payer, item, unit, numbers = line
    chosen = results.experiment.scenarios[scenario]
    name = chosen.name_da if language == "da" else chosen.name_en
    written = [f"{number:.0f}" if unit == "DKK" else f"{number:.1f}" for number in numbers]
    return [name, payer, item, unit, *(w.replace(".", ",") if language == "da" else w for w in written)]
