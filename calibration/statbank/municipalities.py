"""Municipalities by name: the codes of those in the catalogue stand here, all others are looked up."""

from calibration.statbank.client import Client
from sim.errors import unknown

DENMARK = "000"
POPULATION = "FOLK1A"
_LOWEST, _HIGHEST = 101, 999  # below are regions

# key of the catalogue: (name, code)
CODES: dict[str, tuple[str, str]] = {
    "danmark": ("Danmark", DENMARK),
    "herning": ("Herning", "657"),
    "hoersholm": ("Hørsholm", "223"),
    "hvidovre": ("Hvidovre", "167"),
    "ishoej": ("Ishøj", "183"),
    "kolding": ("Kolding", "621"),
    "skive": ("Skive", "779"),
    "vallensbaek": ("Vallensbæk", "187"),
}


def municipality_code(client: Client, name: str) -> tuple[str, str]:
    """Name and code of a municipality given by key, name or code; asks for the list only where it is not known here."""
    wanted = name.strip().casefold()
    for key, (own, code) in CODES.items():
        if wanted in (key, own.casefold(), code):
            return own, code
    listed = _listed(client)
    for own, code in listed:
        if wanted in (own.casefold(), code):
            return own, code
    names = [own for own, _ in listed] or [own for own, _ in CODES.values()]
    error = unknown("municipality", name, [own.lower() for own in names])
    by_lower = {own.lower(): own for own in names}
    error.allowed = "a Danish municipality, by name or code"
    error.nearest = by_lower.get(error.nearest or "")
    raise error


def _listed(client: Client) -> list[tuple[str, str]]:
    """Every municipality of the population table (and Christiansø, which is none)."""
    values = client.table_info(POPULATION).municipality.values
    return [(text, code) for code, text in values.items() if code.isdigit() and _LOWEST <= int(code) <= _HIGHEST]
