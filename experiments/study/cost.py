"""What running has taken, when several directories become one: each unit's time is counted once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from experiments.study.sources import Source


@dataclass
class Cost:
    """Wall time, summed over directories, and [units, seconds] by cell."""

    wall_seconds: float
    cells: list[list[float]]

    def add(self, source: Source, units: set[int]) -> None:
        """Count some of a directory's units at what they cost there on average."""
        n_cells, cells = len(self.cells), _cells(source.manifest, len(self.cells))
        if source.units:
            self.wall_seconds += source.manifest.get("wall_seconds", 0.0) * len(units) / len(source.units)
        for unit in units:
            n, seconds = cells[unit % n_cells]
            self.cells[unit % n_cells][0] += 1
            self.cells[unit % n_cells][1] += seconds / n if n else 0.0

    def record(self) -> dict[str, Any]:
        """As a manifest has it."""
        return {
            "wall_seconds": round(self.wall_seconds, 2),
            "cell_seconds": [[int(n), round(seconds, 3)] for n, seconds in self.cells],
        }


def _cells(manifest: Mapping[str, Any], n_cells: int) -> list[list[float]]:
    found = manifest.get("cell_seconds") or [[0, 0.0]] * n_cells
    return [[float(n), float(seconds)] for n, seconds in found]


def joined(before: Mapping[str, Any], stored: set[int], n_cells: int, sources: Iterable[Source]) -> Cost:
    """Cost of what is stored, and of what the sources add to it."""
    cost = Cost(float(before.get("wall_seconds", 0.0)), _cells(before, n_cells))
    counted = set(stored)
    for source in sources:
        cost.add(source, source.units - counted)
        counted |= source.units
    return cost
