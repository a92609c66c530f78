"""What is counted of whole model years: who was placed at both ends, and who was notified twice.

A year counts if it began in the ledger's period and is over: none in a run shorter than a year, and no part of one at
the end. What it counts stands in its last month.
"""

from sim.jit import jit
from sim.outcomes.ledger import MEASURE_BAND, N_BANDS, Flow, add_at
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import FIRST_PLACEMENT, N_MEASURES, Measure

TOLERANCE_DAYS = 1e-6


@jit("i8(L)")
def n_placed(ledger) -> int:
    """Children and young people placed now, aftercare included."""
    total = 0
    for key in range(MEASURE_BAND + FIRST_PLACEMENT * N_BANDS, MEASURE_BAND + N_MEASURES * N_BANDS):
        total += ledger.stock[key]
    return total


@jit("i8(i8)")
def type_of_place(measure: int) -> int:
    """Type of a place, told by its first measure: network care and foster families are one type, family care."""
    return Measure.NETWORK_CARE if measure == Measure.FOSTER_FAMILY else measure


@jit("void(L,f8)")
def begin_year(ledger, now: float) -> None:
    """A model year begins: who is placed is counted, and nobody has been notified in it."""
    meta = ledger.meta[0]
    meta.year_began = now
    meta.year_placed = n_placed(ledger)
    meta.year_notified = 0
    meta.year_notified_twice = 0


@jit("void(L,i8)")
def note_notified(ledger, times: int) -> None:
    """A child was notified for the `times`-th time in this year."""
    if times == 1:
        ledger.meta[0].year_notified += 1
    elif times == 2:
        ledger.meta[0].year_notified_twice += 1


@jit("b1(L,f8)")
def is_whole_year(ledger, now: float) -> bool:
    """Whether a year ends now that is whole and lies in the ledger's period."""
    began = ledger.meta[0].year_began
    return began >= ledger.meta[0].origin and abs(now - began - DAYS_PER_YEAR) < TOLERANCE_DAYS


@jit("void(L,i8,f8,f8)")
def add_of_year(ledger, flow: int, ends: float, amount: float) -> None:
    """A flow of the year that ends then: it stands in the year's last month."""
    add_at(ledger, flow, ends - 0.5 * DAYS_PER_MONTH, amount)


@jit("void(L,f8,i8,i8)")
def note_both_ends(ledger, ends: float, before: int, after: int) -> None:
    """A child who is here when a whole year ends: its main measure when the year began, and now."""
    if before < FIRST_PLACEMENT or after < FIRST_PLACEMENT:
        return
    add_of_year(ledger, Flow.PLACED_AT_BOTH_ENDS, ends, 1.0)
    if type_of_place(before) != type_of_place(after):
        add_of_year(ledger, Flow.OTHER_TYPE_AT_YEAR_END, ends, 1.0)


@jit("void(L,f8)")
def end_year(ledger, ends: float) -> None:
    """A whole year ends: who was placed when it began, and how many were notified in it, also of those who left."""
    meta = ledger.meta[0]
    add_of_year(ledger, Flow.PLACED_AT_YEAR_START, ends, float(meta.year_placed))
    add_of_year(ledger, Flow.NOTIFIED_IN_YEAR, ends, float(meta.year_notified))
    add_of_year(ledger, Flow.NOTIFIED_TWICE_IN_YEAR, ends, float(meta.year_notified_twice))
