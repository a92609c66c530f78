"""The words of the model: every enumeration, with the Danish word of each member.

Numbers are frozen: event classes fix the order of simultaneous events, streams fix the random numbers. New members
are appended, never inserted.
"""

from enum import IntEnum


class Need(IntEnum):
    """Børnelineal category: the child's need, apart from what is done about it."""

    THRIVING = 0
    DECLINING = 1
    VULNERABLE = 2
    EXPOSED = 3
    ENDANGERED = 4


N_NEEDS = 5


class Band(IntEnum):
    """Age bands at whose borders something changes."""

    AGE_0_2 = 0
    AGE_3_5 = 1
    AGE_6 = 2
    AGE_7_11 = 3
    AGE_12 = 4
    AGE_13_14 = 5
    AGE_15_17 = 6
    AGE_18_22 = 7


N_DISTRICTS_MOST = 64  # school districts that the ledger has room for

BAND_STARTS_YEARS = (0.0, 3.0, 6.0, 7.0, 12.0, 13.0, 15.0, 18.0, 23.0)


class Step(IntEnum):
    """Steps of the intervention ladder (indsatstrappen)."""

    UNIVERSAL = 0
    GENERAL_PREVENTION = 1
    EARLY_HELP = 2
    HOME_BASED = 3
    NETWORK_CARE = 4
    FOSTER_FAMILY = 5
    OWN_ROOM_OR_BOARDING = 6
    RESIDENTIAL_FACILITY = 7
    INSTITUTION = 8


class Measure(IntEnum):
    """The main measure a child has."""

    NONE = 0
    GENERAL_PREVENTION = 1
    EARLY_HELP = 2
    EARLY_COURSE = 3
    FAMILY_TREATMENT = 4
    CONTACT_PERSON = 5
    PRACTICAL_SUPPORT = 6
    HOME_COURSE = 7
    PARENT_TRAINING = 8
    INTENSIVE_HOME = 9
    NETWORK_CARE = 10
    FOSTER_FAMILY = 11
    OWN_ROOM = 12
    BOARDING_SCHOOL = 13
    RESIDENTIAL_FACILITY = 14
    INSTITUTION = 15


FIRST_PLACEMENT = 10
N_MEASURES = 16

STEP_OF_MEASURE = (0, 1, 2, 2, 3, 3, 3, 3, 3, 3, 4, 5, 6, 6, 7, 8)
# ranks for counting steps up and down: network < {foster, own room, boarding} < {residential, institution}
RANK_OF_MEASURE = (0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 3, 4, 4, 4, 5, 5)


class Status(IntEnum):
    """Where a child's case stands."""

    GONE = -1
    UNKNOWN = 0
    NOTIFIED = 1
    IN_ASSESSMENT = 2
    OPEN = 3
    AFTERCARE = 4
    CLOSED = 5


class PlaceStage(IntEnum):
    """How far a decided placement has come."""

    NOTHING = 0
    DECISION = 1
    AWAITS_MOVE = 2
    AWAITS_HOME = 3


class Coping(IntEnum):
    """Parents' coping."""

    COPING = 0
    STRAINED = 1
    OVERWHELMED = 2


class Employment(IntEnum):
    """Parents' employment."""

    WORK = 0
    EDUCATION = 1
    BENEFITS = 2
    EARLY_PENSION = 3


class WholeFamily(IntEnum):
    """How a family's cases are coordinated: not at all, by somebody without authority, or by one worker for all."""

    OFF = 0
    COORDINATOR = 1
    ONE_WORKER = 2


class Impairment(IntEnum):
    """Functional impairment."""

    NONE = 0
    ADHD = 1
    AUTISM = 2
    OTHER = 3


N_IMPAIRMENTS = 4


class Reason(IntEnum):
    """Why a child is placed."""

    SOCIAL = 0
    IMPAIRMENT = 1


class Channel(IntEnum):
    """Who notifies."""

    HEALTH_VISITOR = 0
    DAY_CARE = 1
    SCHOOL = 2
    DENTAL_SERVICE = 3
    POLICE_COURT = 4
    HOSPITAL = 5
    FAMILY = 6
    OTHER = 7


class Screened(IntEnum):
    """What reception decides about a notification."""

    NOTHING = 0
    EARLY_HELP = 1
    ASSESSMENT = 2
    ACUTE = 3
    TO_CASE = 4


class Team(IntEnum):
    """Teams of caseworkers."""

    RECEPTION = 0
    ASSESSMENT = 1
    CHILDREN = 2
    YOUTH = 3
    IMPAIRMENT = 4
    PROJECT = 5


N_TEAMS = 6


class Task(IntEnum):
    """Tasks of a caseworker; FAMILY_WORK is never queued."""

    SCREENING = 0
    ASSESSMENT = 1
    DECISION = 2
    FOLLOW_UP = 3
    NETWORK_MEETING = 4
    CRISIS = 5
    HAND_OVER = 6
    OUTREACH = 7
    FAMILY_WORK = 8


N_TASKS = 9
N_QUEUED_TASKS = 8


class Kind(IntEnum):
    """Kinds of entity: one word of a random number's address."""

    CHILD = 0
    FAMILY = 1
    DESK = 2
    MUNICIPALITY = 3


class Schedule(IntEnum):
    """Follow-up schedules."""

    LAW = 0
    KOLDING = 1
    BORAAS_MEMO = 2
    BORAAS_KREVI = 3
    QUARTERLY = 4
    HOERSHOLM = 5


class FollowUpGroup(IntEnum):
    """Groups of cases that a follow-up schedule tells apart."""

    PREVENTIVE = 0
    FAMILY_LIKE = 1
    RESIDENTIAL = 2
    RUNNING_AT_START = 3


class Review(IntEnum):
    """What a held follow-up leads to."""

    KEEP = 0
    CLOSE = 1
    RETURN_HOME = 2
    STEP_DOWN = 3
    CHANGE = 4
    PLACE = 5
    INTENSIFY = 6


class Everyday(IntEnum):
    """Sides of a child's everyday life that an evaluator asks about."""

    ATTENDANCE = 0
    MAINSTREAM_SCHOOLING = 1
    LEISURE = 2
    SPARE_TIME_JOB = 3


class Preference(IntEnum):
    """Which type of placement is preferred."""

    USUAL = 0
    FOSTER_FIRST = 1
    NETWORK_FIRST = 2


class Gate(IntEnum):
    """Gate before placement."""

    NONE = 0
    SOFT = 1
    STRICT = 2


class Coverage(IntEnum):
    """Whom a policy covers."""

    NOBODY = 0
    ALL = 1
    LOTTERY = 2
    DISTRICTS = 3
    NOMINATION = 4


class Clock(IntEnum):
    """Event classes. At equal times the smaller class goes first, then the smaller entity id."""

    NEED = 0
    COPING = 1
    READY = 2
    KIN = 3
    NOTIFICATION = 4
    EXCITED_NOTIFICATION = 5
    STATEMENTS = 6
    PLACE = 7
    FOLLOW_UP_OPENS = 8
    FOLLOW_UP_DUE = 9
    BREAKDOWN = 10
    DRIFT = 11
    AGE = 12
    COURSE = 13
    BIRTH = 14
    MOVE_OUT = 15
    TASK = 16
    ABSENCE = 17
    RESIGNATION = 18
    HIRE = 19
    NEW_FAMILY = 20
    IN_MIGRATION = 21
    HOME_RECRUITED = 22
    HOME_LOST = 23
    MONTH = 24
    POLICY = 25
    YEAR = 26
    DISPATCH = 27
    EMPLOYMENT = 28
    ADMISSION = 29
    IMPAIRMENT_CASE = 30
    LOST_EARNINGS = 31


N_CLOCKS = len(Clock)
PLACES_OFFICE = 65536
# what kind of entity each class of events belongs to
_OF_FAMILY = {Clock.COPING, Clock.READY, Clock.KIN, Clock.BIRTH, Clock.MOVE_OUT, Clock.EMPLOYMENT}
_OF_DESK = {Clock.TASK, Clock.ABSENCE, Clock.RESIGNATION, Clock.HIRE, Clock.DISPATCH}
_OF_TOWN = {
    Clock.NEW_FAMILY,
    Clock.IN_MIGRATION,
    Clock.HOME_RECRUITED,
    Clock.HOME_LOST,
    Clock.MONTH,
    Clock.POLICY,
    Clock.YEAR,
    Clock.ADMISSION,
}


def _owner(clock: Clock) -> int:
    if clock in _OF_FAMILY:
        return int(Kind.FAMILY)
    if clock in _OF_DESK:
        return int(Kind.DESK)
    return int(Kind.MUNICIPALITY if clock in _OF_TOWN else Kind.CHILD)


OWNER_OF_CLOCK = tuple(_owner(clock) for clock in Clock)


class Stream(IntEnum):
    """Streams of random numbers: one per decision, each used in one place."""

    FAMILY_SIZE = 0
    SIBLING_SPACING = 1
    FRAILTY = 2
    DISTRICT = 3
    PART = 4
    EMPLOYMENT = 5
    KIN_ABLE = 6
    FIRST_COPING = 7
    COPING_TIME = 8
    COPING_CAUSE = 9
    COPING_WORK = 10
    READY = 11
    KIN_FOUND = 12
    MOVE_OUT = 13
    FAMILY_AGE = 14
    IMPAIRMENT = 15
    ONSET = 16
    FIRST_NEED = 17
    NEED_TIME = 18
    NEED_CAUSE = 19
    NOTIFICATION_TIME = 20
    EXCITED_TIME = 21
    CHANNEL = 22
    SCREENING = 23
    OBSERVATION = 24
    STATEMENTS = 25
    LAPSE = 26
    CHOICE = 27
    PLACEMENT_TYPE = 28
    REASON = 29
    CONSENT = 30
    MOVE_IN = 31
    RESPONSE = 32
    RESPONSE_READING = 33
    PRICE = 34
    REVIEW = 35
    REVISION = 36
    BOOKING = 37
    BREAKDOWN = 38
    BREAKDOWN_TYPE = 39
    AFTERCARE = 40
    AFTERCARE_DAYS = 41
    COURSE_CHOICE = 42
    HOURS_SCREENING = 43
    HOURS_ASSESSMENT = 44
    HOURS_DECISION = 45
    HOURS_FOLLOW_UP = 46
    HOURS_NETWORK_MEETING = 47
    HOURS_CRISIS = 48
    HOURS_HAND_OVER = 49
    HOURS_OUTREACH = 50
    ABSENCE_TIME = 51
    ABSENCE_DAYS = 52
    RESIGNATION = 53
    HIRING_DAYS = 54
    NEW_FAMILY = 55
    IN_MIGRATION = 56
    HOME_RECRUITED = 57
    HOME_LOST = 58
    HOME_RETIRES = 59
    LOTTERY = 60
    CRISIS_OUTCOME = 61
    FIRST_TENURE = 62
    HOME_MEASURE = 63
    PREFERENCE = 64
    CRISIS_NEEDED = 65
    FORWARD = 66
    STEP_AT_HOME = 67
    SCREENING_READING = 68
    CATEGORISATION = 70
    STEP_REGISTRATION = 71
    SDQ_PERSON = 72
    SDQ_NOISE = 73
    WHO5_PERSON = 74
    WHO5_NOISE = 75
    ATTENDANCE = 76
    MAINSTREAM_SCHOOLING = 77
    LEISURE = 78
    SPARE_TIME_JOB = 79
    ANSWERS = 80
    INVOLVEMENT = 81
    COMPLAINT = 82
    EMPLOYMENT_TIME = 85
    EMPLOYMENT_CAUSE = 86
    SECOND_ADULT = 87
    FURTHER_ADULT_CASE = 88
    NOMINATION = 89
    CONSIDERABLE = 90
    IMPAIRMENT_CASE_TIME = 91
    COMPLEX = 92
    RESPITE = 93
    SPECIAL_DAY_CARE = 94
    PRACTICAL_HELP = 95
    LOST_EARNINGS_TIME = 96
    ACCEPTS_COORDINATION = 97


N_STREAMS = max(Stream) + 1


class Event(IntEnum):
    """What is written into the event log."""

    CHILD_ARRIVES = 0
    FAMILY_ARRIVES = 1
    FAMILY_LEAVES = 2
    CHILD_LEAVES = 3
    NEED = 4
    COPING = 5
    READY = 6
    KIN_FOUND = 7
    NOTIFICATION = 8
    SCREENED = 9
    ASSESSMENT_BEGINS = 10
    STATEMENTS_IN = 11
    ASSESSMENT_DONE = 12
    ASSESSMENT_LAPSED = 13
    CASE_OPENED = 14
    CASE_CLOSED = 15
    MEASURE = 16
    PLACEMENT_DECIDED = 17
    PLACEMENT_HELD_BACK = 18
    AWAITS_HOME = 19
    PLACED = 20
    RETURNED_HOME = 21
    BREAKDOWN = 22
    AFTERCARE = 23
    FOLLOW_UP_OPENS = 24
    FOLLOW_UP_MISSED = 25
    FOLLOW_UP_HELD = 26
    NETWORK_MEETING = 27
    CRISIS = 28
    HAND_OVER = 29
    FAMILY_WORK = 30
    DECISION_MADE = 31
    COURSE_BEGINS = 32
    COURSE_ENDS = 33
    WORKER_LEAVES = 34
    WORKER_HIRED = 35
    WORKER_ABSENT = 36
    WORKER_BACK = 37
    DESK_OPENED = 38
    DESK_CLOSED = 39
    CASE_MOVED = 40
    HOME_RECRUITED = 41
    HOME_LOST = 42
    LEVER = 43
    LOTTERY_DRAWN = 44
    AGE_BAND = 45
    EMPLOYMENT = 46
    FAMILY_ADMITTED = 47
    FAMILY_DISCHARGED = 48
    IMPAIRMENT_CASE_OPENED = 49
    IMPAIRMENT_CASE_CLOSED = 50
    LOST_EARNINGS = 51
    COORDINATION_OFFERED = 52
    COORDINATION_ENDED = 53


# the 'detail' of a log row: an enumeration member's name, stored as base + number
DETAIL_MEASURE, DETAIL_CHANNEL, DETAIL_SCREENED, DETAIL_REVIEW, DETAIL_LEVER = 0, 100, 200, 300, 400
