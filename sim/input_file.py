"""Reading files that people write by hand: every problem becomes one InputError that says where it is."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.errors import InputError, nearest

Place = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

_LARGEST_BYTES = 5_000_000
_HEADER = re.compile(r"^\s*\[(\[)?\s*([^\[\]#=]+?)\s*\]?\]\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"^\s*([A-Za-z0-9_\-.\"' ]+?)\s*=")
_TYPES = {
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "finite_number": "a finite number",
}


class Strict(BaseModel):
    """Base of every file schema: no unknown fields, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def dotted(place: Place) -> str:
    """('changes', 0, 'value') -> 'changes.1.value'; people count from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


@dataclass(frozen=True)
class InputFile:
    """A parsed TOML file together with its text, so that a value can be traced to its line."""

    name: str
    text: str
    data: dict[str, Any]

    def at(self, place: Place) -> Any:
        """The value at a place; KeyError or IndexError where there is none."""
        value: Any = self.data
        for part in place:
            value = value[part]
        return value

    def holds(self, place: Place) -> bool:
        """Whether something stands at this place."""
        try:
            self.at(place)
        except (KeyError, IndexError, TypeError):
            return False
        return True

    @cached_property
    def _lines(self) -> dict[Place, int]:
        found: dict[Place, int] = {}
        for number, place in _places(self):
            found.setdefault(place, number)
        return found

    def line(self, place: Place) -> int | None:
        """Line on which a place is written, or the nearest thing around it that has a line."""
        for length in range(len(place), 0, -1):
            if place[:length] in self._lines:
                return self._lines[place[:length]]
        return None

    def error(
        self,
        message: str,
        place: Place = (),
        *,
        value: object = None,
        allowed: str | None = None,
        near: str | None = None,
    ) -> InputError:
        """An InputError that points at a place of this file."""
        return InputError(
            message,
            file=self.name,
            line=self.line(place),
            field=dotted(place) or None,
            value=value,
            allowed=allowed,
            nearest=near,
        )


def _names(text: str) -> list[str]:
    """'figures."a.b".c' -> ['figures', 'a.b', 'c']."""
    return [a or b or c for a, b, c in re.findall(r'"([^"]*)"|\'([^\']*)\'|([A-Za-z0-9_\-]+)', text)]


def _places(file: InputFile) -> Iterator[tuple[int, Place]]:
    """Line number and place of every table header and assignment that the parsed file confirms."""
    table: Place = ()
    counts: dict[Place, int] = {}
    for number, text in enumerate(file.text.splitlines(), start=1):
        header = _HEADER.match(text)
        place: Place = ()
        if header:
            place = tuple(_names(header[2]))
            if header[1]:
                counts[place] = counts.get(place, -1) + 1
                place = (*place, counts[place])
        assignment = None if header else _ASSIGNMENT.match(text)
        if assignment:
            place = (*table, *_names(assignment[1]))
        if not place or not file.holds(place):
            continue
        if header:
            table = place
        for length in range(len(table) + 1, len(place)):
            yield number, place[:length]
        yield number, place


def read_text(path: Path, name: str = "") -> str:
    """The text of a regular UTF-8 file."""
    try:
        if path.is_dir():
            raise InputError("is a folder, not a file", file=name, allowed="a TOML file")
        if not path.exists():
            siblings = [p.name for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
            raise InputError("no such file", file=name, allowed="a TOML file", nearest=nearest(path.name, siblings))
        if not path.is_file() or path.stat().st_size > _LARGEST_BYTES:
            raise InputError("not a plain file of reasonable size", file=name, allowed="a TOML file of at most 5 MB")
        raw = path.read_bytes()
    except OSError as caught:
        raise InputError(f"cannot be read: {caught.strerror}", file=name) from None
    except ValueError:
        raise InputError("not a file name", file=name, value=str(path)) from None
    if b"\0" in raw:
        raise InputError("is a binary file, not text", file=name, allowed="a TOML file in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as caught:
        line = raw[: caught.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", file=name, line=line, allowed="a TOML file in UTF-8") from None


def read_toml(path: Path | str) -> InputFile:
    """Read a TOML file; whatever is wrong with it is an InputError with the line."""
    name = str(path)
    text = read_text(Path(path), name)
    try:
        return InputFile(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as caught:
        found = re.search(r"at line (\d+)", str(caught))
        line = int(found[1]) if found else max(len(text.splitlines()), 1)
        raise InputError(f"is not valid TOML: {caught}", file=name, line=line) from None
    except RecursionError:
        raise InputError("is nested too deeply", file=name) from None


def validate(model: type[M], file: InputFile) -> M:
    """The file as an instance of its schema, or one InputError about the first problem."""
    try:
        return model.model_validate(file.data)
    except ValidationError as caught:
        problems = caught.errors(include_url=False)
        raise _first(model, file, problems) from None


def _first(model: type[BaseModel], file: InputFile, problems: list[Any]) -> InputError:
    """The problem to report: an unknown name first, for it explains a missing one; then by line."""
    places = [_place(file, p) for p in problems]
    order = sorted(
        range(len(problems)),
        key=lambda i: (problems[i]["type"] != "extra_forbidden", file.line(places[i]) or 0),
    )
    chosen = order[0]
    error = _describe(model, file, problems[chosen], places[chosen])
    others = len(set(places)) - 1
    if others:
        error.message += f" (and {others} more problem{'s' if others > 1 else ''} in this file)"
    return error


def _place(file: InputFile, problem: Any) -> Place:
    """pydantic's location without the branch names that it adds for unions."""
    place: Place = tuple(problem["loc"])
    if problem["type"] == "missing":
        return place
    while place and not file.holds(place):
        place = place[:-1]
    return place


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """The schema inside `Schema`, `list[Schema]`, `Schema | None` or `dict[str, Schema]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        inner = _inner_model(argument)
        if inner:
            return inner
    return None


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """The schema of the table at a place."""
    found: type[BaseModel] | None = model
    for part in place:
        if found is None or isinstance(part, int):
            continue
        field = found.model_fields.get(part)
        found = _inner_model(field.annotation) if field else None
    return found


def _bounds(model: type[BaseModel], place: Place) -> str | None:
    """'0 to 1' for a field that has bounds."""
    owner = _model_at(model, place[:-1])
    field = owner.model_fields.get(str(place[-1])) if owner and place else None
    if field is None:
        return None
    low = [m.ge for m in field.metadata if hasattr(m, "ge")]
    high = [m.le for m in field.metadata if hasattr(m, "le")]
    return f"{low[0]:g} to {high[0]:g}" if low and high else None


def _shown(value: object) -> object:
    """A value short enough for a message."""
    if isinstance(value, (dict, list)):
        return None
    return value if len(str(value)) <= 80 else str(value)[:77] + "..."


def _describe(model: type[BaseModel], file: InputFile, problem: Any, place: Place) -> InputError:
    """One pydantic problem in words."""
    kind, given = problem["type"], _shown(problem["input"])
    if kind == "missing":
        return file.error("field is missing", place)
    if kind == "extra_forbidden":
        owner = _model_at(model, place[:-1])
        names = sorted(owner.model_fields) if owner else []
        name = str(place[-1])
        return file.error("unknown field", place, value=name, allowed=", ".join(names), near=nearest(name, names))
    if kind == "literal_error":
        names = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
        message = "wrong unit" if place[-1] == "unit" else "unknown value"
        return file.error(message, place, value=given, allowed=" or ".join(names), near=nearest(str(given), names))
    if kind in _TYPES:
        return file.error("wrong kind of value", place, value=given, allowed=_TYPES[kind])
    bounds = _bounds(model, place)
    if bounds and kind.startswith(("greater", "less")):
        return file.error("outside its bounds", place, value=given, allowed=bounds)
    if kind == "value_error":
        return file.error(str(problem["ctx"]["error"]), place, value=given)
    return file.error(problem["msg"], place, value=given)
