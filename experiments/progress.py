"""Progress on standard error: a bar with an estimate on a terminal, silence otherwise."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

TEXT = {
    "compiling": {
        "en": "Compiling the engine (about a minute, only the first time) ...",
        "da": "Oversætter motoren til maskinkode (cirka et minut, kun første gang) ...",
    },
    "replications": {"en": "Replications", "da": "Gentagelser"},
    "units": {"en": "Worlds", "da": "Verdener"},
    "draws": {"en": "Draws", "da": "Trækninger"},
    "points": {"en": "Points of the table", "da": "Punkter i tabellen"},
}


class Bar:
    """Counts finished replications."""

    def __init__(self, progress: Progress, total: int, label: str) -> None:
        self._progress = progress
        self._task = progress.add_task(label, total=total)

    def step(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)

    def expect(self, total: int) -> None:
        """So many are expected by now."""
        self._progress.update(self._task, total=total)


@contextmanager
def progress_bar(total: int, language: str, what: str = "replications") -> Iterator[Bar]:
    """A bar that is drawn only on a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("·"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield Bar(progress, total, TEXT[what][language])


def announce_compiling(engine: str, language: str) -> None:
    """Say that a first call compiles, before the imports that do so."""
    from sim.jit import is_warm

    if engine == "compiled" and not is_warm():
        sys.stderr.write(TEXT["compiling"][language] + "\n")
        sys.stderr.flush()
