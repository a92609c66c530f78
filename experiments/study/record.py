"""The manifest of a study's directory: what was run, from what, on what, and how far it has come."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from experiments import provenance
from experiments.manifest import KIND as COMPARE
from experiments.manifest import NAME, Manifest, check_inputs, read, source
from experiments.manifest import write as write_manifest
from experiments.study.document import Document
from experiments.study.study import Study, study_of
from sim.errors import InputError

SCHEMA_VERSION = 1
KIND = "experiment"
INDENT = 1  # there may be many cells


def content(study: Study, cost: Mapping[str, Any]) -> Manifest:
    """The manifest as data; `cost` says what running it has taken so far, and whether it is finished."""
    cells = [
        {
            "cell": c.number,
            "municipality": c.municipality,
            "variant": c.variant,
            "point": c.point,
            "runs": len(c.scenarios),
        }
        for c in study.cells
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        **source(),
        "machine": provenance.machine(),
        "name": study.definition.name,
        "input_hash": study.input_hash,
        "inputs": study.inputs(),
        "replications": study.replications,
        "seed": study.common.seed,
        "years": study.common.years,
        "draws": study.common.draws,
        "engine": study.common.engine,
        "settings": list(study.common.settings),
        "base": study.base,
        "n_rows": study.n_rows,
        "cells": cells,
        "skipped": [asdict(skipped) for skipped in study.skipped],
        "document": asdict(study.document),
        "peak_memory_mb": round(provenance.peak_memory_mb(), 1),
        **cost,
    }


def write(folder: Path, study: Study, cost: Mapping[str, Any]) -> None:
    """Write the manifest, atomically."""
    write_manifest(folder, content(study, cost), INDENT)


def is_study(manifest: Manifest) -> bool:
    """Whether a manifest is that of a study, not of `run` or `compare`."""
    return manifest.get("kind") == KIND


def check_same(folder: Path, manifest: Manifest, study: Study) -> None:
    """A study continues only with equal inputs; otherwise the first difference is named."""
    if not is_study(manifest):
        raise InputError("holds results of run or compare", file=str(folder), field="--out", allowed="a new directory")
    check_inputs(folder, manifest, study.inputs(), study.replications)


def manifest_in(folder: Path) -> Manifest:
    """The manifest of a directory that must have one."""
    manifest = read(folder)
    if manifest is None:
        raise InputError("holds no experiment", field="DIR", value=str(folder), allowed="a directory with a manifest")
    if manifest.get("kind", COMPARE) not in (COMPARE, KIND):
        allowed = "what `sagstal experiment`, `run` or `compare` wrote"
        raise InputError(f"holds results of {manifest['kind']}", field="DIR", value=str(folder), allowed=allowed)
    return manifest


def study_in(folder: Path) -> tuple[Study, Manifest]:
    """The study of a directory, made again from its manifest alone."""
    manifest = manifest_in(folder)
    if not is_study(manifest):
        raise InputError(
            "holds no experiment", field="DIR", value=str(folder), allowed="what `sagstal experiment` wrote"
        )
    return study_of(_document_in(folder, manifest), str(folder / NAME)), manifest


def _document_in(folder: Path, manifest: Manifest) -> Document:
    try:
        return Document(**manifest["document"])
    except (KeyError, TypeError):
        raise InputError(
            "is damaged: the experiment cannot be made again from it",
            file=str(folder / NAME),
            field="document",
            allowed="what `sagstal experiment` wrote",
        ) from None
