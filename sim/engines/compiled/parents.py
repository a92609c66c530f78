"""Parents: the stocks a family is counted in, its arm, and the rates of coping and employment."""

from sim.engines.compiled.clocks import set_rate
from sim.jit import inner
from sim.outcomes.census import count_family
from sim.rules.employment import leaving_rate
from sim.rules.family import recovery_rate, strain_rate
from sim.rules.whole_family import coping_gain, effort_ore_per_day, employment_gain, readiness_gain
from sim.vocabulary import Clock, Status


@inner("void(W,i8,i8)")
def count_parents(w, f, sign):
    """Add the family's present state to the stocks, or take it away."""
    family = w.family[f]
    count_family(
        w.ledger,
        w.g[0].now,
        sign,
        family.employment,
        family.n_minors,
        family.n_open,
        family.n_adult_cases,
        family.arm,
        family.effort_ore,
    )


@inner("void(W,i8,i8)")
def change_minors(w, f, change):
    """A family has more or fewer children aged 0-17."""
    count_parents(w, f, -1)
    w.family[f].n_minors += change
    count_parents(w, f, 1)


@inner("void(W,i8,i8)")
def change_open(w, f, change):
    """A family has more or fewer open cases."""
    count_parents(w, f, -1)
    w.family[f].n_open += change
    count_parents(w, f, 1)


@inner("b1(W,i8)")
def is_in_case(w, c):
    """Whether the child's case is open, aftercare included."""
    return w.child[c].status == Status.OPEN or w.child[c].status == Status.AFTERCARE


@inner("i8(W,i8)")
def family_arm(w, f):
    """Arm of a family: 1 if the policy covers one of its children with an open case."""
    for i in range(4):
        c = w.family[f].members[i]
        if c >= 0 and w.child[c].arm == 1 and is_in_case(w, c):
            return 1
    return 0


@inner("f8(W,i8)")
def ready_gain(w, f):
    """Factor of the policy on becoming ready; coordination and effort are for families with an open case."""
    family = w.family[f]
    return readiness_gain(w.p, w.lever[family.arm]) if family.n_open > 0 else 1.0


@inner("f8(W,i8)")
def recovery(w, f):
    """Present rate at which parents' coping improves without family work."""
    family = w.family[f]
    gain = coping_gain(w.p, w.lever[family.arm]) if family.n_open > 0 else 1.0
    return recovery_rate(w.p, family.coping) * gain


@inner("f8(W,i8)")
def benefits_gain(w, f):
    """Factor of the policy on leaving benefits for work or education."""
    family = w.family[f]
    return employment_gain(w.p, w.lever[family.arm]) if family.n_open > 0 else 1.0


@inner("void(W,i8)")
def settle_spending(w, f):
    """Bring the family's arm, and what is spent on it, up to its present state."""
    family = w.family[f]
    arm = family_arm(w, f)
    effort = effort_ore_per_day(w.p, w.lever[arm], family.employment) if family.n_open > 0 else 0
    if arm != family.arm or effort != family.effort_ore:
        count_parents(w, f, -1)
        family.arm = arm
        family.effort_ore = effort
        count_parents(w, f, 1)


@inner("void(W,i8)")
def settle_parents(w, f):
    """Bring the family's arm and the rates of coping and employment up to its present state."""
    settle_spending(w, f)
    family = w.family[f]
    set_rate(w, Clock.COPING, f, strain_rate(w.p, family.coping, family.employment) + recovery(w, f))
    set_rate(w, Clock.EMPLOYMENT, f, leaving_rate(w.p, family.p_benefits, family.employment, benefits_gain(w, f)))
