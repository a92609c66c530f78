"""The lines of a file as they are written, also where they are not valid TOML.

A parser stops at the first `0,55`; a person wants all problems at once, and to be told what to write instead. The
format has two levels and a value per line, so each line is parsed by itself.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_TABLE = re.compile(r"^\[\s*([^\[\]]*?)\s*\]\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"^([^=#]*?)\s*=\s*(.*)$")
_OPENING = ("[", "{", '"""', "'''")
_COMMENT = re.compile(r"(?:^|\s+)#.*$")


@dataclass(frozen=True)
class Entry:
    """One value. `raw` is what is written, without a comment; `is_toml` is false where TOML would refuse it."""

    table: str
    name: str
    line: int
    raw: str
    value: Any
    is_toml: bool = True

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written."""
        return self.value is None or self.value == "" or self.value == []


@dataclass(frozen=True)
class Header:
    """The first line of a table."""

    table: str
    line: int


@dataclass(frozen=True)
class Unknown:
    """A line that says nothing."""

    line: int
    raw: str


def scan(text: str) -> Iterator[Entry | Header | Unknown]:
    """What stands on each line, in order; comments and blank lines are left out."""
    lines = text.splitlines()
    table, at = "", 0
    while at < len(lines):
        found, used = _read(lines, at, table)
        at += used
        if isinstance(found, Header):
            table = found.table
        if found is not None:
            yield found


def _read(lines: Sequence[str], at: int, table: str) -> tuple[Entry | Header | Unknown | None, int]:
    """What begins on a line, and how many lines it takes."""
    line = lines[at].strip()
    if not line or line.startswith("#"):
        return None, 1
    header = _TABLE.match(line)
    if header:
        return Header(_unquoted(header[1]), at + 1), 1
    assignment = _ASSIGNMENT.match(line)
    if assignment is None or not assignment[1]:
        return Unknown(at + 1, line), 1
    value, is_toml, used = _value(assignment[2], lines[at + 1 :])
    raw = assignment[2] if used > 1 else _without_comment(assignment[2], value)
    return Entry(table, _unquoted(assignment[1]), at + 1, raw, value, is_toml), used


def _value(written: str, following: Sequence[str]) -> tuple[Any, bool, int]:
    """The value as TOML reads it, else the text as it stands; and how many lines it takes."""
    for used in range(len(following) + 1 if written.startswith(_OPENING) else 1):
        try:
            whole = "\n".join([written, *following[:used]])
            return tomllib.loads(f"x = {whole}")["x"], True, used + 1
        except (ValueError, RecursionError):  # tomllib's own error is a ValueError; so is a number of too many digits
            continue
    text = _COMMENT.sub("", written).strip()
    return (text or None), False, 1


def _without_comment(written: str, value: Any) -> str:
    """What is written of a value on one line; a # inside text is text."""
    return written.strip() if isinstance(value, str) and "#" in value else _COMMENT.sub("", written).strip()


def _unquoted(name: str) -> str:
    return name.strip().strip("\"'").strip()
