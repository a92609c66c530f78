"""What `precision` can be asked for, checked before anything heavy is imported."""

import math
from dataclasses import dataclass

from experiments.options import REPLICATIONS_MOST, whole
from sim.errors import InputError

CONFIDENCE_LEAST, CONFIDENCE_MOST = 0.5, 0.999
LEAST_LEAST = 5
LEAST, MOST = 20, 5000
# without a wish: one percent of the base
RELATIVE = 0.01
# a verdict on a warm-up needs a stretch behind it that is surely settled
WARMUP_YEARS_LEAST, WARMUP_YEARS_MOST = 60.0, 300.0
# two and a half times the warm-up: MSER-5 may cut in the first half alone, and the last third has to have settled
WARMUP_YEARS, WARMUP_REPLICATIONS = 75.0, 16


@dataclass(frozen=True)
class Aim:
    """A wanted half-width of an outcome: in its unit, or as a share of the base's mean."""

    outcome: str
    half_width: float | None = None
    relative: float | None = None

    def target(self, base: float) -> float:
        """The half-width in the outcome's unit, where the base's mean is `base`."""
        return self.half_width if self.half_width is not None else (self.relative or 0.0) * abs(base)


@dataclass(frozen=True)
class PrecisionOptions:
    """Outcomes, how precisely, how sure, and between which numbers of replications.

    `half_widths` and `relatives`: none, one for all outcomes, or one per outcome; one of the two.
    """

    outcomes: tuple[str, ...]
    half_widths: tuple[float, ...] = ()
    relatives: tuple[float, ...] = ()
    confidence: float = 0.95
    least: int = LEAST
    most: int = MOST

    def __post_init__(self) -> None:
        if not self.outcomes:
            raise InputError("missing", field="--outcome", allowed="an outcome: see `sagstal outcomes`")
        if len(set(self.outcomes)) < len(self.outcomes):
            raise InputError("named twice", field="--outcome", value=", ".join(self.outcomes))
        if self.half_widths and self.relatives:
            raise InputError("cannot be combined with --half-width", field="--relative", value=self.relatives[0])
        for field, values in (("--half-width", self.half_widths), ("--relative", self.relatives)):
            self._check_widths(field, values)
        if not CONFIDENCE_LEAST <= self.confidence <= CONFIDENCE_MOST:
            allowed = f"{CONFIDENCE_LEAST} to {CONFIDENCE_MOST}"
            raise InputError("out of bounds", field="--confidence", value=self.confidence, allowed=allowed)
        whole("--least", self.least, LEAST_LEAST, REPLICATIONS_MOST)
        whole("--most", self.most, self.least, REPLICATIONS_MOST)

    def _check_widths(self, field: str, values: tuple[float, ...]) -> None:
        for value in values:
            if not (math.isfinite(value) and value > 0.0):
                raise InputError("out of bounds", field=field, value=value, allowed="above 0, finite")
        if len(values) not in (0, 1, len(self.outcomes)):
            allowed = f"one for all outcomes, or {len(self.outcomes)}: one for each"
            raise InputError("too many or too few", field=field, value=len(values), allowed=allowed)

    def aims(self) -> tuple[Aim, ...]:
        """The wish for each outcome."""
        if self.half_widths:
            widths = self._each(self.half_widths)
            return tuple(Aim(key, half_width=h) for key, h in zip(self.outcomes, widths, strict=True))
        wishes = self._each(self.relatives or (RELATIVE,))
        return tuple(Aim(key, relative=r) for key, r in zip(self.outcomes, wishes, strict=True))

    def _each(self, values: tuple[float, ...]) -> tuple[float, ...]:
        return values * len(self.outcomes) if len(values) == 1 else values


@dataclass(frozen=True)
class WarmUpOptions:
    """How long the warm-up is watched, in how many replications."""

    years: float = WARMUP_YEARS
    replications: int = WARMUP_REPLICATIONS

    def __post_init__(self) -> None:
        if not WARMUP_YEARS_LEAST <= self.years <= WARMUP_YEARS_MOST:
            allowed = f"{WARMUP_YEARS_LEAST:g} to {WARMUP_YEARS_MOST:g} with --warmup"
            raise InputError("out of bounds", field="--years", value=self.years, allowed=allowed)
        whole("--replications", self.replications, 2, REPLICATIONS_MOST)
