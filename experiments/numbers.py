"""Numbers for people: shares in percent, money in millions, Danish with a decimal comma."""

from collections.abc import Sequence

MISSING = "–"
DANISH_UNITS = {
    "share": "%",
    "children": "børn",
    "days": "dage",
    "years": "år",
    "homes": "familier",
    "posts": "stillinger",
    "cases/post": "sager pr. stilling",
    "per 1,000": "pr. 1.000",
    "per 1,000/year": "pr. 1.000 pr. år",
    "per year": "pr. år",
    "events/year": "pr. år",
    "homes/year": "pr. år",
    "hours/year": "timer pr. år",
    "child-days/year": "børnedage pr. år",
    "per case-year": "pr. sagsår",
    "hours/case-year": "timer pr. sagsår",
    "DKK/year": "mio. kr. pr. år",
    "category 1-5": "kategori 1-5",
    "step 0-8": "trin 0-8",
    "points 0-40": "point 0-40",
    "points 0-100": "point 0-100",
    "per 100 case-years": "pr. 100 sagsår",
    "DKK": "mio. kr.",
}
ENGLISH_UNITS = {
    "share": "%",
    "cases/post": "cases per post",
    "per 1,000/year": "per 1,000 per year",
    "events/year": "per year",
    "homes/year": "per year",
    "hours/year": "hours per year",
    "child-days/year": "child-days per year",
    "hours/case-year": "hours per case-year",
    "DKK/year": "DKK million per year",
    "DKK": "DKK million",
}
_SWAP = str.maketrans(",.", ".,")


def _local(text: str, language: str) -> str:
    return text.translate(_SWAP) if language == "da" else text


def _digits(size: float) -> int:
    """Decimals for about three significant figures."""
    if size >= 100:
        return 0
    return 1 if size >= 10 else 2


def scale_of(unit: str) -> tuple[float, str]:
    """Factor and sign with which a unit is shown: shares as %, money in millions."""
    if unit == "share":
        return 100.0, " %"
    if unit.startswith("DKK"):
        return 1e-6, ""
    return 1.0, ""


def unit_name(unit: str, language: str) -> str:
    """A unit as it stands above a column."""
    return (DANISH_UNITS if language == "da" else ENGLISH_UNITS).get(unit, unit)


def number(value: float | None, unit: str, language: str, signed: bool = False, like: float | None = None) -> str:
    """A value in its unit's scale; `like` is a value whose precision it should share."""
    if value is None:
        return MISSING
    factor, _ = scale_of(unit)
    size = abs(value if like is None else like) * factor
    text = f"{value * factor:{'+' if signed else ''},.{_digits(size)}f}"
    if float(text.replace(",", "")) == 0.0:
        text = text.lstrip("+-")
    return _local(text, language)


def thousands_kept(dkk: float | None, language: str) -> str:
    """A sum of a document in millions, to the thousand as documents write it."""
    return MISSING if dkk is None else _local(f"{dkk / 1e6:,.3f}", language)


def interval(ends: Sequence[float] | None, unit: str, language: str, like: float | None = None) -> str:
    """An interval, both ends with a sign."""
    if ends is None:
        return MISSING
    word = " til " if language == "da" else " to "
    return word.join(number(end, unit, language, signed=True, like=like) for end in ends)


def probability(p: float | None, language: str) -> str:
    """A probability in percent; never a false 0 or 100."""
    if p is None:
        return MISSING
    if p >= 0.995:
        return ">99 %"
    return "<1 %" if p <= 0.005 else f"{100 * p:.0f} %"
