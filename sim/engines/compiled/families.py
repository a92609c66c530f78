"""Families: coping, readiness, kin, and what an hour of family or network work does to them."""

from sim.engines.compiled.arms import set_family_arms
from sim.engines.compiled.children import refresh_family, refresh_impairment, refresh_members
from sim.engines.compiled.clocks import family_draw, renew, use_up, write_family
from sim.engines.compiled.parents import benefits_gain, count_parents, recovery
from sim.hazards import first_of_two, threshold
from sim.jit import inner
from sim.outcomes.ledger import Flow, add
from sim.rules.employment import next_employment
from sim.rules.family import readiness_per_hour, strain_rate, useful_hours
from sim.vocabulary import Clock, Coping, Employment, Event, Stream


@inner("void(W,i8,i8)")
def set_coping(w, f, coping):
    """Parents' coping becomes another; overwhelmed parents are no longer ready to have a child home."""
    family = w.family[f]
    family.coping = coping
    write_family(w, Event.COPING, f, -1, float(coping))
    if coping == Coping.OVERWHELMED and family.ready == 1:
        family.ready = 0
        write_family(w, Event.READY, f, -1, 0.0)
    refresh_family(w, f)
    refresh_members(w, f)


@inner("void(W,i8)")
def on_coping(w, f):
    """Parents' coping worsens or improves by itself."""
    family = w.family[f]
    worse = strain_rate(w.p, family.coping, family.employment)
    better = recovery(w, f)
    worsens = first_of_two(family_draw(w, f, Stream.COPING_CAUSE), worse, better)
    renew(w, Clock.COPING, f, family_draw(w, f, Stream.COPING_TIME), 0.0)
    set_coping(w, f, family.coping + 1 if worsens else family.coping - 1)


@inner("void(W,i8,i8)")
def count_exit(w, f, employment):
    """Count parents with children at home who leave benefits for work or education."""
    family = w.family[f]
    if family.employment != Employment.BENEFITS or employment > Employment.EDUCATION:
        return
    if family.n_minors > 0:
        add(w.ledger, Flow.BENEFIT_EXITS, 1.0)
    if family.n_open > 0 and family.arm > 0:
        add(w.ledger, Flow.BENEFIT_EXITS_TREATED, 1.0)


@inner("void(W,i8,i8)")
def set_employment(w, f, employment):
    """Parents' employment becomes another: strain follows, and whom a policy for parents on benefits covers."""
    count_exit(w, f, employment)
    count_parents(w, f, -1)
    w.family[f].employment = employment
    count_parents(w, f, 1)
    write_family(w, Event.EMPLOYMENT, f, -1, float(employment))
    set_family_arms(w, f)
    refresh_family(w, f)
    for i in range(4):
        c = w.family[f].members[i]
        if c >= 0:
            refresh_impairment(w, c)


@inner("void(W,i8)")
def on_employment(w, f):
    """Parents go over to work, education, benefits or early pension."""
    family = w.family[f]
    u = family_draw(w, f, Stream.EMPLOYMENT_CAUSE)
    employment = next_employment(w.p, u, family.p_benefits, family.employment, benefits_gain(w, f))
    renew(w, Clock.EMPLOYMENT, f, family_draw(w, f, Stream.EMPLOYMENT_TIME), 0.0)
    set_employment(w, f, employment)


@inner("void(W,i8)")
def become_ready(w, f):
    """Parents become ready to have their placed child home."""
    w.family[f].ready = 1
    write_family(w, Event.READY, f, -1, 1.0)
    renew(w, Clock.READY, f, family_draw(w, f, Stream.READY), 0.0)


@inner("void(W,i8)")
def find_kin(w, f):
    """Kin who can foster are found."""
    w.family[f].kin_found = 1
    write_family(w, Event.KIN_FOUND, f, -1, 1.0)
    renew(w, Clock.KIN, f, family_draw(w, f, Stream.KIN_FOUND), 0.0)


@inner("void(W,i8,f8)")
def work_on_coping(w, f, amount):
    """Family work uses up the threshold of better coping."""
    family = w.family[f]
    if amount <= 0.0 or family.coping == Coping.COPING:
        return
    family.coping_left -= amount
    if family.coping_left <= 0.0:
        family.coping_left = threshold(family_draw(w, f, Stream.COPING_WORK))
        set_coping(w, f, family.coping - 1)


@inner("void(W,i8,f8)")
def work_with_family(w, f, hours):
    """Hours of family and network work raise coping, readiness and the chance of finding kin."""
    family = w.family[f]
    useful = useful_hours(w.p, hours, family.work_hours, w.g[0].now - family.work_since)
    family.work_hours += hours
    work_on_coping(w, f, w.p[0].family_work_coping_per_hour * useful)
    if family.n_placed > 0 and family.ready == 0:
        amount = readiness_per_hour(w.p, family.coping) * useful
        if amount > 0.0 and use_up(w, Clock.READY, f, amount):
            become_ready(w, f)
    if family.kin_able == 1 and family.kin_found == 0 and family.n_open > 0:
        amount = w.p[0].family_work_kin_per_hour * useful
        if amount > 0.0 and use_up(w, Clock.KIN, f, amount):
            find_kin(w, f)
