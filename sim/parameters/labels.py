"""Names of the elements of vector parameters: enumeration members in lower case, as in `need_fall_per_year.exposed`."""

from enum import IntEnum

from sim.vocabulary import (
    FIRST_PLACEMENT,
    Band,
    Channel,
    Coping,
    Employment,
    Everyday,
    FollowUpGroup,
    Impairment,
    Measure,
    Need,
    Schedule,
    Task,
)


def names(kind: type[IntEnum]) -> tuple[str, ...]:
    """Members of an enumeration in lower case, in order."""
    return tuple(member.name.lower() for member in kind)


AXES: dict[str, tuple[str, ...]] = {
    "need": names(Need),
    "band": names(Band),
    "measure": names(Measure),
    "coping": names(Coping),
    "task": names(Task),
    "schedule": names(Schedule),
    "group": names(FollowUpGroup),
    "channel": names(Channel),
    "employment": names(Employment),
    "everyday": names(Everyday),
    "impairment": names(Impairment),
    "complexity": ("simple", "complex"),
    "service_age": ("under_6", "from_6"),
    "placement": names(Measure)[FIRST_PLACEMENT:],
    "home_measure": ("family_treatment", "contact_person", "practical_support"),
    "family_turn": ("placed_not_ready", "strained_at_home", "coping_at_home"),
    "course": ("early_course", "home_course", "parent_training"),
    "course_or_analysis": ("early_course", "home_course", "parent_training", "family_analysis"),
}


def axes_of(labels: str) -> tuple[tuple[str, ...], ...]:
    """'need' or 'channel band' -> the names along each axis; any other words are the labels of one axis."""
    words = labels.split()
    if words and all(word in AXES for word in words):
        return tuple(AXES[word] for word in words)
    return (tuple(words),) if words else ()
