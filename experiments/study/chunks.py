"""Units in chunks of about the same time: handing a chunk to another machine costs milliseconds, whatever is in it."""

from collections import deque
from collections.abc import Callable, Sequence
from statistics import median

CHUNK_SECONDS = 2.0
CHUNK_UNITS_MOST = 200  # bounds what one answer holds in memory
REMEMBERED = 15  # units of a kind


class Chunks:
    """Cuts units into chunks by what units of the same kind have cost so far; the first of a kind is on its own."""

    def __init__(self, units: Sequence[int], kind_of: Callable[[int], str]) -> None:
        self.left, self.kind_of = deque(units), kind_of
        self.cost: dict[str, deque[float]] = {}

    def note(self, unit: int, seconds: float) -> None:
        """A unit took so long."""
        self.cost.setdefault(self.kind_of(unit), deque(maxlen=REMEMBERED)).append(seconds)

    def expected_seconds(self, unit: int) -> float:
        """What a unit will take: the median of the last of its kind, or a whole chunk while nothing is known.

        Not the mean: the first unit of a worker also pays for compiling, a hundred times what the others take.
        """
        known = self.cost.get(self.kind_of(unit))
        return median(known) if known else CHUNK_SECONDS

    def take(self, slots: int) -> list[int]:
        """The next chunk; towards the end they are smaller, so that `slots` threads end together."""
        most = min(CHUNK_UNITS_MOST, max(1, len(self.left) // (2 * slots)))
        chunk = [self.left.popleft()]
        seconds = self.expected_seconds(chunk[0])
        while self.left and len(chunk) < most and seconds + self.expected_seconds(self.left[0]) <= CHUNK_SECONDS:
            seconds += self.expected_seconds(self.left[0])
            chunk.append(self.left.popleft())
        return chunk
