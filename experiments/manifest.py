"""The manifest of an experiment directory: what was run, from what, on what; and whether it is the same as before."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from calibration.parquet import write_text
from experiments import provenance
from experiments.design import Experiment
from experiments.folder import ALLOWED
from sim.errors import InputError

SCHEMA_VERSION = 1
NAME = "manifest.json"
KIND = "compare"
HASHED = ("municipality", "municipalities", "scenarios", "parameters", "variants")

Manifest = dict[str, Any]


def read(folder: Path) -> Manifest | None:
    """The manifest of a directory, if it has one."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or "inputs" not in found:
        raise InputError("not a manifest of an experiment", file=str(path))
    return found


def begun(folder: Path, check: Callable[[Manifest], None], others: Sequence[str] = ()) -> Manifest:
    """The manifest of what is there already, if `check` lets it pass; an error where there is anything else.

    `others` may lie in a directory that holds nothing of its own yet.
    """
    found = read(folder)
    if found is not None:
        check(found)
        return found
    half = f"{NAME}.tmp"  # a process was killed over its first file
    if any(path.name not in (half, *others) for path in folder.iterdir()):
        raise InputError("not empty, and holds no experiment", field="--out", value=str(folder), allowed=ALLOWED)
    return {}


def before(
    folder: Path, inputs: Mapping[str, str], replications: int, kind: str = KIND, field: str = "--replications"
) -> Manifest:
    """The same where that is of one kind, with equal inputs; `field` is where replications are asked for."""

    def check(found: Manifest) -> None:
        if found.get("kind", KIND) != kind:
            raise InputError("holds another kind of experiment", file=str(folder), field="--out", allowed=ALLOWED)
        check_inputs(folder, found, inputs, replications, field)

    return begun(folder, check)


def check_inputs(
    folder: Path, found: Manifest, inputs: Mapping[str, str], asked: int, field: str = "--replications"
) -> None:
    """The same inputs, and at least as many replications as are there."""
    for name, wanted in inputs.items():
        there = found["inputs"].get(name)
        if there != wanted:
            raise InputError(
                f"holds another experiment: {_difference(name, there, wanted)}",
                file=str(folder),
                field="--out",
                allowed=ALLOWED,
            )
    there = found.get("replications", 0)
    if asked < there:
        raise InputError(
            "the experiment there has more replications",
            file=str(folder),
            field=field,
            value=asked,
            allowed=f"{there} or more",
        )


def _difference(name: str, there: object, wanted: str) -> str:
    if name in ("points", "series"):
        return f"its {name} were others"
    if name in ("factors", "outcomes"):
        return f"its {name} differ"
    if name == "model":
        return "it was made by another version of the model"
    if name == "parameters":
        return "its parameters were others (see --set)"
    if name in HASHED and _words(there) == _words(wanted):
        return f"its {name} ({_words(wanted)}) had other contents"
    if name in HASHED:
        return f"its {name}: {_words(there)}; asked for: {_words(wanted)}"
    return f"its {name}: {there}; asked for: {wanted}"


def _words(text: object) -> str:
    """'kolding 1f.., boraas 2e..' -> 'kolding, boraas'."""
    return ", ".join(part.split()[0] for part in str(text).split(", "))


@cache
def source() -> Manifest:
    """Where results come from; asked for once, as it calls other programs."""
    return {"package_version": provenance.package_version(), **provenance.commit()}


def content(experiment: Experiment, cost: Manifest) -> Manifest:
    """The manifest of an experiment; `cost` says what running it has taken so far, and whether it is finished."""
    return {
        "schema_version": SCHEMA_VERSION,
        **source(),
        "input_hash": experiment.input_hash(),
        "inputs": experiment.inputs(),
        "municipality": experiment.municipality.key,
        "scenarios": list(experiment.scenario_keys),
        "names": list(experiment.names),
        "place": experiment.place,
        "replications": experiment.replications,
        "seed": experiment.seed,
        "years": experiment.years,
        "draws": experiment.draws,
        "engine": experiment.engine,
        "settings": list(experiment.settings),
        "machine": provenance.machine(),
        "peak_memory_mb": round(provenance.peak_memory_mb(), 1),
        **cost,
    }


def write(folder: Path, manifest: Manifest, indent: int = 2) -> None:
    """Write a manifest, atomically."""
    write_text(folder / NAME, json.dumps(manifest, indent=indent, ensure_ascii=False) + "\n")
