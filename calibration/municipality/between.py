"""Figures held against each other: what contradicts, and what is only unusual."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from calibration.municipality.fields import TYPES, load_fields
from calibration.municipality.report import Report, shown

Values = Mapping[str, float]

# residents aged 18-22 per resident aged 0-17: 0.325 in the country; university towns have most, small islands least
LEAST_18_22, MOST_18_22 = 0.15, 0.7
# types of placement against their total: rounding, and children of an unstated type
TOLERANCE_CHILDREN, TOLERANCE_SHARE = 1.0, 0.02
MOST_STARTS_PER_PLACED = 3.0
OLD_YEARS = 10
MANY_LEAVE = 0.6


@dataclass(frozen=True)
class Given:
    """The figures that could be read; `shares` are types of placement given as shares."""

    values: Values
    shares: Values
    report: Report

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def wrong(self, code: str, name: str, **more: object) -> None:
        """A problem with a figure, which is shown with it."""
        self.report.problem(code, name, **{"value": self.values.get(name), **more})


def tolerance(total: float) -> float:
    """By how many children the types may miss their total."""
    return max(TOLERANCE_CHILDREN, TOLERANCE_SHARE * total)


def _ages(given: Given) -> None:
    if "placed_0_17" in given and "placed_0_22" in given and given["placed_0_22"] < given["placed_0_17"]:
        given.wrong("placed_ages", "placed_0_22", other=given["placed_0_17"])
    if "residents_0_17" not in given or "residents_18_22" not in given:
        return
    children, young = given["residents_0_17"], given["residents_18_22"]
    ratio = young / children
    if LEAST_18_22 <= ratio <= MOST_18_22:
        return
    without = young - children
    if LEAST_18_22 * children <= without <= MOST_18_22 * children:
        given.wrong("resident_ages_0_22", "residents_18_22", ratio=f"{ratio:.2f}", other=children, suggestion=without)
    else:
        given.wrong(
            "resident_ages",
            "residents_18_22",
            ratio=f"{ratio:.2f}",
            other=children,
            low=LEAST_18_22,
            high=MOST_18_22,
        )


_OF_CHILDREN = ("placed_0_17", "children_notified", "impairment_cases")
_OF_ALL = ("placed_0_22", "preventive_children")


def _parts(given: Given) -> None:
    """Nobody has more children of a kind than residents; those aged 18-22 count where they are known."""
    children = given.values.get("residents_0_17")
    if children is None:
        return
    everybody = children + given.values.get("residents_18_22", 0.0)
    for names, whole in ((_OF_CHILDREN, children), (_OF_ALL, everybody)):
        for name in names:
            if name in given and given[name] > whole:
                given.wrong("more_than_residents", name, other=whole)


def _notifications(given: Given) -> None:
    if (
        "children_notified" in given
        and "notifications" in given
        and given["children_notified"] > given["notifications"]
    ):
        given.wrong("more_children_than_notifications", "children_notified", other=given["notifications"])


def _starts(given: Given) -> None:
    stock = next((given[name] for name in ("placed_0_22", "placed_0_17") if name in given), None)
    if stock is None or "placement_starts" not in given:
        return
    if given["placement_starts"] > MOST_STARTS_PER_PLACED * max(stock, 1.0):
        given.wrong("starts_too_many", "placement_starts", other=stock)


def _types(given: Given) -> None:
    counts = [name for name in TYPES if name in given]
    if counts and any(share for share in given.shares.values()):
        nonzero = [name for name in counts if given[name]]
        if nonzero:
            given.wrong("types_mixed", next(iter(given.shares)), counts=_list(nonzero), shares=_list(given.shares))
            return
    if given.shares:
        _type_shares(given)
    elif counts:
        _type_counts(given, {name: given[name] for name in counts})


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _type_shares(given: Given) -> None:
    first, total = next(iter(given.shares)), sum(given.shares.values())
    complete = set(given.shares) | {name for name in TYPES if name in given} == set(TYPES)
    said = {"total": round(100 * total, 4), "tolerance": 100 * TOLERANCE_SHARE}
    if total > 1 + TOLERANCE_SHARE + 1e-9:
        given.wrong("types_share_sum" if complete else "types_share_exceed", first, **said)
    elif complete and total < 1 - TOLERANCE_SHARE - 1e-9:
        given.wrong("types_share_sum", first, **said)
    if "placed_0_22" not in given and "placed_0_22" not in given.report.lines:
        given.wrong("types_without_total", first)


def _type_counts(given: Given, types: Values) -> None:
    first, total, complete = next(iter(types)), sum(types.values()), set(types) == set(TYPES)
    if "placed_0_22" not in given:
        _types_against_children(given, first, total, complete)
        return
    whole = given["placed_0_22"]
    said = {"total": total, "other": whole, "other_field": "placed_0_22", "tolerance": tolerance(whole)}
    if complete and abs(total - whole) > tolerance(whole):
        of_children = "placed_0_17" in given and total == given["placed_0_17"]
        given.wrong("types_of_0_17" if of_children else "types_sum", first, **said)
    elif total > whole + tolerance(whole):
        given.wrong("types_exceed", first, **said)


def _types_against_children(given: Given, first: str, total: float, complete: bool) -> None:
    """Without placed_0_22: types at 0-22 cannot be fewer than those placed at 0-17."""
    if not complete or "placed_0_17" not in given:
        return
    whole = given["placed_0_17"]
    if total < whole - tolerance(whole):
        said = {"total": total, "other": whole, "other_field": "placed_0_17", "tolerance": tolerance(whole)}
        given.wrong("types_below", first, **said)


CHECKS: tuple[Callable[[Given], None], ...] = (_ages, _parts, _notifications, _starts, _types)


def find_contradictions(values: Values, shares: Values, report: Report) -> None:
    """Every contradiction between the figures that could be read."""
    for check in CHECKS:
        check(Given(values, shares, report))


def residents(per: str, values: Values) -> float | None:
    """Residents that a rate is of; None where unknown. `per` is empty for figures that are no rate of residents."""
    parts = {"residents_0_17": ("residents_0_17",), "residents_0_22": ("residents_0_17", "residents_18_22")}.get(
        per, ()
    )
    known = [values[name] for name in parts if name in values]
    return sum(known) if parts and len(known) == len(parts) else None


def per_1000(name: str, values: Values) -> float | None:
    """A figure per 1,000 residents, where it is a rate and they are known."""
    whole = residents(load_fields()[name].per, values)
    return None if whole is None or name not in values else 1000.0 * values[name] / whole


def find_unusual(values: Values, sources: Mapping[str, str], day: date, today: date, report: Report) -> None:
    """What may be right and is worth a second look."""
    for name in values:
        _unusual(name, values, report)
    for name in sources:
        if name not in values:
            report.warning("source_without_figure", name)
    if values.get("placed_0_17") and values.get("placed_0_17") == values.get("placed_0_22"):
        report.warning("same_at_both_ages", "placed_0_22", value=values["placed_0_22"])
    if today.year - day.year > OLD_YEARS:
        report.warning("old", "date", value=day.isoformat())
    if values.get("school_districts", 0.0) > values.get("schools", float("inf")):
        report.warning("more_districts", "school_districts", value=values["school_districts"])
    _unusual_turnover(values, report)


def _unusual(name: str, values: Values, report: Report) -> None:
    info, value = load_fields()[name], values[name]
    if info.kind == "share" and value == 1.0:
        report.warning("is_one", name, value=value)
    if not info.usual:
        return
    low, high = info.usual
    rate = per_1000(name, values)
    if info.per and rate is not None and not low <= rate <= high:
        report.warning("unusual_rate", name, value=value, rate=f"{rate:.1f}", low=low, high=high)
    if not info.per and not low <= value <= high:
        report.warning("unusual_value", name, value=value, low=low, high=high)


def _unusual_turnover(values: Values, report: Report) -> None:
    if "caseworkers_left" not in values:
        return
    if "caseworker_posts" not in values:
        report.warning("left_without_posts", "caseworkers_left", value=values["caseworkers_left"])
        return
    share = values["caseworkers_left"] / values["caseworker_posts"]
    if share > MANY_LEAVE:
        report.warning(
            "many_left", "caseworkers_left", value=values["caseworkers_left"], share=f"{shown(100 * share)} %"
        )
