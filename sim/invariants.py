"""What must hold after every event."""

from typing import Any


class InvariantError(AssertionError):
    """The state of the model contradicts itself."""


def check_touched(model: Any, owner: Any) -> None:
    """Check the agents that an event touched."""
