"""Files as a municipality might fill them in: a good one, and it with some lines changed."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from calibration.municipality import OwnFigures, Problem, check_file

TODAY = date(2025, 6, 1)
HEAD = {"key": '"eksempelby"', "name": '"Eksempelby"', "date": "2023-12-31"}
FIGURES = {
    "residents_0_17": "5024",
    "residents_18_22": "1560",
    "placed_0_17": "60",
    "placed_0_22": "72",
    "notifications": "520",
}
# a type of placement for each child placed at 0-22
TYPES = {
    "placed_network": "6",
    "placed_foster": "38",
    "placed_own_room": "4",
    "placed_boarding": "2",
    "placed_residential": "10",
    "placed_institution": "12",
}

Lines = Mapping[str, str | None]


def text(figures: Lines = {}, head: Lines = {}, sources: Lines = {}) -> str:  # noqa: B006  (nobody changes them)
    """The good file with these lines instead; None leaves one out."""
    tables = {"municipality": {**HEAD, **head}, "figures": {**FIGURES, **figures}, "sources": sources}
    lines = []
    for table, entries in tables.items():
        lines += [f"[{table}]", *(f"{name} = {value}" for name, value in entries.items() if value is not None)]
    return "\n".join(lines) + "\n"


def check(folder: Path, written: str | bytes, language: str = "en") -> OwnFigures | list[Problem]:
    """The check of a file with this text."""
    path = folder / "my-town.toml"
    path.write_bytes(written if isinstance(written, bytes) else written.encode())
    return check_file(path, language, TODAY)


def good(folder: Path, written: str, language: str = "en") -> OwnFigures:
    """The figures of a file that must be right."""
    found = check(folder, written, language)
    assert isinstance(found, OwnFigures), "\n".join(map(str, found))
    return found


def problems(folder: Path, written: str | bytes, language: str = "en") -> list[Problem]:
    """The problems of a file that must have some."""
    found = check(folder, written, language)
    assert isinstance(found, list) and found
    return found
