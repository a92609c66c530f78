"""Where results go, as a place: it can be written to, and one process at a time has it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError

LOCK = ".lock"
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


@contextmanager
def held_empty(folder: Path | None) -> Iterator[None]:
    """The same for a directory that must be new or empty; nothing where there is none."""
    if folder is None:
        yield
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError("is not empty", field="--out", value=str(folder), allowed="a new or empty directory")
    with held(folder):
        yield


@contextmanager
def held_file(path: Path) -> Iterator[None]:
    """Hold a file that is about to be written. It may not be there yet, so the lock is on one beside it, gone after."""
    lock = path.with_name(path.name + LOCK)
    with lock.open("a"):
        descriptor = _lock(lock)
    try:
        if descriptor is not None and not os.fstat(descriptor).st_nlink:
            raise _in_use(lock)  # who held it has just ended, and another may have begun
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)
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


def _lock(place: Path) -> int | None:
    """A locked descriptor of a directory or file; None where they cannot be locked (some network file systems)."""
    try:
        import fcntl

        descriptor = os.open(place, os.O_RDONLY)
    except (ImportError, OSError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refusal:
        os.close(descriptor)
        if isinstance(refusal, BlockingIOError):
            raise _in_use(place) from None
        return None
    return descriptor


def _in_use(place: Path) -> InputError:
    what = "directory" if place.is_dir() else "file"
    allowed = f"another {what}, or this one once that run has ended"
    return InputError("in use by another run", field="--out", value=str(place).removesuffix(LOCK), allowed=allowed)
