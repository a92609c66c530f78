"""What a child or a family adds to the ledger's stocks: called with +1 when its state begins, -1 before it changes."""

from sim.jit import jit
from sim.outcomes.ledger import (
    COVERED_GROUP,
    EVER_PLACED_BAND,
    MEASURE_BAND,
    N_BANDS,
    NEED_BAND,
    OPEN_AGE,
    Count,
    Stock,
    district_group,
    group_stock,
    shift,
)
from sim.rules.economy import refund_ore_per_day, schooling_ore_per_day
from sim.rules.impairment import RESPITE, lost_earnings_ore_per_day, services_ore_per_day
from sim.vocabulary import Band, Employment, Impairment, Measure, Need, Reason, Status

# key figures count as vulnerable who has a measure by the law on social services: at home (not early help) or placed
FIRST_OF_VULNERABLE = Measure.FAMILY_TREATMENT


@jit("i8(i8)")
def age_group(band: int) -> int:
    """Age group of an age band: 0-6, 7-12, 13-17, 18-22."""
    if band <= Band.AGE_6:
        return 0
    if band <= Band.AGE_12:
        return 1
    return 2 if band <= Band.AGE_15_17 else 3


@jit("i8(i8)")
def cost_stock(band: int) -> int:
    """Stock of cost for an age band."""
    return Stock.COST_0_6_ORE + age_group(band)


@jit("b1(i8)")
def has_open_case(status: int) -> bool:
    """Whether a case is open: in assessment, with measures, in aftercare."""
    return status == Status.IN_ASSESSMENT or status == Status.OPEN or status == Status.AFTERCARE


@jit("b1(i8,i8)")
def awaits_place(place_stage: int, wanted: int) -> bool:
    """Whether a placement is decided and not yet begun (a measure at home being arranged does not count)."""
    return place_stage > 0 and wanted >= Measure.NETWORK_CARE


@jit("b1(i8,i8,b1,b1)")
def is_delayed(need: int, measure: int, awaiting_place: bool, held_back: bool) -> bool:
    """Whether a child at 4b is unplaced after a decision that a gate, a queue or a missing place holds back."""
    return need == Need.ENDANGERED and measure < Measure.NETWORK_CARE and (awaiting_place or held_back)


@jit("void(L,P,f8,i8,i8,i8,i8,i8,b1)")
def count_costs(
    ledger, p, now: float, sign: int, band: int, measure: int, arm: int, price_ore_per_day: int, consultant: bool
) -> None:
    """Add (or take away) what one child's measure costs: its price, the state's refund, schooling, a consultant."""
    shift(ledger, cost_stock(band), now, sign * price_ore_per_day)
    if arm > 0:
        shift(ledger, Stock.COST_TREATED_ORE, now, sign * price_ore_per_day)
    if band < Band.AGE_18_22:
        shift(ledger, Stock.STATE_REFUND_ORE, now, sign * refund_ore_per_day(p, price_ore_per_day))
        shift(ledger, Stock.SCHOOLING_ORE, now, sign * schooling_ore_per_day(p, measure, band))
    if consultant:
        shift(ledger, Stock.WITH_CONSULTANT, now, sign)


@jit("void(L,f8,i8,i8,i8,i8,i8)")
def count_open_family(
    ledger, now: float, sign: int, employment: int, n_minors: int, n_adult_cases: int, arm: int
) -> None:
    """Add (or take away) one family with an open case of a child; its adults have cases while it is on benefits."""
    on_benefits = employment == Employment.BENEFITS
    shift(ledger, Stock.OPEN_FAMILIES, now, sign)
    shift(ledger, Stock.OPEN_FAMILY_CHILDREN, now, sign * n_minors)
    if arm > 0:
        shift(ledger, Stock.OPEN_FAMILIES_TREATED, now, sign)
        shift(ledger, Stock.OPEN_FAMILY_CHILDREN_TREATED, now, sign * n_minors)
    if employment == Employment.WORK:
        shift(ledger, Stock.OPEN_FAMILIES_IN_WORK, now, sign)
    if on_benefits:
        shift(ledger, Stock.OPEN_FAMILIES_ON_BENEFITS, now, sign)
        shift(ledger, Stock.ADULT_CASES, now, sign * n_adult_cases)
    if on_benefits and arm > 0:
        shift(ledger, Stock.OPEN_FAMILIES_ON_BENEFITS_TREATED, now, sign)
        shift(ledger, Stock.ADULT_CASES_TREATED, now, sign * n_adult_cases)


@jit("void(L,f8,i8,i8,i8,i8,i8,i8,i8)")
def count_family(
    ledger,
    now: float,
    sign: int,
    employment: int,
    n_minors: int,
    n_open: int,
    n_adult_cases: int,
    arm: int,
    effort_ore_per_day: int,
) -> None:
    """Add (or take away) one family with this employment, so many children aged 0-17, and so many open cases."""
    if n_minors > 0:
        shift(ledger, Stock.FAMILIES, now, sign)
        if employment == Employment.BENEFITS:
            shift(ledger, Stock.FAMILIES_ON_BENEFITS, now, sign)
        if employment == Employment.WORK:
            shift(ledger, Stock.FAMILIES_IN_WORK, now, sign)
    if n_open > 0:
        count_open_family(ledger, now, sign, employment, n_minors, n_adult_cases, arm)
    shift(ledger, Stock.FAMILY_EFFORT_ORE, now, sign * effort_ore_per_day)


@jit("void(L,P,f8,i8,i8,i8,i8,i8,b1,i8,b1,b1,b1,b1,i8,i8,b1)")
def count_child(
    ledger,
    p,
    now: float,
    sign: int,
    band: int,
    need: int,
    measure: int,
    status: int,
    ever_placed: bool,
    reason: int,
    without_consent: bool,
    awaiting_place: bool,
    delayed: bool,
    missed: bool,
    arm: int,
    price_ore_per_day: int,
    consultant: bool,
) -> None:
    """Add (or take away) one child in this state."""
    placed = measure >= Measure.NETWORK_CARE
    if band < Band.AGE_18_22:
        shift(ledger, NEED_BAND + need * N_BANDS + band, now, sign)
        if ever_placed:
            shift(ledger, EVER_PLACED_BAND + band, now, sign)
        if missed:
            shift(ledger, Stock.MISSED, now, sign)
    if measure > 0:
        shift(ledger, MEASURE_BAND + measure * N_BANDS + band, now, sign)
        count_costs(ledger, p, now, sign, band, measure, arm, price_ore_per_day, consultant)
    if status == Status.IN_ASSESSMENT:
        shift(ledger, Stock.IN_ASSESSMENT, now, sign)
    if has_open_case(status):
        shift(ledger, Stock.OPEN_CASES, now, sign)
        if arm > 0:
            shift(ledger, Stock.OPEN_TREATED, now, sign)
    if status == Status.AFTERCARE:
        shift(ledger, Stock.AFTERCARE, now, sign)
    if placed:
        if reason == Reason.IMPAIRMENT:
            shift(ledger, Stock.PLACED_IMPAIRMENT, now, sign)
        if without_consent:
            shift(ledger, Stock.PLACED_WITHOUT_CONSENT, now, sign)
        if arm > 0:
            shift(ledger, Stock.PLACED_TREATED, now, sign)
    if awaiting_place:
        shift(ledger, Stock.AWAITING_PLACE, now, sign)
    if delayed:
        shift(ledger, Stock.DELAYED_AT_4B, now, sign)


@jit("void(L,f8,i8,i8,i8)")
def count_diagnosis(ledger, now: float, sign: int, kind: int, measure: int) -> None:
    """Add (or take away) a child aged 0-17 whose impairment shows, by kind and by whether it has a measure."""
    vulnerable = measure >= FIRST_OF_VULNERABLE
    if kind == Impairment.ADHD:
        shift(ledger, Stock.ADHD_VULNERABLE if vulnerable else Stock.ADHD_OTHER, now, sign)
    elif kind == Impairment.AUTISM:
        shift(ledger, Stock.AUTISM_VULNERABLE if vulnerable else Stock.AUTISM_OTHER, now, sign)


@jit("void(L,P,f8,i8,i8,i8,i8,b1)")
def count_services(ledger, p, now: float, sign: int, band: int, arm: int, services: int, lost_earnings: bool) -> None:
    """Add (or take away) the services and lost earnings of a case whose child is at home."""
    ore = services_ore_per_day(p, services)
    shift(ledger, Stock.SERVICES_ORE, now, sign * ore)
    shift(ledger, cost_stock(band), now, sign * ore)
    if arm > 0:
        shift(ledger, Stock.COST_TREATED_ORE, now, sign * ore)
    if services & RESPITE > 0:
        shift(ledger, Stock.WITH_RESPITE, now, sign)
    if lost_earnings:
        shift(ledger, Stock.ON_LOST_EARNINGS, now, sign)
        shift(ledger, Stock.LOST_EARNINGS_ORE, now, sign * lost_earnings_ore_per_day(p))


@jit("void(L,P,f8,i8,i8,i8,b1,b1,b1,i8,b1,b1)")
def count_impairment_case(
    ledger,
    p,
    now: float,
    sign: int,
    band: int,
    arm: int,
    complex_case: bool,
    false_label: bool,
    enrolled: bool,
    services: int,
    lost_earnings: bool,
    at_home: bool,
) -> None:
    """Add (or take away) one impairment case; placed children have none of its services."""
    shift(ledger, Stock.IMPAIRMENT_CASES_0_6 if band <= Band.AGE_6 else Stock.IMPAIRMENT_CASES_7_17, now, sign)
    if complex_case:
        shift(ledger, Stock.COMPLEX_CASES, now, sign)
    if false_label:
        shift(ledger, Stock.FALSELY_LABELLED, now, sign)
    if enrolled:
        shift(ledger, Stock.ENROLLED, now, sign)
    if at_home:
        count_services(ledger, p, now, sign, band, arm, services, lost_earnings)


@jit("i8(P,i8,i8,b1,i8)")
def cost_ore_per_day(p, measure: int, price_ore_per_day: int, impairment_case: bool, services: int) -> int:
    """What a child's measure, and the services of its impairment case while it is at home, cost [øre per day]."""
    ore = price_ore_per_day if measure > 0 else 0
    if impairment_case and measure < Measure.NETWORK_CARE:
        ore += services_ore_per_day(p, services)
    return ore


@jit("void(L,f8,i8,i8,b1,b1,i8)")
def count_in_group(ledger, now: float, sign: int, group: int, open_case: bool, placed: bool, ore_per_day: int) -> None:
    """Add (or take away) one child's case, placement and cost in a group."""
    if open_case:
        shift(ledger, group_stock(group, Count.OPEN_CASES), now, sign)
    if placed:
        shift(ledger, group_stock(group, Count.PLACED), now, sign)
    shift(ledger, group_stock(group, Count.COST_ORE), now, sign * ore_per_day)


@jit("void(L,f8,i8,i8,i8,i8,i8,i8,i8,i8,i8)")
def count_groups(
    ledger,
    now: float,
    sign: int,
    band: int,
    need: int,
    kind: int,
    district: int,
    arm: int,
    status: int,
    measure: int,
    ore_per_day: int,
) -> None:
    """Add (or take away) one child in its groups; `kind` is the impairment that shows.

    Groups hold those aged 0-17; open cases are kept by age for the older ones too.
    """
    open_case, placed = has_open_case(status), measure >= Measure.NETWORK_CARE
    if open_case:
        shift(ledger, OPEN_AGE + age_group(band), now, sign)
    if band == Band.AGE_18_22:
        return
    here = district_group(district, kind)
    shift(ledger, group_stock(here, Count.RESIDENTS), now, sign)
    if arm > 0:
        shift(ledger, group_stock(COVERED_GROUP, Count.RESIDENTS), now, sign)
    if not (open_case or placed) and ore_per_day == 0:
        return
    count_in_group(ledger, now, sign, need, open_case, placed, ore_per_day)
    count_in_group(ledger, now, sign, here, open_case, placed, ore_per_day)
    if arm > 0:
        count_in_group(ledger, now, sign, COVERED_GROUP, open_case, placed, ore_per_day)
