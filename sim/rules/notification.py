"""Notifications: by channel, rising with need, by age, with noise from thriving children, and self-exciting."""

from typing import Any

from sim.jit import jit

N_CHANNELS = 8
TOTAL = N_CHANNELS  # place of the sum behind the channels' rates


@jit("f8(P,i8,f8,f8)")
def notification_rate(p, need: int, level: float, total: float) -> float:
    """Rate [1/day] of first notifications of a child; `total` sums the rates of all channels at its age."""
    return total * p[0].notification_need_factor[need] * level


@jit("i8(f8,f8[])")
def channel(u: float, rates: Any) -> int:
    """Who notifies: by the channels' rates, whose sum stands behind them."""
    goal = u * rates[TOTAL]
    reached = 0.0
    for i in range(N_CHANNELS):
        reached += rates[i]
        if goal < reached:
            return i
    return N_CHANNELS - 1


@jit("f8(P)")
def excitation(p) -> float:
    """Intensity [1/day] that one notification adds: expected further notifications times their decay."""
    return p[0].notification_offspring * p[0].notification_decay_per_day
