"""Factors: numbers of the model that are varied, each over a range of its own.

A factor moves on u in [0, 1], and designs are made in u. Without a range of its own its value is the quantile of its
prior at p_low + u (p_high - p_low): equal steps of u are equal steps of belief, whatever the scale.

A spike needs nothing more: a prior with probability p at zero is at zero for every quantile up to p, so a uniform u
puts the truncated prior's share of designs, (p - p_low) / (p_high - p_low), at no effect and spreads the rest over the
effect's distribution. Indices are then about the whole belief, 'is there an effect, and how strong'. On the four levels
of Morris (p_low, two between, p_high) a step of two levels leads from a lower level to an upper one: with p_low = 0.05
and p_high = 0.95 a spike of 0.3 has one of its two steps begin at no effect, one of 0.4 both, and one of 0.65 or more
has a step that stays at zero, which then counts as an effect of zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import InputError, nearest
from sim.input_file import InputFile
from sim.parameters.load import find, load_parameters, load_records
from sim.parameters.priors import Prior, quantile
from sim.parameters.schema import Record

ALL = "all"


@dataclass(frozen=True)
class Ranges:
    """How far factors are varied: between two quantiles of their priors, or between given values."""

    p_low: float
    p_high: float
    given: Mapping[str, tuple[float, float]]

    def of(self, address: str) -> tuple[float, float] | None:
        """The given range of an element, by its address or that of its whole vector."""
        return self.given.get(address, self.given.get(address.split(".")[0]))


@dataclass(frozen=True)
class Factor:
    """One number of the model and its range: `given`, else quantiles p_low to p_high of the prior around `value`."""

    address: str
    key: str
    element: int
    value: float
    prior: Prior
    prior_text: str
    bounds: tuple[float, float]
    grade: str
    unit: str
    p_low: float
    p_high: float
    given: tuple[float, float] | None = None

    def at(self, u: float) -> float:
        """The value at u in [0, 1]."""
        if self.given is not None:
            low, high = self.given
            return low + u * (high - low)
        p = self.p_low + u * (self.p_high - self.p_low)
        return quantile(self.prior, min(max(p, 1e-9), 1.0 - 1e-9), self.value, self.bounds)


def read_factors(file: InputFile, names: tuple[str, ...], ranges: Ranges) -> tuple[Factor, ...]:
    """The factors that a definition names, in its order, each once."""
    found: dict[str, Factor] = {}
    for k, name in enumerate(names):
        for factor in _factors_of(file, ("parameters", k), name, ranges):
            found.setdefault(factor.address, factor)
    _check_ranges(file, ranges, found)
    return tuple(found.values())


def _factors_of(file: InputFile, place: tuple[str | int, ...], name: str, ranges: Ranges) -> list[Factor]:
    """What a name stands for and can vary: elements of one parameter, of a process, or all."""
    elements = _elements(file, place, name)
    uncertain = [_factor(record, element, ranges) for record, element in elements if _varies(record, element, ranges)]
    moving = [factor for factor in uncertain if factor.at(0.0) != factor.at(1.0)]
    if moving:
        return moving
    if uncertain:
        raise file.error("does not vary over its range", place, value=name, allowed="a wider range")
    if elements[0][0].prior.variants:
        raise file.error(
            "is a structural variant, not a quantity", place, value=name, allowed="parameters with a prior"
        )
    raise file.error("its prior is fixed", place, value=name, allowed=f'a range: [ranges] "{name}" = [low, high]')


def _elements(file: InputFile, place: tuple[str | int, ...], name: str) -> list[tuple[Record, int]]:
    """The elements that a name stands for."""
    records = load_records()
    chosen = [record for record in records.values() if name in (ALL, record.process)]
    if chosen:
        return [(record, element) for record in chosen for element in range(len(record.addresses))]
    try:
        record, elements = find(name)
    except InputError as problem:
        raise _unknown(file, place, name, problem) from None
    return [(record, element) for element in elements]


def _varies(record: Record, element: int, ranges: Ranges) -> bool:
    if record.prior.variants or element == record.reference:
        return False
    return not record.prior.is_fixed or ranges.of(record.addresses[element]) is not None


def _unknown(file: InputFile, place: tuple[str | int, ...], name: str, problem: InputError) -> InputError:
    records = load_records()
    processes = sorted({record.process for record in records.values()})
    if problem.message != "unknown parameter":
        return file.error(problem.message, place, value=name, allowed=problem.allowed, near=problem.nearest)
    near = nearest(name, [*records, *processes, ALL])
    allowed = f"an address of `sagstal parameters`, a process ({', '.join(processes)}), or {ALL}"
    return file.error("unknown parameter or process", place, value=name, allowed=allowed, near=near)


def _factor(record: Record, element: int, ranges: Ranges) -> Factor:
    address = record.addresses[element]
    value = load_parameters().flat(record.key)[element]
    given = ranges.of(address)
    return Factor(
        address, record.key, element, value, record.prior, record.prior_text, record.bounds, record.grade, record.unit,
        ranges.p_low, ranges.p_high, given,
    )  # fmt: skip


def _check_ranges(file: InputFile, ranges: Ranges, found: Mapping[str, Factor]) -> None:
    """A range belongs to a parameter that is varied, and lies within its bounds."""
    keys = {factor.key for factor in found.values()}
    for address, (low, high) in ranges.given.items():
        place = ("ranges", address)
        if address not in found and address not in keys:
            near = nearest(address, [*found, *keys])
            raise file.error("range of a parameter that is not varied", place, value=address, near=near)
        bounds = find(address)[0].bounds
        allowed = f"two values in order, {bounds[0]:g} to {bounds[1]:g}"
        if not bounds[0] <= low < high <= bounds[1]:
            raise file.error("not a range", place, value=f"[{low:g}, {high:g}]", allowed=allowed)
