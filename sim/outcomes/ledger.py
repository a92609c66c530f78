"""The ledger: what is counted while the model runs, in fixed-size arrays. Both engines write it by these functions.

Stocks are whole numbers (children, millionths of a post, øre per day); their integral over each month is kept in
unit-days. Flows are added to the month in which they fall. Nothing is stored per run but this.
"""

from collections import namedtuple
from enum import IntEnum

import numpy as np

from sim.jit import jit, named, register
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK
from sim.vocabulary import N_DISTRICTS_MOST, N_IMPAIRMENTS, N_NEEDS

N_BANDS = 8
MEASURE_BAND = 0  # block: measure x age band, children with this main measure
NEED_BAND = 128  # block: need x age band, residents aged 0-17
EVER_PLACED_BAND = 168  # block: residents 0-17 ever placed, by age band
MICRO = 1_000_000


class Stock(IntEnum):
    """Single stocks behind the three blocks by age band."""

    OPEN_CASES = 176
    IN_ASSESSMENT = 177
    AFTERCARE = 178
    PLACED_IMPAIRMENT = 179
    PLACED_WITHOUT_CONSENT = 180
    AWAITING_PLACE = 181
    DELAYED_AT_4B = 182
    MISSED = 183
    POSTS_MICRO = 184
    POSTS_ALL_MICRO = 185
    FILLED_MICRO = 186
    FILLED_ALL_MICRO = 187
    PRESENT_ALL_MICRO = 188
    COST_0_6_ORE = 189
    COST_7_12_ORE = 190
    COST_13_17_ORE = 191
    COST_18_22_ORE = 192
    HOMES = 193
    HOMES_FREE = 194
    PLACED_TREATED = 195
    OPEN_TREATED = 196
    COST_TREATED_ORE = 197
    STATE_REFUND_ORE = 198
    SCHOOLING_ORE = 199
    WITH_CONSULTANT = 200
    FAMILIES_ON_BENEFITS = 201
    FAMILIES = 202
    FAMILIES_IN_WORK = 203
    OPEN_FAMILIES = 204
    OPEN_FAMILIES_ON_BENEFITS = 205
    OPEN_FAMILIES_IN_WORK = 206
    ADULT_CASES = 207
    OPEN_FAMILIES_TREATED = 208
    OPEN_FAMILIES_ON_BENEFITS_TREATED = 209
    ADULT_CASES_TREATED = 210
    FAMILY_EFFORT_ORE = 211
    OPEN_FAMILY_CHILDREN = 212
    OPEN_FAMILY_CHILDREN_TREATED = 213
    ADHD_VULNERABLE = 214
    ADHD_OTHER = 215
    AUTISM_VULNERABLE = 216
    AUTISM_OTHER = 217
    IMPAIRMENT_CASES_0_6 = 218
    IMPAIRMENT_CASES_7_17 = 219
    COMPLEX_CASES = 220
    FALSELY_LABELLED = 221
    ENROLLED = 222
    WITH_RESPITE = 223
    SERVICES_ORE = 224
    ON_LOST_EARNINGS = 225
    LOST_EARNINGS_ORE = 226
    IMPAIRMENT_POSTS_MICRO = 227


class Count(IntEnum):
    """What is counted of the children aged 0-17 of a group."""

    RESIDENTS = 0
    OPEN_CASES = 1
    PLACED = 2
    COST_ORE = 3


# groups by need, by school district and impairment that shows (together: one count for both), and covered children
DISTRICT_GROUP = N_NEEDS
COVERED_GROUP = DISTRICT_GROUP + N_DISTRICTS_MOST * N_IMPAIRMENTS
N_GROUPS = COVERED_GROUP + 1
N_COUNTS = len(Count)
# blocks behind the single stocks: group x count (residents by need stand in their own block), open cases by age
GROUP_COUNT = max(Stock) + 1
OPEN_AGE = GROUP_COUNT + N_GROUPS * N_COUNTS
N_AGES = 4
N_STOCKS = OPEN_AGE + N_AGES


class Flow(IntEnum):
    """Flows and monthly samples."""

    NOTIFICATIONS = 0
    CHILDREN_NOTIFIED = 1
    PLACEMENT_STARTS = 2
    ACUTE_PLACEMENTS = 3
    BREAKDOWNS = 4
    RETURNS_HOME = 5
    REENTRIES = 6
    STARTS_WITHOUT_CONSENT = 7
    ASSESSMENTS_BEGUN = 8
    ASSESSMENTS = 9
    ASSESSMENTS_DUE = 10
    ASSESSMENTS_IN_TIME = 11
    GRANTED_DUE = 12
    GRANTED_IN_TIME = 13
    ASSESSMENTS_LAPSED = 14
    SCREENED = 15
    SCREENED_WITHIN_24_HOURS = 16
    FOLLOWUPS_HELD = 17
    FOLLOWUPS_DUE = 18
    FOLLOWUPS_ON_TIME = 19
    FIRST_FOLLOWUPS_DUE = 20
    FIRST_FOLLOWUPS_IN_TIME = 21
    RESIGNATIONS = 22
    HIRES = 23
    WORKER_CHANGES = 24
    STEPS_DOWN = 25
    STEPS_UP = 26
    HOURS_SCREENING = 27
    HOURS_ASSESSMENT = 28
    HOURS_DECISION = 29
    HOURS_FOLLOW_UP = 30
    HOURS_NETWORK_MEETING = 31
    HOURS_CRISIS = 32
    HOURS_HAND_OVER = 33
    HOURS_OUTREACH = 34
    HOURS_FAMILY_WORK = 35
    NETWORK_MEETINGS = 36
    COURSES_EARLY = 37
    COURSES_HOME = 38
    COURSES_PARENT_TRAINING = 39
    FAMILY_ANALYSES = 40
    ONE_OFF_ORE = 41
    RECRUITMENT_ORE = 42
    FURTHER_COST_ORE = 43
    GRANT_ORE = 44
    NOTIFIED_JUDGED = 45
    FALSE_FLAGS = 46
    AGED_OUT_PLACED = 47
    SAMPLES = 48
    SAMPLE_DAYS_SINCE_FOLLOW_UP = 49
    SAMPLE_CASES = 50
    SAMPLE_EFFECTIVE_POSTS = 51
    SAMPLE_OVERLOADED = 52
    SAMPLE_DESKS = 53
    CASES_OPENED = 54
    CASES_CLOSED = 55
    HELD_BACK = 56
    HOMES_RECRUITED = 57
    EARLY_HELPS = 58
    CRISES = 59
    STARTS_TREATED = 60
    OUTREACH_ORE = 61
    NOTIFICATIONS_UNDER_10 = 62
    NOTIFICATIONS_RELEVANT = 63
    NOTIFICATIONS_REPEATED = 64
    FIRST_HELPS = 65
    FIRST_HELP_AGE_DAYS = 66
    BENEFIT_EXITS = 67
    BENEFIT_EXITS_TREATED = 68
    SAMPLE_FAMILIES = 69
    SAMPLE_PROFESSIONALS = 70
    IMPAIRMENT_CASES_NEW = 71
    IMPAIRMENT_CASES_NEW_0_6 = 72
    IMPAIRMENT_ENTRY_AGE_DAYS = 73
    FALSE_LABELS = 74
    COORDINATION_OFFERED = 75
    COORDINATION_ACCEPTED = 76
    HOURS_IMPAIRMENT = 77
    HOURS_COORDINATION = 78
    COORDINATION_HOURS_NEEDED = 79
    COORDINATION_ORE = 80
    PLACED_AT_YEAR_START = 81
    PLACED_AT_BOTH_ENDS = 82
    OTHER_TYPE_AT_YEAR_END = 83
    NOTIFIED_IN_YEAR = 84
    NOTIFIED_TWICE_IN_YEAR = 85
    FOLLOWUPS_OF_PLACED = 86
    STARTS_12_17 = 87
    PLANNED_STARTS = 88
    PLANNED_WAIT_DAYS = 89


class Reading(IntEnum):
    """What an evaluator reads at the ends of quarters: numbers of readings, and sums of what was read."""

    CATEGORISED = 0
    CATEGORY_SUM = 1
    CATEGORISED_AT_4 = 2
    STEP_SUM = 3
    SDQ_READ = 4
    SDQ_SUM = 5
    WHO5_READ = 6
    WHO5_SUM = 7
    ATTENDANCE_ASKED = 8
    MAINSTREAM_SCHOOLING_ASKED = 9
    LEISURE_ASKED = 10
    SPARE_TIME_JOB_ASKED = 11
    ATTENDANCE = 12
    MAINSTREAM_SCHOOLING = 13
    LEISURE = 14
    SPARE_TIME_JOB = 15
    ANSWERS = 16
    POSITIVE_ANSWERS = 17
    COMPLAINTS = 18


N_READINGS = 19
# flows from here on: the readings of all children with an open case, then those of covered children alone
FIRST_READING = len(Flow)
N_FLOWS = FIRST_READING + 2 * N_READINGS
N_KEYS = N_STOCKS + N_FLOWS


class Spell(IntEnum):
    """Durations kept as life tables of weekly bins."""

    PLACEMENT = 0
    ONSET_TO_HELP = 1


N_SPELLS = 2
N_BINS = 160

OF_YEAR = ("year_began", "year_placed", "year_notified", "year_notified_twice")
_WHOLE_NUMBERS = ("month", "n_months", *OF_YEAR[1:])
_META = np.dtype(
    [(name, "f8") for name in ("origin", OF_YEAR[0])] + [(name, "i8") for name in _WHOLE_NUMBERS], align=True
)
Ledger = namedtuple("Ledger", "meta stock since acc bins")
"""meta: origin [day], current month (-1 before the origin), and of the present model year its first day, who was placed
on it, and the children notified since, once or more and twice or more; stock, since [key]; acc [month, key]; bins
[spell, 0 ended / 1 censored, week]."""


def new_ledger(n_months: int, origin: float) -> Ledger:
    """An empty ledger of `n_months` months that begins at `origin` [day]."""
    meta = named(np.zeros(1, _META))
    meta[0]["origin"], meta[0]["month"], meta[0]["n_months"] = origin, -1, n_months
    meta[0]["year_began"] = origin
    return Ledger(
        meta,
        np.zeros(N_STOCKS, np.int64),
        np.zeros(N_STOCKS),
        np.zeros((max(n_months, 1), N_KEYS)),
        np.zeros((N_SPELLS, 2, N_BINS), np.int64),
    )


def continued(ledger: Ledger, n_months: int) -> Ledger:
    """A ledger of `n_months` from policy start: another's stocks, its model year, what it noted for months to come."""
    new = new_ledger(n_months, 0.0)
    new.stock[:] = ledger.stock
    for name in OF_YEAR:
        new.meta[0][name] = ledger.meta[0][name]
    if ledger.meta[0]["origin"] == 0.0:
        months = min(len(ledger.acc), n_months)
        new.acc[:months, N_STOCKS:] = ledger.acc[:months, N_STOCKS:]
    return new


register("L", new_ledger(1, 0.0))


@jit("void(L,i8,f8,i8)")
def shift(ledger, key: int, now: float, delta: int) -> None:
    """A stock changes by `delta` at time `now`."""
    if delta == 0:
        return
    month = ledger.meta[0].month
    if month >= 0:
        ledger.acc[month, key] += ledger.stock[key] * (now - ledger.since[key])
    ledger.stock[key] += delta
    ledger.since[key] = now


@jit("i8(i8,i8)")
def district_group(district: int, impairment: int) -> int:
    """Group of a school district and an impairment that shows."""
    return DISTRICT_GROUP + district * N_IMPAIRMENTS + impairment


@jit("i8(i8,i8)")
def group_stock(group: int, count: int) -> int:
    """Stock of what is counted of a group."""
    return GROUP_COUNT + group * N_COUNTS + count


@jit("void(L,i8,f8)")
def add(ledger, flow: int, amount: float) -> None:
    """A flow in the present month."""
    month = ledger.meta[0].month
    if month >= 0:
        ledger.acc[month, N_STOCKS + flow] += amount


@jit("void(L,i8,f8,f8)")
def add_at(ledger, flow: int, time: float, amount: float) -> None:
    """A flow that belongs to the month of another time, if that lies within the ledger: also one still to come."""
    if time < ledger.meta[0].origin:
        return
    month = int((time - ledger.meta[0].origin) / DAYS_PER_MONTH)
    if month < ledger.meta[0].n_months:
        ledger.acc[month, N_STOCKS + flow] += amount


@jit("void(L,i8,i8,i8)")
def add_reading(ledger, reading: int, arm: int, amount: int) -> None:
    """What an evaluator reads of a child of this arm."""
    add(ledger, FIRST_READING + reading, float(amount))
    if arm > 0:
        add(ledger, FIRST_READING + N_READINGS + reading, float(amount))


@jit("void(L,i8,f8,f8,b1)")
def end_spell(ledger, spell: int, begun: float, now: float, ended: bool) -> None:
    """A duration that began within the ledger's period ended (or was censored)."""
    if ledger.meta[0].month < 0 or begun < ledger.meta[0].origin:
        return
    week = min(int((now - begun) / DAYS_PER_WEEK), N_BINS - 1)
    ledger.bins[spell, 0 if ended else 1, week] += 1


@jit("void(L,f8)")
def close_month(ledger, now: float) -> None:
    """Bring every stock's integral up to `now`, the end of a month (or the first day of the ledger)."""
    month = ledger.meta[0].month
    for key in range(len(ledger.stock)):
        if month >= 0:
            ledger.acc[month, key] += ledger.stock[key] * (now - ledger.since[key])
        ledger.since[key] = now


@jit("void(L,f8)")
def next_month(ledger, now: float) -> None:
    """Pass from one month to the next."""
    close_month(ledger, now)
    if now >= ledger.meta[0].origin and ledger.meta[0].month < ledger.meta[0].n_months - 1:
        ledger.meta[0].month += 1
