"""The compiled rules as plain callables: the same machine code, without numba's search for a signature."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any


class Direct:
    """The compiled functions of a module, each taken from its dispatcher when it is first used."""

    def __init__(self, module: str) -> None:
        self._module = import_module(module)

    def __getattr__(self, name: str) -> Any:
        """Compile (or load) the function and keep its entry point."""
        dispatcher = getattr(self._module, name)
        if not dispatcher.overloads:
            dispatcher._compile_for_args()
        entry = next(iter(dispatcher.overloads.values())).entry_point
        setattr(self, name, entry)
        return entry


def plain_values(parameters: Any) -> SimpleNamespace:
    """The parameter record as plain Python numbers and lists, for what is read outside the rules."""
    return SimpleNamespace(**{name: parameters[0][name].tolist() for name in parameters.dtype.names})


distributions = Direct("sim.distributions")
hazards = Direct("sim.hazards")
randomness = Direct("sim.randomness")
census = Direct("sim.outcomes.census")
ledger = Direct("sim.outcomes.ledger")
assessment = Direct("sim.rules.assessment")
choice = Direct("sim.rules.choice")
demography = Direct("sim.rules.demography")
economy = Direct("sim.rules.economy")
employment = Direct("sim.rules.employment")
family = Direct("sim.rules.family")
followup = Direct("sim.rules.followup")
impairment = Direct("sim.rules.impairment")
measurement = Direct("sim.rules.measurement")
need = Direct("sim.rules.need")
notification = Direct("sim.rules.notification")
outreach = Direct("sim.rules.outreach")
placement = Direct("sim.rules.placement")
places = Direct("sim.rules.places")
reception = Direct("sim.rules.reception")
whole_family = Direct("sim.rules.whole_family")
work = Direct("sim.rules.work")
workforce = Direct("sim.rules.workforce")
years = Direct("sim.outcomes.years")
