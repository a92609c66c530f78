"""The check of a municipality's file: its figures, or everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from calibration.municipality.between import find_contradictions, find_unusual, residents
from calibration.municipality.fields import REQUIRED, STOCKS, load_fields
from calibration.municipality.head import HEAD, read_date, read_key, read_teams, read_text
from calibration.municipality.numbers import allowed, read_number
from calibration.municipality.own import OwnFigures
from calibration.municipality.report import Problem, Report
from calibration.municipality.scan import Entry, Header, Unknown, scan
from sim import input_file
from sim.errors import InputError, nearest

TABLES = ("municipality", "figures", "sources")
# what reading a file can say, as codes of texts in both languages
_FILE_PROBLEMS = {
    "no such file": "no_file",
    "is a folder": "folder",
    "is a binary file": "binary",
    "is not UTF-8": "encoding",
    "not a plain file": "not_plain",
    "not a file name": "no_file",
}


@dataclass
class _Sorted:
    """The entries of a file by table and name; `near` are names that unknown ones were probably meant to be."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {table: {} for table in TABLES})
    near: set[str] = field(default_factory=set)


def check_file(path: Path | str, language: str = "en", today: date | None = None) -> OwnFigures | list[Problem]:
    """The figures of a file with warnings, or all its problems in the order of its lines."""
    report = Report(str(path), language)
    text = _read(Path(path), report)
    found = None if text is None else _check(text, report, today or date.today())
    if found is None or report.problems:
        return sorted(report.problems, key=lambda problem: problem.line or 0)
    return found


def _read(path: Path, report: Report) -> str | None:
    try:
        text = input_file.read_text(path)
    except InputError as caught:
        known = (code for start, code in _FILE_PROBLEMS.items() if caught.message.startswith(start))
        code = next(known, "unreadable")
        report.problem(
            code,
            line=caught.line,
            allowed=report.say("allowed_file"),
            suggestion=caught.nearest,
            reason=caught.message,
        )
        return None
    return text


def _check(text: str, report: Report, today: date) -> OwnFigures | None:
    lines = list(scan(text))
    if not lines:
        report.problem("empty", allowed=report.say("allowed_file"))
        return None
    found = _sort(lines, report)
    head, figures = found.entries["municipality"], found.entries["figures"]
    written = [*head.items(), *figures.items()]
    report.lines = {name: entry.line for name, entry in written if not entry.is_blank}
    key = read_key(head["key"], report) if _is_given(head, "key", found, report) else None
    name = read_text(head["name"], report) if _is_given(head, "name", found, report) else None
    day = read_date(head["date"], report, today) if _is_given(head, "date", found, report) else None
    teams = read_teams(head["teams"], report) if "teams" in head and not head["teams"].is_blank else None
    values, shares = _figures(figures, found, report)
    find_contradictions(values, shares, report)
    sources = _sources(found.entries["sources"], report)
    if key is None or name is None or day is None or report.problems:
        return None
    values = _in_order(values, {kind: share * values["placed_0_22"] for kind, share in shares.items()})
    find_unusual(values, sources, day, today, report)
    return OwnFigures(report.file, key, name, day, values, sources, teams, tuple(report.warnings))


def _in_order(values: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    both = {**values, **more}
    return {name: both[name] for name in load_fields() if name in both}


def _sort(lines: list[Entry | Header | Unknown], report: Report) -> _Sorted:
    """Entries by table; whatever has no place, or two, is a problem."""
    found = _Sorted()
    tables: dict[str, int] = {}
    for line in lines:
        if isinstance(line, Header):
            _header(line, tables, report)
        elif isinstance(line, Unknown):
            report.problem("not_understood", line=line.line, value=line.raw)
        else:
            _entry(line, found, report)
    return found


def _header(header: Header, tables: dict[str, int], report: Report) -> None:
    if header.table not in TABLES:
        names = ", ".join(TABLES)
        near = nearest(header.table, TABLES)
        report.problem("unknown_table", line=header.line, value=f"[{header.table}]", allowed=names, suggestion=near)
    elif header.table in tables:
        first = tables[header.table]
        report.problem("table_twice", line=header.line, value=f"[{header.table}]", first=first)
    tables.setdefault(header.table, header.line)


def _names(table: str) -> tuple[str, ...]:
    return HEAD if table == "municipality" else tuple(load_fields())


def _entry(entry: Entry, found: _Sorted, report: Report) -> None:
    table = _table_of(entry, report)
    if table is None:
        table = entry.table if entry.table in TABLES else "figures"
        near = nearest(entry.name, _names(table))
        found.near |= {near} if near else set()
        _unknown_name(entry, table, near, report)
        return
    first = found.entries[table].get(entry.name)
    if first is not None:
        report.problem("twice", entry.name, line=entry.line, value=entry.raw, first=first.line)
        return
    found.entries[table][entry.name] = entry


def _table_of(entry: Entry, report: Report) -> str | None:
    """Where an entry belongs, also if it stands elsewhere, which is a problem; None for an unknown name."""
    if entry.table in TABLES and entry.name in _names(entry.table):
        return entry.table
    others = [table for table in ("municipality", "figures") if entry.name in _names(table)]
    if others and (not entry.table or entry.table in TABLES):
        report.problem("misplaced", entry.name, line=entry.line, value=entry.raw, table=others[0])
    return others[0] if others else None


def _unknown_name(entry: Entry, table: str, near: str | None, report: Report) -> None:
    code = "unknown_source" if table == "sources" else "unknown_field"
    names = ", ".join(_names(table))
    report.problem(code, entry.name, line=entry.line, value=entry.raw, allowed=names, suggestion=near, table=table)


def _is_given(entries: Mapping[str, Entry], name: str, found: _Sorted, report: Report) -> bool:
    """Whether a needed field is there; a name near to it that is unknown has been complained of already."""
    if name in entries and not entries[name].is_blank:
        return True
    if name not in found.near:
        line = entries[name].line if name in entries else None
        report.problem("missing", name, line=line, allowed=_allowed(name, report))
    return False


def _allowed(name: str, report: Report) -> str:
    kinds = {"key": "allowed_key", "name": "allowed_text", "date": "allowed_date"}
    return report.say(kinds[name]) if name in kinds else allowed(load_fields()[name], report)


def _figures(entries: Mapping[str, Entry], found: _Sorted, report: Report) -> tuple[dict[str, float], dict[str, float]]:
    """Figures that can be read, and types of placement that are given as shares."""
    for name in REQUIRED:
        _is_given(entries, name, found, report)
    if not any(name in found.near or (name in entries and not entries[name].is_blank) for name in STOCKS):
        report.problem("missing_stock", STOCKS[0], allowed=_allowed(STOCKS[0], report))
    values: dict[str, float] = {}
    shares: dict[str, float] = {}
    # in the order of the template: residents first, so that what looks like a rate of them can be told
    for name, info in load_fields().items():
        if name not in entries or entries[name].is_blank:
            continue
        read = read_number(entries[name], info, report, residents(info.per, values))
        if read is not None:
            (shares if read.is_share else values)[name] = read.value
    return values, shares


def _sources(entries: Mapping[str, Entry], report: Report) -> dict[str, str]:
    given = {name: read_text(entry, report) for name, entry in entries.items() if not entry.is_blank}
    return {name: source for name, source in given.items() if source}
