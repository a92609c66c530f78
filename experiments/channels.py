"""The channels by which hours reach children, and the parameters whose value 0 switches each off (docs/odd.md)."""

from collections.abc import Iterable

CHANNELS: dict[str, tuple[str, ...]] = {
    "follow-up on time": ("p_revise", "p_revise_placement", "p_reconsideration", "look_effect"),
    "family and network work": (
        "family_work_readiness_per_hour", "family_work_coping_per_hour", "family_work_kin_per_hour",
    ),
    "contact": ("contact_effect",),
    "continuity": ("continuity_effect",),
    "sharper reading": ("learning_per_hour", "learning_per_tenure_year"),
    "delay": ("entrenchment_per_year",),
    "breakdown": ("breakdown_unseen_effect",),
    "turnover": ("resignation_load_effect",),
}  # fmt: skip


def settings_without(channels: Iterable[str]) -> tuple[str, ...]:
    """What `--set` gets so that these channels carry nothing."""
    return tuple(f"{key}=0" for channel in channels for key in CHANNELS[channel])
