"""The page that maps the documents' wishes to levers and outcomes names only what exists, and leaves no line empty."""

import re
from pathlib import Path

import pytest

from sim.catalogue.figures import FIGURES
from sim.catalogue.load import municipality_keys, scenario_keys
from sim.outcomes.catalogue import OUTCOMES
from sim.parameters.load import load_records
from sim.policy.levers import LEVERS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "systems.md").read_text(encoding="utf-8")
VARIED, REPORTED = PAGE.split("## What is reported")
WORDS = {"ci95", "pi90", "variance_share_parameters", "compare", "sagstal evaluate", "--draws prior"}
KNOWN = {*LEVERS, *OUTCOMES, *load_records(), *FIGURES, *municipality_keys(), *scenario_keys(), *WORDS}
N_VARIED, N_REPORTED = 32, 21


def rows(part: str) -> list[list[str]]:
    """Cells of the rows of the part's table."""
    lines = [line for line in part.splitlines() if line.startswith("| ") and not line.startswith("| asked")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


NAMES = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_on_the_page_exists(name: str) -> None:
    assert name in KNOWN or re.fullmatch(r"caseload-\d\d|\[[a-z]+\]", name)


def test_no_line_of_the_documents_is_missing_or_empty() -> None:
    varied, reported = rows(VARIED), rows(REPORTED)
    assert (len(varied), len(reported)) == (N_VARIED, N_REPORTED)
    for line in (*varied, *reported):
        assert len(line) == 3 and all(line)
        assert "`" in line[1] or "left out" in line[1] or "own and bought" in line[1], line[0]


def test_every_lever_is_asked_for_by_some_line() -> None:
    named = set(re.findall(r"`([a-z_0-9]+)`", VARIED))
    unasked = {"place_wait_days", "protected_share", "discharge_support", "broad_home_measures"}
    assert set(LEVERS) - named <= unasked
