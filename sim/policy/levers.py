"""Levers: what a scenario may set. Each is one number per arm (untreated, treated) that rules and engines read.

A lever has a value under the status quo; a scenario changes it on dates. A change to the value it has already is
dropped, so a policy at zero strength is the status quo, exactly.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.vocabulary import Gate, Preference, Schedule, WholeFamily

N_ARMS = 2


class Lever(IntEnum):
    """Position of each lever in the lever matrix; frozen, new levers are appended."""

    CASELOAD = 0
    EXTRA_POSTS = 1
    FOLLOW_UP_SCHEDULE = 2
    GATE = 3
    MAY_START_HIGH = 4
    PREFERENCE = 5
    TARGET_MIX_FAMILY_SHARE = 6
    TARGET_MIX_COUNTS_HOME = 7
    PLACE_YOUNG_FACTOR = 8
    PLACE_WAIT_DAYS = 9
    HOME_RECRUITMENT_FACTOR = 10
    FOSTER_CONSULTANT = 11
    PROTECTED_SHARE = 12
    FAMILY_WORK_WHILE_PLACED = 13
    NETWORK_MEETING_INTERVAL_DAYS = 14
    RECONSIDERATION_DAYS = 15
    MAX_RESIDENTIAL_DAYS = 16
    RECALL = 17
    DISCHARGE_SUPPORT = 18
    BROAD_HOME_MEASURES = 19
    COURSES_EARLY_PER_YEAR = 20
    COURSES_HOME_PER_YEAR = 21
    COURSES_PARENT_TRAINING_PER_YEAR = 22
    FAMILY_ANALYSES_PER_YEAR = 23
    FURTHER_COST_DKK_PER_YEAR = 24
    GRANT_DKK_PER_YEAR = 25
    SCHOOL_CASEWORKERS = 26
    SCHOOL_DAYS_PER_WEEK = 27
    DAY_CARE_VISITS_PER_YEAR = 28
    ADBB_SHARE = 29
    SIGNS_OF_SAFETY_SHARE = 30
    PPR_SPARRING_POSTS_PER_1000 = 31
    OPEN_COUNSELLING_HOURS_PER_1000 = 32
    ONE_ENTRANCE = 33
    OUTREACH_STAFFED = 34
    NOTIFICATION_VOLUME_FACTOR = 35
    NOTIFICATION_NOISE_FACTOR = 36
    WHOLE_FAMILY = 37
    PARENTS_EMPLOYMENT_EFFORT = 38
    FAMILY_AMBASSADOR = 39
    IMPAIRMENT_COORDINATION = 40
    COORDINATION_ENROLS = 41
    COORDINATION_AGE_TO_YEARS = 42
    COORDINATOR_HOURS_PER_WEEK = 43
    CORE_TEAM_HOURS_PER_WEEK = 44
    SCREENING_INTENSITY = 45
    INSOURCING_SHARE = 46


# levers that change who notifies, and the hours and money of outreach
FIRST_OUTREACH_LEVER, LAST_OUTREACH_LEVER = Lever.SCHOOL_CASEWORKERS, Lever.NOTIFICATION_NOISE_FACTOR
# levers that change parents' rates and what is spent on families with a case
FIRST_FAMILY_LEVER, LAST_FAMILY_LEVER = Lever.WHOLE_FAMILY, Lever.FAMILY_AMBASSADOR
# levers of impairment cases
FIRST_IMPAIRMENT_LEVER, LAST_IMPAIRMENT_LEVER = Lever.IMPAIRMENT_COORDINATION, Lever.SCREENING_INTENSITY


N_LEVERS = len(Lever)


@dataclass(frozen=True)
class LeverInfo:
    """What a lever means, its unit, its bounds, its value under the status quo, and whether it may differ by arm."""

    lever: Lever
    unit: str
    low: float
    high: float
    usual: float
    name_en: str
    name_da: str
    meaning_en: str
    by_arm: bool = True
    names: tuple[str, ...] = ()
    usual_from: str = ""

    @property
    def key(self) -> str:
        """Name in scenario files and on the command line."""
        return self.lever.name.lower()


def _names(kind: type[IntEnum]) -> tuple[str, ...]:
    return tuple(member.name.lower() for member in kind)


_ON = ("off", "on")
LEVERS: dict[str, LeverInfo] = {
    info.key: info
    for info in (
        LeverInfo(
            Lever.CASELOAD,
            "cases per post",
            5,
            80,
            33,
            "Caseload",
            "Sagstal",
            "open child cases per established post of the case-holding teams, set once when the lever changes",
            usual_from="municipality caseload",
        ),
        LeverInfo(
            Lever.EXTRA_POSTS,
            "posts",
            0,
            200,
            0,
            "Extra posts",
            "Ekstra stillinger",
            "posts added to the case-holding teams in proportion to their cases, kept without an end",
        ),
        LeverInfo(
            Lever.FOLLOW_UP_SCHEDULE,
            "schedule",
            0,
            5,
            Schedule.LAW,
            "Follow-up schedule",
            "Opfølgningsplan",
            "when follow-ups are due, by measure",
            names=_names(Schedule),
        ),
        LeverInfo(
            Lever.GATE,
            "gate",
            0,
            2,
            Gate.NONE,
            "Gate before placement",
            "Port før anbringelse",
            "whether lower steps must have been tried before a placement",
            names=_names(Gate),
        ),
        LeverInfo(
            Lever.MAY_START_HIGH,
            "switch",
            0,
            1,
            1,
            "May start high",
            "Må starte højt",
            "whether a soft gate lets a child at 4b with overwhelmed parents start on a high step",
            names=_ON,
        ),
        LeverInfo(
            Lever.PREFERENCE,
            "preference",
            0,
            2,
            Preference.USUAL,
            "Placement preference",
            "Anbringelsespræference",
            "which type of placement is preferred where possible",
            names=_names(Preference),
        ),
        LeverInfo(
            Lever.TARGET_MIX_FAMILY_SHARE,
            "share",
            0,
            1,
            0,
            "Target mix",
            "Målfordeling",
            "share of placements on the family side (network, foster, boarding, own room); 0 means no target",
        ),
        LeverInfo(
            Lever.TARGET_MIX_COUNTS_HOME,
            "switch",
            0,
            1,
            0,
            "Mix counts intensive home measures",
            "Fordeling med hjemmeindsatser",
            "second wording of the target: intensive home measures count on the family side and in the total",
            names=_ON,
        ),
        LeverInfo(
            Lever.PLACE_YOUNG_FACTOR,
            "factor",
            0,
            5,
            1,
            "Readiness to place ages 0-10",
            "Vilje til at anbringe 0-10-årige",
            "factor on wanting a placement for children under 11",
        ),
        LeverInfo(
            Lever.PLACE_WAIT_DAYS,
            "days",
            0,
            400,
            60,
            "Wait for a foster home",
            "Ventetid på plejefamilie",
            "longest wait for a foster home before the next type of placement is used",
            usual_from="parameter place_wait_days",
        ),
        LeverInfo(
            Lever.HOME_RECRUITMENT_FACTOR,
            "factor",
            0,
            10,
            1,
            "Recruitment of foster homes",
            "Rekruttering af plejefamilier",
            "factor on the recruitment of foster homes",
            by_arm=False,
        ),
        LeverInfo(
            Lever.FOSTER_CONSULTANT,
            "switch",
            0,
            1,
            0,
            "Foster-care consultant",
            "Familieplejekonsulent",
            "consultant who supports placements (effect on breakdown: consultant_breakdown_effect)",
            names=_ON,
        ),
        LeverInfo(
            Lever.PROTECTED_SHARE,
            "share",
            0,
            0.5,
            0.03,
            "Protected family work",
            "Beskyttet familiearbejde",
            "share of task hours that family and network work gets even under backlog",
            usual_from="parameter protected_share",
        ),
        LeverInfo(
            Lever.FAMILY_WORK_WHILE_PLACED,
            "switch",
            0,
            1,
            1,
            "Work with parents during placement",
            "Forældrearbejde under anbringelse",
            "whether parents of placed children get family work",
            names=_ON,
        ),
        LeverInfo(
            Lever.NETWORK_MEETING_INTERVAL_DAYS,
            "days",
            0,
            730,
            0,
            "Network meetings",
            "Netværksmøder",
            "days between network meetings in open cases; 0 means none beyond the usual",
        ),
        LeverInfo(
            Lever.RECONSIDERATION_DAYS,
            "days",
            0,
            730,
            0,
            "Formal reconsideration",
            "Formel revurdering",
            "days after a placement begins at which it is formally reconsidered; 0 means never",
        ),
        LeverInfo(
            Lever.MAX_RESIDENTIAL_DAYS,
            "days",
            0,
            3650,
            0,
            "Limit of residential stays",
            "Grænse for institutionsophold",
            "days after which a child with need 4a or lower steps down from residential care; 0 means no limit",
        ),
        LeverInfo(
            Lever.RECALL,
            "switch",
            0,
            1,
            0,
            "Recall of running placements",
            "Hjemtagelse",
            "whether placements that run at policy start are opened to the new practice at once",
            names=_ON,
        ),
        LeverInfo(
            Lever.DISCHARGE_SUPPORT,
            "switch",
            0,
            1,
            0,
            "Support at discharge",
            "Udslusningsstøtte",
            "support after a return home (effect: discharge_support_effect)",
            names=_ON,
        ),
        LeverInfo(
            Lever.BROAD_HOME_MEASURES,
            "switch",
            0,
            1,
            0,
            "Broader local measures",
            "Bredere vifte af indsatser",
            "broader range of home-based measures (effect on response: broad_measures_effect)",
            names=_ON,
        ),
        LeverInfo(
            Lever.COURSES_EARLY_PER_YEAR,
            "courses per year",
            0,
            500,
            0,
            "Early cross-professional courses",
            "Tidlig tværfaglig indsats",
            "yearly capacity, ages 0-6",
            by_arm=False,
        ),
        LeverInfo(
            Lever.COURSES_HOME_PER_YEAR,
            "courses per year",
            0,
            500,
            0,
            "Home-based family courses",
            "Hjemmebaserede familieforløb",
            "yearly capacity",
            by_arm=False,
        ),
        LeverInfo(
            Lever.COURSES_PARENT_TRAINING_PER_YEAR,
            "courses per year",
            0,
            500,
            0,
            "Parent training (PMTO)",
            "Forældretræning (PMTO)",
            "yearly capacity, ages 3-12",
            by_arm=False,
        ),
        LeverInfo(
            Lever.FAMILY_ANALYSES_PER_YEAR,
            "courses per year",
            0,
            500,
            0,
            "Family analyses",
            "Familieanalyser",
            "yearly capacity; sharpens what an assessment observes",
            by_arm=False,
        ),
        LeverInfo(
            Lever.FURTHER_COST_DKK_PER_YEAR,
            "DKK/year",
            0,
            1e9,
            0,
            "Further cost of the policy",
            "Øvrige udgifter til indsatsen",
            "costs that no other lever counts (training, leadership, hours)",
            by_arm=False,
        ),
        LeverInfo(
            Lever.GRANT_DKK_PER_YEAR,
            "DKK/year",
            0,
            1e9,
            0,
            "Grant",
            "Tilskud",
            "money from outside; its own line, never subtracted from cost",
            by_arm=False,
        ),
        LeverInfo(
            Lever.SCHOOL_CASEWORKERS,
            "schools",
            0,
            2000,
            0,
            "Caseworkers permanently at schools",
            "Faste socialrådgivere på skoler",
            "schools (districts in order) that have a caseworker there all week",
        ),
        LeverInfo(
            Lever.SCHOOL_DAYS_PER_WEEK,
            "days per week",
            0,
            5,
            0,
            "Fixed weekdays at every school",
            "Faste ugedage på alle skoler",
            "days per week that a caseworker is at each school without a permanent one",
        ),
        LeverInfo(
            Lever.DAY_CARE_VISITS_PER_YEAR,
            "visits per year",
            0,
            52,
            0,
            "Visits to day care",
            "Besøg i dagtilbud",
            "visits of a caseworker to each day-care institution per year",
        ),
        LeverInfo(
            Lever.ADBB_SHARE,
            "share",
            0,
            1,
            0,
            "ADBB screening of infants",
            "ADBB-screening af spædbørn",
            "share of infants whom health visitors screen by ADBB at 2-24 months",
        ),
        LeverInfo(
            Lever.SIGNS_OF_SAFETY_SHARE,
            "share",
            0,
            1,
            0,
            "Signs of Safety training",
            "Uddannelse i Signs of Safety",
            "share of staff in day care and the dental service trained to see and share concern",
        ),
        LeverInfo(
            Lever.PPR_SPARRING_POSTS_PER_1000,
            "posts per 1,000",
            0,
            5,
            0,
            "Sparring by psychologists",
            "Sparring fra PPR-psykologer",
            "posts of psychologists for sparring with day care, per 1,000 residents aged 0-17",
        ),
        LeverInfo(
            Lever.OPEN_COUNSELLING_HOURS_PER_1000,
            "hours per week and 1,000",
            0,
            200,
            0,
            "Open counselling",
            "Åben rådgivning",
            "hours of open counselling for parents and young people per week and 1,000 residents aged 0-17",
        ),
        LeverInfo(
            Lever.ONE_ENTRANCE,
            "switch",
            0,
            1,
            0,
            "One entrance",
            "Én indgang",
            "one cross-professional reception for all who are worried",
            names=_ON,
        ),
        LeverInfo(
            Lever.OUTREACH_STAFFED,
            "switch",
            0,
            1,
            0,
            "Outreach by posts of its own",
            "Opsøgende arbejde med egne stillinger",
            "whether posts beside the teams do the outreach (and cost) instead of the caseworkers in their hours",
            names=_ON,
            by_arm=False,
        ),
        LeverInfo(
            Lever.NOTIFICATION_VOLUME_FACTOR,
            "factor",
            0.1,
            5,
            1,
            "Volume of notifications",
            "Antal underretninger",
            "factor on all notifications: information and practice of those who notify",
        ),
        LeverInfo(
            Lever.NOTIFICATION_NOISE_FACTOR,
            "factor",
            0.1,
            5,
            1,
            "Notifications without need",
            "Underretninger uden behov",
            "factor on notifications of children at need 1 or 2: below 1 they become more relevant",
        ),
        LeverInfo(
            Lever.WHOLE_FAMILY,
            "coordination",
            0,
            2,
            WholeFamily.OFF,
            "Whole-family coordination",
            "Helhedsindsats for familien",
            "who coordinates a family's cases: nobody, a coordinator without authority beside the caseworkers, or one "
            "worker for all children's cases and the parents' cases of the job centre",
            names=_names(WholeFamily),
        ),
        LeverInfo(
            Lever.PARENTS_EMPLOYMENT_EFFORT,
            "share",
            0,
            1,
            0,
            "Effort for parents' employment",
            "Beskæftigelsesindsats for forældre",
            "dose of mentors, practice and job support for parents on benefits in families with a case",
        ),
        LeverInfo(
            Lever.FAMILY_AMBASSADOR,
            "switch",
            0,
            1,
            0,
            "Family ambassador",
            "Familieambassadør",
            "a volunteer beside each family with a case",
            names=_ON,
        ),
        LeverInfo(
            Lever.IMPAIRMENT_COORDINATION,
            "switch",
            0,
            1,
            0,
            "Family coordinator for impaired children",
            "Familiekoordinator i børnehandicapsager",
            "coordinator with authority for the whole family and all siblings, and a weekly core team, offered to "
            "complex cases (effects: coordination_..._effect, by how much of the hours there are)",
            names=_ON,
        ),
        LeverInfo(
            Lever.COORDINATION_ENROLS,
            "switch",
            0,
            1,
            1,
            "Coordination enrols new children",
            "Koordination optager nye børn",
            "whether further children are offered a family coordinator; those enrolled stay",
            names=_ON,
        ),
        LeverInfo(
            Lever.COORDINATION_AGE_TO_YEARS,
            "years",
            0,
            18,
            7,
            "Age up to which coordination is offered",
            "Alder hvortil koordination tilbydes",
            "children below this age are offered a family coordinator; those enrolled stay when they grow older",
        ),
        LeverInfo(
            Lever.COORDINATOR_HOURS_PER_WEEK,
            "hours per week",
            0,
            2000,
            0,
            "Hours of family coordinators",
            "Familiekoordinatorers timer",
            "paid hours a week of all family coordinators together, posts beside the teams",
            by_arm=False,
        ),
        LeverInfo(
            Lever.CORE_TEAM_HOURS_PER_WEEK,
            "hours per week",
            0,
            2000,
            0,
            "Hours of the core team",
            "Kerneteamets timer",
            "paid hours a week of the core team's other members: psychologist, consultants, leaders",
            by_arm=False,
        ),
        LeverInfo(
            Lever.SCREENING_INTENSITY,
            "screenings per child and year",
            0,
            4,
            0,
            "Screening for impairments",
            "Screening for funktionsnedsættelse",
            "screenings for impairments per child aged 0-6 and year; they find, cost, and can label falsely",
        ),
        LeverInfo(
            Lever.INSOURCING_SHARE,
            "share",
            0,
            1,
            0,
            "In-sourcing of bought tasks",
            "Hjemtagning af købte opgaver",
            "share of bought home-based work that caseworkers do themselves, in measures begun from then on",
        ),
    )
}


def usual_levers(caseload: float, place_wait_days: float, protected_share: float) -> np.ndarray:
    """Lever matrix [arm, lever] under the status quo of a municipality."""
    row = np.array([LEVERS[lever.name.lower()].usual for lever in Lever], dtype=np.float64)
    row[Lever.CASELOAD] = caseload
    row[Lever.PLACE_WAIT_DAYS] = place_wait_days
    row[Lever.PROTECTED_SHARE] = protected_share
    return np.tile(row, (N_ARMS, 1))
