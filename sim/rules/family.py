"""Family: parents' coping and readiness, and kin who could foster.

Hours of family and network work act by using up the same threshold as time does: with no effect per hour the clocks
run exactly as without the work.
"""

from sim.jit import jit
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import Coping


@jit("f8(P,i8,i8)")
def strain_rate(p, coping: int, employment: int) -> float:
    """Rate [1/day] at which parents' coping worsens."""
    if coping >= Coping.OVERWHELMED:
        return 0.0
    return p[0].coping_strain_per_day[coping] * p[0].employment_strain_factor[employment]


@jit("f8(P,i8)")
def recovery_rate(p, coping: int) -> float:
    """Rate [1/day] at which parents' coping improves by itself."""
    return p[0].coping_recovery_per_day[coping] if coping > Coping.COPING else 0.0


@jit("f8(P,i8,f8)")
def readiness_rate(p, coping: int, days_placed: float) -> float:
    """Rate [1/day] at which parents of a placed child become ready to have it home: early, or hardly."""
    rate = p[0].readiness_per_day * p[0].readiness_coping_factor[coping]
    if days_placed > p[0].readiness_fades_days:
        rate *= p[0].readiness_late_factor
    return rate


@jit("f8(P,f8,f8,f8)")
def useful_hours(p, hours: float, hours_so_far: float, days: float) -> float:
    """Hours of family work that count: the more a family has had per month, the less a further hour adds."""
    months = max(days, p[0].family_work_memory_days) / DAYS_PER_MONTH
    half = p[0].family_work_half_hours
    return hours * half / (half + hours_so_far / months)


@jit("f8(P,i8)")
def readiness_per_hour(p, coping: int) -> float:
    """Integrated hazard of becoming ready that one hour of family work adds."""
    return p[0].family_work_readiness_per_hour * p[0].readiness_coping_factor[coping]


@jit("f8(P,i8)")
def kin_rate(p, n_open: int) -> float:
    """Rate [1/day] at which able kin are found while a child of the family has an open case."""
    return p[0].kin_found_per_day if n_open > 0 else 0.0


@jit("i8(P,f8,i8)")
def first_coping(p, u: float, employment: int) -> int:
    """Parents' coping when the family enters: the balance of strain and recovery."""
    up0 = strain_rate(p, Coping.COPING, employment)
    up1 = strain_rate(p, Coping.STRAINED, employment)
    strained = up0 / recovery_rate(p, Coping.STRAINED)
    overwhelmed = strained * up1 / recovery_rate(p, Coping.OVERWHELMED)
    x = u * (1.0 + strained + overwhelmed)
    if x < 1.0:
        return Coping.COPING
    return Coping.STRAINED if x < 1.0 + strained else Coping.OVERWHELMED
