"""Municipalities and scenarios that a definition names: keys, or files of one's own beside the definition.

The texts of own files are kept with the study, so that it can be made again where those files are not.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypedDict

from sim.catalogue.load import is_path, load_municipality, load_scenario
from sim.catalogue.municipality import Municipality
from sim.input_file import read_text
from sim.policy.scenario import Scenario


class Kept(TypedDict):
    """A file as it was read; `posterior` is where the draws of a municipality's own lie."""

    text: str
    posterior: str


@dataclass
class Lookup:
    """Loads by name. `kept` are texts that stand for files; `used` are those that were read."""

    folder: Path
    kept: Mapping[str, Kept] | None = None
    used: dict[str, Kept] = field(default_factory=dict)

    def municipality(self, name: str) -> Municipality:
        """A municipality by key or path."""
        if not is_path(name):
            return load_municipality(name)
        if self.kept is not None:
            return self._kept_municipality(name, self.kept[name])
        path = self._path(name)
        found = load_municipality(path)
        self.used[name] = Kept(text=read_text(path, str(path)), posterior=found.posterior)
        return found

    def scenario(self, name: str, area: Municipality) -> Scenario:
        """A scenario by key or path, as it runs in a municipality."""
        if not is_path(name):
            return load_scenario(name, area)
        if self.kept is None:
            path = self._path(name)
            self.used[name] = Kept(text=read_text(path, str(path)), posterior="")
            return load_scenario(path, area)
        self.used[name] = self.kept[name]
        with tempfile.TemporaryDirectory() as folder:
            return load_scenario(_written(Path(folder), name, self.kept[name]), area)

    def _path(self, name: str) -> Path:
        return self.folder / Path(name).expanduser()

    def _kept_municipality(self, name: str, kept: Kept) -> Municipality:
        self.used[name] = kept
        with tempfile.TemporaryDirectory() as folder:
            path = _written(Path(folder), name, kept)
            if kept["posterior"]:
                draws = Path(kept["posterior"])
                (path.parent / draws.name).symlink_to(draws)
            return replace(load_municipality(path), posterior=kept["posterior"])


def _written(folder: Path, name: str, kept: Kept) -> Path:
    path = folder / Path(name).name
    path.write_text(kept["text"], encoding="utf-8")
    return path
