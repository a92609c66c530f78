"""No result comes from machine code that is older than the source."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.agreement.first_difference import first_row

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("sim", "tests/agreement", "tests/engines")
RULE = Path("sim", "rules", "need.py")
OLD = "rate = p[0].need_rise_per_day[need]"
NEW = "rate = 2.0 * p[0].need_rise_per_day[need]"
SETTINGS = ("NUMBA_CACHE_DIR", "SAGSTAL_INTERPRET", "PYTHONPATH")  # would lead to other code than that of the copy


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The source at a place where it can be edited."""
    folder = tmp_path.resolve() / "copy"
    for part in COPIED:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(copy: Path, *engines: str) -> tuple[str, dict[str, Any]]:
    """The copy's hash of its source, and the event log that each engine gives there, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    environment["XDG_CACHE_HOME"] = str(copy.parent / "cache")  # the user's caches are not pruned
    command = [sys.executable, "-m", "tests.engines.tiny_world", *engines]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout, {name: np.load(copy / f"{name}.npy") for name in engines}


def edit(path: Path) -> None:
    """Need rises twice as fast."""
    text = path.read_text(encoding="utf-8")
    assert text.count(OLD) == 1
    path.write_text(text.replace(OLD, NEW), encoding="utf-8")


@pytest.mark.slow
def test_an_edited_rule_changes_both_engines(copy: Path) -> None:
    """What is prevented: numba looks only at the file of the function that is called.

    In one cache for both sources the compiled loop, whose own file is the same, would go on with the old rule, while
    the reference engine, which calls the rule itself, takes the new one. Hence the same path before and after the
    edit, and two compilations.
    """
    hash_before, before = run(copy, "compiled")
    edit(copy / RULE)
    hash_after, after = run(copy, "compiled", "reference")
    assert hash_after != hash_before
    assert first_row(before["compiled"], after["compiled"]) is not None, "the compiled engine is stale"
    assert first_row(after["compiled"], after["reference"]) is None, "the engines follow different rules"
