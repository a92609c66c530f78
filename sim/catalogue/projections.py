"""Projections of a scenario file: its own, or those of the scenario that it is a variant of."""

from pathlib import Path

from sim.catalogue.schema import ProjectionTable, ScenarioFile
from sim.input_file import InputFile, Place, read_toml, validate
from sim.policy.projection import Projection, ProjectionKind


def projections(file: InputFile, written: ScenarioFile, folder: Path) -> tuple[Projection, ...]:
    """The projections of a file: a variant without its own has those of the document that it is a reading of."""
    if written.projection or not written.variant_of:
        return _read(file, written.projection)
    origin = read_toml(folder / f"{written.variant_of}.toml")
    if "same_as" in origin.data:
        origin = read_toml(folder / f"{origin.data['same_as']}.toml")
    return _read(origin, validate(ScenarioFile, origin).projection)


def _read(file: InputFile, tables: list[ProjectionTable]) -> tuple[Projection, ...]:
    """Projections in the order written; all call the years alike, and none says a year of a kind twice."""
    found: list[Projection] = []
    for number, table in enumerate(tables):
        projection = _projection(table)
        _check(file, ("projection", number), projection, found)
        found.append(projection)
    return tuple(found)


def _projection(table: ProjectionTable) -> Projection:
    return Projection(
        kind=ProjectionKind(table.kind),
        first_year=table.year,
        calendar_year=table.calendar_year,
        values_dkk=tuple(table.values),
        price_year=table.price_year,
        source=table.source,
    )


def _check(file: InputFile, place: Place, projection: Projection, before: list[Projection]) -> None:
    """A projection must fit those before it."""
    start = projection.start_calendar_year
    if before and start != before[0].start_calendar_year:
        allowed = f"{before[0].start_calendar_year + projection.first_year}, as in the projections before it"
        at = (*place, "calendar_year")
        raise file.error("calls the years otherwise", at, value=projection.calendar_year, allowed=allowed)
    years = {year for other in before if other.kind == projection.kind for year in other.by_year}
    twice = sorted(years & projection.by_year.keys())
    if twice:
        message = f"year {twice[0]} of this kind is projected twice"
        raise file.error(message, (*place, "year"), value=projection.first_year)
