"""The formula of every outcome that has one: a view of the ledger in, one value per span out.

Reads like the list in the catalogue; what a key means is said there.
"""

from collections.abc import Callable

from sim.outcomes.ledger import FIRST_READING, N_READINGS, Flow, Reading, Stock
from sim.outcomes.views import ALL_BANDS, CHILD_BANDS, Values, View, ratio
from sim.rules.measurement import QUARTER_DAYS
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Measure, Task

Formula = Callable[[View], Values]

UNDER_7, FROM_7_TO_12, FROM_13_TO_17, FROM_18_TO_22, FROM_15_TO_17 = (0, 1, 2), (3, 4), (5, 6), (7,), (6,)
FROM_6_TO_11, FROM_7_TO_11, FROM_12_TO_14, FROM_12_TO_17 = (2, 3), (3,), (4, 5), (4, 5, 6)
FAMILY_CARE = (Measure.NETWORK_CARE, Measure.FOSTER_FAMILY)
RESIDENTIAL_CARE = (Measure.RESIDENTIAL_FACILITY, Measure.INSTITUTION)
FAMILY_TYPES = (Measure.NETWORK_CARE, Measure.FOSTER_FAMILY, Measure.BOARDING_SCHOOL, Measure.OWN_ROOM)
HOME_BASED = tuple(range(Measure.FAMILY_TREATMENT, Measure.INTENSIVE_HOME + 1))
COSTS = (Stock.COST_0_6_ORE, Stock.COST_7_12_ORE, Stock.COST_13_17_ORE, Stock.COST_18_22_ORE)
TASK_HOURS = dict(zip(Task, range(Flow.HOURS_SCREENING, Flow.HOURS_FAMILY_WORK + 1), strict=True))


def _with(*measures: int) -> Formula:
    return lambda v: v.with_measures(measures)


def _placed(bands: tuple[int, ...]) -> Formula:
    return lambda v: v.placed(bands)


def _stock(key: int) -> Formula:
    return lambda v: v.stock(key)


def _posts(key: int) -> Formula:
    return lambda v: v.posts(key)


def _per_year(flow: int) -> Formula:
    return lambda v: v.per_year(flow)


def _share(part: int, whole: int) -> Formula:
    return lambda v: ratio(v.total(part), v.total(whole))


def _per_case_year(flow: int) -> Formula:
    return lambda v: ratio(v.total(flow), v.case_years())


def _share_of_placed(*measures: int) -> Formula:
    return lambda v: ratio(v.with_measures(measures), v.placed())


def _placed_share(bands: tuple[int, ...]) -> Formula:
    return lambda v: ratio(v.placed(bands), v.placed())


def _ever_placed(bands: tuple[int, ...]) -> Formula:
    return lambda v: ratio(v.ever_placed(bands), v.residents_0_17(bands))


def _per_1000_children(flow: int) -> Formula:
    return lambda v: 1000.0 * ratio(v.per_year(flow), v.residents_0_17())


def _need(*needs: int) -> Formula:
    return lambda v: ratio(v.with_need(needs), v.residents_0_17())


def _cost(*stocks: int) -> Formula:
    return lambda v: v.ore_per_year(*stocks)


def _per_case_post(*stocks: int) -> Formula:
    return lambda v: ratio(sum((v.stock(key) for key in stocks), 0.0 * v.years), v.posts(Stock.POSTS_MICRO))


def _stock_share(part: int, whole: int) -> Formula:
    return lambda v: ratio(v.stock(part), v.stock(whole))


def _per_100_years(flow: int, stock: int) -> Formula:
    return lambda v: 100.0 * ratio(v.per_year(flow), v.stock(stock))


def _family_share(view: View) -> Values:
    return ratio(view.with_measures(FAMILY_TYPES), view.placed())


def _family_share_with_home(view: View) -> Values:
    home = view.with_measures((Measure.INTENSIVE_HOME,))
    return ratio(view.with_measures(FAMILY_TYPES) + home, view.placed() + home)


def _with_a_measure(view: View) -> Values:
    """Children aged 0-17 whom key figures count as vulnerable: at home with a measure, or placed."""
    return view.with_measures(HOME_BASED, CHILD_BANDS) + view.placed(CHILD_BANDS)


def _age_at_first_help(view: View) -> Values:
    return ratio(view.total(Flow.FIRST_HELP_AGE_DAYS), view.total(Flow.FIRST_HELPS)) / DAYS_PER_YEAR


def _impairment_cases(view: View) -> Values:
    return view.stock(Stock.IMPAIRMENT_CASES_0_6) + view.stock(Stock.IMPAIRMENT_CASES_7_17)


def _age_at_impairment_case(view: View) -> Values:
    days = ratio(view.total(Flow.IMPAIRMENT_ENTRY_AGE_DAYS), view.total(Flow.IMPAIRMENT_CASES_NEW_0_6))
    return days / DAYS_PER_YEAR


def _left_within_a_year(view: View) -> Values:
    at_start = view.total(Flow.PLACED_AT_YEAR_START)
    return ratio(at_start - view.total(Flow.PLACED_AT_BOTH_ENDS), at_start)


def _not_granted_in_time(view: View) -> Values:
    in_time = view.total(Flow.ASSESSMENTS_IN_TIME) - view.total(Flow.GRANTED_IN_TIME)
    return ratio(in_time, view.total(Flow.ASSESSMENTS_DUE) - view.total(Flow.GRANTED_DUE))


def _direct_contact(view: View) -> Values:
    hours = view.posts(Stock.PRESENT_ALL_MICRO) * view.run.work_hours_per_year * view.years
    direct = 0.0 * hours
    for task, flow in TASK_HOURS.items():
        direct = direct + view.total(flow) * view.run.direct_share[task]
    return ratio(direct, hours)


def measure_cost(view: View) -> Values:
    """Prices of measures in use and starts of courses [DKK per year]."""
    return view.ore_per_year(*COSTS) + view.flow_dkk(Flow.ONE_OFF_ORE)


def staff_cost(view: View) -> Values:
    """Established posts, special advisers' included, and recruitment [DKK per year]."""
    posts = view.posts(Stock.POSTS_ALL_MICRO) + view.posts(Stock.IMPAIRMENT_POSTS_MICRO)
    return posts * view.run.post_dkk + view.flow_dkk(Flow.RECRUITMENT_ORE)


def outreach_cost(view: View) -> Values:
    """Money for outreach beyond the hours of the teams' caseworkers [DKK per year]."""
    return view.flow_dkk(Flow.OUTREACH_ORE)


def family_effort_cost(view: View) -> Values:
    """Coordinators, effort for parents' employment and ambassadors, for families with an open case [DKK per year]."""
    return view.ore_per_year(Stock.FAMILY_EFFORT_ORE)


def further_cost(view: View) -> Values:
    """What the policy costs besides, consultants for children, and what is spent on families [DKK per year]."""
    consultants = view.stock(Stock.WITH_CONSULTANT) * view.run.consultant_dkk_per_year
    return view.flow_dkk(Flow.FURTHER_COST_ORE) + consultants + family_effort_cost(view)


def state_refund(view: View) -> Values:
    """The state's refund of expensive single cases [DKK per year]."""
    return view.ore_per_year(Stock.STATE_REFUND_ORE)


def schooling_cost(view: View) -> Values:
    """Schooling that comes with placements [DKK per year]."""
    return view.ore_per_year(Stock.SCHOOLING_ORE)


def parents_benefits(view: View) -> Values:
    """The municipality's part of benefits of families with children [DKK per year]."""
    return view.stock(Stock.FAMILIES_ON_BENEFITS) * view.run.benefits_dkk_per_year


def lost_earnings(view: View) -> Values:
    """The municipality's part of parents' lost earnings [DKK per year]."""
    return view.ore_per_year(Stock.LOST_EARNINGS_ORE) * (1.0 - view.run.lost_earnings_refund_share)


def lost_earnings_state(view: View) -> Values:
    """The state's part of parents' lost earnings [DKK per year]."""
    return view.ore_per_year(Stock.LOST_EARNINGS_ORE) * view.run.lost_earnings_refund_share


def coordination_cost(view: View) -> Values:
    """Family coordinators, core teams and screening for impairments [DKK per year]."""
    return view.flow_dkk(Flow.COORDINATION_ORE)


def pay_only(view: View) -> Values:
    """Children whom the municipality only pays for [DKK per year]."""
    return view.run.pay_only_dkk_per_year + 0.0 * view.years


def total_cost(view: View) -> Values:
    """Gross municipal cost, and what the perimeter adds or takes [DKK per year]; a grant is a line of its own."""
    within = view.run.perimeter
    total = measure_cost(view) + staff_cost(view) + outreach_cost(view) + further_cost(view) + coordination_cost(view)
    if within.state_refund:
        total = total - state_refund(view)
    if within.schooling:
        total = total + schooling_cost(view)
    if within.parents_benefits:
        total = total + parents_benefits(view)
    if within.lost_earnings:
        total = total + lost_earnings(view)
    return total + pay_only(view) if within.pay_only else total


PLACEMENTS: dict[str, Formula] = {
    "placed_per_1000_0_17": lambda v: 1000.0 * ratio(v.placed(CHILD_BANDS), v.residents_0_17()),
    "placed_per_1000_0_22": lambda v: 1000.0 * ratio(v.placed(), v.residents_0_22()),
    "placed": _placed(ALL_BANDS),
    "placed_0_17": _placed(CHILD_BANDS),
    "placed_social": lambda v: v.placed() - v.stock(Stock.PLACED_IMPAIRMENT),
    "placed_impairment_share": lambda v: ratio(v.stock(Stock.PLACED_IMPAIRMENT), v.placed()),
    "placed_network": _with(Measure.NETWORK_CARE),
    "placed_foster": _with(Measure.FOSTER_FAMILY),
    "placed_own_room": _with(Measure.OWN_ROOM),
    "placed_boarding": _with(Measure.BOARDING_SCHOOL),
    "placed_residential": _with(Measure.RESIDENTIAL_FACILITY),
    "placed_institution": _with(Measure.INSTITUTION),
    "placed_under_7": _placed(UNDER_7),
    "placed_7_12": _placed(FROM_7_TO_12),
    "placed_13_17": _placed(FROM_13_TO_17),
    "placed_18_22": _placed(FROM_18_TO_22),
    "placed_per_1000_6_11": lambda v: 1000.0 * ratio(v.placed(FROM_6_TO_11), v.residents_0_17(FROM_6_TO_11)),
    "placed_12_17_share": _placed_share(FROM_12_TO_17),
    "placed_18_22_share": _placed_share(FROM_18_TO_22),
    "placed_impairment": _stock(Stock.PLACED_IMPAIRMENT),
    "placed_in_residential_care": _with(*RESIDENTIAL_CARE),
    "family_type_share": _family_share,
    "family_type_share_with_home": _family_share_with_home,
    "family_care_share": _share_of_placed(*FAMILY_CARE),
    "residential_share": _share_of_placed(Measure.RESIDENTIAL_FACILITY),
    "institution_share": _share_of_placed(Measure.INSTITUTION),
    "own_room_share": _share_of_placed(Measure.OWN_ROOM),
    "boarding_share": _share_of_placed(Measure.BOARDING_SCHOOL),
    "family_care_share_0_17": lambda v: ratio(v.with_measures(FAMILY_CARE, CHILD_BANDS), v.placed(CHILD_BANDS)),
    "network_share_of_family_care": lambda v: ratio(
        v.with_measures((Measure.NETWORK_CARE,)), v.with_measures(FAMILY_CARE)
    ),
    "placed_without_consent": lambda v: ratio(v.stock(Stock.PLACED_WITHOUT_CONSENT), v.placed()),
    "ever_placed_share": _ever_placed(CHILD_BANDS),
    "ever_placed_share_0_6": _ever_placed(UNDER_7),
    "ever_placed_share_7_11": _ever_placed(FROM_7_TO_11),
    "ever_placed_share_12_14": _ever_placed(FROM_12_TO_14),
    "ever_placed_share_15_17": _ever_placed(FROM_15_TO_17),
    "placed_treated": _stock(Stock.PLACED_TREATED),
    "placement_starts": _per_year(Flow.PLACEMENT_STARTS),
    "placement_starts_per_1000": _per_1000_children(Flow.PLACEMENT_STARTS),
    "placement_starts_12_17_share": _share(Flow.STARTS_12_17, Flow.PLACEMENT_STARTS),
    "placement_starts_treated": _per_year(Flow.STARTS_TREATED),
    "returns_home": _per_year(Flow.RETURNS_HOME),
    "acute_placements": _per_year(Flow.ACUTE_PLACEMENTS),
    "placements_without_consent": _share(Flow.STARTS_WITHOUT_CONSENT, Flow.PLACEMENT_STARTS),
    "breakdowns": _per_year(Flow.BREAKDOWNS),
    "reentries": _per_year(Flow.REENTRIES),
    "breakdowns_per_100_placed": lambda v: 100.0 * ratio(v.per_year(Flow.BREAKDOWNS), v.placed()),
    "reentry_share": _share(Flow.REENTRIES, Flow.RETURNS_HOME),
    "placed_left_within_a_year": _left_within_a_year,
    "placement_type_changed_within_a_year": _share(Flow.OTHER_TYPE_AT_YEAR_END, Flow.PLACED_AT_BOTH_ENDS),
    "days_decision_to_placement": _share(Flow.PLANNED_WAIT_DAYS, Flow.PLANNED_STARTS),
    "aged_out": _per_year(Flow.AGED_OUT_PLACED),
    "awaiting_place": _stock(Stock.AWAITING_PLACE),
    "delayed_placement_days": lambda v: v.stock(Stock.DELAYED_AT_4B) * DAYS_PER_YEAR,
    "held_back": _per_year(Flow.HELD_BACK),
    "homes": _stock(Stock.HOMES),
    "homes_free": _stock(Stock.HOMES_FREE),
    "homes_recruited": _per_year(Flow.HOMES_RECRUITED),
}

NEED: dict[str, Formula] = {
    "need_1": _need(0),
    "need_2": _need(1),
    "need_3": _need(2),
    "need_4a": _need(3),
    "need_4b": _need(4),
    "need_4": _need(3, 4),
    "residents_0_17": lambda v: v.residents_0_17(),
    "missed_children": lambda v: 1000.0 * ratio(v.stock(Stock.MISSED), v.residents_0_17()),
    "false_flags": _share(Flow.FALSE_FLAGS, Flow.NOTIFIED_JUDGED),
}

CASES: dict[str, Formula] = {
    "notifications": _per_year(Flow.NOTIFICATIONS),
    "notifications_per_1000": _per_1000_children(Flow.NOTIFICATIONS),
    "children_notified_per_1000": _per_1000_children(Flow.CHILDREN_NOTIFIED),
    "notifications_under_10": _per_year(Flow.NOTIFICATIONS_UNDER_10),
    "notifications_relevant_share": _share(Flow.NOTIFICATIONS_RELEVANT, Flow.NOTIFICATIONS),
    "notifications_repeated_share": _share(Flow.NOTIFICATIONS_REPEATED, Flow.NOTIFICATIONS),
    "notified_twice_share": _share(Flow.NOTIFIED_TWICE_IN_YEAR, Flow.NOTIFIED_IN_YEAR),
    "age_at_first_help_years": _age_at_first_help,
    "screened_within_24_hours": _share(Flow.SCREENED_WITHIN_24_HOURS, Flow.SCREENED),
    "assessments_begun": _per_year(Flow.ASSESSMENTS_BEGUN),
    "assessments": _per_year(Flow.ASSESSMENTS),
    "assessments_within_4_months": _share(Flow.ASSESSMENTS_IN_TIME, Flow.ASSESSMENTS_DUE),
    "assessments_granted_within_4_months": _share(Flow.GRANTED_IN_TIME, Flow.GRANTED_DUE),
    "assessments_not_granted_within_4_months": _not_granted_in_time,
    "assessments_lapsed": _per_year(Flow.ASSESSMENTS_LAPSED),
    "cases_opened": _per_year(Flow.CASES_OPENED),
    "cases_closed": _per_year(Flow.CASES_CLOSED),
    "open_cases": _stock(Stock.OPEN_CASES),
    "in_assessment": _stock(Stock.IN_ASSESSMENT),
    "open_treated": _stock(Stock.OPEN_TREATED),
    "preventive_per_1000_0_22": lambda v: 1000.0 * ratio(v.with_measures(HOME_BASED), v.residents_0_22()),
    "early_helps": _per_year(Flow.EARLY_HELPS),
    "followups_held": _per_case_year(Flow.FOLLOWUPS_HELD),
    "followups_per_placed_year": lambda v: ratio(v.per_year(Flow.FOLLOWUPS_OF_PLACED), v.placed(CHILD_BANDS)),
    "followups_on_time": _share(Flow.FOLLOWUPS_ON_TIME, Flow.FOLLOWUPS_DUE),
    "first_followups_within_3_months": _share(Flow.FIRST_FOLLOWUPS_IN_TIME, Flow.FIRST_FOLLOWUPS_DUE),
    "days_since_follow_up": _share(Flow.SAMPLE_DAYS_SINCE_FOLLOW_UP, Flow.SAMPLE_CASES),
    "steps_down": _per_case_year(Flow.STEPS_DOWN),
    "steps_up": _per_case_year(Flow.STEPS_UP),
    "crises": _per_year(Flow.CRISES),
    "network_meetings": _per_year(Flow.NETWORK_MEETINGS),
    "courses_early": _per_year(Flow.COURSES_EARLY),
    "courses_home": _per_year(Flow.COURSES_HOME),
    "courses_parent_training": _per_year(Flow.COURSES_PARENT_TRAINING),
    "family_analyses": _per_year(Flow.FAMILY_ANALYSES),
}

FAMILIES: dict[str, Formula] = {
    "open_families": _stock(Stock.OPEN_FAMILIES),
    "children_of_open_families": _stock(Stock.OPEN_FAMILY_CHILDREN),
    "adult_cases": _stock(Stock.ADULT_CASES),
    "family_cases_per_post": _per_case_post(Stock.OPEN_FAMILIES),
    "all_cases_per_post": _per_case_post(Stock.OPEN_CASES, Stock.ADULT_CASES),
    "professionals_per_family": _share(Flow.SAMPLE_PROFESSIONALS, Flow.SAMPLE_FAMILIES),
    "parents_on_benefits_share": _stock_share(Stock.FAMILIES_ON_BENEFITS, Stock.FAMILIES),
    "parents_on_benefits_share_open": _stock_share(Stock.OPEN_FAMILIES_ON_BENEFITS, Stock.OPEN_FAMILIES),
    "parents_in_work_share": _stock_share(Stock.FAMILIES_IN_WORK, Stock.FAMILIES),
    "parents_in_work_share_open": _stock_share(Stock.OPEN_FAMILIES_IN_WORK, Stock.OPEN_FAMILIES),
    "exits_from_benefits": _per_100_years(Flow.BENEFIT_EXITS, Stock.FAMILIES_ON_BENEFITS),
    "open_families_treated": _stock(Stock.OPEN_FAMILIES_TREATED),
    "children_of_open_families_treated": _stock(Stock.OPEN_FAMILY_CHILDREN_TREATED),
    "cases_of_all_kinds_treated": lambda v: (
        v.stock(Stock.OPEN_FAMILY_CHILDREN_TREATED) + v.stock(Stock.ADULT_CASES_TREATED)
    ),
    "adult_cases_treated": _stock(Stock.ADULT_CASES_TREATED),
    "parents_on_benefits_share_treated": _stock_share(
        Stock.OPEN_FAMILIES_ON_BENEFITS_TREATED, Stock.OPEN_FAMILIES_TREATED
    ),
    "exits_from_benefits_treated": _per_100_years(Flow.BENEFIT_EXITS_TREATED, Stock.OPEN_FAMILIES_ON_BENEFITS_TREATED),
}

IMPAIRMENT: dict[str, Formula] = {
    "adhd_share_vulnerable": lambda v: ratio(v.stock(Stock.ADHD_VULNERABLE), _with_a_measure(v)),
    "adhd_share_other": lambda v: ratio(v.stock(Stock.ADHD_OTHER), v.residents_0_17() - _with_a_measure(v)),
    "autism_share_vulnerable": lambda v: ratio(v.stock(Stock.AUTISM_VULNERABLE), _with_a_measure(v)),
    "autism_share_other": lambda v: ratio(v.stock(Stock.AUTISM_OTHER), v.residents_0_17() - _with_a_measure(v)),
    "impairment_cases": _impairment_cases,
    "impairment_cases_0_6": _stock(Stock.IMPAIRMENT_CASES_0_6),
    "impairment_cases_new_per_year": _per_year(Flow.IMPAIRMENT_CASES_NEW_0_6),
    "age_at_impairment_case_years": _age_at_impairment_case,
    "complex_share": lambda v: ratio(v.stock(Stock.COMPLEX_CASES), _impairment_cases(v)),
    "children_with_respite": _stock(Stock.WITH_RESPITE),
    "parents_on_lost_earnings": _stock(Stock.ON_LOST_EARNINGS),
    "false_labels": _per_year(Flow.FALSE_LABELS),
    "falsely_labelled": _stock(Stock.FALSELY_LABELLED),
    "coordination_offered": _per_year(Flow.COORDINATION_OFFERED),
    "coordination_accepted": _share(Flow.COORDINATION_ACCEPTED, Flow.COORDINATION_OFFERED),
    "coordination_enrolled": _stock(Stock.ENROLLED),
    "coordination_hours_covered": _share(Flow.HOURS_COORDINATION, Flow.COORDINATION_HOURS_NEEDED),
    "hours_coordination": _per_year(Flow.HOURS_COORDINATION),
    "hours_impairment_cases": _per_year(Flow.HOURS_IMPAIRMENT),
    "impairment_posts": _posts(Stock.IMPAIRMENT_POSTS_MICRO),
}

WORK: dict[str, Formula] = {
    "posts": _posts(Stock.POSTS_ALL_MICRO),
    "filled_posts": _posts(Stock.FILLED_ALL_MICRO),
    "present_posts": _posts(Stock.PRESENT_ALL_MICRO),
    "nominal_caseload": lambda v: ratio(v.stock(Stock.OPEN_CASES), v.posts(Stock.POSTS_MICRO)),
    "effective_caseload": lambda v: ratio(v.stock(Stock.OPEN_CASES), v.sampled(Flow.SAMPLE_EFFECTIVE_POSTS)),
    "leftover_hours_per_case": _per_case_year(Flow.HOURS_FAMILY_WORK),
    "direct_contact_share": _direct_contact,
    "overloaded_desks": _share(Flow.SAMPLE_OVERLOADED, Flow.SAMPLE_DESKS),
    "worker_turnover": lambda v: ratio(v.per_year(Flow.RESIGNATIONS), v.posts(Stock.FILLED_ALL_MICRO)),
    "worker_changes_per_child": _per_case_year(Flow.WORKER_CHANGES),
    "resignations": _per_year(Flow.RESIGNATIONS),
    "hires": _per_year(Flow.HIRES),
    **{f"hours_{task.name.lower()}": _per_year(flow) for task, flow in TASK_HOURS.items()},
}

MONEY: dict[str, Formula] = {
    "measure_cost_dkk": measure_cost,
    "staff_cost_dkk": staff_cost,
    "recruitment_cost_dkk": lambda v: v.flow_dkk(Flow.RECRUITMENT_ORE),
    "outreach_cost_dkk": outreach_cost,
    "family_effort_cost_dkk": family_effort_cost,
    "further_cost_dkk": further_cost,
    "total_cost_dkk": total_cost,
    "cost_0_6_dkk": _cost(Stock.COST_0_6_ORE),
    "cost_7_12_dkk": _cost(Stock.COST_7_12_ORE),
    "cost_13_17_dkk": _cost(Stock.COST_13_17_ORE),
    "cost_18_22_dkk": _cost(Stock.COST_18_22_ORE),
    "measure_cost_treated_dkk": _cost(Stock.COST_TREATED_ORE),
    "account_5_dkk": measure_cost,
    "account_6_dkk": staff_cost,
    "pay_only_dkk": pay_only,
    "state_refund_dkk": state_refund,
    "schooling_cost_dkk": schooling_cost,
    "parents_benefits_dkk": parents_benefits,
    "services_dkk": _cost(Stock.SERVICES_ORE),
    "lost_earnings_dkk": lost_earnings,
    "lost_earnings_state_dkk": lost_earnings_state,
    "coordination_cost_dkk": coordination_cost,
    "grant_dkk": lambda v: v.flow_dkk(Flow.GRANT_ORE),
}


def _mean(total: Reading, number: Reading, first: int) -> Formula:
    return lambda v: ratio(v.total(first + total), v.total(first + number))


def _category(first: int) -> Formula:
    return lambda v: 1.0 + _mean(Reading.CATEGORY_SUM, Reading.CATEGORISED, first)(v)


def _complaints(first: int) -> Formula:
    per_100_years = 100.0 * DAYS_PER_YEAR / QUARTER_DAYS
    return lambda v: per_100_years * _mean(Reading.COMPLAINTS, Reading.CATEGORISED, first)(v)


def _readings(first: int, suffix: str) -> dict[str, Formula]:
    """What an evaluator reads, from the block of readings that begins with this flow."""
    formulas = {
        "measured_need": _category(first),
        "measured_need_4": _mean(Reading.CATEGORISED_AT_4, Reading.CATEGORISED, first),
        "measured_step": _mean(Reading.STEP_SUM, Reading.CATEGORISED, first),
        "sdq_mean": _mean(Reading.SDQ_SUM, Reading.SDQ_READ, first),
        "who5_mean": _mean(Reading.WHO5_SUM, Reading.WHO5_READ, first),
        "attendance": _mean(Reading.ATTENDANCE, Reading.ATTENDANCE_ASKED, first),
        "mainstream_schooling": _mean(Reading.MAINSTREAM_SCHOOLING, Reading.MAINSTREAM_SCHOOLING_ASKED, first),
        "leisure": _mean(Reading.LEISURE, Reading.LEISURE_ASKED, first),
        "spare_time_job": _mean(Reading.SPARE_TIME_JOB, Reading.SPARE_TIME_JOB_ASKED, first),
        "involvement": _mean(Reading.POSITIVE_ANSWERS, Reading.ANSWERS, first),
        "complaints_per_100_cases": _complaints(first),
    }
    return {key + suffix: formula for key, formula in formulas.items()}


MEASUREMENT: dict[str, Formula] = _readings(FIRST_READING, "") | _readings(FIRST_READING + N_READINGS, "_treated")

FORMULAS: dict[str, Formula] = PLACEMENTS | NEED | CASES | FAMILIES | IMPAIRMENT | WORK | MONEY | MEASUREMENT
