"""What the total cost counts: gross municipal cost, and what each switch adds to it or takes from it."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.parameters.load import ParameterSet


@dataclass(frozen=True)
class Perimeter:
    """Switches of the parameters `perimeter_*`; all off is gross municipal cost."""

    state_refund: bool = False
    schooling: bool = False
    parents_benefits: bool = False
    pay_only: bool = False
    lost_earnings: bool = False

    @property
    def switched_on(self) -> tuple[str, ...]:
        """Names of the switches that are on."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))


GROSS = Perimeter()


def read_perimeter(parameters: "ParameterSet") -> Perimeter:
    """The perimeter that a set of parameters asks for."""
    return Perimeter(**{f.name: parameters.value(f"perimeter_{f.name}") > 0.0 for f in fields(Perimeter)})
