"""Draws from the posterior, as parameters and municipalities.

A draw is a point of the reference table whose fitted coordinates are moved to where the figures put them. Everything
that is not fitted stays as it was drawn from its prior at that point: every run carries the whole uncertainty.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from calibration.parquet import quoted, read_frame
from calibration.posterior import DRAWS
from calibration.table.points import SEED
from sim.catalogue.municipality import Municipality
from sim.errors import InputError
from sim.parameters.load import ParameterSet, find
from sim.parameters.priors import prior_draw

ALLOWED = "what `sagstal municipality fit` or `sagstal calibrate` has written"


@dataclass(frozen=True)
class Posterior:
    """Draws in a fixed order: `points` are their points of the table, `values` those of fitted addresses per draw.

    An address is a parameter's element ('need_fall_per_year.exposed') or 'MUNICIPALITY/FIGURE'.
    """

    points: tuple[int, ...]
    values: tuple[Mapping[str, float], ...]
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.points)

    def parameters(self, base: ParameterSet, draw: int) -> ParameterSet:
        """The parameters of a draw; what was set explicitly in `base` keeps its value. Draws are taken in turn."""
        k = draw % len(self)
        drawn = prior_draw(base, SEED, self.points[k])
        changed = {_element(address): value for address, value in self.values[k].items() if "/" not in address}
        return drawn.with_elements({place: value for place, value in changed.items() if place not in base.given})

    def municipality(self, area: Municipality, draw: int) -> Municipality:
        """The municipality of a draw: its fitted figures from the fit, its other uncertain ones from their priors."""
        k = draw % len(self)
        return self._with_fitted(area.drawn(SEED, self.points[k]), k)

    def _with_fitted(self, drawn: Municipality, k: int) -> Municipality:
        own = {a.split("/")[1]: v for a, v in self.values[k].items() if a.startswith(drawn.key + "/")}
        parts = tuple(self._with_fitted(part, k) for part in drawn.loaded_parts)
        return drawn.with_parts(parts).with_figures(own)


def _element(address: str) -> tuple[str, int]:
    record, elements = find(address)
    return record.key, elements[0]


@cache
def read_posterior(path: Path) -> Posterior:
    """The draws of a file."""
    try:
        frame = read_frame(
            f"SELECT draw, point, * EXCLUDE (draw, point) FROM read_parquet({quoted(path)}) ORDER BY draw"
        )
    except duckdb.Error:
        raise InputError("not a file of posterior draws", file=str(path), allowed=ALLOWED) from None
    addresses = [name for name in frame.columns if name not in ("draw", "point")]
    if len(frame) == 0:
        raise InputError("holds no draw", file=str(path), allowed=ALLOWED)
    for address in addresses:
        if "/" not in address:
            find(address)
    rows = frame[addresses].to_numpy(float).tolist()
    values = tuple(dict(zip(addresses, row, strict=True)) for row in rows)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Posterior(tuple(int(p) for p in frame["point"]), values, digest)


def load_posterior() -> Posterior:
    """The posterior that comes with the package."""
    return read_posterior(DRAWS)
