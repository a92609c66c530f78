"""What a policy's own document projected: claims to be confronted with the simulation. No engine reads them.

Sums are in DKK. A positive cost, investment or grant is money spent or received, a positive gross saving is money no
longer spent on measures. Net = investment - gross saving, where investment = cost - grant: positive is a cost to the
municipality, negative a gain.
"""

from dataclasses import dataclass
from enum import Enum


class ProjectionKind(Enum):
    """What is projected, in the order in which it is shown."""

    COST = "cost"  # of the effort, whoever pays
    GRANT = "grant"
    INVESTMENT = "investment"  # cost of the effort less the grant: the municipality's own
    GROSS_SAVING = "gross_saving"
    NET = "net"


@dataclass(frozen=True)
class Projection:
    """Sums [DKK] for consecutive years; `first_year` counts from policy start (0 is the first year of the policy).

    `calendar_year` is what the document calls that year, `price_year` whose prices the sums are in.
    """

    kind: ProjectionKind
    first_year: int
    calendar_year: int
    values_dkk: tuple[float, ...]
    price_year: int
    source: str

    @property
    def by_year(self) -> dict[int, float]:
        """The sum of each year, counted from policy start."""
        return {self.first_year + offset: value for offset, value in enumerate(self.values_dkk)}

    @property
    def start_calendar_year(self) -> int:
        """What the document calls the first year of the policy."""
        return self.calendar_year - self.first_year
