"""The one place where units are converted. Inside the model there are only days, hours and DKK."""

DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
DAYS_PER_WEEK = 7.0
ORE_PER_DKK = 100

# unit as written in a parameter record -> (factor to the unit inside, suffix written, suffix inside)
CONVERSIONS: dict[str, tuple[float, str, str]] = {
    "1/year": (1 / DAYS_PER_YEAR, "_per_year", "_per_day"),
    "hours/year": (1 / DAYS_PER_YEAR, "_hours_per_year", "_hours_per_day"),
    "hours/month": (1 / DAYS_PER_MONTH, "_hours_per_month", "_hours_per_day"),
    "years": (DAYS_PER_YEAR, "_years", "_days"),
    "months": (DAYS_PER_MONTH, "_months", "_days"),
    "weeks": (DAYS_PER_WEEK, "_weeks", "_days"),
    "DKK/year": (ORE_PER_DKK / DAYS_PER_YEAR, "_dkk_per_year", "_ore_per_day"),
}


def years_to_days(years: float) -> float:
    """Years [year] -> days [day]."""
    return years * DAYS_PER_YEAR


def to_inside(value: float, unit: str) -> float:
    """A value in the unit of its record -> the unit used inside the model."""
    return value * CONVERSIONS[unit][0] if unit in CONVERSIONS else value


def name_inside(name: str, unit: str) -> str:
    """`notify_per_year` [1/year] -> `notify_per_day`; names carry the unit that the value has."""
    if unit not in CONVERSIONS:
        return name
    _, written, inside = CONVERSIONS[unit]
    if not name.endswith(written):
        raise ValueError(f"{name}: a value in {unit} needs a name ending in {written}")
    return name.removesuffix(written) + inside
