"""A municipality's own figures after the check: plain numbers, with the day they are of and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from calibration.municipality.report import Problem


@dataclass(frozen=True)
class OwnFigures:
    """What a municipality gave. Counts are counts, shares 0-1; flows are of the twelve months up to `date`."""

    file: str
    key: str
    name: str
    date: date
    values: Mapping[str, float] = field(hash=False)
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)
    teams: tuple[str, ...] | None = None
    warnings: tuple[Problem, ...] = ()

    def has(self, *names: str) -> bool:
        """Whether all of these figures are given."""
        return all(name in self.values for name in names)

    def source(self, *names: str) -> str:
        """The file, and what it says of where these figures come from."""
        said = [self.sources[name] for name in names if self.sources.get(name)]
        return ": ".join([Path(self.file).name, *(["; ".join(dict.fromkeys(said))] if said else [])])
