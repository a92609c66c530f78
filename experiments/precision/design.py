"""The experiment whose precision is wanted, checked: outcomes exist, and a relative wish has something to relate to."""

from experiments.design import Experiment, design
from experiments.options import RunOptions
from experiments.precision.options import Aim, PrecisionOptions
from sim.errors import InputError, unknown
from sim.outcomes.catalogue import DIFFERENCE_KEYS, RUN_KEYS


def design_precision(names: tuple[str, ...], options: RunOptions, wanted: PrecisionOptions) -> Experiment:
    """Scenarios with the base first, or one alone."""
    for aim in wanted.aims():
        _check_outcome(aim, len(names) > 1)
    return design(names, options)


def _check_outcome(aim: Aim, compared: bool) -> None:
    key = aim.outcome
    if key in RUN_KEYS:
        return
    if key not in DIFFERENCE_KEYS:
        raise unknown("outcome", key, [*RUN_KEYS, *DIFFERENCE_KEYS], field="--outcome")
    if not compared:
        raise InputError("is a difference: name a base and a scenario", field="--outcome", value=key)
    if aim.half_width is None:
        reason, allowed = "is 0 in the base: no share of it can be wanted", "--half-width, in the outcome's unit"
        raise InputError(reason, field="--relative", value=key, allowed=allowed)
