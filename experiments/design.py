"""An experiment: what is run. Everything that a result depends on is here, and nothing else."""

import hashlib
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.posterior.load import Posterior, load_posterior, read_posterior
from experiments.options import RunOptions
from sim.catalogue.load import DEFAULT_MUNICIPALITY, load_municipality, load_scenario
from sim.catalogue.municipality import Municipality
from sim.catalogue.sense import why_not
from sim.errors import InputError
from sim.outcomes.groups import Group, groups_of
from sim.parameters.load import ParameterSet, load_parameters
from sim.parameters.priors import prior_draw
from sim.policy.scenario import STAFFS_NOBODY, LeverChange, Scenario
from sim.policy.settings import apply_settings

if TYPE_CHECKING:
    from sim.simulate import Job

REPLICATIONS_PER_DRAW = 2
WARMUP_YEARS = 30.0
SIM_FOLDER = Path(__file__).resolve().parents[1] / "sim"


@dataclass(frozen=True)
class Experiment:
    """Scenarios of one municipality, run over the same replications. The first scenario is the base of comparisons.

    `names` are the scenarios as they were asked for: keys, or paths of one's own files.
    """

    municipality: Municipality
    parameters: ParameterSet
    scenarios: tuple[Scenario, ...]
    names: tuple[str, ...]
    place: str
    replications: int
    seed: int
    years: float
    draws: str = "point"
    engine: str = "compiled"
    settings: tuple[str, ...] = ()

    @property
    def scenario_keys(self) -> tuple[str, ...]:
        """Keys of the scenarios, the base first."""
        return tuple(s.key for s in self.scenarios)

    def confronted(self) -> tuple[int, ...]:
        """Compared scenarios whose document projected what the policy costs and saves, for this municipality."""
        here = (self.municipality.key, self.place)
        compared = enumerate(self.scenarios[1:], start=1)
        return tuple(k for k, scenario in compared if scenario.projections and scenario.municipality in here)

    def draw_of(self, replication: int) -> int:
        """Number of the parameter draw of a replication; point values are draw 0."""
        return 0 if self.draws == "point" else replication // REPLICATIONS_PER_DRAW

    def group_of(self, replication: int) -> int:
        """Replications of one group share their parameters; with point values each stands for itself.

        A posterior has so many draws; where they end they are taken again, and a draw stays one observation.
        """
        if self.draws == "posterior":
            return self.draw_of(replication) % len(self.posterior())
        return replication if self.draws == "point" else self.draw_of(replication)

    def parameters_of(self, replication: int) -> ParameterSet:
        """The parameters of a replication."""
        if self.draws == "point":
            return self.parameters
        if self.draws == "posterior":
            return self.posterior().parameters(self.parameters, self.draw_of(replication))
        return prior_draw(self.parameters, self.seed, self.draw_of(replication))

    def posterior(self) -> Posterior:
        """The draws that `--draws posterior` takes: the municipality's own, else those that come with the package."""
        own = self.municipality.posterior
        return read_posterior(Path(own)) if own else load_posterior()

    def municipality_of(self, replication: int) -> Municipality:
        """The municipality of a replication: its uncertain figures are drawn too."""
        if self.draws == "point":
            return self.municipality
        if self.draws == "posterior":
            return self.posterior().municipality(self.municipality, self.draw_of(replication))
        return self.municipality.drawn(self.seed, self.draw_of(replication))

    def partly_covered(self) -> tuple[int, ...]:
        """Scenarios that cover some children only: their covered children are followed in the base run as well."""
        if not self.scenarios[0].covers_all:
            return ()
        return tuple(k for k, scenario in enumerate(self.scenarios) if not scenario.covers_all)

    def groups(self) -> tuple[Group, ...]:
        """Groups of children by which outcomes are told; arms if a scenario covers some children only."""
        return groups_of(self.municipality.n_districts, bool(self.partly_covered()))

    def job(self, replication: int) -> "Job":
        """What the engine gets for a replication: the scenarios, then the base again for each partly covered one."""
        from sim.simulate import Job

        base = self.scenarios[0]
        untreated = tuple(self.scenarios[k].untreated(base) for k in self.partly_covered())
        return Job(
            municipality=self.municipality_of(replication),
            parameters=self.parameters_of(replication),
            scenarios=(*self.scenarios, *untreated),
            seed=self.seed,
            replication=replication,
            years=self.years,
            warmup_years=WARMUP_YEARS,
            engine=self.engine,
        )

    def inputs(self) -> dict[str, str]:
        """Everything that a row depends on, by name: texts that are equal when the inputs are."""
        return {
            "municipality": f"{self.municipality.key} {hash_of(replace(self.municipality, posterior=''))}",
            "scenarios": ", ".join(f"{s.key} {hash_of(s)}" for s in self.scenarios),
            "parameters": hash_of(self.parameters),
            "seed": str(self.seed),
            "years": repr(self.years),
            "draws": f"{self.draws} {self.posterior().sha256[:16]}" if self.draws == "posterior" else self.draws,
            "engine": self.engine,
            "model": model_hash(),
        }

    def input_hash(self) -> str:
        """One hash of all inputs."""
        return hash_of(self.inputs())

    def repeat_command(self, replication: int) -> str:
        """The command that runs one replication again, alone."""
        words = ["sagstal", "compare" if len(self.names) > 1 else "run", *self.names, "-m", self.place]
        words += [
            "--years",
            f"{self.years:g}",
            "--seed",
            str(self.seed),
            "--draws",
            self.draws,
            "--engine",
            self.engine,
        ]
        for setting in self.settings:
            words += ["--set", setting]
        return shlex.join([*words, "--replication", str(replication)])


def _plain(value: Any) -> Any:
    """Dataclasses and mappings as plain data with a fixed order of keys."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(k): _plain(value[k]) for k in sorted(value, key=str)}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(v) for v in value), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def hash_of(value: Any) -> str:
    """Hash of dataclasses, mappings and plain values: equal when their contents are."""
    text = json.dumps(_plain(value), sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def model_hash() -> str:
    """Hash of the model's source and of its evidence records, whose priors are drawn from."""
    digest = hashlib.sha256()
    for path in sorted([*SIM_FOLDER.rglob("*.py"), *(SIM_FOLDER / "parameters").glob("*.toml")]):
        digest.update(str(path.relative_to(SIM_FOLDER)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def design(names: tuple[str, ...], options: RunOptions) -> Experiment:
    """The experiment that a command asks for; levers set by `--set` change every scenario, the base too."""
    place = options.municipality or _place_of(names)
    municipality = load_municipality(place)
    parameters, changes = apply_settings(load_parameters(), options.settings)
    scenarios = tuple(load_scenario(name, municipality) for name in names)
    _check_different(scenarios)
    _check_sense(scenarios, municipality)
    scenarios = tuple(with_levers(scenario, changes) for scenario in scenarios)
    for scenario in scenarios:
        if scenario.staffs_nobody:
            raise InputError(STAFFS_NOBODY, field="--set", value=scenario.key)
    if options.draws == "posterior" and municipality.posterior:
        read_posterior(Path(municipality.posterior))  # a broken file is told before anything runs
    return Experiment(
        municipality=municipality,
        parameters=parameters,
        scenarios=scenarios,
        names=names,
        place=place,
        replications=options.replications,
        seed=options.seed,
        years=float(options.years),
        draws=options.draws,
        engine=options.engine,
        settings=options.settings,
    )


def with_levers(scenario: Scenario, changes: Sequence[LeverChange]) -> Scenario:
    """A scenario with levers set; what it did with these levers itself is dropped."""
    levers = {change.lever for change in changes}
    kept = tuple(change for change in scenario.changes if change.lever not in levers)
    return replace(scenario, changes=kept + tuple(changes))


def _check_sense(scenarios: tuple[Scenario, ...], municipality: Municipality) -> None:
    for scenario in scenarios:
        reason = why_not(scenario, municipality)
        if reason:
            raise InputError(reason, field="--municipality", value=municipality.key)


def _place_of(names: tuple[str, ...]) -> str:
    """The municipality of the first scenario that names another one than the usual, else the usual."""
    places = [load_scenario(name).municipality for name in names]
    return next((p for p in places if p != DEFAULT_MUNICIPALITY), DEFAULT_MUNICIPALITY)


def _check_different(scenarios: tuple[Scenario, ...]) -> None:
    seen: set[str] = set()
    for scenario in scenarios:
        if scenario.key in seen:
            raise InputError("named twice", field="SCENARIO", value=scenario.key, allowed="each scenario once")
        seen.add(scenario.key)
