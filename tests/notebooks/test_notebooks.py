"""Notebooks: text and notebook of each pair say the same, what is shown is whole, and each runs to its assertion."""

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("jupytext")
pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

import jupytext
import nbformat
from nbclient.exceptions import CellExecutionError

from experiments.notebooks import FOLDER, cells, execute, made_by, pair_of, read_text, texts

DOCS = FOLDER.parent / "docs"
MOST_KILOBYTES = 2048
TEXTS = texts()
each = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)


def test_there_is_a_text_for_every_notebook_and_the_other_way_round() -> None:
    assert TEXTS
    assert [pair_of(path).name for path in TEXTS] == sorted(path.name for path in FOLDER.glob("*.ipynb"))


@each
def test_text_and_notebook_say_the_same(path: Path) -> None:
    assert cells(nbformat.read(pair_of(path), as_version=4)) == cells(read_text(path))


@each
def test_a_notebook_becomes_its_text_again(path: Path) -> None:
    notebook = nbformat.read(pair_of(path), as_version=4)
    again = jupytext.reads(jupytext.writes(notebook, fmt="py:percent"), fmt="py:percent")
    assert cells(again) == cells(read_text(path))


def test_one_word_changed_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / TEXTS[0].name
    path.write_text(TEXTS[0].read_text(encoding="utf-8").replace("child", "calf", 1), encoding="utf-8")
    assert cells(nbformat.read(pair_of(TEXTS[0]), as_version=4)) != cells(read_text(path))


@each
def test_what_is_kept_was_run_from_top_to_bottom_without_an_error(path: Path) -> None:
    notebook = nbformat.read(pair_of(path), as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [o for cell in code for o in cell.outputs if o.output_type == "error" or o.get("name") == "stderr"]
    assert made_by(path)


@each
def test_what_is_kept_names_no_place_on_a_machine(path: Path) -> None:
    text = pair_of(path).read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|tmp|usr|Users)/", text)


@each
def test_figures_have_words_for_those_who_cannot_see_them(path: Path) -> None:
    outputs = [o for cell in nbformat.read(pair_of(path), as_version=4).cells for o in cell.get("outputs", [])]
    images = [o for o in outputs if "image/png" in o.get("data", {})]
    assert images
    assert all(o["metadata"].get("image/png", {}).get("alt") for o in images)


@each
def test_a_notebook_ends_in_an_assertion(path: Path) -> None:
    last = read_text(path).cells[-1]
    assert last.cell_type == "code"
    assert last.source.splitlines()[-1].startswith("assert ")


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < MOST_KILOBYTES * 1024


@each
@pytest.mark.slow
def test_a_notebook_runs_small(path: Path) -> None:
    done = execute(path, quick=True)
    assert all(cell.execution_count for cell in done.cells if cell.cell_type == "code")


@pytest.mark.slow
def test_a_false_finding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "false.py"
    path.write_text("# %%\nfinding = 1\n\n# %%\nassert finding == 2\n", encoding="utf-8")
    with pytest.raises(CellExecutionError, match="finding == 2"):
        execute(path, quick=True)


def test_every_notebook_is_named_in_the_readme_and_in_the_documentation() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert "notebooks/" in readme
    assert [path.name for path in TEXTS if pair_of(path).name not in index] == []


def test_the_kept_notebooks_are_json_of_one_form() -> None:
    for path in TEXTS:
        assert json.loads(pair_of(path).read_text(encoding="utf-8"))["nbformat"] == 4
