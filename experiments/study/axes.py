"""The tables of a design as they are written: axis -> list of values, or axis -> range."""

from collections.abc import Iterator
from typing import Any

from sim.input_file import InputFile, Place

PRIOR = "prior"
Range = tuple[float, float] | None  # None is the prior


def leaves(table: dict[str, Any], place: Place) -> Iterator[tuple[str, Place, Any]]:
    """Every axis with its place and what is written there; `a.b = [1]` and `"a.b" = [1]` are the same axis."""
    for name, value in table.items():
        if isinstance(value, dict):
            for inner, at, found in leaves(value, (*place, name)):
                yield f"{name}.{inner}", at, found
        else:
            yield name, (*place, name), value


def values_of(value: Any, file: InputFile, place: Place) -> list[Any]:
    """The values along an axis."""
    if not isinstance(value, list) or not value:
        raise file.error("wrong kind of value", place, value=value, allowed="a list of values")
    for number, one in enumerate(value):
        if isinstance(one, (list, dict)):
            raise file.error("wrong kind of value", (*place, number), allowed="one value")
    return value


def range_of(value: Any, file: InputFile, place: Place, with_prior: bool) -> Range:
    """Lowest and highest value of an axis, or None for "prior"."""
    if with_prior and value == PRIOR:
        return None
    allowed = "two numbers, the lower first" + (f', or "{PRIOR}"' if with_prior else "")
    numbers = isinstance(value, list) and len(value) == 2 and all(_is_number(v) for v in value)
    if not numbers or not value[0] < value[1]:
        raise file.error("not a range", place, value=value, allowed=allowed)
    return float(value[0]), float(value[1])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
