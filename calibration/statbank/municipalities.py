"""Municipalities by name: the codes of those in the catalogue stand here, all others are looked up."""

from collections.abc import Iterable

from calibration.statbank.client import Client
from calibration.statbank.errors import Offline
from sim.errors import InputError, unknown

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
# the names of all, only to tell a misspelt one without network: codes are looked up, for a wrong one would be believed
NAMES: tuple[str, ...] = tuple(
    """
    Aabenraa,Aalborg,Aarhus,Albertslund,Allerød,Assens,Ballerup,Billund,Bornholm,Brøndby,Brønderslev,Dragør,Egedal,
    Esbjerg,Faaborg-Midtfyn,Fanø,Favrskov,Faxe,Fredensborg,Fredericia,Frederiksberg,Frederikshavn,Frederikssund,Furesø,
    Gentofte,Gladsaxe,Glostrup,Greve,Gribskov,Guldborgsund,Haderslev,Halsnæs,Hedensted,Helsingør,Herlev,Herning,
    Hillerød,Hjørring,Holbæk,Holstebro,Horsens,Hvidovre,Høje-Taastrup,Hørsholm,Ikast-Brande,Ishøj,Jammerbugt,
    Kalundborg,Kerteminde,Kolding,København,Køge,Langeland,Lejre,Lemvig,Lolland,Lyngby-Taarbæk,Læsø,Mariagerfjord,
    Middelfart,Morsø,Norddjurs,Nordfyns,Nyborg,Næstved,Odder,Odense,Odsherred,Randers,Rebild,Ringkøbing-Skjern,Ringsted,
    Roskilde,Rudersdal,Rødovre,Samsø,Silkeborg,Skanderborg,Skive,Slagelse,Solrød,Sorø,Stevns,Struer,Svendborg,Syddjurs,
    Sønderborg,Thisted,Tønder,Tårnby,Vallensbæk,Varde,Vejen,Vejle,Vesthimmerlands,Viborg,Vordingborg,Ærø
    """.replace("\n    ", "").split(",")
)


def municipality_code(client: Client, name: str) -> tuple[str, str]:
    """Name and code of a municipality given by key, name or code; asks for the list only where it is not known here."""
    wanted = name.strip().casefold()
    for key, (own, code) in CODES.items():
        if wanted in (key, own.casefold(), code):
            return own, code
    try:
        listed = _listed(client)
    except Offline:
        if wanted.isdigit() or wanted in [own.casefold() for own in NAMES]:
            raise
        raise _unknown(name, NAMES) from None
    for own, code in listed:
        if wanted in (own.casefold(), code):
            return own, code
    raise _unknown(name, [own for own, _ in listed] or NAMES)


def _unknown(name: str, names: Iterable[str]) -> InputError:
    """No municipality has this name; the nearest of those that one has."""
    names = list(names)
    error = unknown("municipality", name, [own.lower() for own in names])
    by_lower = {own.lower(): own for own in names}
    error.allowed = "a Danish municipality, by name or code"
    error.nearest = by_lower.get(error.nearest or "")
    return error


def _listed(client: Client) -> list[tuple[str, str]]:
    """Every municipality of the population table (and Christiansø, which is none)."""
    values = client.table_info(POPULATION).municipality.values
    return [(text, code) for code, text in values.items() if code.isdigit() and _LOWEST <= int(code) <= _HIGHEST]
