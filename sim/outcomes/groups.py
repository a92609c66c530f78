"""Groups of children by which outcomes are told, and what is told of each; declared in `definitions/groups.toml`."""

import tomllib
from dataclasses import dataclass
from typing import Any

from sim.outcomes.catalogue import BASE, FOLDER, Better

DISTRICT, ARM = "district", "arm"


@dataclass(frozen=True)
class GroupOutcome:
    """What is told of a group."""

    key: str
    name_en: str
    name_da: str
    unit: str
    better: Better
    meaning_en: str

    def name(self, language: str) -> str:
        """Its name in Danish (`da`) or English."""
        return self.name_da if language == "da" else self.name_en


@dataclass(frozen=True)
class Dimension:
    """A way to split children into groups: key of each group -> its name in English and Danish."""

    key: str
    name_en: str
    name_da: str
    groups: dict[str, tuple[str, str]]

    def name(self, language: str) -> str:
        """Its name in Danish (`da`) or English."""
        return self.name_da if language == "da" else self.name_en

    def group_name(self, group: str, language: str) -> str:
        """Name of one of its groups; districts are numbered."""
        if self.key == DISTRICT:
            return f"{'Distrikt' if language == 'da' else 'District'} {group}"
        english, danish = self.groups[group]
        return danish if language == "da" else english


@dataclass(frozen=True)
class Group:
    """A group of a dimension; `untreated` are the same children as drawn in the base run."""

    dimension: str
    key: str
    untreated: bool = False

    @property
    def label(self) -> str:
        """How it is written in tables."""
        return self.key + BASE if self.untreated else self.key


def _dimension(key: str, record: dict[str, Any]) -> Dimension:
    groups = {name: (names[0], names[1]) for name, names in record.get("groups", {}).items()}
    return Dimension(key, record["name_en"], record["name_da"], groups)


_DECLARED = tomllib.loads((FOLDER / "groups.toml").read_text(encoding="utf-8"))
DIMENSIONS: dict[str, Dimension] = {key: _dimension(key, record) for key, record in _DECLARED["dimensions"].items()}
GROUP_OUTCOMES: dict[str, GroupOutcome] = {
    key: GroupOutcome(key=key, **record) for key, record in _DECLARED["outcomes"].items()
}


def groups_of(n_districts: int, with_arms: bool) -> tuple[Group, ...]:
    """Every group of a municipality; arms where a scenario covers some of the children."""
    groups = []
    for dimension in DIMENSIONS.values():
        keys = map(str, range(1, n_districts + 1)) if dimension.key == DISTRICT else dimension.groups
        groups += [Group(dimension.key, key) for key in keys if dimension.key != ARM]
    if with_arms:
        arms = DIMENSIONS[ARM].groups
        groups += [Group(ARM, key, untreated) for untreated in (False, True) for key in arms]
    return tuple(groups)
