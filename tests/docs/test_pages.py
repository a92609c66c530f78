"""Pages written by hand: links lead somewhere, commands exist, examples run, names are names of the code."""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import typer

from calibration.municipality import OwnFigures, check_file
from experiments.cli import app
from sim.catalogue.load import load_municipality, load_scenario, municipality_keys
from sim.outcomes.catalogue import COURSE_KEYS, OUTCOMES, RUN_KEYS
from sim.parameters.load import load_parameters, load_records
from sim.policy.levers import LEVERS
from sim.policy.settings import apply_settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
USE = (DOCS / "use.md").read_text(encoding="utf-8")
WITH_SCENARIOS = ("run", "compare", "log", "evaluate")
# parameters that no rule reads yet


def blocks(language: str) -> list[str]:
    """Code blocks of the page on use."""
    return re.findall(rf"```{language}\n(.*?)```", USE, re.DOTALL)


def commands() -> list[list[str]]:
    """Command lines of `sagstal` on the page on use, as words."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines]
    return [words[1:] for words in split if words and words[0] == "sagstal"]


def links(page: Path) -> Iterator[Path]:
    """Files that a page links to."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            yield page.parent / target.split("#")[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_links_lead_somewhere(page: Path) -> None:
    assert [str(path) for path in links(page) if not path.exists()] == []


def test_every_page_is_linked_from_the_index() -> None:
    linked = {path.resolve() for path in links(DOCS / "index.md")}
    assert [page.name for page in PAGES if page.resolve() not in linked and page.name != "index.md"] == []


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_command_of_the_page_exists_with_its_options(words: list[str]) -> None:
    group: Any = typer.main.get_command(app)
    group.commands[words[0]].make_context(words[0], words[1:])


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_scenarios_places_and_settings_of_the_page_exist(words: list[str]) -> None:
    if words[0] not in WITH_SCENARIOS:
        return
    for key in takewhile(lambda word: not word.startswith("-"), words[1:]):
        assert key.endswith(".toml") or load_scenario(key)
    options = list(pairwise(words))
    for option, place in options:
        assert option != "-m" or place.endswith(".toml") or load_municipality(place)
    apply_settings(load_parameters(), [value for option, value in options if option == "--set"])


def test_the_scenario_of_the_page_can_be_loaded(tmp_path: Path) -> None:
    block, _ = blocks("toml")
    path = tmp_path / "my-policy.toml"
    path.write_text(block, encoding="utf-8")
    assert len(load_scenario(path).changes) == 2


def test_the_own_figures_of_the_page_pass_their_check(tmp_path: Path) -> None:
    path = tmp_path / "my-town.toml"
    path.write_text(blocks("toml")[1], encoding="utf-8")
    own = check_file(path)
    assert isinstance(own, OwnFigures) and own.warnings == ()


def test_the_queries_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "results" / "kolding"
    folder.mkdir(parents=True)
    keys = {"scenario": ["status-quo", "boraas"], "draw": [0, 0], "replication": [0, 0]}
    runs = pd.DataFrame({**keys, **dict.fromkeys(RUN_KEYS, 1.0)})
    series = pd.DataFrame({**keys, "month": [0, 0], **dict.fromkeys(COURSE_KEYS, 1.0)})
    log = pd.DataFrame({"time_days": [-1.0, 1.0], "event": ["placed"] * 2, "detail": ["institution"] * 2})
    words = {"dimension": "need", "group": ["4a", "4b"], "outcome": "placed_per_1000", "month": -1, "value": 1.0}
    tables = {"runs": runs, "series": series, "groups": pd.DataFrame({**keys, **words})}
    files = [(frame, folder / name) for name, frame in tables.items()]
    for frame, path in (*files, (log, tmp_path / "log")):
        duckdb.from_df(frame).write_parquet(f"{path}.parquet")
    monkeypatch.chdir(tmp_path)
    found: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, found)
    assert len(found["mean"].fetchall()) == len(found["difference"].fetchall()) == len(found["course"]) == 2
    assert len(found["by_need"]) == 2
    assert found["moves"]["institution"] == 1


def test_names_in_the_description_of_the_model_are_names_of_the_code() -> None:
    known = {*load_records(), *LEVERS, *OUTCOMES, *municipality_keys(), "code"}
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    names = re.findall(r"`([a-z][a-z0-9_]*)`", text)
    assert sorted({name for name in names if name not in known}) == []


def test_parameters_of_the_model_stand_in_its_description() -> None:
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    written = set(re.findall(r"[a-z][a-z0-9_]+", text))
    left_out = {key for key in load_records() if key not in written and not key.startswith("schedule_")}
    assert not left_out
