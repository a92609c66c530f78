"""Reading hold-outs and claims; whatever is wrong is one InputError that says where."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from calibration.holdout.schema import (
    ClaimFile,
    ClaimRecord,
    HoldoutFile,
    HoldoutRecord,
    Problem,
    problem_with_claim,
    problem_with_holdout,
)
from calibration.targets.load import load_targets
from sim.errors import InputError
from sim.input_file import InputFile, read_toml, validate
from sim.outcomes.catalogue import find_outcome

FOLDER = Path(__file__).resolve().parent
T = TypeVar("T")
CLAIMS_FOLDER = FOLDER.parent / "claims"


def read_holdouts(path: Path) -> dict[str, HoldoutRecord]:
    """The hold-outs of one file, each checked against the outcome, run and targets that it names."""
    file = read_toml(path)
    records = validate(HoldoutFile, file).root
    for key, record in records.items():
        _check_outcome(file, key, record.outcome)
        _raise(file, key, problem_with_holdout(record, load_targets()))
    return records


def read_claims(path: Path) -> dict[str, ClaimRecord]:
    """The claims of one file, each checked against the outcome and run that it names."""
    file = read_toml(path)
    records = validate(ClaimFile, file).root
    for key, record in records.items():
        _check_outcome(file, key, record.outcome)
        _raise(file, key, problem_with_claim(record))
    return records


def _check_outcome(file: InputFile, key: str, outcome: str | None) -> None:
    try:
        if outcome is not None:
            find_outcome(outcome)
    except InputError as caught:
        raise file.error(
            caught.message, (key, "outcome"), value=outcome, allowed=caught.allowed, near=caught.nearest
        ) from None


def _raise(file: InputFile, key: str, problem: Problem) -> None:
    if problem:
        field, value, message, allowed = problem
        raise file.error(message, (key, field), value=value, allowed=allowed)


@cache
def load_holdouts() -> dict[str, HoldoutRecord]:
    """Every hold-out by key."""
    found: dict[str, HoldoutRecord] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        found |= _new(path, read_holdouts(path), found)
    return found


@cache
def load_claims() -> dict[str, ClaimRecord]:
    """Every claim by key."""
    found: dict[str, ClaimRecord] = {}
    for path in sorted(CLAIMS_FOLDER.glob("*.toml")):
        found |= _new(path, read_claims(path), found)
    return found


def _new(path: Path, records: dict[str, T], found: dict[str, T]) -> dict[str, T]:
    twice = sorted(set(records) & set(found))
    if twice:
        raise InputError("key stands in two files", file=path.name, field=twice[0])
    return records
