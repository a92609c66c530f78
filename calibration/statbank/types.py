"""Types of placement: the StatBank's labels as the outcomes of the model."""

import re

from calibration.statbank.errors import Malformed

UNSTATED = "unstated"

# the first that fits counts: own rooms are listed together with lodgings that bear the name of residential facilities
_TYPES: tuple[tuple[str, str], ...] = (
    (r"^netværks\w*", "placed_network"),
    (r"plejefam", "placed_foster"),
    (r"eget værelse|kollegi", "placed_own_room"),
    (r"efterskole|kostskole", "placed_boarding"),
    (r"døgninstitution", "placed_institution"),
    (r"opholdssted", "placed_residential"),
    (r"uoplyst", UNSTATED),
)
OUTCOMES = tuple(key for _, key in _TYPES if key != UNSTATED)


def placement_outcome(label: str) -> str:
    """The outcome that counts a type of placement; a label that fits none is not guessed at."""
    for pattern, key in _TYPES:
        if re.search(pattern, label, re.IGNORECASE):
            return key
    raise Malformed("a type of placement in ANBAAR12 that this version does not know", value=label)
