"""Where results come from: versions, commit, machine, cost. Written into the manifest."""

import platform
import resource
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

LIBRARIES = ("numpy", "numba", "scipy", "pandas", "duckdb", "mesa", "simpy", "pydantic")
ROOT = Path(__file__).resolve().parents[1]


def package_version() -> str:
    """Version of the installed package; empty when it runs from a folder that was never installed."""
    return _version("sagstal")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _git(*words: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def commit() -> dict[str, Any]:
    """Commit of the source and whether it differs from it; null outside a repository of its own."""
    if _git("rev-parse", "--show-toplevel") != str(ROOT):
        return {"commit": None, "dirty": None}
    status = _git("status", "--porcelain", "--", "sim", "experiments", "calibration")
    return {"commit": _git("rev-parse", "HEAD"), "dirty": None if status is None else bool(status)}


def machine() -> dict[str, str]:
    """Platform and library versions."""
    libraries = {name: _version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), "platform": platform.platform(), **libraries}


def peak_memory_mb() -> float:
    """Largest memory of this process so far [MB]."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
