"""The bare loop: the engine's own calendar with the same pending clocks, one draw and one reschedule per event."""

import math

from sim.engines.compiled.calendar import ORDER_STEP, take
from sim.engines.compiled.clocks import child_draw, renew
from sim.jit import jit
from sim.vocabulary import Clock, Stream


@jit("void(W,i8,i8,f8)")
def fill(w, n_children, n_pending, rate):  # type: ignore[no-untyped-def]
    """Set `n_pending` clocks going, spread over the children's classes of clocks."""
    for slot in range(len(w.pos)):
        w.pos[slot] = -1
    w.g[0].n_heap = 0
    for i in range(n_pending):
        clock = Clock.NOTIFICATION if i >= n_children else Clock.NEED
        c = i % n_children
        w.child[c].id = c
        renew(w, clock, c, child_draw(w, c, Stream.NEED_TIME), rate)


@jit("void(W,i8,f8)")
def turn(w, n_events, rate):  # type: ignore[no-untyped-def]
    """Handle `n_events` events: take the first, draw once, reschedule it."""
    for _ in range(n_events):
        event = take(w, math.inf)
        c = event % ORDER_STEP
        renew(w, event // ORDER_STEP, c, child_draw(w, c, Stream.NEED_TIME), rate)
