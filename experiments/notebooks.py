"""`python -m experiments.notebooks` runs the notebooks and writes each beside its text: NAME.py -> NAME.ipynb.

The text (py:percent) is what is edited; the notebook is the same cells with what they showed. Both are kept, so that
results can be read without running anything. `--words` takes over words that were edited and runs nothing. With
`SAGSTAL_QUICK=1` a notebook runs small: to see that it works, not to be kept.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from calibration.parquet import replace_file
from experiments.design import model_hash

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
QUICK, WORDS = "SAGSTAL_QUICK", "--words"
# one cell may take as long as this [seconds]
PATIENCE_SECONDS = 3600
# what differs between machines, or from run to run, and says nothing
NOISE = ("execution", "collapsed", "scrolled")
Notebook = Any


def texts() -> list[Path]:
    """The notebooks as text, in order."""
    return sorted(FOLDER.glob("*.py"))


def read_text(path: Path) -> Notebook:
    """A notebook from its text."""
    return jupytext.read(path, fmt="py:percent")


def pair_of(path: Path) -> Path:
    """The notebook beside a text."""
    return path.with_suffix(".ipynb")


def cells(notebook: Notebook) -> list[tuple[str, str]]:
    """Kind and source of each cell: what both of a pair must say."""
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


@contextmanager
def _environment(quick: bool) -> Iterator[None]:
    """What a notebook's process gets: this source first, and whether to run small."""
    changed = {QUICK: "1" if quick else "0", "PYTHONPATH": str(ROOT)}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def execute(path: Path, quick: bool) -> Notebook:
    """A notebook run from its text; a cell that fails is an error that shows the cell."""
    notebook = read_text(path)
    client = NotebookClient(
        notebook, timeout=PATIENCE_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    with _environment(quick):
        client.execute()
    return notebook


def _clean(notebook: Notebook) -> None:
    """Leave out what would change with every run; say of which model the outputs are."""
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02d}"
        for name in NOISE:
            cell.metadata.pop(name, None)
    notebook.metadata.clear()
    notebook.metadata.update({
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "sagstal": {"model": model_hash()},
    })  # fmt: skip


def write_pair(path: Path, quick: bool = False) -> None:
    """Run a notebook and write it beside its text."""
    notebook = execute(path, quick)
    _clean(notebook)
    _write(path, notebook)


def _write(path: Path, notebook: Notebook) -> None:
    writes: Any = nbformat.writes
    text = writes(notebook).rstrip("\n") + "\n"

    def write(half: Path) -> None:
        half.write_text(text, encoding="utf-8")

    replace_file(pair_of(path), write)


def renew_words(path: Path) -> bool:
    """Take words that were edited over into the notebook, outputs kept; not where code was edited: that must be run."""
    text, kept = read_text(path), _read_pair(path)
    if [kind for kind, _ in cells(text)] != [kind for kind, _ in cells(kept)]:
        return False
    pairs = list(zip(text.cells, kept.cells, strict=True))
    if any(new.source != old.source for new, old in pairs if new.cell_type == "code"):
        return False
    for new, old in pairs:
        old.source = new.source
    _write(path, kept)
    return True


def _read_pair(path: Path) -> Notebook:
    read: Any = nbformat.read
    return read(pair_of(path), as_version=4)


def made_by(path: Path) -> str:
    """The model that a notebook's outputs are of; empty if it was never run."""
    pair = pair_of(path)
    if not pair.exists():
        return ""
    return str(_read_pair(path).metadata.get("sagstal", {}).get("model", ""))


def main(words: list[str]) -> None:
    """Run every notebook, or those whose name holds a word; with `--words`, only take edited words over, or say no."""
    names = [word for word in words if word != WORDS]
    for path in texts():
        if names and not any(name in path.name for name in names):
            continue
        begun = time.monotonic()
        if WORDS not in words:
            write_pair(path)
        elif not renew_words(path):
            raise SystemExit(f"{path.name}: code was edited, so it must be run")
        size = pair_of(path).stat().st_size / 1024.0
        sys.stdout.write(f"{pair_of(path).name}: {time.monotonic() - begun:.0f} s, {size:,.0f} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
