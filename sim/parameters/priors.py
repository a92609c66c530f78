"""The small language of priors, and parameter draws by inverse distribution function.

`fixed` | `lognormal(sigma=..)` | `logit(sigma=..)` | `normal(sigma=..)`: around the record's value.
`spike(p_zero=.., sigma=..)`: zero with probability `p_zero`, else lognormal around `median` (the value if not given).
`spike_logit(..)`: the same on the logit scale. `spike_at_one(p_one=.., sigma=..)`: one, or lognormal below it.
`variants(0, 1)`: the structural variants that exist; a draw keeps the one that is set.
Municipality files write the centre too: `lognormal(1540, 0.15)`, `normal(0.0, 0.01)`.
"""

import math
import re
import zlib
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.errors import nearest

if TYPE_CHECKING:
    from sim.parameters.load import ParameterSet

# fourth word of the address of a random number: parameters, beside the kinds of entity of the model
PARAMETER_KIND = 15
# a prior "contains no effect" from this mass at zero on
LEAST_MASS_AT_ZERO = 0.25

_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "fixed": (),
    "lognormal": ("median", "sigma"),
    "logit": ("median", "sigma"),
    "normal": ("median", "sigma"),
    "spike": ("p_zero", "median", "sigma"),
    "spike_logit": ("p_zero", "median", "sigma"),
    "spike_at_one": ("p_one", "median", "sigma"),
    "variants": (),
}
_NEEDED = {"sigma", "p_zero", "p_one"}
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Prior:
    """A parsed prior. `p` is the mass of the spike; `median` None means the value it is put around."""

    kind: str
    sigma: float = 0.0
    p: float = 0.0
    median: float | None = None
    variants: tuple[float, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether every draw gives the value itself."""
        return self.kind in ("fixed", "variants")


def _read_arguments(kind: str, text: str) -> dict[str, float]:
    """'p_zero=0.3, sigma=0.9' or '1540, 0.15' -> by name; a place without a name follows the order of the language."""
    names = _ARGUMENTS[kind]
    given = [part.strip() for part in text.split(",")] if text.strip() else []
    if given and not any("=" in part for part in given):
        if len(given) != len(names):
            raise ValueError(f"prior {kind} takes {', '.join(names) or 'nothing'}")
        given = [f"{n}={part}" for n, part in zip(names, given, strict=True)]
    found: dict[str, float] = {}
    for part in given:
        name, _, number = (p.strip() for p in part.partition("="))
        if name not in names:
            near = nearest(name, names)
            raise ValueError(f"prior {kind} has no {name!r}" + (f"; did you mean {near!r}?" if near else ""))
        found[name] = float(number)
    missing = [n for n in names if n in _NEEDED and n not in found]
    if missing:
        raise ValueError(f"prior {kind} needs {', '.join(missing)}")
    return found


def parse_prior(text: str) -> Prior:
    """Parse a prior; ValueError says what is wrong."""
    match = re.fullmatch(r"\s*([a-z_]+)\s*(?:\(([^()]*)\))?\s*", text)
    kind = match[1] if match else text
    if match is None or kind not in _ARGUMENTS:
        near = nearest(kind, _ARGUMENTS)
        raise ValueError(
            f"unknown prior {text!r}; allowed: {', '.join(_ARGUMENTS)}" + (f"; nearest: {near}" if near else "")
        )
    if kind == "variants":
        return Prior(kind, variants=tuple(float(v) for v in (match[2] or "").split(",")))
    found = _read_arguments(kind, match[2] or "")
    p = found.get("p_zero", found.get("p_one", 0.0))
    sigma = found.get("sigma", 0.0)
    if not (0.0 <= p <= 1.0 and 0.0 <= sigma < math.inf):
        raise ValueError(f"prior {text!r}: a probability is 0 to 1 and sigma is 0 or more")
    return Prior(kind, sigma, p, found.get("median"))


def _logistic(centre: float, shift: float) -> float:
    """A probability moved on the logit scale; 0 and 1 stay."""
    if centre <= 0.0 or centre >= 1.0:
        return centre
    return 1.0 / (1.0 + (1.0 / centre - 1.0) * math.exp(-shift))


def _around(kind: str, centre: float, shift: float) -> float:
    """The centre moved by `shift` standard deviations times sigma, on the scale of the prior."""
    if kind == "normal":
        return centre + shift
    if kind in ("logit", "spike_logit"):
        return _logistic(centre, shift)
    return centre * math.exp(shift)


def quantile(prior: Prior, u: float, value: float, bounds: tuple[float, float]) -> float:
    """Value at probability u in (0, 1) of the prior put around `value`, clipped to the bounds. Increasing in u."""
    if prior.is_fixed:
        return value
    if prior.kind in ("spike", "spike_logit"):
        if u <= prior.p:
            return min(max(0.0, bounds[0]), bounds[1])
        u = (u - prior.p) / (1.0 - prior.p)
    elif prior.kind == "spike_at_one":
        if u >= 1.0 - prior.p:
            return min(max(1.0, bounds[0]), bounds[1])
        u = u / (1.0 - prior.p)
    centre = value if prior.median is None else prior.median
    drawn = _around(prior.kind, centre, prior.sigma * _NORMAL.inv_cdf(u))
    return min(max(drawn, bounds[0]), bounds[1])


def mass_without_effect(prior: Prior, no_effect: float = 0.0) -> float:
    """How much of a prior says 'no effect': the spike there, or the smaller side of a normal around it."""
    if prior.kind in ("spike", "spike_logit") and no_effect == 0.0:
        return prior.p
    if prior.kind == "spike_at_one" and no_effect == 1.0:
        return prior.p
    if prior.kind == "normal" and prior.median is not None and prior.sigma > 0.0:
        below = NormalDist(prior.median, prior.sigma).cdf(no_effect)
        return min(below, 1.0 - below)
    return 0.0


@cache
def draw_address(key: str) -> int:
    """Word of a parameter's draws: of its name, not of its place in a list, so that new parameters change no others."""
    return zlib.crc32(key.encode())


def draw_uniform(seed: int, key: str, element: int, draw: int) -> float:
    """The random number in (0, 1) behind one element of one draw."""
    from sim.randomness import uniform  # needs the compiler, which lists and checks do not

    return float(uniform(seed, 0, PARAMETER_KIND, draw_address(key), element, draw))


def prior_draw(parameters: "ParameterSet", seed: int, draw: int) -> "ParameterSet":
    """Draw number `draw` from the prior: one addressed random number per scalar element.

    What was set explicitly keeps its value: who sets a parameter means that value in every draw.
    """
    changed: dict[tuple[str, int], float] = {}
    for record in parameters.records.values():
        if record.prior.is_fixed:
            continue
        for element, value in enumerate(parameters.flat(record.key)):
            if element == record.reference or (record.key, element) in parameters.given:
                continue
            u = draw_uniform(seed, record.key, element, draw)
            changed[record.key, element] = quantile(record.prior, u, value, record.bounds)
    return parameters.with_elements(changed)
