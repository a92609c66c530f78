"""What is simulated for a draw: runs, and the quantities that are read from each.

Every run is a municipality at its real size under the status quo and perhaps one policy, forked from one warm-up.
Figures of the same run are read from it together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from calibration.holdout.schema import ClaimRecord, HoldoutRecord
from calibration.table.simulate import USUAL_YEARS, YEARS, column, read_as
from calibration.targets.schema import TargetRecord
from sim.outcomes.catalogue import END, OUTCOMES, TREATED_KEYS, find_outcome
from sim.outcomes.evaluate import DURATIONS
from sim.units import DAYS_PER_YEAR

STATUS_QUO = "status-quo"
# a run's ledgers: the status quo, the policy, and the policy's covered children untreated
BASE, POLICY, UNTREATED = 0, 1, 2


@dataclass(frozen=True)
class Wanted:
    """A quantity: an outcome of one of the run's ledgers, between two times in years from policy start."""

    name: str
    outcome: str
    ledger: int
    first_year: float
    last_year: float


@dataclass(frozen=True)
class Run:
    """A municipality under the status quo and, if named, a policy. `years` is the policy period."""

    municipality: str
    scenario: str
    years: float
    wanted: tuple[Wanted, ...]


def holdout_name(key: str, scenario: str | None = None) -> str:
    """Name of a hold-out's quantity, or of the same outcome under another scenario."""
    return f"holdout/{key}" + (f"/{scenario}" if scenario else "")


def claim_name(key: str, base: bool = False) -> str:
    """Name of a claim's quantity, or of what it is compared with."""
    return f"claim/{key}" + ("/base" if base else "")


def window(era: str, start_year: int) -> tuple[float, float]:
    """'2018-2021' of a policy that starts in 2018 is from 0 to 4 years."""
    first, *rest = era.split("-")
    last = rest[0] if rest else first
    return float(int(first) - start_year), float(int(last) - start_year + 1)


def start_years(claims: Mapping[str, ClaimRecord]) -> dict[tuple[str, str], int]:
    """The year in which each policy starts in each place: the first that a claim about it names."""
    starts: dict[tuple[str, str], int] = {}
    for claim in claims.values():
        place, year = (claim.municipality, claim.scenario), int(claim.era[:4])
        starts[place] = min(year, starts.get(place, year))
    return starts


def claim_window(claim: ClaimRecord, start_year: int) -> tuple[float, float]:
    """The years that a claim is read from; a duration is followed for as long as it is defined, from the start."""
    first, last = window(claim.era, start_year)
    horizon_days = DURATIONS[claim.outcome][1] if claim.outcome in DURATIONS else 0.0
    return (0.0, max(last, horizon_days / DAYS_PER_YEAR)) if horizon_days else (first, last)


def _of_target(record: TargetRecord) -> tuple[str, str, float, Wanted]:
    place, outcome = record.municipality, read_as(record.municipality, record.outcome)
    years = YEARS.get(place, USUAL_YEARS)
    return place, STATUS_QUO, years, Wanted(column(place, outcome), outcome, BASE, 0.0, years)


def _of_holdout(key: str, held: HoldoutRecord) -> Iterable[tuple[str, str, float, Wanted]]:
    for scenario in (held.scenario, *held.other_scenarios):
        name = holdout_name(key, None if scenario == held.scenario else scenario)
        ledger = BASE if scenario == STATUS_QUO else POLICY
        yield held.municipality, held.scenario, held.years, Wanted(name, held.outcome, ledger, 0.0, held.years)


def _of_claim(key: str, claim: ClaimRecord, start: int, years: float) -> Iterable[tuple[str, str, float, Wanted]]:
    if claim.outcome is None:
        return
    first, last = claim_window(claim, start)
    place = claim.municipality, claim.scenario, years
    yield *place, Wanted(claim_name(key), claim.outcome, POLICY, first, last)
    if not find_outcome(claim.outcome).is_difference:
        base = UNTREATED if claim.outcome in TREATED_KEYS else BASE
        yield *place, Wanted(claim_name(key, base=True), claim.outcome, base, first, last)


def make_plan(
    targets: Mapping[str, TargetRecord], holdouts: Mapping[str, HoldoutRecord], claims: Mapping[str, ClaimRecord]
) -> tuple[Run, ...]:
    """The runs of a draw, in the order in which they are first needed."""
    pieces = [_of_target(record) for record in targets.values()]
    pieces += [piece for key, held in holdouts.items() for piece in _of_holdout(key, held)]
    starts = start_years(claims)
    lengths = _lengths(claims, starts)
    for key, claim in claims.items():
        place = claim.municipality, claim.scenario
        pieces += _of_claim(key, claim, starts[place], lengths[place])
    return _runs(pieces)


def _lengths(claims: Mapping[str, ClaimRecord], starts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for claim in claims.values():
        place = claim.municipality, claim.scenario
        found[place] = max(found.get(place, 0.0), claim_window(claim, starts[place])[1])
    return found


def _runs(pieces: Iterable[tuple[str, str, float, Wanted]]) -> tuple[Run, ...]:
    grouped: dict[tuple[str, str, float], dict[str, Wanted]] = {}
    for place, scenario, years, wanted in pieces:
        _check(wanted, years)
        grouped.setdefault((place, scenario, years), {})[wanted.name] = wanted
    return tuple(Run(*run, tuple(wanted.values())) for run, wanted in grouped.items())


def _check(wanted: Wanted, years: float) -> None:
    """A quantity of a part of the period must be one that months tell."""
    whole = (wanted.first_year, wanted.last_year) == (0.0, years)
    outcome = OUTCOMES[wanted.outcome.removesuffix(END)]
    if not whole and (wanted.outcome.endswith(END) or not (outcome.has_course or outcome.is_difference)):
        raise ValueError(f"{wanted.name}: {wanted.outcome} is not known for a part of the period")


def names(runs: Iterable[Run]) -> tuple[str, ...]:
    """Every quantity of a plan."""
    return tuple(wanted.name for run in runs for wanted in run.wanted)
