"""The StatBank as an object: asks for a table's description and for cells of it, and keeps what it got."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from calibration.statbank import cache
from calibration.statbank.cells import Cell, parse_cells
from calibration.statbank.errors import Malformed, Offline
from calibration.statbank.http import Patience, post
from calibration.statbank.tableinfo import TableInfo, parse_table_info

ADDRESS = "https://api.statbank.dk/v1"
# Danish, for the labels by which totals, ages and types are found are known in Danish
_LANGUAGE = "da"

T = TypeVar("T")


@dataclass(frozen=True)
class Fetched:
    """When, from which table and by which query something came; `title` and `unit` as the table has them.

    `labels`: where only some of the rows are meant, which.
    """

    table: str
    date: str
    title: str = ""
    unit: str = ""
    period: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)
    labels: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The codes that were asked for, by variable."""
        return "; ".join(f"{code}={','.join(values)}" for code, values in self.chosen.items())

    @property
    def source(self) -> str:
        """How a figure names it."""
        return f"Statistics Denmark, {self.table}, fetched {self.date}"


@dataclass(frozen=True)
class Client:
    """Asks the StatBank, each question once in its life.

    With `refresh`, answers kept on disk by others are replaced instead of used: published figures are revised.
    With `gone`, which says why, nobody is asked any more.
    """

    address: str = ADDRESS
    folder: Path = field(default_factory=cache.default_folder)
    patience: Patience = field(default_factory=Patience)
    refresh: bool = False
    gone: Offline | None = None
    _asked: dict[str, tuple[Any, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def table_info(self, table: str) -> TableInfo:
        """The description of a table."""
        body = {"table": table, "lang": _LANGUAGE, "format": "JSON"}
        return self._ask("tableinfo", body, lambda text: parse_table_info(table, text))[0]

    def cells(self, info: TableInfo, chosen: Mapping[str, Sequence[str]]) -> tuple[list[Cell], Fetched]:
        """The cells of a table for the chosen codes of its variables, and where they come from."""
        variables = [{"code": code, "values": list(values)} for code, values in chosen.items()]
        body = {
            "table": info.table,
            "lang": _LANGUAGE,
            "format": "CSV",
            "valuePresentation": "Code",
            "delimiter": "Semicolon",
            "variables": variables,
        }
        cells, date = self._ask("data", body, lambda text: parse_cells(info.table, chosen, text))
        period = ",".join(chosen.get(info.time.code, ()))
        return cells, Fetched(info.table, date, info.text, info.unit, period, dict(chosen))

    def without_network(self, why: Offline) -> "Client":
        """The same with the answers that it has: so that each further question does not wait for the network."""
        client = replace(self, gone=why)
        client._asked.update(self._asked)
        return client

    def _ask(self, function: str, body: dict[str, Any], parse: Callable[[str], T]) -> tuple[T, str]:
        """The parsed answer and the date of its fetch."""
        url = f"{self.address}/{function}"
        key = json.dumps([url, body])
        if key not in self._asked:
            self._asked[key] = self._kept(url, body, parse) or self._fetch(url, body, parse)
        parsed, date = self._asked[key]
        return parsed, date

    def _kept(self, url: str, body: dict[str, Any], parse: Callable[[str], T]) -> tuple[T, str] | None:
        """The same from disk; none where it is damaged."""
        kept = None if self.refresh else cache.read(self.folder, url, body)
        try:
            return (parse(kept.text), kept.fetched) if kept else None
        except Malformed:
            return None

    def _fetch(self, url: str, body: dict[str, Any], parse: Callable[[str], T]) -> tuple[T, str]:
        """The same from the StatBank; only what could be parsed is kept."""
        if self.gone is not None:
            raise self.gone
        text = post(url, body, self.patience)
        parsed = parse(text)
        answer = cache.Answer(text, datetime.now(UTC).date().isoformat())
        cache.keep(self.folder, url, body, answer)
        return parsed, answer.fetched
