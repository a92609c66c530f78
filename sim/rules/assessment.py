"""The § 50 assessment: waits for others' statements, then hours; four months by law."""

from sim.distributions import lognormal_median
from sim.jit import jit
from sim.vocabulary import Need


@jit("f8(P,f8)")
def statements_days(p, u: float) -> float:
    """Days until statements from school, psychologist and health are in."""
    return lognormal_median(u, p[0].statements_median_days, p[0].statements_sigma)


@jit("b1(P,f8,i8)")
def lapses(p, u: float, need: int) -> bool:
    """Whether the assessment lapses because need is seen to have fallen when the statements come."""
    return need <= Need.DECLINING and u < p[0].p_assessment_lapses
