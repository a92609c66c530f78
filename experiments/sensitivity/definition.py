"""The definition of a sensitivity analysis: a TOML file, checked whole before anything runs."""

from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from experiments.design import Experiment, design
from experiments.options import SEED_MOST, YEARS_LEAST, YEARS_MOST, RunOptions
from experiments.sensitivity.factors import Ranges, read_factors
from experiments.sensitivity.plan import REPLICATIONS_MOST, Sensitivity, Target
from experiments.sensitivity.sampling import make_points
from sim.catalogue.load import is_path
from sim.errors import InputError, unknown
from sim.input_file import InputFile, Strict, read_toml, validate
from sim.outcomes.catalogue import DIFFERENCE_KEYS, RUN_KEYS
from sim.parameters.schema import Text

FOLDER = Path(__file__).resolve().parent / "definitions"
# money differences that a single replication knows; pay-back and present value need its months
MONEY_DIFFERENCES = ("gross_saving_dkk", "net_cost_dkk")

Probability = Annotated[float, Field(ge=0, le=1)]


class SensitivityFile(Strict):
    """A sensitivity analysis as people write it."""

    title_en: str = ""
    title_da: str = ""
    method: Literal["morris", "sobol"]
    municipality: Text
    base: Text = "status-quo"
    scenarios: list[Text] = Field([])
    analyse: list[Literal["level", "difference"]] = Field(
        [], description="level: the outcome of each scenario; difference: scenario less base, paired"
    )
    outcomes: Annotated[list[Text], Field(min_length=1)]
    parameters: Annotated[list[Text], Field(min_length=1, description="addresses, names of processes, or 'all'")]
    ranges: dict[str, Annotated[list[float], Field(min_length=2, max_length=2)]] = Field(
        {}, description="[lowest, highest] instead of the prior's quantiles"
    )
    p_low: Probability = Field(0.05, description="lowest quantile of a prior")
    p_high: Probability = Field(0.95, description="highest quantile of a prior")
    trajectories: Annotated[int | None, Field(ge=4, le=500)] = None
    n: Annotated[int | None, Field(ge=8, le=4096, description="blocks of the Saltelli design, a power of two")] = None
    replications: Annotated[int, Field(ge=1, le=REPLICATIONS_MOST)]
    seed: Annotated[int, Field(ge=0, le=SEED_MOST)] = 1
    years: Annotated[float, Field(ge=YEARS_LEAST, le=YEARS_MOST)] = 5.0
    settings: list[Text] = Field([], description="PARAMETER=VALUE or lever.NAME=VALUE, in every scenario")

    @model_validator(mode="after")
    def _is_whole(self) -> "SensitivityFile":
        if self.p_low >= self.p_high:
            raise ValueError("p_low must be below p_high")
        if self.method == "morris" and (self.trajectories is None or self.n is not None):
            raise ValueError("method morris takes trajectories, and not n")
        if self.method == "sobol" and (self.n is None or self.trajectories is not None):
            raise ValueError("method sobol takes n, and not trajectories")
        if self.n is not None and self.n & (self.n - 1):
            raise ValueError("n must be a power of two: 64, 128, 256 ...")
        if "difference" in self.analyse and not self.scenarios:
            raise ValueError("a difference needs a scenario beside the base")
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is analysed: differences if nothing is said and there are scenarios."""
        return tuple(dict.fromkeys(self.analyse)) or (("difference",) if self.scenarios else ("level",))

    @property
    def blocks(self) -> int:
        """Trajectories, or blocks of a Saltelli design."""
        return self.trajectories or self.n or 0


def load_sensitivity(key_or_path: str) -> Sensitivity:
    """The analysis of a definition that comes with the package, or of one's own file."""
    return read_sensitivity(read_toml(_path_of(key_or_path)))


def _path_of(key_or_path: str) -> Path:
    if is_path(key_or_path):
        return Path(key_or_path)
    keys = sorted(path.stem for path in FOLDER.glob("*.toml") if "method" in read_toml(path).data)
    if key_or_path not in keys:
        raise unknown("sensitivity analysis", key_or_path, keys, field="FILE")
    return FOLDER / f"{key_or_path}.toml"


def read_sensitivity(file: InputFile) -> Sensitivity:
    """The analysis of a file, every name in it checked."""
    written = validate(SensitivityFile, file)
    targets = _targets(file, written)
    ranges = Ranges(written.p_low, written.p_high, {a: (r[0], r[1]) for a, r in written.ranges.items()})
    factors = read_factors(file, tuple(written.parameters), ranges)
    experiment = _experiment(file, written)
    for factor in factors:
        if (factor.key, factor.element) in experiment.parameters.given:
            place = ("parameters",)
            raise file.error("is set and varied at once", place, value=factor.address, allowed="one of the two")
    plain: dict[str, Any] = {own.name: getattr(experiment, own.name) for own in fields(Experiment)}
    points = make_points(written.method, len(factors), written.blocks, written.seed)
    return Sensitivity(
        **plain,
        method=written.method,
        titles=(written.title_en, written.title_da),
        factors=factors,
        targets=targets,
        blocks=written.blocks,
        points=points,
        file=file.name,
    )


def _targets(file: InputFile, written: SensitivityFile) -> tuple[Target, ...]:
    """Every outcome of every scenario asked for."""
    allowed = (*RUN_KEYS, *MONEY_DIFFERENCES)
    for k, key in enumerate(written.outcomes):
        if key not in allowed:
            later = "needs the months of a run: see `sagstal compare`" if key in DIFFERENCE_KEYS else ""
            raise (
                file.error(later, ("outcomes", k), value=key)
                if later
                else _at(file, ("outcomes", k), unknown("outcome", key, allowed))
            )
        if key in DIFFERENCE_KEYS and written.kinds == ("level",):
            raise file.error("exists only as a difference to the base", ("outcomes", k), value=key)
    found = []
    for kind in written.kinds:
        scenarios = range(1, len(written.scenarios) + 1) if kind == "difference" else range(len(written.scenarios) + 1)
        keys = [key for key in written.outcomes if kind == "difference" or key not in DIFFERENCE_KEYS]
        found += [Target(kind, scenario, key) for scenario in scenarios for key in dict.fromkeys(keys)]
    return tuple(found)


def _at(file: InputFile, place: tuple[str | int, ...], problem: InputError) -> InputError:
    """A problem of a name, told with file and line."""
    return file.error(problem.message, place, value=problem.value, allowed=problem.allowed, near=problem.nearest)


def _experiment(file: InputFile, written: SensitivityFile) -> Experiment:
    """The experiment at the point values; whatever is wrong with a name is told with the file."""
    options = RunOptions(
        written.municipality,
        written.years,
        written.replications,
        written.seed,
        draws="point",
        settings=tuple(written.settings),
    )
    try:
        return design((written.base, *written.scenarios), options)
    except InputError as problem:
        field = _field_of(written, problem)
        raise (_at(file, field, problem) if field and problem.file is None else problem) from None


def _field_of(written: SensitivityFile, problem: InputError) -> tuple[str | int, ...]:
    """The field of the definition that a problem of a name belongs to."""
    if problem.value == written.municipality:
        return ("municipality",)
    if problem.value == written.base:
        return ("base",)
    if problem.value in written.scenarios:
        return ("scenarios", written.scenarios.index(str(problem.value)))
    return ("settings",) if problem.field else ()


__all__ = ["SensitivityFile", "load_sensitivity", "read_sensitivity"]
