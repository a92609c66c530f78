"""The template: filled with its own examples it passes the check, in both languages."""

import re
import tomllib
from pathlib import Path

import pytest

from calibration.municipality import template
from calibration.municipality.fields import TYPES, load_fields
from tests.calibration.municipality.own_files import good, problems

LANGUAGES = ("en", "da")
_EXAMPLE = re.compile(r"^# (?:Example|Eksempel): (.*)\n(\w+) = \"\"$", re.MULTILINE)


def filled(language: str) -> str:
    """The template with every blank filled by the example above it."""
    return _EXAMPLE.sub(r"\2 = \1", template(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_filled_with_its_examples_passes_without_warnings(tmp_path: Path, language: str) -> None:
    own = good(tmp_path, filled(language), language)
    assert list(own.values) == list(load_fields())
    assert own.warnings == ()
    assert own.teams == ("reception", "by_age")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_itself_is_toml_with_every_field_blank(language: str) -> None:
    data = tomllib.loads(template(language))
    assert list(data) == ["municipality", "figures", "sources"]
    assert list(data["figures"]) == list(load_fields())
    assert {value for table in data.values() for value in table.values()} == {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_template_lacks_what_is_needed_and_nothing_else(tmp_path: Path, language: str) -> None:
    found = problems(tmp_path, template(language), language)
    lacking = [p.field for p in found]
    assert sorted(map(str, lacking)) == ["date", "key", "name", "placed_0_17", "residents_0_17"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_explained_above_its_line(language: str) -> None:
    shown = template(language)
    assert max(map(len, shown.splitlines())) <= 120
    joined = " ".join(line.removeprefix("#").strip() for line in shown.splitlines())
    for name, info in load_fields().items():
        words = (info.words(kind, language) for kind in ("meaning", "unit", "where"))
        assert all(said in joined for said in words), name


def test_the_examples_of_the_types_sum_to_the_example_of_their_total() -> None:
    fields = load_fields()
    assert sum(int(fields[name].example) for name in TYPES) == int(fields["placed_0_22"].example)
