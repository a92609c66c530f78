"""What can go wrong between here and the StatBank; each is one sentence and ends a command like other bad input."""

from typing import ClassVar

from sim.errors import InputError


class StatbankError(InputError):
    """Anything about the StatBank. `code` names the kind for programs, and for texts in other languages."""

    code: ClassVar[str] = "other_shape"


class Offline(StatbankError):
    """The StatBank cannot be reached, or does not answer in time."""

    code = "offline"


class Refused(StatbankError):
    """The StatBank answered that it will not: no such table, too many cells, a fault of its own."""

    code = "refused"


class Malformed(StatbankError):
    """The answer, or the table, has another shape than the documented one."""


class NotInTable(StatbankError):
    """The table has no such municipality, period, age or type."""


class NoPeriod(NotInTable):
    """The table has no such period."""

    code = "no_period"


class NoMunicipality(NotInTable):
    """The table does not list the municipality."""

    code = "no_municipality"


class NoAges(NotInTable):
    """The table is not split into these ages."""

    code = "no_ages"
