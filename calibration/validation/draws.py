"""Where the parameters and municipalities of a validation come from: the prior, or the posterior that is shipped.

Chance is always fresh. A point of the reference table is in the posterior partly because its chance was right; seen
again with the same random numbers it would look better than it is. So simulations and reporting errors of a validation
are numbered beyond every table.
"""

from dataclasses import dataclass
from typing import Protocol

from calibration.posterior.load import Posterior
from calibration.table.points import SEED
from sim.catalogue.municipality import Municipality
from sim.parameters.load import ParameterSet, load_parameters
from sim.parameters.priors import prior_draw

FIRST_NUMBER = 1_000_000_000


def fresh_number(draw: int) -> int:
    """The number under which the chance of a draw is addressed."""
    return FIRST_NUMBER + draw


class Source(Protocol):
    """Draws by number."""

    @property
    def name(self) -> str:
        """prior or posterior."""

    def parameters(self, draw: int) -> ParameterSet:
        """The parameters of a draw."""

    def municipality(self, area: Municipality, draw: int) -> Municipality:
        """The municipality of a draw."""


@dataclass(frozen=True)
class PriorSource:
    """Draws from the prior: what is believed before any figure is looked at."""

    name: str = "prior"

    def parameters(self, draw: int) -> ParameterSet:
        """The parameters of a draw."""
        return prior_draw(load_parameters(), SEED, fresh_number(draw))

    def municipality(self, area: Municipality, draw: int) -> Municipality:
        """The municipality of a draw."""
        return area.drawn(SEED, fresh_number(draw))


@dataclass(frozen=True)
class PosteriorSource:
    """Draws from a posterior, taken in turn."""

    posterior: Posterior
    name: str = "posterior"

    def parameters(self, draw: int) -> ParameterSet:
        """The parameters of a draw."""
        return self.posterior.parameters(load_parameters(), draw)

    def municipality(self, area: Municipality, draw: int) -> Municipality:
        """The municipality of a draw."""
        return self.posterior.municipality(area, draw)
