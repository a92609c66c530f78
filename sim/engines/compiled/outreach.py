"""Outreach: who notifies more, and the hours and money it takes; planned by the month."""

from sim.engines.compiled.children import refresh
from sim.jit import inner
from sim.outcomes.ledger import Flow, add
from sim.policy.levers import N_ARMS, Lever
from sim.rules.notification import N_CHANNELS, TOTAL
from sim.rules.outreach import caseworker_hours_per_day, channel_rate, mixed, others_ore_per_day, staffed_ore_per_day
from sim.rules.workforce import does_outreach
from sim.vocabulary import Band, Coverage


@inner("void(W,i8,i8,i8,i8)")
def fill_rates(w, arm, embedded, relevant, band):
    """Rates of all channels for children of this arm, school, relevance and age, and their sum."""
    total = 0.0
    for channel in range(N_CHANNELS):
        rate = channel_rate(w.p, w.lever[arm], channel, band, relevant == 1, embedded == 1)
        w.channel_rate[arm, embedded, relevant, band, channel] = rate
        total += rate
    w.channel_rate[arm, embedded, relevant, band, TOTAL] = total


@inner("void(W)")
def fill_channels(w):
    """Rates of all channels for all children; young people over 17 are not notified."""
    for arm in range(N_ARMS):
        for embedded in range(2):
            for relevant in range(2):
                for band in range(Band.AGE_18_22):
                    fill_rates(w, arm, embedded, relevant, band)


@inner("f8(W)")
def covered_share(w):
    """Share of the municipality in which outreach follows the covered children's levers."""
    g = w.g[0]
    if g.coverage == Coverage.DISTRICTS:
        return g.covered_districts / g.n_districts
    return 0.0 if g.coverage == Coverage.NOBODY else 1.0


@inner("f8(W)")
def posts_going_out(w):
    """Filled posts of the teams whose caseworkers go out."""
    total = 0.0
    for d in range(w.g[0].n_desks):
        desk = w.desk[d]
        if desk.established == 1 and desk.in_post == 1 and does_outreach(desk.team):
            total += desk.fte
    return total


@inner("f8(W,i8)")
def hours_of_arm(w, arm):
    """Caseworker hours per day if the whole municipality had the levers of this arm."""
    return caseworker_hours_per_day(w.p, w.lever[arm], w.g[0].n_schools, w.g[0].n_day_cares)


@inner("f8(W,i8)")
def others_of_arm(w, arm):
    """Cost per day of other professions if the whole municipality had the levers of this arm."""
    return others_ore_per_day(w.p, w.lever[arm], w.g[0].residents)


@inner("void(W)")
def plan_outreach(w):
    """The month's timetable: hours, their cost, and what each filled post gives (nothing if posts beside it do it)."""
    g = w.g[0]
    share = covered_share(w)
    g.outreach_hours_per_day = mixed(hours_of_arm(w, 0), hours_of_arm(w, 1), share)
    g.outreach_ore_per_day = mixed(others_of_arm(w, 0), others_of_arm(w, 1), share)
    g.outreach_hours_per_post = 0.0
    posts = posts_going_out(w)
    if w.lever[0, Lever.OUTREACH_STAFFED] > 0.0:
        g.outreach_ore_per_day += staffed_ore_per_day(w.p, g.outreach_hours_per_day)
    elif posts > 0.0:
        g.outreach_hours_per_post = g.outreach_hours_per_day / posts


@inner("void(W,f8)")
def book_outreach(w, now):
    """Book hours and money of outreach since the last booking."""
    g = w.g[0]
    days = now - g.outreach_since
    g.outreach_since = now
    add(w.ledger, Flow.HOURS_OUTREACH, g.outreach_hours_per_day * days)
    add(w.ledger, Flow.OUTREACH_ORE, g.outreach_ore_per_day * days)


@inner("void(W)")
def outreach_changed(w):
    """A lever of outreach took another value: rates, timetable and every child follow."""
    g = w.g[0]
    g.outreach_stale = 0
    fill_channels(w)
    book_outreach(w, g.now)
    plan_outreach(w)
    for c in range(g.n_children):
        if w.child[c].id >= 0:
            refresh(w, c)
