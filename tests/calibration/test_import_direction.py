"""Imports go one way: `experiments` may import `calibration` and `sim`, `calibration` may import `sim`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {"sim": {"calibration", "experiments"}, "calibration": {"experiments"}}


def imported(path: Path) -> Iterator[str]:
    """Top-level packages that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("package", FORBIDDEN)
def test_no_package_imports_one_above_it(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    assert not [p for p in files if FORBIDDEN[package] & set(imported(p))]
