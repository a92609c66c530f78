"""What is fitted: about fifteen structural parameters for all municipalities, and few figures of each municipality."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from calibration.table.points import AREAS, area
from sim.catalogue.figures import FIGURES
from sim.input_file import Strict
from sim.parameters.load import find, load_parameters, load_records
from sim.parameters.priors import quantile
from sim.parameters.schema import Text

FILE = Path(__file__).with_name("fitted.toml")


class FittedRecord(Strict):
    """Why a parameter or a municipal figure is fitted."""

    level: Literal["structural", "municipal"]
    reason: Text
    municipalities: list[str] = Field([], description="whose figure, for level = 'municipal'")


@cache
def load_fitted() -> dict[str, FittedRecord]:
    """What is fitted, by parameter address or name of a municipal figure."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    records = {key: FittedRecord.model_validate(value) for key, value in raw.items()}
    for key, record in records.items():
        _check(key, record)
    return records


def _check(key: str, record: FittedRecord) -> None:
    if record.level == "structural":
        if len(find(key)[1]) != 1:
            raise ValueError(f"{key} names more than one number")
    elif key not in FIGURES or not set(record.municipalities) <= set(AREAS):
        raise ValueError(f"{key}: not a figure, or not of a municipality of the fit")


@cache
def addresses() -> tuple[str, ...]:
    """The fitted coordinates in order: parameters' elements, then 'MUNICIPALITY/FIGURE'."""
    found: list[str] = []
    for key, record in load_fitted().items():
        found += [key] if record.level == "structural" else [f"{place}/{key}" for place in record.municipalities]
    return tuple(found)


def value_at(address: str, u: float) -> float:
    """The value of a coordinate at probability u of its prior."""
    if "/" in address:
        place, figure = address.split("/")
        return area(place).figures[figure].at(figure, u)
    record, (element,) = find(address)
    return quantile(record.prior, u, load_parameters().flat(record.key)[element], record.bounds)


def is_assumed(address: str) -> bool:
    """Whether nothing but judgement stands behind a coordinate's prior."""
    if "/" in address:
        place, figure = address.split("/")
        return area(place).figures[figure].grade == "assumed"
    return find(address)[0].grade == "assumed"


def prior_text(address: str) -> str:
    """The prior of a coordinate as it is written."""
    if "/" in address:
        place, figure = address.split("/")
        return area(place).figures[figure].prior
    return find(address)[0].prior_text


@cache
def other_addresses() -> tuple[str, ...]:
    """Every other uncertain number of the model and of the municipalities of the fit."""
    parameters = [
        address
        for record in load_records().values()
        if not record.prior.is_fixed
        for element, address in enumerate(record.addresses)
        if element != record.reference
    ]
    figures = [
        f"{place}/{key}"
        for place in AREAS
        for key, figure in area(place).figures.items()
        if figure.prior != "fixed" and FIGURES[key].is_drawn
    ]
    return tuple(address for address in (*parameters, *figures) if address not in addresses())
