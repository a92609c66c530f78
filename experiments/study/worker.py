"""What a worker on another machine does: make the study from its document, check that it is the same, run units."""

from collections.abc import Mapping, Sequence

from experiments.provenance import package_version
from experiments.replication import Done, Failed
from experiments.study.study import Study
from experiments.study.unit import run_unit

Identity = Mapping[str, str]


class OtherModel(Exception):
    """A worker whose package, model or inputs are not those of the process that asks."""


def identity(study: Study) -> dict[str, str]:
    """Everything that must be equal here and there."""
    return {"package": package_version(), **study.inputs()}


def check(study: Study, asked: Identity) -> None:
    """An error that names the first difference, if there is one. The study has been made again on its way here."""
    here = identity(study)
    for name, value in asked.items():
        if here.get(name) != value:
            raise OtherModel(f"its {name}: {here.get(name)}; asked for: {value}")


def run_chunk(study: Study, units: Sequence[int], asked: Identity) -> list[Done | Failed]:
    """Run some units one after another in this thread; other threads of the worker have chunks of their own."""
    check(study, asked)
    import sim.simulate  # noqa: F401  # imports are no unit's cost; compiling is that of the first

    return [run_unit(study, unit) for unit in units]
