"""Clocks: the only objects that schedule."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import simpy

from sim.engines.reference.direct import hazards
from sim.hazards import NEVER
from sim.invariants import check_touched

if TYPE_CHECKING:
    from sim.engines.reference.core import Core

ORDER_STEP = 4294967296  # 2^32: room for entity ids below an event class


class Clock:
    """One event class of one agent: at most one event of it is pending.

    A random clock is a unit-exponential threshold that an integrated hazard uses up: `remaining` is what is left of
    it at `since`, and `rate` is the hazard [1/day] from then on.
    """

    __slots__ = ("action", "event", "model", "order", "owner", "rate", "remaining", "since", "time")

    def __init__(self, model: "Core", owner: Any, event_class: int, entity_id: int, action: Callable[[], None]) -> None:
        self.model = model
        self.owner = owner
        self.order = event_class * ORDER_STEP + entity_id
        self.action = action
        self.remaining = self.rate = self.since = 0.0
        self.event: simpy.Event | None = None
        self.time = NEVER

    def __deepcopy__(self, memo: dict[int, Any]) -> "Clock":
        """The same clock of the copied agent: what is pending is put into the copied calendar."""
        other = Clock.__new__(Clock)
        memo[id(self)] = other
        other.model, other.owner = memo[id(self.model)], memo[id(self.owner)]
        other.order, other.action = self.order, getattr(other.owner, self.action.__name__)
        other.remaining, other.rate, other.since = self.remaining, self.rate, self.since
        other.event, other.time = None, NEVER
        if self.event is not None:
            other.at(self.time)
        return other

    @property
    def is_pending(self) -> bool:
        """Whether an event stands in the calendar."""
        return self.event is not None

    def cancel(self) -> None:
        """Take away the pending event. SimPy has no cancelling: it is left in the calendar, empty."""
        if self.event is not None:
            self.event.callbacks.clear()
            self.event = None

    def at(self, time: float) -> None:
        """Set, or move, the event; never is a cancellation."""
        self.cancel()
        self.time = time
        if time != NEVER:
            self.event = self.model.calendar.at(time, self.order, self.fire)

    def fire(self, _event: simpy.Event) -> None:
        """The time has come."""
        self.event = None
        model = self.model
        model.now = model.calendar.now
        model.n_events += 1
        self.action()
        if model.checks:
            check_touched(model, self.owner)

    def set_rate(self, rate: float) -> None:
        """Another hazard from now: what is left of the threshold carries over."""
        if rate == self.rate:
            return
        now = self.model.now
        self.remaining = hazards.consume(self.remaining, self.rate, self.since, now)
        self.since = now
        self.rate = rate
        self.at(hazards.fires_at(self.remaining, rate, now))

    def renew(self, u: float, rate: float) -> None:
        """Begin the next occurrence with a new threshold."""
        now = self.model.now
        self.remaining = hazards.threshold(u)
        self.since = now
        self.rate = rate
        self.at(hazards.fires_at(self.remaining, rate, now))

    def use_up(self, amount: float) -> bool:
        """Use up some of the threshold by other means than time; whether it is now reached."""
        now = self.model.now
        self.remaining = hazards.consume(self.remaining, self.rate, self.since, now) - amount
        self.since = now
        if self.remaining <= 0.0:
            return True
        self.at(hazards.fires_at(self.remaining, self.rate, now))
        return False
