"""Parameters as the rest of the model gets them: the point set of the files, and copies with other values."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.errors import InputError, nearest, unknown
from sim.input_file import InputFile, Place, read_toml
from sim.parameters.records import FOLDER, read_records
from sim.parameters.schema import EvidenceRecord, Record, Value, flatten, freeze, make_record, shape_of, shaped

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES_DA = FOLDER / "names" / "da.toml"


@cache
def load_records() -> dict[str, Record]:
    """Every evidence record by key, checked; an error here is a mistake in the files of the package."""
    names = read_toml(NAMES_DA).data
    records = {}
    for key, raw in read_records().items():
        process = raw.pop("process")
        try:
            written = EvidenceRecord.model_validate(raw)
        except ValidationError as caught:
            problem = caught.errors(include_url=False)[0]
            place = ".".join((key, *map(str, problem["loc"])))
            raise InputError(problem["msg"], file=str(FOLDER / f"{process}.toml"), field=place) from None
        records[key] = make_record(key, process, written, str(names.get(key, "")))
    return records


@dataclass(frozen=True)
class ParameterSet:
    """Parameter values by key, in the units of their records. `given` are the elements that somebody set."""

    values: Mapping[str, Value] = field(hash=False)
    given: frozenset[tuple[str, int]] = frozenset()

    @property
    def records(self) -> dict[str, Record]:
        """The evidence behind the values."""
        return load_records()

    def flat(self, key: str) -> tuple[float, ...]:
        """The numbers of a parameter, row by row."""
        return flatten(self.values[key])

    def value(self, address: str) -> float:
        """One number: 'contact_effect' or 'need_fall_per_year.exposed'."""
        record, elements = find(address)
        if len(elements) != 1:
            raise _not_one(record, address)
        return self.flat(record.key)[elements[0]]

    def with_elements(self, changed: Mapping[tuple[str, int], float]) -> "ParameterSet":
        """A copy with numbers replaced by position, unchecked: for draws, which clip to the bounds themselves."""
        numbers: dict[str, list[float]] = {}
        for (key, element), number in changed.items():
            if key not in numbers:
                numbers[key] = list(self.flat(key))
            numbers[key][element] = number
        new = {key: shaped(tuple(n), self.records[key].shape) for key, n in numbers.items()}
        return ParameterSet({**self.values, **new}, self.given)

    def with_values(self, overrides: Mapping[str, Any]) -> "ParameterSet":
        """A copy with values set: by name, by name and label (or position from 0), or a whole vector by name."""
        changed: dict[tuple[str, int], float] = {}
        for address, value in overrides.items():
            changed.update(_checked(address, value))
        copy = self.with_elements(changed)
        return ParameterSet(copy.values, self.given | frozenset(changed))

    def pack(self) -> "NDArray[Any]":
        """The record array that rules and engines take as `p`."""
        from sim.parameters.layout import pack  # needs the compiler, which lists and checks do not

        return pack(dict(self.values))


def find(address: str) -> tuple[Record, list[int]]:
    """'need_fall_per_year.exposed' -> its record and the elements meant: one, or all where a vector is named alone."""
    records = load_records()
    key, *labels = address.strip().split(".")
    if key not in records:
        raise unknown("parameter", key, records, field=address)
    record = records[key]
    if not labels:
        return record, list(range(math.prod(record.shape)))
    if len(labels) != len(record.axes):
        allowed = ", ".join(record.addresses[:4]) + (" ..." if len(record.addresses) > 4 else "")
        raise InputError(f"has {len(record.axes)} label(s)", field=address, value=address, allowed=allowed)
    element = 0
    for label, axis in zip(labels, record.axes, strict=True):
        element = element * len(axis) + _position(label, axis, address)
    return record, [element]


def _position(label: str, axis: tuple[str, ...], address: str) -> int:
    """A label, or a number as position from 0 where no label is written like that."""
    if label.lower() in axis:
        return axis.index(label.lower())
    if label.isascii() and label.isdigit() and int(label) < len(axis):
        return int(label)
    raise unknown("label", label, axis, field=address)


def _not_one(record: Record, address: str) -> InputError:
    allowed = ", ".join(record.addresses[:4]) + (" ..." if len(record.addresses) > 4 else "")
    return InputError(
        f"has {len(record.addresses)} values: name one of them",
        field=address,
        allowed=allowed,
        nearest=record.addresses[0],
    )


def _checked(address: str, value: Any) -> dict[tuple[str, int], float]:
    """One override as numbers by position, inside the bounds."""
    record, elements = find(address)
    if isinstance(value, (list, tuple)):
        numbers = _numbers_of_table(record, address, value)
    else:
        numbers = (_number(record, address, value),)
    if len(numbers) != len(elements):
        raise _not_one(record, address)
    return {(record.key, e): _inside(record, address, n) for e, n in zip(elements, numbers, strict=True)}


def _numbers_of_table(record: Record, address: str, value: Any) -> tuple[float, ...]:
    problem = InputError("wrong kind of value", field=address, allowed=f"numbers in the shape {record.shape}")
    try:
        frozen = freeze(value)
        fits = shape_of(frozen) == record.shape
    except (TypeError, ValueError, OverflowError):
        raise problem from None
    if not fits:
        raise problem
    return flatten(frozen)


def _number(record: Record, address: str, value: Any) -> float:
    try:
        number = freeze(value)
    except (TypeError, OverflowError):
        raise InputError("not a number", field=address, value=str(value)[:80], allowed=_allowed(record)) from None
    return flatten(number)[0]


def _allowed(record: Record) -> str:
    if record.prior.variants:
        return " or ".join(f"{v:g}" for v in record.prior.variants)
    return f"{record.bounds[0]:g} to {record.bounds[1]:g} {record.unit}"


def _inside(record: Record, address: str, number: float) -> float:
    """The number, if the record allows it."""
    low, high = record.bounds
    fits = number in record.prior.variants if record.prior.variants else low <= number <= high
    if not fits:
        raise InputError("outside its bounds", field=address, value=number, allowed=_allowed(record))
    return number


@cache
def load_parameters() -> ParameterSet:
    """The point set: the value of every record."""
    return ParameterSet({key: record.value for key, record in load_records().items()})


def point() -> ParameterSet:
    """The default set of parameters."""
    return load_parameters()


def read_values(path: Path | str) -> dict[str, Any]:
    """One's own values from a TOML file, checked, ready for `with_values`.

    `contact_effect = 0.2`, `need_fall_per_year = [0, 0.6, 0.5, 0.4, 0.3]`, or `exposed = 0.4` under
    `[need_fall_per_year]`.
    """
    file = read_toml(path)
    found: dict[str, Any] = {}
    for place, value in _leaves(file.data, ()):
        address = ".".join(map(str, place))
        _check_leaf(file, place, address, value)
        found[address] = value
    return found


def _leaves(table: dict[str, Any], place: Place) -> Iterator[tuple[Place, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*place, name))
        else:
            yield (*place, name), value


def _check_leaf(file: InputFile, place: Place, address: str, value: Any) -> None:
    try:
        _checked(address, value)
    except InputError as caught:
        caught.file, caught.line = file.name, file.line(place)
        raise


def suggest(name: str) -> str | None:
    """The parameter address most like a misspelt one."""
    return nearest(name, [a for record in load_records().values() for a in record.addresses])
