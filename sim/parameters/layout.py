"""The parameter record as the rules see it: one typed field per parameter, in the units used inside the model.

The layout is read from the parameter files, so a parameter stands once: in its evidence record.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.jit import named, register
from sim.parameters.records import read_records
from sim.units import name_inside, to_inside


def _field(key: str, record: dict[str, Any]) -> tuple[Any, ...]:
    name = name_inside(key, record["unit"])
    shape = np.shape(record["value"])
    return (name, "f8", shape) if shape else (name, "f8")


def make_dtype(records: dict[str, dict[str, Any]]) -> np.dtype[Any]:
    """The numpy record type with one field per parameter."""
    return np.dtype([_field(k, r) for k, r in records.items()], align=True)


def convert(value: Any, unit: str) -> Any:
    """A value (scalar, list, or list of lists) in its record's unit -> the unit inside the model."""
    if isinstance(value, (list, tuple)):
        return [convert(v, unit) for v in value]
    return to_inside(float(value), unit)


RECORDS = read_records()
DTYPE = make_dtype(RECORDS)


def pack(values: dict[str, Any]) -> NDArray[Any]:
    """Parameter values by key -> the record array of length one that rules take as `p`."""
    array = np.zeros(1, DTYPE)
    for key, record in RECORDS.items():
        array[0][name_inside(key, record["unit"])] = convert(values[key], record["unit"])
    return array


register("P", named(np.zeros(1, DTYPE)))
