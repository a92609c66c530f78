"""Problems and warnings, in the language that was asked for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("texts.toml")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every text by key and language."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def text(key: str, language: str, /, **values: object) -> str:
    """A text in a language, with its places filled."""
    return texts()[key][language].format(**{name: shown(value) for name, value in values.items()})


def shown(value: object) -> str:
    """A value as it would be written in the file: a point for decimals and nothing between thousands."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"
    return str(value)


@dataclass(frozen=True)
class Problem:
    """What is wrong where: `code` for programs, the rest in the language that was asked for."""

    code: str
    language: str
    explanation: str
    file: str
    line: int | None = None
    field: str | None = None
    value: str | None = None
    allowed: str | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        words = ": ".join(part for part in (place, self.field, self.explanation) if part)
        for key in ("value", "allowed", "suggestion"):
            said = getattr(self, key)
            if said is not None:
                words += text(f"_{key}", self.language, said=said)
        return words


@dataclass
class Report:
    """Collects what is found in one file. `lines` says on which line a field stands."""

    file: str
    language: str
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def say(self, key: str, /, **values: object) -> str:
        """A text in the language of the report."""
        return text(key, self.language, **values)

    def problem(self, code: str, name: str | None = None, **more: object) -> None:
        """Something that must be changed. `value`, `allowed`, `suggestion` and `line` are shown apart."""
        self.problems.append(self._found(code, name, more))

    def warning(self, code: str, name: str | None = None, **more: object) -> None:
        """Something that may be right."""
        self.warnings.append(self._found(code, name, more))

    def _found(self, code: str, name: str | None, more: dict[str, object]) -> Problem:
        value, allowed, suggestion = (more.get(key) for key in ("value", "allowed", "suggestion"))
        line = more.get("line") or self.lines.get(name or "")
        return Problem(
            code,
            self.language,
            self.say(code, **{"field": name or "", **more}),
            self.file,
            line if isinstance(line, int) else None,
            name,
            *(None if said is None else _short(shown(said)) for said in (value, allowed, suggestion)),
        )


def _short(said: str, most: int = 700) -> str:
    return said if len(said) <= most else said[: most - 3] + "..."
