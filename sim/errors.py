"""Errors that tell what to do. `InputError` ends a command with exit code 2, `RunError` with 1."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

# said by both engines
NO_TIME = "an event at a time that is no number"


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """The valid name most like the one given, if any is near."""
    found = difflib.get_close_matches(name.lower(), list(valid), n=1, cutoff=0.5)
    return found[0] if found else None


@dataclass
class InputError(Exception):
    """Bad input: what was given where, what is allowed, and the nearest valid name."""

    message: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    value: object = None
    allowed: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [p for p in (place, self.field) if p]
        text = f"{': '.join(parts)}: {self.message}" if parts else self.message
        if self.value is not None:
            text += f"; given: {self.value!r}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.nearest:
            text += f"; did you mean {self.nearest!r}?"
        return text


def unknown(
    kind: str, name: str, valid: Iterable[str], *, file: str | None = None, field: str | None = None
) -> InputError:
    """An unknown name, with the nearest valid one."""
    names = sorted(valid)
    shown = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
    return InputError(
        f"unknown {kind}", file=file, field=field, value=name, allowed=shown, nearest=nearest(name, names)
    )


class RunError(Exception):
    """A run failed while running; the message says which and how to repeat it."""
