"""The template that a municipality fills in, in Danish or English; blank, or with what the StatBank tells."""

from collections.abc import Iterator
from textwrap import wrap

from calibration.municipality.fetched import Filling
from calibration.municipality.fields import REQUIRED, STOCKS, FieldInfo, load_fields
from calibration.municipality.report import text

WIDTH = 118
_HEAD_EXAMPLES = {"key": '"my-town"', "name": "", "date": "2023-12-31", "teams": '["reception", "by_age"]'}
_BLANK = '""'


def template(language: str = "en", filling: Filling | None = None) -> str:
    """The annotated file: what each figure is, its unit, where it is found, and an example.

    Every value is blank, but for those of a filling: above each it says where it comes from, above others why not.
    """
    return "\n".join(line.rstrip() for line in _lines(language, filling)) + "\n"


def _lines(language: str, filling: Filling | None) -> Iterator[str]:
    yield from _comment(text("template_head", language))
    if filling is not None:
        yield "#"
        yield from _comment(filling.introduction)
    yield from ("", "[municipality]")
    for name in _HEAD_EXAMPLES:
        yield from _head_field(name, language, filling)
    yield from ("", "[figures]")
    group = ""
    for name, info in load_fields().items():
        if info.group != group:
            group = info.group
            yield from ("", f"# --- {text(f'group_{group}', language)} ---")
        yield from _figure(name, info, language, filling)
    yield from ("", "[sources]")
    yield from _comment(text("meaning_sources", language))
    said = '"' + text("example_source", language) + '"'
    yield from _comment(text("example", language, said=f"residents_0_17 = {said}"))
    if filling is not None:
        yield from (f"{name} = {source}" for name, source in filling.sources().items())


def _comment(words: str) -> Iterator[str]:
    for line in words.splitlines():
        indent = "  " if line.startswith("- ") else ""
        yield from (f"# {part}" for part in wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""])


def _head_field(name: str, language: str, filling: Filling | None) -> Iterator[str]:
    is_needed = text("blank_is_fine" if name == "teams" else "needed", language)
    example = _HEAD_EXAMPLES[name] or f'"{text("example_name", language)}"'
    yield ""
    yield from _comment(f"{text(f'meaning_{name}', language)} [{is_needed}]")
    yield from _comment(text("example", language, said=example))
    yield f"{name} = {filling.head.get(name, _BLANK) if filling else _BLANK}"


def _figure(name: str, info: FieldInfo, language: str, filling: Filling | None) -> Iterator[str]:
    is_needed = text("needed" if name in REQUIRED else "blank_is_fine", language)
    status = "" if name in STOCKS else f"; {is_needed}"
    yield ""
    yield from _comment(f"{info.words('meaning', language)} [{info.words('unit', language)}{status}]")
    yield from _comment(text("found_at", language, said=info.words("where", language)))
    for paragraph in filling.comments(name) if filling else ():
        yield from _comment(paragraph)
    value = filling.values.get(name) if filling else None
    if value is None:
        yield from _comment(text("example", language, said=info.example))
    yield f"{name} = {_BLANK if value is None else value}"
