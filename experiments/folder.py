"""The directory of an experiment as a place: it can be written to, and one process at a time has it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError

ALLOWED = "a new or empty directory, or the same experiment continued"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make a directory and hold it for this process while the block runs; an error if another process holds it.

    The lock is on the directory itself: no file is left behind, and it ends with the process, however that ends.
    """
    _check_place(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise InputError("cannot be made", field="--out", value=str(folder), allowed=ALLOWED) from refusal
    descriptor = _lock(folder)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Whether another process holds a directory; where directories cannot be locked, nobody is seen to."""
    try:
        descriptor = _lock(folder)
    except InputError:
        return True
    if descriptor is not None:
        os.close(descriptor)
    return False


def _check_place(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError("not a directory", field="--out", value=str(folder), allowed=ALLOWED)
    place = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise InputError("cannot be written to", field="--out", value=str(folder), allowed=ALLOWED)


def _lock(folder: Path) -> int | None:
    """A locked descriptor of the directory; None where directories cannot be locked (some network file systems)."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refusal:
        os.close(descriptor)
        if isinstance(refusal, BlockingIOError):
            raise _in_use(folder) from None
        return None
    return descriptor


def _in_use(folder: Path) -> InputError:
    allowed = "another directory, or this one once that run has ended"
    return InputError("in use by another run", field="--out", value=str(folder), allowed=allowed)
