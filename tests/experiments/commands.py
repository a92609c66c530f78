"""Run a command in this process and see what a person would: exit code, standard output, standard error."""

from dataclasses import dataclass

import pytest

from experiments.cli import run_command


@dataclass(frozen=True)
class Shown:
    code: int
    out: str
    err: str


def sagstal(capsys: pytest.CaptureFixture[str], *words: object) -> Shown:
    code = run_command([str(word) for word in words])
    captured = capsys.readouterr()
    return Shown(code, captured.out, captured.err)
