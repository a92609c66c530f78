"""Parents' employment: a chain in continuous time on work, education, benefits and early pension.

Its balance is the share on benefits of the group that a family belongs to, and the national shares of the rest: what
leaves benefits for a state comes back from it as often, so that employment has no trend of its own.
"""

from sim.distributions import category
from sim.jit import jit
from sim.vocabulary import Employment


@jit("i8(i8)")
def place_among_others(state: int) -> int:
    """Place of a state in lists of work, education and early pension."""
    return state if state < Employment.BENEFITS else 2


@jit("f8(P,f8,i8)")
def balance_share(p, p_benefits: float, state: int) -> float:
    """Share of families in this state in the long run."""
    if state == Employment.BENEFITS:
        return p_benefits
    total = p[0].employment_share[0] + p[0].employment_share[1] + p[0].employment_share[2]
    return (1.0 - p_benefits) * p[0].employment_share[place_among_others(state)] / total


@jit("f8(P,f8,i8,i8,f8)")
def returning(p, p_benefits: float, before: int, after: int, rate: float) -> float:
    """Rate [1/day] from one state to another that balances `rate` the other way."""
    share = balance_share(p, p_benefits, before)
    return rate * balance_share(p, p_benefits, after) / share if share > 0.0 else 0.0


@jit("f8(P,f8,i8,i8,f8)")
def change_rate(p, p_benefits: float, before: int, after: int, gain: float) -> float:
    """Rate [1/day] from one state to another; `gain` is a factor on leaving benefits for work or education."""
    if before == Employment.BENEFITS:
        rate = p[0].benefit_exit_per_day[place_among_others(after)]
        if balance_share(p, p_benefits, after) <= 0.0:
            return 0.0
        return rate * gain if after <= Employment.EDUCATION else rate
    if after == Employment.BENEFITS:
        return returning(p, p_benefits, before, after, p[0].benefit_exit_per_day[place_among_others(before)])
    if before == Employment.EDUCATION and after == Employment.WORK:
        return p[0].education_to_work_per_day
    if before == Employment.WORK and after == Employment.EDUCATION:
        return returning(p, p_benefits, before, after, p[0].education_to_work_per_day)
    return 0.0


@jit("f8(P,f8,i8,f8)")
def leaving_rate(p, p_benefits: float, before: int, gain: float) -> float:
    """Rate [1/day] at which parents' employment changes."""
    total = 0.0
    for after in range(4):
        if after != before:
            total += change_rate(p, p_benefits, before, after, gain)
    return total


@jit("i8(P,f8,f8,i8,f8)")
def next_employment(p, u: float, p_benefits: float, before: int, gain: float) -> int:
    """What parents' employment becomes, now that it changes."""
    total = leaving_rate(p, p_benefits, before, gain)
    reached = 0.0
    last = before
    for after in range(4):
        rate = change_rate(p, p_benefits, before, after, gain) if after != before else 0.0
        if rate > 0.0:
            last = after
        reached += rate
        if u * total < reached:
            return after
    return last


@jit("i8(P,f8,f8)")
def first_employment(p, u: float, p_benefits: float) -> int:
    """Parents' employment when the family enters: in balance."""
    if u < p_benefits:
        return Employment.BENEFITS
    share = (u - p_benefits) / (1.0 - p_benefits)
    kind = category(share, p[0].employment_share[:])
    return kind if kind < Employment.BENEFITS else Employment.EARLY_PENSION


@jit("i8(P,f8,f8)")
def n_adult_cases(p, u_second: float, u_further: float) -> int:
    """Cases that a family's adults have while it is on benefits: of the job centre, and social or health cases."""
    second = 1 if u_second < p[0].p_second_adult_case else 0
    further = 1 if u_further < p[0].p_further_adult_case else 0
    return 1 + second + further
