"""A municipality as the model gets it: frozen, with its figures and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sim.catalogue.figures import FIGURES
from sim.parameters.priors import draw_uniform, parse_prior, quantile


@dataclass(frozen=True)
class Figure:
    """One cited figure."""

    value: float
    unit: str
    source: str
    grade: str
    population: str
    year: str
    note: str = ""
    prior: str = "fixed"

    def at(self, key: str, u: float) -> float:
        """Value at probability u in (0, 1) of its prior; `key` says which figure it is."""
        info = FIGURES[key]
        value = quantile(parse_prior(self.prior), u, self.value, (info.low, info.high))
        return float(round(value)) if info.is_whole else value


@dataclass(frozen=True)
class Teams:
    """Which teams exist; the work of a missing one is done by the family teams."""

    reception: bool
    assessment: bool
    by_age: bool
    impairment: bool
    acute: bool


@dataclass(frozen=True)
class Municipality:
    """A municipality. `has_placement_target` is false where no stock is known: never presented as fitted.

    `posterior` is the file of its own draws, if it has any.
    """

    key: str
    name_en: str
    name_da: str
    summary_en: str
    summary_da: str
    source: str
    has_placement_target: bool
    is_covered_area: bool
    teams: Teams
    figures: Mapping[str, Figure] = field(hash=False)
    parts: tuple[str, ...] = ()
    loaded_parts: tuple["Municipality", ...] = ()
    posterior: str = field(default="", compare=False)

    def value(self, figure: str) -> float:
        """The value of a figure."""
        return self.figures[figure].value

    def with_figures(self, values: Mapping[str, float]) -> "Municipality":
        """A copy with other values of its figures, for fits and sensitivity analyses; parts stay as they are."""
        new = {key: replace(self.figures[key], value=value) for key, value in values.items()}
        return replace(self, figures={**self.figures, **new})

    def drawn(self, seed: int, draw: int) -> "Municipality":
        """Draw number `draw` of its figures from their priors, and of those of its parts."""
        values = {
            key: figure.at(key, draw_uniform(seed, f"{self.key}.{key}", 0, draw))
            for key, figure in self.figures.items()
            if figure.prior != "fixed" and FIGURES[key].is_drawn
        }
        parts = tuple(part.drawn(seed, draw) for part in self.loaded_parts)
        return self.with_figures(values).with_parts(parts)

    def with_parts(self, parts: tuple["Municipality", ...]) -> "Municipality":
        """A copy with other versions of its parts."""
        return replace(self, loaded_parts=parts)

    def part_municipalities(self) -> tuple["Municipality", ...]:
        """The municipalities that one agency serves; itself, where it serves one."""
        return self.loaded_parts or (self,)

    @property
    def residents_0_17(self) -> int:
        """Residents aged 0-17."""
        return round(self.value("residents_0_17"))

    @property
    def residents_18_22(self) -> int:
        """Residents aged 18-22."""
        return round(self.value("residents_18_22"))

    @property
    def growth_per_year(self) -> float:
        """Growth of births and in-migration from policy start [share per year]."""
        return self.value("growth_per_year")

    @property
    def emigration_per_year(self) -> float:
        """Share of families that leave the municipality per year."""
        return self.value("emigration_per_year")

    @property
    def p_family_on_benefits(self) -> float:
        """Share of families with a parent on benefits."""
        return self.value("p_family_on_benefits")

    @property
    def p_migrant_family_on_benefits(self) -> float:
        """The same among families that move in."""
        return self.value("p_migrant_family_on_benefits")

    @property
    def socioeconomic_level(self) -> float:
        """Multiplier of the rates at which need rises; Denmark = 1."""
        return self.value("socioeconomic_level")

    @property
    def notification_level(self) -> float:
        """Multiplier of the rates of notification; Denmark = 1."""
        return self.value("notification_level")

    @property
    def residential_propensity(self) -> float:
        """Multiplier of the shares of residential types of placement; Denmark = 1."""
        return self.value("residential_propensity")

    @property
    def impairment_level(self) -> float:
        """Multiplier of the share of children with an impairment; Denmark = 1."""
        return self.value("impairment_level")

    @property
    def foster_homes_per_1000(self) -> float:
        """Ordinary foster homes per 1,000 residents aged 0-17."""
        return self.value("foster_homes_per_1000")

    @property
    def caseload(self) -> float:
        """Children per established case-holding post under the status quo."""
        return self.value("caseload")

    @property
    def n_districts(self) -> int:
        """School districts."""
        return round(self.value("n_districts"))

    @property
    def schools(self) -> int:
        """Schools."""
        return round(self.value("schools"))

    @property
    def day_care_institutions(self) -> int:
        """Day-care institutions."""
        return round(self.value("day_care_institutions"))

    @property
    def pay_only_children(self) -> int:
        """Placed children the municipality pays for without acting."""
        return round(self.value("pay_only_children"))

    @property
    def n_agencies(self) -> int:
        """Agencies of this size simulated side by side; staff are not pooled."""
        return round(self.value("n_agencies"))
