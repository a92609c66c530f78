"""The table [municipality]: key, name, day and teams."""

import calendar
import re
from datetime import date, datetime

from calibration.municipality.fields import TEAMS
from calibration.municipality.report import Report
from calibration.municipality.scan import Entry
from sim.catalogue.load import municipality_keys
from sim.errors import nearest

HEAD = ("key", "name", "date", "teams")
EARLIEST = date(1990, 1, 1)

_TEAMS_IN_DANISH = {
    "modtagelse": "reception",
    "undersøgelse": "assessment",
    "undersøgelsesteam": "assessment",
    "alder": "by_age",
    "handicap": "impairment",
    "akut": "acute",
}
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DANISH = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ö": "oe", "ä": "ae", "ü": "u"})


def read_text(entry: Entry, report: Report) -> str | None:
    """Text, with or without something to complain about."""
    allowed = report.say("allowed_text")
    if not isinstance(entry.value, str):
        report.problem("not_text", entry.name, line=entry.line, value=entry.raw, allowed=allowed)
        return None
    if entry.is_toml:
        return entry.value.strip()
    suggestion = '"' + entry.raw.strip("\"'“”„»«") + '"'
    report.problem(
        "text_needs_quotes", entry.name, line=entry.line, value=entry.raw, allowed=allowed, suggestion=suggestion
    )
    return None


def key_like(name: str) -> str:
    """A key made of a name; empty where nothing in it can be part of one."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_LETTERS)).strip("-")


def read_key(entry: Entry, report: Report) -> str | None:
    """The key, which no municipality of the catalogue has."""
    key = read_text(entry, report)
    if key is None:
        return None
    allowed = report.say("allowed_key")
    if not _KEY.fullmatch(key):
        near = key_like(key) or None
        report.problem("bad_key", "key", line=entry.line, value=key, allowed=allowed, suggestion=near)
        return None
    if key in municipality_keys():
        report.problem("shipped_key", "key", line=entry.line, value=key, allowed=allowed, suggestion=f"{key}-own")
        return None
    return key


def read_date(entry: Entry, report: Report, today: date) -> date | None:
    """The day of the figures."""
    found, allowed = entry.value, report.say("allowed_date")
    if type(found) is date:
        return _within(found, entry, report, today)
    written = found.isoformat() if isinstance(found, datetime) else str(found).strip().strip("\"'“”„»«")
    iso, danish = _ISO.fullmatch(written), _DANISH.fullmatch(written)
    parts = tuple(map(int, iso.groups())) if iso else tuple(map(int, danish.groups()[::-1])) if danish else ()
    if not parts:
        near = f"{written}-12-31" if re.fullmatch(r"\d{4}", written) else None
        report.problem("date_form", "date", line=entry.line, value=entry.raw, allowed=allowed, suggestion=near)
        return None
    try:
        day = date(*parts)
    except ValueError:
        reason = _why_not(report, *parts)
        report.problem("date_impossible", "date", line=entry.line, value=entry.raw, allowed=allowed, reason=reason)
        return None
    if written != day.isoformat():
        report.problem(
            "date_form", "date", line=entry.line, value=entry.raw, allowed=allowed, suggestion=day.isoformat()
        )
        return None
    return _within(day, entry, report, today)


def _why_not(report: Report, year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12 or not year:
        return report.say("no_such_month")
    return report.say("days_of_month", n=calendar.monthrange(year, month)[1])


def _within(day: date, entry: Entry, report: Report, today: date) -> date | None:
    code = "date_future" if day > today else "date_early" if day < EARLIEST else ""
    if code:
        allowed = report.say("allowed_date")
        report.problem(code, "date", line=entry.line, value=day.isoformat(), allowed=allowed)
        return None
    return day


def read_teams(entry: Entry, report: Report) -> tuple[str, ...] | None:
    """The teams that exist."""
    teams = entry.value
    allowed = report.say("allowed_teams", names=", ".join(TEAMS))
    if not isinstance(teams, list) or not all(isinstance(team, str) for team in teams):
        report.problem("teams_kind", "teams", line=entry.line, value=entry.raw, allowed=allowed)
        return None
    unknown = [team for team in teams if team not in TEAMS]
    for team in unknown:
        near = _TEAMS_IN_DANISH.get(team.lower()) or nearest(team, TEAMS)
        report.problem("unknown_team", "teams", line=entry.line, value=team, allowed=allowed, suggestion=near)
    return None if unknown else tuple(dict.fromkeys(teams))
