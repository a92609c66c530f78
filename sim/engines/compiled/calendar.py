"""The calendar: an indexed binary heap with one place per clock, ordered by (time, class, entity id)."""

import math

from sim.engines.compiled.world import ERROR_TIME  # registers the type of the world, too
from sim.jit import inner

ORDER_STEP = 4294967296  # 2^32: room for entity ids below a class


@inner("b1(f8,i8,f8,i8)")
def before(time_a, order_a, time_b, order_b):
    """Whether event a goes before event b."""
    return time_a < time_b or (time_a == time_b and order_a < order_b)


@inner("void(W,i8,f8,i8,i8)")
def sift_up(w, i, time, order, slot):
    """Put an entry at place i or above."""
    heap = w.heap
    while i > 0:
        parent = (i - 1) >> 1
        if not before(time, order, heap[parent].time, heap[parent].order):
            break
        heap[i].time = heap[parent].time
        heap[i].order = heap[parent].order
        heap[i].slot = heap[parent].slot
        w.pos[heap[i].slot] = i
        i = parent
    heap[i].time = time
    heap[i].order = order
    heap[i].slot = slot
    w.pos[slot] = i


@inner("void(W,i8,f8,i8,i8)")
def sift_down(w, i, time, order, slot):
    """Put an entry at place i or below."""
    heap = w.heap
    n = w.g[0].n_heap
    while True:
        kid = 2 * i + 1
        if kid >= n:
            break
        if kid + 1 < n and before(heap[kid + 1].time, heap[kid + 1].order, heap[kid].time, heap[kid].order):
            kid += 1
        if not before(heap[kid].time, heap[kid].order, time, order):
            break
        heap[i].time = heap[kid].time
        heap[i].order = heap[kid].order
        heap[i].slot = heap[kid].slot
        w.pos[heap[i].slot] = i
        i = kid
    heap[i].time = time
    heap[i].order = order
    heap[i].slot = slot
    w.pos[slot] = i


@inner("void(W,i8,f8,i8,i8)")
def place(w, i, time, order, slot):
    """Put an entry at place i, above or below, wherever it belongs."""
    if i > 0:
        parent = (i - 1) >> 1
        if before(time, order, w.heap[parent].time, w.heap[parent].order):
            sift_up(w, i, time, order, slot)
            return
    sift_down(w, i, time, order, slot)


@inner("void(W,i8)")
def cancel_slot(w, slot):
    """Take a clock's event from the calendar, if it has one."""
    i = w.pos[slot]
    if i < 0:
        return
    n = w.g[0].n_heap - 1
    w.g[0].n_heap = n
    w.pos[slot] = -1
    if i != n:
        last = w.heap[n]
        place(w, i, last.time, last.order, last.slot)


@inner("void(W,i8,f8,i8)")
def schedule_slot(w, slot, time, order):
    """Set (or move) a clock's event; never is a cancellation."""
    if not time < math.inf:
        cancel_slot(w, slot)
        if math.isnan(time):
            w.g[0].error = ERROR_TIME
        return
    i = w.pos[slot]
    if i < 0:
        i = w.g[0].n_heap
        w.g[0].n_heap = i + 1
        sift_up(w, i, time, order, slot)
    else:
        place(w, i, time, order, slot)


@inner("i8(W,f8)")
def take(w, until):
    """Take the next event before `until`: class x ORDER_STEP + place of its entity; -1 if there is none."""
    g = w.g[0]
    if g.n_heap == 0 or w.heap[0].time >= until:
        return -1
    g.now = w.heap[0].time
    slot = w.heap[0].slot
    clock = w.heap[0].order // ORDER_STEP
    cancel_slot(w, slot)
    return clock * ORDER_STEP + slot - g.first_slot[clock]
