"""A study as plain data: the definition after overriding, the texts of own files, and how it was asked for."""

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from calibration.posterior import is_shipped
from experiments.options import DRAWS, ENGINES, REPLICATIONS_MOST, SEED_MOST, RunOptions, one_of, whole
from experiments.study.lookup import Kept
from experiments.study.schema import DefinitionFile
from sim.catalogue.load import is_path
from sim.errors import unknown
from sim.input_file import InputFile, read_toml, validate

DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"


@dataclass(frozen=True)
class Overrides:
    """What a command sets in place of the definition; None leaves it. `settings` come on top."""

    replications: int | None = None
    seed: int | None = None
    years: float | None = None
    draws: str | None = None
    engine: str | None = None
    settings: tuple[str, ...] = ()

    def check(self) -> None:
        """Within the bounds of the options."""
        if self.replications is not None:
            whole("--replications", self.replications, 1, REPLICATIONS_MOST)
        if self.seed is not None:
            whole("--seed", self.seed, 0, SEED_MOST)
        if self.draws is not None:
            one_of("--draws", self.draws, DRAWS)
        if self.engine is not None:
            one_of("--engine", self.engine, ENGINES)
        RunOptions(years=5.0 if self.years is None else self.years, draws="point", settings=self.settings)

    def on(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A definition with these in their place."""
        given = {name: value for name, value in asdict(self).items() if value is not None and name != "settings"}
        changed = {**data, **given}
        if self.settings:
            changed["settings"] = [*changed.get("settings", []), *self.settings]
        return changed

    def words(self) -> list[str]:
        """The same as options of a command; the number of replications changes no row."""
        words: list[str] = []
        for name, value in (("seed", self.seed), ("years", self.years), ("draws", self.draws), ("engine", self.engine)):
            words += [] if value is None else [f"--{name}", f"{value:.17g}" if isinstance(value, float) else str(value)]
        for setting in self.settings:
            words += ["--set", setting]
        return words


@dataclass(frozen=True)
class Document:
    """Everything a study is made from. `command` is what asked for it, to which `--row N` is added."""

    definition: Mapping[str, Any]
    folder: str
    command: str
    files: Mapping[str, Kept] | None = field(default=None)


def definition_keys() -> tuple[str, ...]:
    """Keys of the definitions that come with the package."""
    return tuple(sorted(path.stem for path in DEFINITIONS.glob("*.toml")))


def definition_path(name: str) -> Path:
    """The file of a definition: its key, or a path of one's own."""
    if is_path(name):
        return Path(name).expanduser()
    if name not in definition_keys():
        error = unknown("definition", name, definition_keys())
        error.allowed = f"{error.allowed}, or a TOML file"
        raise error
    return DEFINITIONS / f"{name}.toml"


def read_definition(name: str, overrides: Overrides) -> tuple[Document, InputFile, DefinitionFile]:
    """A definition by key or path, checked against its schema, with what the command overrides."""
    overrides.check()
    path = definition_path(name)
    file = read_toml(path)
    validate(DefinitionFile, file)
    file = InputFile(file.name, file.text, overrides.on(file.data))
    definition = validate(DefinitionFile, file)
    _check_draws(definition, file)
    whole_name = str(path.absolute()) if is_path(name) else name  # so that the command works from anywhere
    command = shlex.join(["sagstal", "experiment", whole_name, *overrides.words()])
    return Document(file.data, str(path.absolute().parent), command), file, definition


def _check_draws(definition: DefinitionFile, file: InputFile) -> None:
    if definition.draws == "posterior" and not is_shipped():
        raise file.error("no posterior is shipped yet", ("draws",), value="posterior", allowed="point, prior")
