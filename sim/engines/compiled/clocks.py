"""Clocks, draws and the log: the only functions that schedule, that use random numbers, and that write rows.

A clock is addressed by (class, slot) and ordered by (class, entity id).
"""

from sim.engines.compiled.calendar import ORDER_STEP, cancel_slot, schedule_slot
from sim.engines.compiled.world import ERROR_LOG
from sim.hazards import consume, fires_at, threshold
from sim.jit import inner
from sim.randomness import uniform
from sim.vocabulary import OWNER_OF_CLOCK, PLACES_OFFICE, Kind

KIND_STEP = 256  # the word for the kind of entity also holds the agency: kind + 256 x agency


@inner("f8(W,i8,i8)")
def child_draw(w, c, stream):
    """The child's next uniform number in this stream."""
    n = w.child_draw[c, stream] + 1
    w.child_draw[c, stream] = n
    g = w.g[0]
    return uniform(g.seed, g.replication, Kind.CHILD + KIND_STEP * g.agency, w.child[c].id, stream, n)


@inner("f8(W,i8,i8)")
def family_draw(w, f, stream):
    """The family's next uniform number in this stream."""
    n = w.family_draw[f, stream] + 1
    w.family_draw[f, stream] = n
    g = w.g[0]
    return uniform(g.seed, g.replication, Kind.FAMILY + KIND_STEP * g.agency, w.family[f].id, stream, n)


@inner("f8(W,i8,i8)")
def desk_draw(w, d, stream):
    """The desk's next uniform number in this stream."""
    n = w.desk_draw[d, stream] + 1
    w.desk_draw[d, stream] = n
    g = w.g[0]
    return uniform(g.seed, g.replication, Kind.DESK + KIND_STEP * g.agency, w.desk[d].id, stream, n)


@inner("f8(W,i8)")
def town_draw(w, stream):
    """The municipality's next uniform number in this stream."""
    n = w.town_draw[0, stream] + 1
    w.town_draw[0, stream] = n
    g = w.g[0]
    return uniform(g.seed, g.replication, Kind.MUNICIPALITY + KIND_STEP * g.agency, 0, stream, n)


@inner("f8(W,i8,i8,i8)")
def child_reading(w, c, stream, number):
    """The child's uniform number for a reading: numbered by the quarter, so that readings leave no trace."""
    g = w.g[0]
    return uniform(g.seed, g.replication, Kind.CHILD + KIND_STEP * g.agency, w.child[c].id, stream, number)


@inner("f8(W,i8,i8,i8)")
def family_reading(w, f, stream, number):
    """The family's uniform number for a reading, numbered by the quarter."""
    g = w.g[0]
    return uniform(g.seed, g.replication, Kind.FAMILY + KIND_STEP * g.agency, w.family[f].id, stream, number)


@inner("i8(W,i8,i8)")
def entity_id(w, clock, i):
    """Entity id behind a slot: children, families, desks, then the municipality itself."""
    owner = OWNER_OF_CLOCK[clock]
    if owner == Kind.CHILD:
        return w.child[i].id
    if owner == Kind.FAMILY:
        return w.family[i].id
    if owner == Kind.MUNICIPALITY:
        return 0
    return PLACES_OFFICE if i == len(w.desk) else w.desk[i].id


@inner("void(W,i8,i8,f8)")
def schedule(w, clock, i, time):
    """Set the one pending event of this clock."""
    schedule_slot(w, w.g[0].first_slot[clock] + i, time, clock * ORDER_STEP + entity_id(w, clock, i))


@inner("void(W,i8,i8)")
def cancel(w, clock, i):
    """Take away the pending event of this clock."""
    cancel_slot(w, w.g[0].first_slot[clock] + i)


@inner("b1(W,i8,i8)")
def is_pending(w, clock, i):
    """Whether this clock has an event in the calendar."""
    return w.pos[w.g[0].first_slot[clock] + i] >= 0


@inner("void(W,i8,i8,f8)")
def set_rate(w, clock, i, rate):
    """Change the hazard of a running clock: what is left of its threshold carries over."""
    k = w.clock[w.g[0].first_slot[clock] + i]
    if rate == k.rate:
        return
    now = w.g[0].now
    k.remaining = consume(k.remaining, k.rate, k.since, now)
    k.since = now
    k.rate = rate
    schedule(w, clock, i, fires_at(k.remaining, rate, now))


@inner("void(W,i8,i8,f8,f8)")
def renew(w, clock, i, u, rate):
    """Begin the next occurrence of a clock with a new threshold."""
    k = w.clock[w.g[0].first_slot[clock] + i]
    now = w.g[0].now
    k.remaining = threshold(u)
    k.since = now
    k.rate = rate
    schedule(w, clock, i, fires_at(k.remaining, rate, now))


@inner("b1(W,i8,i8,f8)")
def use_up(w, clock, i, amount):
    """Use up some of a clock's threshold by other means than time; whether it is now reached."""
    k = w.clock[w.g[0].first_slot[clock] + i]
    now = w.g[0].now
    k.remaining = consume(k.remaining, k.rate, k.since, now) - amount
    k.since = now
    if k.remaining <= 0.0:
        return True
    schedule(w, clock, i, fires_at(k.remaining, k.rate, now))
    return False


@inner("void(W,i8,i8,i8,i8,i8,f8)")
def write(w, event, child, family, desk, detail, value):
    """Write a row of the event log, if one is kept."""
    if len(w.log) <= 1:
        return
    g = w.g[0]
    i = g.n_log
    if i >= len(w.log):
        g.error = ERROR_LOG
        return
    g.n_log = i + 1
    row = w.log[i]
    row.time = g.now
    row.event = event
    row.child = child
    row.family = family
    row.desk = desk
    row.detail = detail
    row.value = value


@inner("void(W,i8,i8,i8,f8)")
def write_child(w, event, c, detail, value):
    """A row about a child, its family and the desk that has its case."""
    child = w.child[c]
    desk = w.desk[child.desk].id if child.desk >= 0 else -1
    write(w, event, child.id, w.family[child.family].id, desk, detail, value)


@inner("void(W,i8,i8,i8,i8,f8)")
def write_work(w, event, d, c, detail, value):
    """A row about a child and the desk that does the work."""
    child = w.child[c]
    write(w, event, child.id, w.family[child.family].id, w.desk[d].id, detail, value)


@inner("void(W,i8,i8,i8,f8)")
def write_family(w, event, f, detail, value):
    """A row about a family."""
    write(w, event, -1, w.family[f].id, -1, detail, value)


@inner("void(W,i8,i8,i8,f8)")
def write_desk(w, event, d, detail, value):
    """A row about a desk."""
    write(w, event, -1, -1, w.desk[d].id, detail, value)
