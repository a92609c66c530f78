"""Shares of a study for processes that know nothing of each other: which units, and in which directory.

A share depends on the unit, the number of cells and the number of shares only: more replications move no unit.
"""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from experiments.manifest import NAME, read
from experiments.options import check_share
from experiments.study.record import check_same
from experiments.study.store import stored_units
from experiments.study.study import Study

FOLDER = "shards"
_FOLDER_NAME = re.compile(r"(\d+)-of-(\d+)")


@dataclass(frozen=True, order=True)
class Shard:
    """The `index`-th (from 1) of so many shares."""

    of: int
    index: int

    def __str__(self) -> str:
        return f"{self.index}/{self.of}"

    def units(self, study: Study) -> list[int]:
        """Its units of a study, in order."""
        return deal(study, self.of)[self.index - 1]

    def folder(self, out: Path) -> Path:
        """Its directory in that of the experiment."""
        return out / FOLDER / f"{self.index}-of-{self.of}"


def shard_of(text: str) -> Shard:
    """`2/3` as a share."""
    index, of = check_share(text)
    return Shard(of, index)


def deal(study: Study, n_shares: int) -> list[list[int]]:
    """The units of each share, in order."""
    dealt: list[list[int]] = [[] for _ in range(n_shares)]
    for unit in range(study.n_units):
        dealt[share_of(unit, study.n_cells, n_shares)].append(unit)
    return dealt


def share_of(unit: int, n_cells: int, n_shares: int) -> int:
    """The share (from 0) of a unit.

    Units are dealt out in turn, so that shares differ by one unit at most. Dealing comes back to the same cells after
    the least common multiple, and is then moved on by one: so the replications of each cell differ by one at most
    between shares, whatever factors the numbers have in common, and a share sees every cell before one comes again.
    Cells are dealt in a mixed order: neighbours cost alike.
    """
    replication, cell = divmod(unit, n_cells)
    place = replication * n_cells + _places(n_cells)[cell]
    return (place + place // math.lcm(n_cells, n_shares)) % n_shares


@lru_cache(maxsize=8)
def _places(n_cells: int) -> Sequence[int]:
    """Place of each cell in the mixed order, the same on every machine."""
    mixed = sorted(range(n_cells), key=lambda cell: hashlib.sha256(str(cell).encode()).digest())
    places = [0] * n_cells
    for place, cell in enumerate(mixed):
        places[cell] = place
    return tuple(places)


@dataclass(frozen=True)
class Lacking:
    """A share with units whose runs are not all there: so many of so many."""

    shard: Shard
    lacks: int
    units: int


def lacking_shares(study: Study, stored: Mapping[int, int], of: int) -> list[Lacking]:
    """Which of so many shares lack units; `stored` says how many runs of a unit are there."""
    found = []
    for at, units in enumerate(deal(study, of) if of else ()):
        lacks = sum(stored.get(unit, 0) < len(study.rows_of(unit)) for unit in units)
        found.append(Lacking(Shard(of, at + 1), lacks, len(units)))
    return [lacking for lacking in found if lacking.lacks]


def shard_folders(out: Path) -> list[Path]:
    """Directories of shares that have begun, in the order of their numbers."""
    found = {}
    for path in (out / FOLDER).glob("*-of-*"):
        words = _FOLDER_NAME.fullmatch(path.name)
        if words and (path / NAME).exists():
            found[Shard(index=int(words[1]), of=int(words[2]))] = path
    return [found[shard] for shard in sorted(found)]


def joined_units(study: Study, out: Path) -> set[int]:
    """Units that the experiment's directory holds itself; refused where it holds another study."""
    found = read(out)
    if found is None:
        return set()
    check_same(out, found, study)
    return stored_units(out, study)
