"""The only clock: SimPy's own queue and step, with absolute times and the model's order of simultaneous events."""

import math
from collections.abc import Callable
from heapq import heappush

import simpy
from simpy.events import EventPriority

from sim.errors import NO_TIME, RunError


class Calendar(simpy.Environment):
    """An environment in which an event stands at an absolute time, and at equal times in a given order.

    SimPy's `timeout` takes relative times, and `now + (time - now)` is not always `time`.
    """

    def __init__(self, start: float) -> None:
        super().__init__(start)
        self._placed = 0
        del self._eid  # SimPy's own counter: cannot be copied, and nothing is scheduled but by `at`

    def at(self, time: float, order: int, action: Callable[[simpy.Event], None]) -> simpy.Event:
        """An event that calls `action` at `time`; its order is SimPy's priority."""
        if math.isnan(time):
            raise RunError(NO_TIME)
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        event.callbacks.append(action)
        self._placed += 1
        heappush(self._queue, (time, EventPriority(order), self._placed, event))
        return event
