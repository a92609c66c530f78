"""What the generated reference pages add to the names in the code: introductions, and one line per name."""

from sim.vocabulary import Clock, Event, Stream

# event class -> (kind of entity, handler in sim/engines/compiled; its docstring says what happens)
HANDLERS: dict[Clock, tuple[str, str]] = {
    Clock.NEED: ("child", "months.on_need"),
    Clock.COPING: ("family", "families.on_coping"),
    Clock.READY: ("family", "families.become_ready"),
    Clock.KIN: ("family", "families.find_kin"),
    Clock.NOTIFICATION: ("child", "intake.on_notification"),
    Clock.EXCITED_NOTIFICATION: ("child", "intake.on_excited_notification"),
    Clock.STATEMENTS: ("child", "intake.on_statements"),
    Clock.PLACE: ("child", "placements.on_place"),
    Clock.FOLLOW_UP_OPENS: ("child", "followups.on_follow_up_opens"),
    Clock.FOLLOW_UP_DUE: ("child", "followups.on_follow_up_due"),
    Clock.BREAKDOWN: ("child", "placements.on_breakdown"),
    Clock.DRIFT: ("child", "followups.on_drift"),
    Clock.AGE: ("child", "demography.on_age"),
    Clock.COURSE: ("child", "placements.on_course"),
    Clock.BIRTH: ("family", "demography.on_birth"),
    Clock.MOVE_OUT: ("family", "demography.on_move_out"),
    Clock.TASK: ("desk", "work.on_task"),
    Clock.ABSENCE: ("desk", "workforce.on_absence"),
    Clock.RESIGNATION: ("desk", "workforce.on_resignation"),
    Clock.HIRE: ("desk", "workforce.on_hire"),
    Clock.NEW_FAMILY: ("municipality", "demography.on_new_family"),
    Clock.IN_MIGRATION: ("municipality", "demography.on_in_migration"),
    Clock.HOME_RECRUITED: ("municipality", "months.on_home_recruited"),
    Clock.HOME_LOST: ("municipality", "months.on_home_lost"),
    Clock.POLICY: ("municipality", "policy.on_policy"),
    Clock.MONTH: ("municipality", "months.on_month"),
    Clock.YEAR: ("municipality", "months.on_year"),
    Clock.DISPATCH: ("desk or places office", "work.dispatch"),
    Clock.EMPLOYMENT: ("family", "families.on_employment"),
    Clock.ADMISSION: ("municipality", "nomination.nominate"),
    Clock.IMPAIRMENT_CASE: ("child", "impairment.on_impairment_case"),
    Clock.LOST_EARNINGS: ("child", "impairment.on_lost_earnings"),
}

STREAMS: dict[Stream, str] = {
    Stream.FAMILY_SIZE: "number of children a family will have",
    Stream.SIBLING_SPACING: "days between two births",
    Stream.FRAILTY: "family frailty",
    Stream.DISTRICT: "school district",
    Stream.PART: "part of the municipality (where one agency serves two)",
    Stream.EMPLOYMENT: "parents' employment on arrival",
    Stream.KIN_ABLE: "whether the family has kin able to foster",
    Stream.FIRST_COPING: "parents' coping on arrival",
    Stream.COPING_TIME: "threshold until coping changes by itself",
    Stream.COPING_CAUSE: "whether it worsens or improves",
    Stream.COPING_WORK: "threshold of family work until coping improves",
    Stream.READY: "threshold until parents are ready to have the child home",
    Stream.KIN_FOUND: "threshold until able kin are found",
    Stream.MOVE_OUT: "threshold until the family moves out",
    Stream.FAMILY_AGE: "age of a family that is there at the start or moves in",
    Stream.IMPAIRMENT: "which impairment, if any",
    Stream.ONSET: "age at which the impairment shows",
    Stream.FIRST_NEED: "need at birth or on arrival",
    Stream.NEED_TIME: "threshold until need changes",
    Stream.NEED_CAUSE: "whether it rises or falls",
    Stream.NOTIFICATION_TIME: "threshold until a first notification",
    Stream.EXCITED_TIME: "threshold until a notification that an earlier one brings about",
    Stream.CHANNEL: "who notifies",
    Stream.SCREENING: "result of screening",
    Stream.OBSERVATION: "misreading of need at screening, assessment, acute work and follow-up",
    Stream.STATEMENTS: "days until others' statements are in",
    Stream.LAPSE: "whether an assessment lapses",
    Stream.CHOICE: "whether a placement is wanted",
    Stream.PLACEMENT_TYPE: "usual type of placement",
    Stream.REASON: "whether a placement is for social reasons or an impairment",
    Stream.CONSENT: "whether a placement begins without consent",
    Stream.MOVE_IN: "days from decision to move-in",
    Stream.RESPONSE: "the child's response to a measure",
    Stream.RESPONSE_READING: "error in reading that response at a follow-up",
    Stream.PRICE: "how dear this child's measure is",
    Stream.REVIEW: "what follows from a held follow-up",
    Stream.REVISION: "whether a measure that does not seem to help is changed",
    Stream.BOOKING: "days lost to finding a date",
    Stream.BREAKDOWN: "threshold until a placement breaks down",
    Stream.BREAKDOWN_TYPE: "type of an acute placement",
    Stream.AFTERCARE: "whether a placed young person stays in aftercare at 18",
    Stream.AFTERCARE_DAYS: "length of aftercare",
    Stream.COURSE_CHOICE: "whether a course is chosen where one suits and is offered",
    Stream.HOURS_SCREENING: "hours of a screening",
    Stream.HOURS_ASSESSMENT: "hours of an assessment",
    Stream.HOURS_DECISION: "hours of a decision (arranging and matching)",
    Stream.HOURS_FOLLOW_UP: "hours of a follow-up",
    Stream.HOURS_NETWORK_MEETING: "hours of a network meeting",
    Stream.HOURS_CRISIS: "hours of acute work",
    Stream.HOURS_HAND_OVER: "hours of a hand-over",
    Stream.HOURS_OUTREACH: "reserved for outreach: no such task exists yet",
    Stream.ABSENCE_TIME: "threshold until the next absence",
    Stream.ABSENCE_DAYS: "length of an absence",
    Stream.RESIGNATION: "threshold until the holder resigns",
    Stream.HIRING_DAYS: "days until a vacant post is filled",
    Stream.NEW_FAMILY: "threshold until the next first birth",
    Stream.IN_MIGRATION: "threshold until the next family moves in",
    Stream.HOME_RECRUITED: "threshold until the next foster home is recruited",
    Stream.HOME_LOST: "threshold until a free foster home leaves the pool",
    Stream.HOME_RETIRES: "whether a foster home retires when a placement ends",
    Stream.LOTTERY: "the child's lot",
    Stream.CRISIS_OUTCOME: "whether acute work ends in an acute placement",
    Stream.FIRST_TENURE: "tenure of a caseworker at the start of the warm-up",
    Stream.HOME_MEASURE: "which home-based measure",
    Stream.PREFERENCE: "whether a policy's placement preference can be followed",
    Stream.CRISIS_NEEDED: "whether a child who reaches 4b needs acute work",
    Stream.FORWARD: "whether a notification brings the follow-up forward",
    Stream.STEP_AT_HOME: "early help or a home-based measure at need 2",
    Stream.SCREENING_READING: "reading of need when a notification concerns a known case",
    Stream.CATEGORISATION: "misreading of need at a quarterly categorisation",
    Stream.STEP_REGISTRATION: "whether the ladder step is registered wrongly",
    Stream.SDQ_PERSON: "the child's own offset on the SDQ",
    Stream.SDQ_NOISE: "noise of an SDQ",
    Stream.WHO5_PERSON: "the parent's own offset on the WHO-5",
    Stream.WHO5_NOISE: "noise of a WHO-5",
    Stream.ATTENDANCE: "whether the child was at school on 90 % of the quarter's days",
    Stream.MAINSTREAM_SCHOOLING: "whether the child is in an ordinary class, one number for the whole run",
    Stream.LEISURE: "whether the child has a leisure activity, one number for the whole run",
    Stream.SPARE_TIME_JOB: "whether the young person has a spare-time job, one number for the whole run",
    Stream.ANSWERS: "whether the family answers the questionnaire",
    Stream.INVOLVEMENT: "whether the answer on involvement is positive",
    Stream.COMPLAINT: "whether the quarter brings a complaint",
    Stream.EMPLOYMENT_TIME: "threshold until parents' employment changes",
    Stream.EMPLOYMENT_CAUSE: "what it changes to",
    Stream.SECOND_ADULT: "whether a second adult has a case while the family is on benefits",
    Stream.FURTHER_ADULT_CASE: "whether the adults have a social or health case then",
    Stream.NOMINATION: "the family's lot at admissions",
    Stream.CONSIDERABLE: "whether an impairment is considerable, so that it gets an impairment case",
    Stream.IMPAIRMENT_CASE_TIME: "threshold until an impairment case opens, or a false label is given or withdrawn",
    Stream.COMPLEX: "whether an impairment case is complex",
    Stream.RESPITE: "whether a case has respite: one number for its whole course",
    Stream.SPECIAL_DAY_CARE: "whether a case has special day care: one number for its whole course",
    Stream.PRACTICAL_HELP: "whether a case has practical help: one number for its whole course",
    Stream.LOST_EARNINGS_TIME: "threshold until a parent's lost earnings begin to be paid, or end",
    Stream.ACCEPTS_COORDINATION: "whether parents accept a family coordinator",
}

_RENEWED = "one threshold per occurrence: drawn when the clock starts and again after each occurrence"
_READING = "one reading of need after another by whoever reads it, numbered per child"
# streams drawn at more than one place in the source, and why
SHARED: dict[Stream, str] = {
    Stream.COPING_TIME: _RENEWED,
    Stream.COPING_WORK: _RENEWED,
    Stream.READY: _RENEWED,
    Stream.KIN_FOUND: _RENEWED,
    Stream.MOVE_OUT: _RENEWED,
    Stream.EMPLOYMENT_TIME: _RENEWED,
    Stream.NEED_TIME: _RENEWED,
    Stream.NOTIFICATION_TIME: _RENEWED,
    Stream.EXCITED_TIME: _RENEWED,
    Stream.BREAKDOWN: _RENEWED,
    Stream.IMPAIRMENT_CASE_TIME: _RENEWED,
    Stream.LOST_EARNINGS_TIME: _RENEWED,
    Stream.NEW_FAMILY: _RENEWED,
    Stream.IN_MIGRATION: _RENEWED,
    Stream.HOME_RECRUITED: _RENEWED,
    Stream.HOME_LOST: _RENEWED,
    Stream.FAMILY_AGE: "families at the start, then families that move in: one sequence of the municipality",
    Stream.OBSERVATION: _READING,
    Stream.REVIEW: "a follow-up takes one of two branches: the child is placed, or at home",
}

# log event -> (what happened, meaning of `detail`, meaning of `value`)
EVENTS: dict[Event, tuple[str, str, str]] = {
    Event.CHILD_ARRIVES: ("a child is born or moves in", "", "age [days]"),
    Event.FAMILY_ARRIVES: ("a family begins or moves in", "", "days since its first birth"),
    Event.FAMILY_LEAVES: ("a family moves out", "", "children who leave with it"),
    Event.CHILD_LEAVES: ("a child leaves the model: moves out, turns 18, ends aftercare", "", "age [days]"),
    Event.NEED: ("need changes", "", "new category, 0 (need 1) to 4 (need 4b)"),
    Event.COPING: ("parents' coping changes", "", "0 coping, 1 strained, 2 overwhelmed"),
    Event.READY: ("parents become ready to have the child home, or no longer are", "", "1 ready, 0 no longer"),
    Event.KIN_FOUND: ("kin who can foster are found", "", "1"),
    Event.NOTIFICATION: ("somebody notifies", "channel", "1 if an earlier notification brought it about, else 0"),
    Event.SCREENED: ("a notification is screened", "result", "need as observed"),
    Event.ASSESSMENT_BEGINS: ("a § 50 assessment begins", "", "time of its 4-month date [days]"),
    Event.STATEMENTS_IN: ("others' statements are in", "", "true need"),
    Event.ASSESSMENT_DONE: ("an assessment is done", "", "need as observed"),
    Event.ASSESSMENT_LAPSED: (
        "an assessment ends without a result: need fell, child leaves, acute placement",
        "",
        "0",
    ),
    Event.CASE_OPENED: ("a case is opened", "", "cases of the desk, this one included"),
    Event.CASE_CLOSED: ("a case (or aftercare) ends", "", "0"),
    Event.MEASURE: ("the main measure becomes another", "measure", "1 if acute, else 0"),
    Event.PLACEMENT_DECIDED: ("a measure is decided, at home as well as a placement", "measure", "0"),
    Event.PLACEMENT_HELD_BACK: ("the gate holds a wanted placement back", "", "need as observed"),
    Event.AWAITS_HOME: ("no foster home is free: the child joins the list", "", "children on the list"),
    Event.PLACED: ("the child moves into a placement", "measure", "1 if acute, else 0"),
    Event.RETURNED_HOME: ("a placed child goes home", "", "days since the care episode began"),
    Event.BREAKDOWN: ("a placement breaks down", "measure that broke down", "0"),
    Event.AFTERCARE: ("a placed young person turns 18 and stays", "", "1"),
    Event.FOLLOW_UP_OPENS: ("a follow-up can be worked on", "", "its due date [days]"),
    Event.FOLLOW_UP_MISSED: ("a due date passes without a held follow-up", "", "days since the last one"),
    Event.FOLLOW_UP_HELD: ("a follow-up is held", "review", "need as observed (0 in aftercare)"),
    Event.NETWORK_MEETING: ("a network meeting is held", "", "hours of its last sitting"),
    Event.CRISIS: ("acute work is done", "", "true need"),
    Event.HAND_OVER: ("a hand-over is done", "", "hours of its last sitting"),
    Event.FAMILY_WORK: ("family or network work was done", "", "hours"),
    Event.DECISION_MADE: ("a measure is arranged and matched", "measure", "0"),
    Event.COURSE_BEGINS: ("a course with limited seats begins", "measure", "seats left this year"),
    Event.COURSE_ENDS: ("early help or a course ends", "measure", "0"),
    Event.WORKER_LEAVES: ("a caseworker resigns", "", "cases of the desk"),
    Event.WORKER_HIRED: ("a vacant post is filled", "", "cases of the desk"),
    Event.WORKER_ABSENT: ("a caseworker is absent", "", "days the absence will last"),
    Event.WORKER_BACK: ("a caseworker is back", "", "0"),
    Event.DESK_OPENED: ("a desk is established", "", "share of a full-time post"),
    Event.DESK_CLOSED: ("a desk is closed", "", "cases it hands on"),
    Event.CASE_MOVED: ("a case moves to another desk", "", "cases of the new desk"),
    Event.HOME_RECRUITED: ("a foster home is recruited", "", "homes now"),
    Event.HOME_LOST: ("a free foster home leaves the pool", "", "homes now"),
    Event.LEVER: ("a lever takes a value", "lever", "the value"),
    Event.LOTTERY_DRAWN: ("the lottery is drawn", "", "children drawn"),
    Event.AGE_BAND: ("the child enters an age band, or its impairment shows", "", "band, or -1 for an impairment"),
    Event.EMPLOYMENT: ("parents' employment changes", "", "0 work, 1 education, 2 benefits, 3 early pension"),
    Event.FAMILY_ADMITTED: ("a family is admitted to a project by nomination", "", "families in the project"),
    Event.FAMILY_DISCHARGED: ("its last case has closed: it leaves the project", "", "families left in the project"),
    Event.IMPAIRMENT_CASE_OPENED: (
        "a case in the special track is opened",
        "",
        "1 complex, 0 simple, -1 a false label",
    ),
    Event.IMPAIRMENT_CASE_CLOSED: ("a case in the special track ends", "", "1 if its label was withdrawn, else 0"),
    Event.LOST_EARNINGS: ("a parent's lost earnings begin to be paid, or end", "", "1 begin, 0 end"),
    Event.COORDINATION_OFFERED: ("parents are offered a family coordinator", "", "1 accepted, 0 not"),
    Event.COORDINATION_ENDED: ("the coordinator's work ends with the policy", "", "days enrolled"),
}

# page -> (title, what it is generated from, introduction)
INTRODUCTIONS: dict[str, tuple[str, str, str]] = {
    "order": (
        "Order of events",
        "`sim/vocabulary.py` and `sim/engines/compiled/`",
        """
Events are handled in the order (time, class, entity id). Of a class, an entity has at most one pending event. Numbers
of classes are frozen: new ones are appended. What an event causes at once happens inside its handler, in written order.

`DISPATCH` is the only event that is scheduled with no delay: a desk looks at its queue after everything else of that
instant has arrived, which is why its class comes after the others it depends on. Classes after it were appended later
and need no place before it: `EMPLOYMENT`, `IMPAIRMENT_CASE` and `LOST_EARNINGS` happen at random times and wake no
desk; an `ADMISSION` that falls on an instant at which a desk has looked wakes it again, and it looks once more.

The places office (which gives free foster homes to those who have waited longest) has a `DISPATCH` of its own, with an
id above those of all desks (`placements.dispatch_places`). A desk's queue is ordered by (key, child id, kind of task).

At policy start (time 0) the order is: `POLICY` (levers change, arms are drawn in every run, project teams form),
`MONTH` (the ledger opens), `YEAR` (posts are set, seats are given, the past year's false flags are judged), `DISPATCH`.
""",
    ),
    "streams": (
        "Streams of random numbers",
        "`sim/vocabulary.py` and `sim/engines/compiled/`",
        """
A random number has an address: key = (seed, replication), counter = (entity id, stream, number of the draw, kind of
entity + 256 x agency), by Philox4x32-10 (`sim/randomness.py`). Nothing is summed or hashed, and no number depends on
what other entities or other streams drew before, so another policy meets the same luck. The number of the draw counts
the entity's draws in that stream, from 1; an evaluator's readings (streams 70 to 82) are numbered by the quarter
instead, or 1 where the number belongs to the person, so that reading leaves no trace. Two kinds are no entities:
parameter draws (15), and an evaluator's choice of a district (14). Numbers of streams are frozen: new ones are
appended.

A stream is drawn in one place of the source; where it is not, the last column says why.
""",
    ),
    "events": (
        "The event log",
        "`sim/vocabulary.py` and `sim/engines/compiled/`",
        """
`sagstal log` writes the columns `sequence`, `time_days`, `event`, `child`, `family`, `caseworker`, `detail`, `value`. A
number that does not apply is -1, `detail` is then empty and `value` 0; nothing is null. Time 0 is policy start; the
warm-up has negative times. `caseworker` is a desk: a post, not a person. Where an agency is one of several (`danmark`),
the agencies' logs stand one after the other and ids are unique within an agency only.
""",
    ),
    "outcomes": (
        "Outcomes",
        "`sim/outcomes/definitions/*.toml`",
        """
A `stock` is a mean in person-time over the policy period, and `KEY@end` its value on the last day; a `flow` is per
year; a `ratio` divides sums over the period; a `duration` is a restricted mean; a `difference` exists between two
scenarios only (null in `run`, 0 for the base). Where `better` is neutral, less is not better by definition and no
probability of being better is given. The formula of each key is in `sim/outcomes/formulas.py`.
""",
    ),
    "levers": (
        "Levers",
        "`sim/policy/levers.py`",
        """
What a scenario may set, and `--set lever.NAME=VALUE` on the command line. A change has a start, a ramp (in monthly
steps, to its last day; not for choices) and an end, which brings the usual value back. From its start on a later change
of the same lever counts alone. One to the value that a lever has already is dropped, so a policy at zero strength is
the status quo, exactly. `caseload` and `extra_posts` for some of the children need a project or coverage by districts:
they set the posts of that team.
""",
    ),
    "scenarios": (
        "Scenarios",
        "`sim/catalogue/scenarios/*.toml`",
        """
A plain key stands for the document's default variant. `caseload-10` to `caseload-45` are generated: status quo with
that many open cases per established post of the case-holding teams, posts set once at policy start. Scenarios of the
documents that are not listed here (Hvidovre, Hørsholm, Ishøj 2015 and 2019) need processes that come with the next
step.
""",
    ),
}

SCHEDULES = """## Follow-up schedules

Days, from the parameters `schedule_*_days` (sources in [parameters](parameters.md)). *Running at start* are placements
that ran when the policy began.

"""

BY_GROUP = """
Of children aged 0-17, by run, group and month in `groups.parquet` (`month` -1 is the whole policy period), with paired
differences over the period in the `groups.csv` and the figure of `compare --out`. The groups of a dimension add up to
the total of those aged 0-17; young people in aftercare have outcomes of their own above (`placed_18_22`,
`cost_18_22_dkk`). Declared in `sim/outcomes/definitions/groups.toml`, computed in `sim/outcomes/by_group.py`. With
several agencies, group `k` of `district` holds the `k`-th district of each.
"""
BY_DIMENSION = {
    "need": "by true need on the day: a child that gets better changes group, so a policy changes who is in it",
    "impairment": "by the impairment that shows on the day, diagnosed or not",
    "age": "by age on the day",
    "district": "by the school district of the family",
    "arm": "covered by the policy or not, only where a scenario covers some; `covered@base` and `not_covered@base` "
    "are the same draw in the base run, untreated, with which these groups are compared",
}
