"""Designs over levers: further scenarios, each a named one with some levers set from policy start."""

from dataclasses import replace

from experiments.design import with_levers
from experiments.study.axes import leaves, range_of, values_of
from experiments.study.sampling import LEVERS, check_size, number_text, sampled_points, written_points
from experiments.study.schema import WRITTEN_OUT, LeverDesign
from sim.errors import InputError
from sim.input_file import InputFile, Place
from sim.policy.levers import LEVERS as KNOWN
from sim.policy.levers import LeverInfo
from sim.policy.scenario import LeverChange, Scenario
from sim.policy.settings import allowed_values, find_lever, lever_value

DIGITS = 6  # of sampled values, so that a scenario's key can be read

LeverPoint = dict[str, float]


def lever_points(design: LeverDesign, number: int, seed: int, file: InputFile) -> list[LeverPoint]:
    """The points of a design: lever -> its number."""
    place: Place = ("levers", number)
    if design.design in WRITTEN_OUT:
        return _written(design, file, place)
    check_size(design.design, design.points or 1, file, place)
    ranges = _ranges(design, file, place)
    cube = sampled_points(design.design, design.points or 1, len(ranges), (seed, LEVERS, number))
    return [
        {name: _rounded(low, high, float(u)) for (name, (low, high)), u in zip(ranges.items(), row, strict=True)}
        for row in cube
    ]


def _written(design: LeverDesign, file: InputFile, place: Place) -> list[LeverPoint]:
    values: dict[str, list[float]] = {}
    for name, at, written in leaves(design.values, (*place, "values")):
        info = _lever(name, file, at, values)
        values[info.key] = [_value(info, v, file, (*at, k)) for k, v in enumerate(values_of(written, file, at))]
    points = written_points(design.design, values, file, place)
    return [dict(zip(values, point, strict=True)) for point in points]


def _ranges(design: LeverDesign, file: InputFile, place: Place) -> dict[str, tuple[float, float]]:
    ranges: dict[str, tuple[float, float]] = {}
    for name, at, written in leaves(design.ranges, (*place, "ranges")):
        info = _lever(name, file, at, ranges)
        if info.names:
            raise file.error("a choice has no range: take a grid or a list", at, allowed=allowed_values(info))
        found = range_of(written, file, at, with_prior=False)
        assert found is not None
        ranges[info.key] = (_value(info, found[0], file, at), _value(info, found[1], file, at))
    return ranges


def _lever(name: str, file: InputFile, place: Place, seen: object) -> LeverInfo:
    try:
        info = find_lever(name)
    except InputError as caught:
        raise file.error(caught.message, place, value=name, allowed=caught.allowed, near=caught.nearest) from None
    if info.key in seen:  # type: ignore[operator]
        raise file.error("lever is named twice", place, value=name)
    return info


def _value(info: LeverInfo, value: object, file: InputFile, place: Place) -> float:
    try:
        return lever_value(info, value) + 0.0  # no minus zero
    except InputError as caught:
        raise file.error(caught.message, place, value=value, allowed=caught.allowed, near=caught.nearest) from None


def _rounded(low: float, high: float, u: float) -> float:
    return min(max(float(f"{low + (high - low) * u:.{DIGITS}g}"), low), high)


def value_text(name: str, value: float) -> str:
    """How a lever's value is written in a key: its word where it has words."""
    info = KNOWN[name]
    return info.names[int(value)] if info.names else number_text(value)


def changed_scenario(scenario: Scenario, point: LeverPoint) -> Scenario:
    """A scenario with levers set from policy start: 'status-quo+caseload=20+gate=strict'."""
    changes = [LeverChange(KNOWN[name].lever, value) for name, value in point.items()]
    tail = [f"{name}={value_text(name, value)}" for name, value in point.items()]
    english = [f"{KNOWN[name].name_en} {value_text(name, value)}" for name, value in point.items()]
    danish = [f"{KNOWN[name].name_da} {value_text(name, value)}" for name, value in point.items()]
    return replace(
        with_levers(scenario, changes),
        key="+".join([scenario.key, *tail]),
        name_en=", ".join([scenario.name_en, *english]),
        name_da=", ".join([scenario.name_da, *danish]),
        projections=(),
    )
