"""Clocks in continuous time: competing risks, integrated hazards and self-excitation, in closed form.

An occurrence is a unit-exponential threshold; a clock fires when its integrated hazard reaches it (random time
change). A changed rate never redraws: what is left of the threshold carries over, so scenarios stay coupled.
"""

import math

from sim.jit import jit

NEVER = math.inf


@jit("f8(f8)")
def threshold(u: float) -> float:
    """Unit-exponential threshold of an occurrence."""
    return -math.log(u)


@jit("f8(f8,f8,f8,f8)")
def consume(remaining: float, rate: float, since: float, now: float) -> float:
    """What is left of a threshold after running at `rate` [1/day] from `since` to `now`."""
    return remaining - rate * (now - since)


@jit("f8(f8,f8,f8)")
def fires_at(remaining: float, rate: float, now: float) -> float:
    """Time [day] at which the threshold is reached; never at rate zero."""
    if rate <= 0.0:
        return NEVER
    return now + max(remaining, 0.0) / rate


@jit("b1(f8,f8,f8)")
def first_of_two(u: float, hazard_a: float, hazard_b: float) -> bool:
    """Whether the first of two competing causes happened, given that one did."""
    return u * (hazard_a + hazard_b) < hazard_a


@jit("f8(f8,f8,f8,f8,f8)")
def excited_consume(remaining: float, intensity: float, decay: float, since: float, now: float) -> float:
    """What is left of a threshold under an intensity a*exp(-decay*s)."""
    return remaining + intensity * math.expm1(-decay * (now - since)) / decay


@jit("f8(f8,f8,f8)")
def excited_decay(intensity: float, decay: float, elapsed: float) -> float:
    """Intensity after `elapsed` days of exponential decay. Nothing stays nothing, however long ago it began."""
    if intensity <= 0.0:
        return 0.0
    return intensity * math.exp(-decay * elapsed)


@jit("f8(f8,f8,f8,f8)")
def excited_fires_at(remaining: float, intensity: float, decay: float, now: float) -> float:
    """Time at which a decaying intensity reaches the threshold: never if its whole mass is smaller."""
    if intensity <= 0.0:
        return NEVER
    share = remaining * decay / intensity
    if share >= 1.0:
        return NEVER
    return now - math.log1p(-max(share, 0.0)) / decay
