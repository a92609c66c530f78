"""Workforce: absence, resignation rising with workload, hiring lag, posts."""

import math

from sim.distributions import exponential, lognormal
from sim.jit import jit
from sim.vocabulary import Band, Team

DESKS_OF_TEAM = 1024  # ids of a team's desks begin at its number times this


@jit("f8(P,f8)")
def absence_days(p, u: float) -> float:
    """Days that an absence lasts."""
    return lognormal(u, p[0].absence_mean_days, p[0].absence_cv)


@jit("f8(P,f8,b1)")
def resignation_rate(p, cases_per_fte: float, holds_cases: bool) -> float:
    """Rate [1/day] at which a caseworker resigns; above the usual caseload it may rise (structural variant)."""
    rate = p[0].resignation_per_day
    if not holds_cases or p[0].structure_turnover == 0.0:
        return rate
    return rate * math.exp(p[0].resignation_load_effect * (cases_per_fte / p[0].usual_caseload - 1.0))


@jit("f8(P,f8)")
def hiring_days(p, u: float) -> float:
    """Days until a vacant post is filled."""
    return exponential(u, p[0].hiring_mean_days)


@jit("i8(f8,i8)")
def n_desks(posts: float, n_now: int) -> int:
    """Number of desks for so many full-time posts: as now while each stays between about 0.6 and 1.75 of a post."""
    most = int(math.floor(posts + 0.75))
    fewest = int(math.ceil(posts - 0.75))
    return max(1, min(max(n_now, fewest), most))


@jit("f8(P,f8,f8)")
def posts_for_hours(p, hours_per_year: float, work_share: float) -> float:
    """Posts for a team whose load is counted in hours (reception): so that it is busy for its usual share."""
    per_post = p[0].work_hours_per_day * 365.25 * (1.0 - p[0].share_meetings)
    return max(hours_per_year / (per_post * work_share), p[0].fewest_posts)


@jit("f8(f8,f8)")
def posts_for_cases(n_cases: float, caseload: float) -> float:
    """Posts that give the wanted number of cases per post."""
    return n_cases / caseload


@jit("i8(b1,i8)")
def family_team(by_age: bool, band: int) -> int:
    """Ordinary team of a family, by the child's age where the municipality has two."""
    return Team.YOUTH if by_age and band >= Band.AGE_13_14 else Team.CHILDREN


@jit("b1(i8)")
def does_outreach(team: int) -> bool:
    """Whether the caseworkers of a team go out: those who hold families' cases."""
    return team == Team.CHILDREN or team == Team.YOUTH or team == Team.PROJECT


@jit("i8(b1,b1,i8,b1,b1)")
def team_of(by_age: bool, impairment_team: bool, band: int, impaired: bool, in_project: bool) -> int:
    """Team that holds a child's case."""
    if in_project:
        return Team.PROJECT
    if impaired and impairment_team:
        return Team.IMPAIRMENT
    return family_team(by_age, band)
