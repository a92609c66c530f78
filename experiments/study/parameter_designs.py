"""Designs over parameters: points of the world, warm-up included. A point that an axis leaves out keeps it as drawn."""

from experiments.study.axes import Range, leaves, range_of, values_of
from experiments.study.sampling import PARAMETERS, check_size, sampled_points, written_points
from experiments.study.schema import WRITTEN_OUT, ParameterDesign
from sim.errors import InputError
from sim.input_file import InputFile, Place
from sim.parameters.load import ParameterSet, find
from sim.parameters.priors import quantile

Point = dict[str, float]


def parameter_points(
    design: ParameterDesign, number: int, seed: int, base: ParameterSet, file: InputFile
) -> list[Point]:
    """The points of a design: address -> value. The range "prior" is the prior around the value in `base`."""
    place: Place = ("parameters", number)
    if design.design in WRITTEN_OUT:
        return _written(design, base, file, place)
    check_size(design.design, design.points or 1, file, place)
    ranges = _ranges(design, base, file, place)
    cube = sampled_points(design.design, design.points or 1, len(ranges), (seed, PARAMETERS, number))
    return [
        {address: _at(address, found, base, float(u)) for (address, found), u in zip(ranges.items(), row, strict=True)}
        for row in cube
    ]


def _written(design: ParameterDesign, base: ParameterSet, file: InputFile, place: Place) -> list[Point]:
    values: dict[str, list[float]] = {}
    for name, at, written in leaves(design.values, (*place, "values")):
        address = _address(name, file, at, values)
        values[address] = [_value(address, v, base, file, (*at, k)) for k, v in enumerate(values_of(written, file, at))]
    return [dict(zip(values, point, strict=True)) for point in written_points(design.design, values, file, place)]


def _ranges(design: ParameterDesign, base: ParameterSet, file: InputFile, place: Place) -> dict[str, Range]:
    ranges: dict[str, Range] = {}
    for name, at, written in leaves(design.ranges, (*place, "ranges")):
        address = _address(name, file, at, ranges)
        found = range_of(written, file, at, with_prior=True)
        if found is None:
            _check_prior(address, file, at)
        else:
            found = (_value(address, found[0], base, file, at), _value(address, found[1], base, file, at))
        ranges[address] = found
    return ranges


def _check_prior(address: str, file: InputFile, place: Place) -> None:
    record, elements = find(address)
    if record.prior.is_fixed or elements[0] == record.reference:
        raise file.error("has no prior to take quantiles of", place, value="prior", allowed="[low, high]")


def _address(name: str, file: InputFile, place: Place, seen: object) -> str:
    """The one way of writing a parameter's address: labels, not positions."""
    try:
        record, elements = find(name)
    except InputError as caught:
        raise file.error(
            caught.message, place, value=caught.value, allowed=caught.allowed, near=caught.nearest
        ) from None
    if len(elements) != 1:
        message = f"has {len(record.addresses)} values: name one of them"
        raise file.error(message, place, allowed=", ".join(record.addresses[:4]), near=record.addresses[0])
    address = record.addresses[elements[0]]
    if address in seen:  # type: ignore[operator]
        raise file.error("parameter is named twice", place, value=name)
    return address


def _value(address: str, value: object, base: ParameterSet, file: InputFile, place: Place) -> float:
    try:
        return base.with_values({address: value}).value(address)
    except InputError as caught:
        raise file.error(caught.message, place, value=value, allowed=caught.allowed) from None


def _at(address: str, found: Range, base: ParameterSet, u: float) -> float:
    if found is not None:
        return min(max(found[0] + (found[1] - found[0]) * u, found[0]), found[1])
    record, _ = find(address)
    return quantile(record.prior, u, base.value(address), record.bounds)
