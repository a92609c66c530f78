"""Memory that this process holds now, and the most it held while it was watched [MB].

The system's own figure of the largest memory never falls: after compiling, which takes more than any world, it says
nothing of what a world takes.
"""

import ctypes
import gc
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from experiments.provenance import peak_memory_mb

STATUS = Path("/proc/self/status")
LOOK_SECONDS = 0.01


def now_mb() -> float:
    """What is held now; where the system does not tell, the most that ever was."""
    if not STATUS.exists():
        return peak_memory_mb()
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def resting_mb() -> float:
    """What is held when everything that is free has been handed back."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return now_mb()


class Watch:
    """Looks again and again while the block runs; the engine leaves Python free to do so."""

    def __init__(self) -> None:
        self.most_mb, self._end = now_mb(), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(LOOK_SECONDS):
            self.most_mb = max(self.most_mb, now_mb())
