"""Lists and descriptions on the terminal."""

from collections.abc import Iterator
from typing import Any

from rich.markup import escape
from rich.table import Table

from experiments.tables import console
from experiments.texts import text

Record = dict[str, Any]


def _name(record: Record, language: str) -> str:
    return str(record["name_da"] if language == "da" and record["name_da"] else record["name_en"])


def _value(value: object, most: int = 4) -> str:
    """A number, or the first few of many."""
    if isinstance(value, (list, tuple)):
        flat = [_value(v) for v in value]
        return ", ".join(flat[:most]) + (" ..." if len(flat) > most else "")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _cells(kind: str, record: Record, language: str) -> tuple[str, ...]:
    name = _name(record, language)
    if kind == "municipalities":
        return record["key"], name, f"{record['figures']['residents_0_17']['value']:,.0f}", record["source"]
    if kind == "scenarios":
        changes = ", ".join(dict.fromkeys(change["lever"] for change in record["changes"]))
        return record["key"], name, record["municipality"], changes
    if kind == "outcomes":
        return record["key"], name, record["unit"], text(record["better"], language)
    return record["key"], _value(record["value"]), record["unit"], record["prior"], record["grade"], record["process"]


COLUMNS = {
    "municipalities": ("key", "name", "residents_0_17", "source"),
    "scenarios": ("key", "name", "municipality", "changes"),
    "outcomes": ("key", "name", "unit", "better"),
    "parameters": ("key", "value", "unit", "prior", "grade", "process"),
}


def show_list(kind: str, records: list[Record], language: str) -> None:
    """A list as a table."""
    table = Table(pad_edge=False, box=None)
    for column in COLUMNS[kind]:
        table.add_column(text(column, language), overflow="fold", no_wrap=column == "key")
    generated = "caseload-" if kind == "scenarios" else "\0"
    for record in records:
        if not record["key"].startswith(generated):
            table.add_row(*(escape(cell) for cell in _cells(kind, record, language)))
    console().print(table)
    if kind == "scenarios":
        console().print(text("caseloads", language))


def show_record(kind: str, record: Record, language: str) -> None:
    """Everything that is known about one key."""
    screen = console()
    screen.print(f"[bold]{escape(_name(record, language))}[/bold]  {escape(record['key'])} ({kind})")
    table = Table(pad_edge=False, box=None, show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in _fields(record, language):
        table.add_row(label, escape(value))
    screen.print(table)


def _fields(record: Record, language: str) -> Iterator[tuple[str, str]]:
    """Fields in the order of the record; of two languages the one asked for."""
    other = "_en" if language == "da" else "_da"
    for name, value in record.items():
        if name in ("key", "name_en", "name_da", "addresses") or name.endswith(other) or value in ("", None, []):
            continue
        label = name.removesuffix("_da").removesuffix("_en").replace("_", " ")
        if name == "figures":
            yield from ((f"  {key}", _figure(figure)) for key, figure in value.items())
        elif name == "changes":
            yield from ((f"  {change['lever']}", _change(change)) for change in value)
        elif name == "projections":
            yield from (
                (f"  projected {projection['kind'].replace('_', ' ')}", _projection(projection)) for projection in value
            )
        elif name == "value" and record.get("addresses", [""]) != [record["key"]]:
            yield from _elements(record)
        elif name == "assumed":
            yield label, "\n".join(f"- {assumption}" for assumption in value)
        elif isinstance(value, dict):
            yield label, ", ".join(f"{k.replace('_', ' ')} {_value(v)}" for k, v in value.items())
        else:
            yield label, _value(value, most=100)


def _flat(value: object) -> Iterator[float]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _flat(part)
    else:
        yield float(value)  # type: ignore[arg-type]


def _elements(record: Record) -> Iterator[tuple[str, str]]:
    for address, value in zip(record["addresses"], _flat(record["value"]), strict=True):
        yield f"  {address}", f"{value:g}"


def _figure(figure: Record) -> str:
    words = f"{figure['value']:g} {figure['unit']} [{figure['grade']}] {figure['source']}"
    words += f"; {figure['population']}, {figure['year']}; prior {figure['prior']}"
    return f"{words}. {figure['note']}" if figure["note"] else words


def _projection(projection: Record) -> str:
    """Sums by year; a claim of the source, said so."""
    years = enumerate(projection["values"], start=projection["calendar_year"])
    sums = ", ".join(f"{year}: {value:,.0f}" for year, value in years)
    return f"{sums} {projection['unit']}, prices of {projection['price_year']}; {projection['source']}"


def _change(change: Record) -> str:
    words = f"{_value(change['value'])} ({change['unit']}) from month {change['start_months']:g}"
    if change["ramp_months"]:
        words += f", reached over {change['ramp_months']:g} months"
    return words if change["end_months"] is None else f"{words}, until month {change['end_months']:g}"
