"""Residents of the municipality: families arrive in exogenous streams."""

from sim.engines.reference.direct import demography
from sim.engines.reference.family import Family
from sim.engines.reference.teams import Teams
from sim.engines.setup import Part
from sim.rules.demography import BIRTH_FAMILY, MIGRANT_FAMILY
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Clock as EventClass
from sim.vocabulary import Stream


class Residents(Teams):
    """Families who live here, are founded or move in."""

    def start_residents(self) -> None:
        """Families at the start of the warm-up, and the streams of those to come."""
        self.new_family_clock = self.clock(EventClass.NEW_FAMILY, self.on_new_family)
        self.in_migration_clock = self.clock(EventClass.IN_MIGRATION, self.on_in_migration)
        for k in range(int(self.new_families_per_day() * self.span_days() + 0.5)):
            self.family_arrives(k, self.draw(Stream.FAMILY_AGE) * self.span_days())
        self.new_family_clock.renew(self.draw(Stream.NEW_FAMILY), self.new_families_per_day())
        self.in_migration_clock.renew(self.draw(Stream.IN_MIGRATION), self.in_migrants_per_day())

    # ---- rates
    def new_families_per_day(self) -> float:
        """Rate of first births without growth."""
        rate: float = demography.new_families_per_day(self.p, self.setup.residents)
        return rate

    def span_days(self) -> float:
        """Days that a family stays in the model."""
        days: float = demography.span_days(self.p)
        return days

    def emigration_per_day(self) -> float:
        """Rate at which a family moves out, over the parts of the municipality."""
        rate = 0.0
        for part in self.setup.parts:
            rate += part.share * part.emigration_per_day
        return rate

    def in_migrants_per_day(self) -> float:
        """Rate of in-migrating families without growth."""
        rate: float = demography.in_migrants_per_day(self.p, self.setup.residents, self.emigration_per_day())
        return rate

    def growth(self) -> float:
        """Factor on arrivals from growth since policy start, by whole years."""
        years = max(self.now, 0.0) / DAYS_PER_YEAR
        return 1.0 + self.setup.growth_per_day * DAYS_PER_YEAR * int(years)

    # ---- arrivals
    def part_of(self, u: float) -> Part:
        """Part of the municipality that a family lives in, by population."""
        reached = 0.0
        for part in self.setup.parts:
            reached += part.share
            if u < reached:
                return part
        return self.setup.parts[-1]

    def family_arrives(self, identity: int, age: float, migrant: bool = False) -> None:
        """A family arrives with its first birth `age` days ago."""
        Family(self, identity, migrant).arrive(age)

    def on_new_family(self) -> None:
        """A family has its first child."""
        self.new_family_clock.renew(self.draw(Stream.NEW_FAMILY), self.new_families_per_day() * self.growth())
        self.n_births += 1
        self.family_arrives(BIRTH_FAMILY + self.n_births, 0.0)

    def on_in_migration(self) -> None:
        """A family moves in; one whose children are all grown up is not seen."""
        self.in_migration_clock.renew(self.draw(Stream.IN_MIGRATION), self.in_migrants_per_day() * self.growth())
        self.n_migrants += 1
        age = self.draw(Stream.FAMILY_AGE) * self.span_days()
        self.family_arrives(MIGRANT_FAMILY + self.n_migrants, age, migrant=True)
