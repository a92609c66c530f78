"""The compiled rules as plain callables: the same machine code, without numba's search for a signature at every call."""

from types import ModuleType, SimpleNamespace
from typing import Any

from sim import distributions as _distributions
from sim import hazards as _hazards
from sim import randomness as _randomness
from sim.outcomes import census as _census
from sim.outcomes import ledger as _ledger
from sim.rules import (
    assessment as _assessment,
    choice as _choice,
    demography as _demography,
    economy as _economy,
    family as _family,
    followup as _followup,
    impairment as _impairment,
    need as _need,
    notification as _notification,
    placement as _placement,
    places as _places,
    reception as _reception,
    work as _work,
    workforce as _workforce,
)


class Direct:
    """The compiled functions of a module, each taken from its dispatcher when it is first used."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

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


distributions = Direct(_distributions)
hazards = Direct(_hazards)
randomness = Direct(_randomness)
census = Direct(_census)
ledger = Direct(_ledger)
assessment = Direct(_assessment)
choice = Direct(_choice)
demography = Direct(_demography)
economy = Direct(_economy)
family = Direct(_family)
followup = Direct(_followup)
impairment = Direct(_impairment)
need = Direct(_need)
notification = Direct(_notification)
placement = Direct(_placement)
places = Direct(_places)
reception = Direct(_reception)
work = Direct(_work)
workforce = Direct(_workforce)
