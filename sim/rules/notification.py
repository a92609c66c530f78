"""Notifications: by channel, rising with need, by age, with noise from thriving children, and self-exciting."""

from sim.jit import jit


@jit("f8(P,i8)")
def channel_total(p, band: int) -> float:
    """Notifications per day of a child of this age over all channels, at need 1."""
    total = 0.0
    for channel in range(8):
        total += p[0].notification_per_day[channel][band]
    return total


@jit("f8(P,i8,i8,f8,f8)")
def notification_rate(p, need: int, band: int, level: float, total: float) -> float:
    """Rate [1/day] of first notifications of a child; `total` is `channel_total` of its age band."""
    return total * p[0].notification_need_factor[need] * level


@jit("i8(P,f8,i8)")
def channel(p, u: float, band: int) -> int:
    """Who notifies, by age."""
    goal = u * channel_total(p, band)
    reached = 0.0
    for i in range(8):
        reached += p[0].notification_per_day[i][band]
        if goal < reached:
            return i
    return 7


@jit("f8(P)")
def excitation(p) -> float:
    """Intensity [1/day] that one notification adds: expected further notifications times their decay."""
    return p[0].notification_offspring * p[0].notification_decay_per_day
