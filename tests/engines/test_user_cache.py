"""Pruning old machine code leaves alone what else is kept in the user's folder."""

import os
from pathlib import Path

from sim.jit import _KEEP, _prune


def test_only_folders_of_machine_code_are_pruned(tmp_path: Path) -> None:
    made = [tmp_path / f"{n:016x}" for n in range(_KEEP + 2)]
    for age, folder in enumerate([tmp_path / "statbank", *made]):
        folder.mkdir()
        os.utime(folder, (age, age))
    _prune(tmp_path, made[-1])
    assert sorted(tmp_path.iterdir()) == [*made[-_KEEP:], tmp_path / "statbank"]
