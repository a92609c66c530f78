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

from experiments.manifest import NAME
from experiments.study.study import Study
from sim.errors import InputError

SHARDS_MOST = 10_000
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
        return [unit for unit in range(study.n_units) if share_of(unit, study.n_cells, self.of) == self.index - 1]

    def folder(self, out: Path) -> Path:
        """Its directory in that of the experiment."""
        return out / FOLDER / f"{self.index}-of-{self.of}"


def shard_of(text: str) -> Shard:
    """`2/3` as a share."""
    allowed = f"I/N with I from 1 to N, and N at most {SHARDS_MOST:,}, as 2/3"
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip(), re.ASCII)
    if found is None:
        raise InputError("not a share", field="--shard", value=text, allowed=allowed)
    shard = Shard(index=int(found[1]), of=int(found[2]))
    if not 1 <= shard.index <= shard.of <= SHARDS_MOST:
        raise InputError("out of bounds", field="--shard", value=text, allowed=allowed)
    return shard


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
    sizes, lacks = [0] * of, [0] * of
    for unit in range(study.n_units) if of else ():
        share = share_of(unit, study.n_cells, of)
        sizes[share] += 1
        lacks[share] += stored.get(unit, 0) < len(study.rows_of(unit))
    return [Lacking(Shard(of, k + 1), n, sizes[k]) for k, n in enumerate(lacks) if n]


def shard_folders(out: Path) -> list[Path]:
    """Directories of shares that have begun, in the order of their numbers."""
    found = {}
    for path in (out / FOLDER).glob("*-of-*"):
        words = _FOLDER_NAME.fullmatch(path.name)
        if words and (path / NAME).exists():
            found[Shard(index=int(words[1]), of=int(words[2]))] = path
    return [found[shard] for shard in sorted(found)]
