"""What can go wrong between here and the StatBank; each is one sentence and ends a command like other bad input."""

from sim.errors import InputError


class StatbankError(InputError):
    """Anything about the StatBank."""


class Offline(StatbankError):
    """The StatBank cannot be reached, or does not answer in time."""


class Refused(StatbankError):
    """The StatBank answered that it will not: no such table, too many cells, a fault of its own."""


class Malformed(StatbankError):
    """The answer, or the table, has another shape than the documented one."""


class NotInTable(StatbankError):
    """The table has no such municipality, period, age or type."""
