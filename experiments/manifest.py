"""The manifest of an experiment directory: what was run, from what, on what; and whether it is the same as before."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calibration.parquet import replace_file
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


def check_same(folder: Path, found: Manifest, experiment: Experiment) -> None:
    """An experiment continues only with equal inputs; otherwise the first difference is named."""
    if found.get("kind", KIND) != KIND:
        raise InputError("holds another kind of experiment", file=str(folder), field="--out", allowed=ALLOWED)
    check_inputs(folder, found, experiment.inputs(), experiment.replications)


def check_inputs(folder: Path, found: Manifest, inputs: Mapping[str, str], asked: int) -> None:
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
            field="--replications",
            value=asked,
            allowed=f"{there} or more",
        )


def _difference(name: str, there: object, wanted: str) -> str:
    if name in ("points", "series"):
        return f"its {name} were others"
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


def write(folder: Path, experiment: Experiment, cost: Manifest) -> None:
    """Write the manifest; `cost` says what running it has taken so far, and whether it is finished."""
    content: Manifest = {
        "schema_version": SCHEMA_VERSION,
        "package_version": provenance.package_version(),
        **provenance.commit(),
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
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    replace_file(folder / NAME, lambda half: _write_text(half, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
