"""What the StatBank tells of a municipality, as lines of the template: values, their origins, and what is blank.

Nothing is guessed: a count that is withheld, or a 0 that may be a withheld count, stays blank with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from calibration.municipality.between import find_contradictions
from calibration.municipality.fields import TYPES, load_fields
from calibration.municipality.head import key_like
from calibration.municipality.report import Problem, Report, text
from calibration.statbank.client import Client, Fetched
from calibration.statbank.figures import (
    KEYS,
    NOTIFICATIONS_BY_REASON,
    PLACED_BY_CONSENT,
    FetchedFigures,
    Why,
    fetch_figures,
)
from sim.catalogue.load import municipality_keys

# text on the figures that are counted in the same way
_SAME = dict.fromkeys(TYPES, "types")
_MOST_SHOWN = 300


def fetchable() -> tuple[str, ...]:
    """The fields that a table of the StatBank holds, in the order of the template."""
    return tuple(name for name in load_fields() if name in KEYS)


def fetch_filling(client: Client, municipality: str, year: int, language: str) -> "Filling":
    """All fields of a municipality and a year that the StatBank can fill."""
    return Filling(fetch_figures(client, municipality, year, fetchable()), language)


@dataclass(frozen=True)
class Filling:
    """The fetched figures in the words of the template."""

    figures: FetchedFigures
    language: str

    @property
    def head(self) -> Mapping[str, str]:
        """Key, name and day as they are written in the file."""
        own = self.figures
        key = key_like(own.name)
        key = f"{key}-own" if key in municipality_keys() else key
        return {"key": f'"{key}"', "name": quoted(own.name), "date": f"{own.year}-12-31"}

    @cached_property
    def values(self) -> Mapping[str, int]:
        """The counts that are filled in."""
        known = {name: figure.value for name, figure in self.figures.known.items()}
        return {name: round(value) for name, value in known.items() if value or name not in self.figures.may_hide}

    @property
    def blank(self) -> Mapping[str, str]:
        """The fields that a table holds and that are left blank all the same, with the reason."""
        return {name: self._why_blank(name) for name in fetchable() if name not in self.values}

    @property
    def introduction(self) -> str:
        """What has been filled in and how far it can be trusted."""
        own = self.figures
        return self._say(
            "fetched_head",
            name=printable(own.name),
            code=own.code,
            year=own.year,
            next=own.year + 1,
            n=len(self.values),
            asked=len(load_fields()),
            reasons=NOTIFICATIONS_BY_REASON,
            consent=PLACED_BY_CONSENT,
        )

    def comments(self, name: str) -> Sequence[str]:
        """The paragraphs above a field: where its value comes from, or why there is none."""
        if name not in self.values:
            why = self._why_blank(name) if name in fetchable() else self._say("why_no_table")
            return (self._say("not_filled", why=why),)
        origins = self.figures.origins[name]
        lines = [line for origin in origins for line in self._origin(origin)]
        lines.append(self._say("fetched_population", unit=self._unit(name, origins), said=self._population(name)))
        return (*lines, self._say("fetched_too_low")) if name in self.figures.may_hide else lines

    def sources(self) -> Mapping[str, str]:
        """The source of each value as it is written in the file."""
        found = {name: self.figures.origins[name] for name in self.values}
        return {name: quoted("; ".join(map(self._source, origins))) for name, origins in found.items()}

    def contradictions(self) -> Sequence[Problem]:
        """What the check of the file will say against figures that do not fit together."""
        report = Report("", self.language)
        find_contradictions({name: float(value) for name, value in self.values.items()}, {}, report)
        return report.problems

    def _say(self, key: str, /, **values: object) -> str:
        return text(key, self.language, **values)

    def _source(self, origin: Fetched) -> str:
        return self._say("fetched_source", table=origin.table, period=origin.period, date=origin.date)

    def _origin(self, origin: Fetched) -> Sequence[str]:
        shown = {name: printable(getattr(origin, name)) for name in ("table", "title", "period", "date", "query")}
        labels = " + ".join(f'"{printable(label)}"' for label in origin.labels)
        rows = [self._say("fetched_rows", labels=labels)] if labels else []
        return [self._say("fetched", **shown), self._say("fetched_query", **shown), *rows]

    def _unit(self, name: str, origins: Sequence[Fetched]) -> str:
        own = "children" if self.language == "en" else "børn"
        unit = own if name in TYPES else load_fields()[name].words("unit", self.language)
        in_table = ", ".join(dict.fromkeys(printable(origin.unit) for origin in origins if origin.unit))
        return self._say("fetched_unit", unit=unit, said=in_table) if in_table else unit

    def _population(self, name: str) -> str:
        own = self.figures
        said = {"name": printable(own.name), "year": own.year, "next": own.year + 1}
        return self._say(f"population_{_SAME.get(name, name)}", **said)

    def _why_blank(self, name: str) -> str:
        if name in self.figures.reasons:
            return self._why(self.figures.reasons[name])
        return self._say("why_zero", table=self.figures.origins[name][0].table)

    def _why(self, why: Why) -> str:
        problem = why.problem
        return self._say(
            f"why_{why.code}",
            table=why.table,
            name=printable(self.figures.name),
            year=self.figures.year,
            value=problem.value if problem else "",
            allowed=problem.allowed if problem else "",
            detail=printable(why.sentence.removeprefix(f"table {why.table}").lstrip(": ")),
        )


def printable(words: str) -> str:
    """Words of others on one line, for a comment or a message: no control characters, not without end."""
    line = "".join(letter for letter in " ".join(words.split()) if letter.isprintable())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 3] + "..."


def quoted(words: str) -> str:
    """Words of others as text of a TOML file."""
    escaped = printable(words).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
