"""Cells: worlds to warm up. One municipality under one structural variant at one point of the parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.design import Experiment
from experiments.study.variants import Variant
from sim.catalogue.municipality import Municipality
from sim.parameters.load import ParameterSet
from sim.policy.scenario import Scenario


@dataclass(frozen=True)
class Common:
    """What every cell shares."""

    parameters: ParameterSet
    replications: int
    seed: int
    years: float
    draws: str
    engine: str
    settings: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A municipality and the scenarios that make sense there; `levers` are what designs set in each."""

    name: str
    municipality: Municipality
    scenarios: tuple[Scenario, ...]
    levers: tuple[Mapping[str, float], ...]


@dataclass(frozen=True)
class Cell:
    """One world. `offset` is its first row within a replication; `values` are its parameters, by address."""

    number: int
    offset: int
    area: Area
    structure: Variant
    point: int
    values: Mapping[str, float]
    common: Common

    @property
    def municipality(self) -> str:
        """Key of its municipality."""
        return self.area.municipality.key

    @property
    def variant(self) -> str:
        """Key of its structural variant."""
        return self.structure.key

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Keys of its scenarios, the base first."""
        return tuple(scenario.key for scenario in self.area.scenarios)

    @property
    def axes(self) -> dict[str, float]:
        """What designs over parameters set here, by column of the run table."""
        return {f"parameter.{address}": value for address, value in self.values.items()}

    def scenario_axes(self, scenario: int) -> dict[str, float]:
        """The same with what designs over levers set in a scenario."""
        return {f"lever.{name}": value for name, value in self.area.levers[scenario].items()} | self.axes

    @property
    def experiment(self) -> Experiment:
        """What is run here; made anew each time, so that thousands of cells stay small."""
        common = self.common
        return Experiment(
            municipality=self.area.municipality,
            parameters=self.structure.of(common.parameters).with_values(self.values),
            scenarios=self.area.scenarios,
            names=self.scenarios,
            place=self.area.name,
            replications=common.replications,
            seed=common.seed,
            years=common.years,
            draws=common.draws,
            engine=common.engine,
            settings=common.settings,
        )
