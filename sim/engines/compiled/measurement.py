"""An evaluator's readings of children with an open case, at the ends of quarters from policy start. Nothing follows."""

from sim.engines.compiled.clocks import child_reading, family_reading
from sim.jit import inner
from sim.outcomes.census import awaits_place
from sim.outcomes.ledger import Reading, add_reading
from sim.rules.measurement import (
    ONCE,
    QUARTER_MONTHS,
    categorised_need,
    complains,
    complaint_rate,
    has_sdq,
    is_asked,
    p_everyday,
    p_positive_answer,
    registered_step,
    sdq_total,
    who5_score,
)
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import STEP_OF_MEASURE, Everyday, Measure, Need, Status, Stream


@inner("b1(W,i8)")
def reader_expects(w, c):
    """Whether the child's category is read by somebody who knows that a policy is tried on it."""
    g = w.g[0]
    return w.child[c].arm > 0 and g.policy_begun == 1 and g.only_labels == 0


@inner("void(W,i8,i8)")
def read_category(w, c, quarter):
    """Børnelineal category and ladder step."""
    child = w.child[c]
    u = child_reading(w, c, Stream.CATEGORISATION, quarter)
    category = categorised_need(w.p, u, child.need, reader_expects(w, c))
    step = registered_step(w.p, child_reading(w, c, Stream.STEP_REGISTRATION, quarter), STEP_OF_MEASURE[child.measure])
    add_reading(w.ledger, Reading.CATEGORISED, child.arm, 1)
    add_reading(w.ledger, Reading.CATEGORY_SUM, child.arm, category)
    add_reading(w.ledger, Reading.CATEGORISED_AT_4, child.arm, 1 if category >= Need.EXPOSED else 0)
    add_reading(w.ledger, Reading.STEP_SUM, child.arm, step)


@inner("void(W,i8,i8)")
def read_sdq(w, c, quarter):
    """SDQ total difficulties."""
    child = w.child[c]
    impairment = child.impairment if child.impaired == 1 else 0
    person = child_reading(w, c, Stream.SDQ_PERSON, ONCE)
    noise = child_reading(w, c, Stream.SDQ_NOISE, quarter)
    add_reading(w.ledger, Reading.SDQ_READ, child.arm, 1)
    add_reading(w.ledger, Reading.SDQ_SUM, child.arm, sdq_total(w.p, child.need, impairment, person, noise))


@inner("b1(W,i8)")
def speaks_for_family(w, c):
    """Whether the child is the first of its siblings with an open case: a family is read once."""
    members = w.family[w.child[c].family].members
    for i in range(4):
        if members[i] >= 0 and w.child[members[i]].status == Status.OPEN:
            return members[i] == c
    return False


@inner("void(W,i8,i8)")
def read_parent(w, c, quarter):
    """WHO-5 of a parent."""
    child = w.child[c]
    family = w.family[child.family]
    person = family_reading(w, child.family, Stream.WHO5_PERSON, ONCE)
    noise = family_reading(w, child.family, Stream.WHO5_NOISE, quarter)
    add_reading(w.ledger, Reading.WHO5_READ, child.arm, 1)
    add_reading(w.ledger, Reading.WHO5_SUM, child.arm, who5_score(w.p, family.coping, family.employment, person, noise))


@inner("void(W,i8,i8,f8)")
def read_everyday(w, c, which, u):
    """Whether a side of everyday life is in place."""
    child = w.child[c]
    placed = child.measure >= Measure.NETWORK_CARE
    enrolled, cover = child.enrolled == 1, w.g[0].coordination_cover
    in_place = u < p_everyday(w.p, which, child.need, placed, child.impaired == 1, enrolled, cover)
    add_reading(w.ledger, Reading.ATTENDANCE_ASKED + which, child.arm, 1)
    add_reading(w.ledger, Reading.ATTENDANCE + which, child.arm, 1 if in_place else 0)


@inner("void(W,i8,i8,f8)")
def read_day(w, c, quarter, age):
    """Attendance is new each quarter; the kind of school, a leisure activity and a job change with the state."""
    if is_asked(Everyday.ATTENDANCE, age):
        read_everyday(w, c, Everyday.ATTENDANCE, child_reading(w, c, Stream.ATTENDANCE, quarter))
        read_everyday(w, c, Everyday.MAINSTREAM_SCHOOLING, child_reading(w, c, Stream.MAINSTREAM_SCHOOLING, ONCE))
    if is_asked(Everyday.LEISURE, age):
        read_everyday(w, c, Everyday.LEISURE, child_reading(w, c, Stream.LEISURE, ONCE))
    if is_asked(Everyday.SPARE_TIME_JOB, age):
        read_everyday(w, c, Everyday.SPARE_TIME_JOB, child_reading(w, c, Stream.SPARE_TIME_JOB, ONCE))


@inner("void(W,i8,i8,f8)")
def read_experience(w, c, quarter, now):
    """The questionnaire on involvement, and complaints."""
    child = w.child[c]
    relation = now - child.relation_since
    if child_reading(w, c, Stream.ANSWERS, quarter) < w.p[0].p_answers:
        positive = child_reading(w, c, Stream.INVOLVEMENT, quarter) < p_positive_answer(
            w.p, child.contact_level, relation
        )
        add_reading(w.ledger, Reading.ANSWERS, child.arm, 1)
        add_reading(w.ledger, Reading.POSITIVE_ANSWERS, child.arm, 1 if positive else 0)
    waiting = awaits_place(child.place_stage, child.wanted) or child.course_wanted > 0
    enrolled, cover = child.enrolled == 1, w.g[0].coordination_cover
    rate = complaint_rate(w.p, child.follow_missed == 1, waiting, relation, enrolled, cover)
    complained = complains(child_reading(w, c, Stream.COMPLAINT, quarter), rate)
    add_reading(w.ledger, Reading.COMPLAINTS, child.arm, 1 if complained else 0)


@inner("void(W,i8,i8,f8)")
def read_child(w, c, quarter, now):
    """All readings of a child with an open case."""
    age = (now - w.child[c].born) / DAYS_PER_YEAR
    read_category(w, c, quarter)
    if has_sdq(age):
        read_sdq(w, c, quarter)
    if speaks_for_family(w, c):
        read_parent(w, c, quarter)
    read_day(w, c, quarter, age)
    read_experience(w, c, quarter, now)


@inner("void(W,i8,f8)")
def read_quarter(w, quarter, now):
    """Readings of all children with an open case; each quarter is read once."""
    g = w.g[0]
    if quarter <= g.quarter_read:
        return
    g.quarter_read = quarter
    for d in range(g.n_desks):
        for i in range(w.desk[d].n_cases):
            c = w.case[d, i]
            if w.child[c].status == Status.OPEN:
                read_child(w, c, quarter, now)


@inner("void(W)")
def read_month(w):
    """A month ends: if a quarter does, its readings are taken."""
    months = w.ledger.meta[0].month + 1
    if months > 0 and months % QUARTER_MONTHS == 0:
        read_quarter(w, months // QUARTER_MONTHS, w.g[0].now)


@inner("void(W,f8)")
def read_last_day(w, until):
    """The run ends: if a quarter does, its readings are taken."""
    months = w.ledger.meta[0].month + 1
    if months % QUARTER_MONTHS == 0 and abs(until - months * DAYS_PER_MONTH) < 1e-6:
        read_quarter(w, months // QUARTER_MONTHS, until)
