"""Where the compiled engine uses what: read from its source text, without importing (and so compiling) it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[1] / "sim" / "engines" / "compiled"


@dataclass(frozen=True)
class Use:
    """A member of an enumeration in the source: in which function, and as an argument of which call ('' if none)."""

    member: str
    module: str
    function: str
    call: str

    @property
    def place(self) -> str:
        """`module.function`."""
        return f"{self.module}.{self.function}"


@cache
def _functions() -> tuple[tuple[str, ast.FunctionDef], ...]:
    """Every function of the compiled engine with the name of its file, in order."""
    found = []
    for path in sorted(ENGINE.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found.append((path.stem, node))
    return tuple(found)


def _members(node: ast.AST, enumeration: str, call: str) -> Iterator[tuple[str, str]]:
    """Members of an enumeration below a node, each with the innermost call that it is an argument of."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == enumeration:
        yield node.attr, call
    inner = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else call
    for child in ast.iter_child_nodes(node):
        yield from _members(child, enumeration, inner)


@cache
def uses(enumeration: str) -> tuple[Use, ...]:
    """Every use of an enumeration's members in the bodies of the engine's functions."""
    return tuple(
        Use(member, module, function.name, call)
        for module, function in _functions()
        for member, call in _members(function, enumeration, "")
    )


def places(enumeration: str, member: str) -> tuple[str, ...]:
    """Functions that use a member, each once, in the order of the source."""
    return tuple(dict.fromkeys(use.place for use in uses(enumeration) if use.member == member))


def docstring(place: str) -> str:
    """First line of the docstring of `module.function`; KeyError if there is no such function."""
    documented = {f"{module}.{f.name}": ast.get_docstring(f) or "" for module, f in _functions()}
    return documented[place].split("\n")[0]
