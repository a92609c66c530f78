"""Reading the targets; whatever is wrong is one InputError that says where."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from calibration.targets.schema import LeftOutFile, LeftOutRecord, TargetFile, TargetRecord, problem_with
from sim.errors import InputError, nearest
from sim.input_file import InputFile, read_toml, validate
from sim.outcomes.catalogue import find_outcome

FOLDER = Path(__file__).resolve().parent
SUBJECTS = ("placements", "notifications", "assessment", "follow_up_and_work", "measures", "need_and_impairment")
LEFT_OUT = "left_out"

Targets = dict[str, TargetRecord]


def read_targets(path: Path) -> Targets:
    """The targets of one file, each checked against the outcome and municipality that it names."""
    file = read_toml(path)
    targets = validate(TargetFile, file).root
    for key, record in targets.items():
        _check(file, key, record)
    return targets


def _check(file: InputFile, key: str, record: TargetRecord) -> None:
    try:
        find_outcome(record.outcome)
    except InputError as caught:
        raise file.error(
            caught.message, (key, "outcome"), value=record.outcome, allowed=caught.allowed, near=caught.nearest
        ) from None
    problem = problem_with(record)
    if problem:
        field, message, allowed = problem
        raise file.error(message, (key, field), value=getattr(record, field), allowed=allowed)


def joined(parts: Iterable[tuple[str, Targets]]) -> Targets:
    """Targets of several files as one table; a key stands once, and `relative_to` names one of them."""
    targets: Targets = {}
    for name, part in parts:
        twice = sorted(set(part) & set(targets))
        if twice:
            raise InputError("target stands in two files", file=name, field=twice[0])
        targets |= part
    for key, record in targets.items():
        other = record.relative_to
        if other is not None and other not in targets:
            raise InputError("unknown target", field=f"{key}.relative_to", value=other, nearest=nearest(other, targets))
    return targets


@cache
def load_targets() -> Targets:
    """Every target, by key, in the order of the files."""
    return joined((f"{name}.toml", read_targets(FOLDER / f"{name}.toml")) for name in SUBJECTS)


def fit_targets() -> Targets:
    """The targets that enter the fit."""
    return {key: record for key, record in load_targets().items() if record.use == "fit"}


@cache
def load_left_out() -> dict[str, LeftOutRecord]:
    """Figures that are no targets, with the reason."""
    return validate(LeftOutFile, read_toml(FOLDER / f"{LEFT_OUT}.toml")).root
