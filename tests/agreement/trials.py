"""Random trials for both engines: municipality, parameters, scenario, levers and seed, all from one number."""

import random
from dataclasses import fields, replace
from functools import cache
from typing import Any

from sim.catalogue.load import load_municipality, load_scenario, municipality_keys, scenario_keys
from sim.catalogue.municipality import Municipality, Teams
from sim.engines.setup import make_plan, make_setup
from sim.parameters.load import load_parameters
from sim.policy.levers import LEVERS, Lever, LeverInfo
from sim.policy.scenario import Eligibility, LeverChange, Project, Scenario
from sim.vocabulary import Coverage
from tests.agreement.first_difference import Trial

CASELOADS = ("caseload-10", "caseload-20", "caseload-40")
MOST = {
    Lever.EXTRA_POSTS: 5.0,
    Lever.FURTHER_COST_DKK_PER_YEAR: 1e6,
    Lever.GRANT_DKK_PER_YEAR: 1e6,
    Lever.COORDINATOR_HOURS_PER_WEEK: 20.0,
    Lever.SCREENING_INTENSITY: 2.0,
}
# parameters that switch variants on, and factors that make rare events frequent
VARIANTS: dict[str, tuple[float, ...]] = {
    "structure_queue_order": (0.0, 1.0, 2.0),
    "structure_turnover": (0.0, 1.0),
    "structure_posts_follow_cases": (0.0, 1.0),
}
FREQUENT = (
    "home_turnover_per_year",
    "p_home_retires",
    "p_aftercare",
    "p_kin_able",
    "absences_per_year",
    "resignation_per_year",
    "p_assessment_lapses",
    "p_course_choice",
    "p_revise",
    "p_revise_placement",
    "notification_offspring",
    "p_second_adult_case",
    "whole_family_saving_share",
    "coordination_employment_effect",
    "ambassador_readiness_effect",
    "p_complex_case",
    "p_accepts_coordination",
)
STRAIN = {
    "notification_offspring": 0.6,
    "p_course_choice": 0.9,
    "work_hours_per_year": 900.0,
    "share_meetings": 0.7,
    "background_hours_per_month": 5.0,
    "absences_per_year": 6.0,
    "hiring_mean_days": 300.0,
    "impairment_share": (0.0, 0.1, 0.1, 0.1),
    "impairment_onset_mean_days": (365.0, 1500.0, 1500.0, 1500.0),
    "p_impairment_case": (0.0, 0.7, 0.7, 0.7),
    "p_respite": ((0.5, 0.5), (0.9, 0.9)),
    "coordination_escalation_effect": 0.8,
    "coordination_lost_earnings_effect": 0.8,
    "coordination_respite_effect": 0.8,
    "coordination_complaint_effect": 0.8,
    "coordination_mainstream_effect": 4.0,
    "impairment_case_hours_per_month": 5.0,
    "lost_earnings_mean_days": 200.0,
    "p_false_label": (0.2, 0.3),
    "false_label_mean_days": 300.0,
}


@cache
def _parameters() -> Any:
    return load_parameters()


def _lever_value(rng: random.Random, info: LeverInfo) -> float:
    if info.names:
        return float(rng.randint(int(info.low), int(info.high)))
    if info.unit == "courses per year":
        return float(rng.choice([1, 2, 3, 20]))
    high = MOST.get(info.lever, min(info.high, max(3.0 * info.usual, 0.3 * info.high)))
    return rng.uniform(info.low, high)


def _change(rng: random.Random) -> LeverChange:
    """A lever that changes at once or by a ramp, for good or for a while."""
    info = rng.choice(list(LEVERS.values()))
    start = rng.choice([0.0, 0.0, 100.0, rng.uniform(0.0, 600.0)])
    end = rng.choice([None, None, start + rng.uniform(10.0, 300.0)])
    return LeverChange(info.lever, _lever_value(rng, info), start, rng.choice([0.0, 0.0, 200.0]), end)


def _family_changes(rng: random.Random) -> tuple[LeverChange, ...]:
    """Levers of families together, at times for a while."""
    end = rng.choice([None, 300.0])
    return (
        LeverChange(Lever.WHOLE_FAMILY, float(rng.choice([1, 2, 2])), rng.choice([0.0, 120.0]), 0.0, end),
        LeverChange(Lever.PARENTS_EMPLOYMENT_EFFORT, rng.random(), 0.0, rng.choice([0.0, 200.0]), end),
        LeverChange(Lever.FAMILY_AMBASSADOR, 1.0, 50.0, 0.0, end),
    )


def _nominated(rng: random.Random, scenario: Scenario) -> Scenario:
    """A scenario for some families at a time, with a project of its own or none."""
    project = rng.choice([None, Project(rng.randint(0, 1), rng.randint(1, 3))])
    staffing = (Lever.CASELOAD, Lever.EXTRA_POSTS)
    changes = tuple(c for c in scenario.changes if project is not None or c.lever not in staffing)
    return replace(
        scenario,
        coverage=Coverage.NOMINATION,
        n_families=rng.randint(1, 12),
        n_children=0,
        eligibility=replace(_eligibility(rng), or_placed=rng.random() < 0.5),
        project=project,
        changes=changes,
    )


def _eligibility(rng: random.Random) -> Eligibility:
    return Eligibility(
        age_from_years=rng.choice([0.0, 3.0]),
        age_to_years=rng.choice([12.0, 18.0, 23.0]),
        lowest_need=rng.choice([0, 0, 2]),
        only_impaired=rng.random() < 0.1,
        only_parents_on_benefits=rng.random() < 0.2,
        only_placed=rng.random() < 0.1,
    )


def _own_team(rng: random.Random) -> dict[str, Any]:
    """A lottery with or without a project, or districts with staff of their own that comes late and goes again."""
    start = rng.choice([0.0, 50.0, rng.uniform(0.0, 400.0)])
    end = rng.choice([None, *(start + rng.uniform(50.0, 250.0) for _ in range(2))])
    staff = LeverChange(Lever.CASELOAD, rng.uniform(4.0, 25.0), start, rng.choice([0.0, 0.0, 45.0]), end)
    again = LeverChange(Lever.EXTRA_POSTS, rng.uniform(0.5, 3.0), start + rng.uniform(0.0, 200.0), 0.0, 600.0)
    gate = LeverChange(Lever.GATE, 1.0, rng.choice([0.0, start]))
    changes = (gate, staff, again)[rng.choice([0, 0, 1]) : rng.choice([1, 2, 2, 3])]
    project = Project(rng.randint(0, 3), rng.randint(1, 2), rng.random() < 0.3)
    return {
        "coverage": rng.choice([Coverage.LOTTERY, Coverage.DISTRICTS]),
        "n_children": rng.randint(2, 30),
        "share": rng.uniform(0.2, 0.8),
        "eligibility": rng.choice([Eligibility(), _eligibility(rng)]),
        "project": rng.choice([None, None, project]),
        "changes": changes,
    }


def random_scenario(rng: random.Random) -> Scenario:
    """A scenario of the catalogue with a few more levers, and at times with other coverage."""
    scenario = load_scenario(rng.choice((*scenario_keys(), *CASELOADS)))
    changes = (*scenario.changes, *(_change(rng) for _ in range(rng.randint(0, 6))))
    scenario = replace(scenario, changes=changes)
    if rng.random() < 0.3:
        scenario = replace(scenario, **_own_team(rng))
    elif rng.random() < 0.3:
        scenario = _nominated(rng, scenario)
    elif rng.random() < 0.4 and scenario.coverage == Coverage.ALL:
        coverage = rng.choice([Coverage.ALL, Coverage.DISTRICTS])
        scenario = replace(scenario, coverage=coverage, share=rng.uniform(0.2, 0.8), eligibility=_eligibility(rng))
        scenario = replace(scenario, first_district=rng.randint(0, 5))
    if rng.random() < 0.4:
        scenario = replace(scenario, changes=(*scenario.changes, *_family_changes(rng)))
    if rng.random() < 0.15:
        return scenario.untreated(load_scenario(rng.choice(("status-quo", "all-three"))))
    return scenario


def _random_parameters(rng: random.Random) -> Any:
    parameters = _parameters()
    values = {key: rng.choice(allowed) for key, allowed in VARIANTS.items() if rng.random() < 0.4}
    for key in FREQUENT:
        if rng.random() < 0.3:
            values[key] = min(0.95, parameters.value(key) * rng.uniform(0.3, 2.5))
    return parameters.with_values(values)


def _random_municipality(rng: random.Random) -> Municipality:
    """A small municipality; at times with other teams, or with few cases per desk and so with many desks."""
    municipality = load_municipality(rng.choice(municipality_keys()))
    figures = {"residents_0_17": float(rng.randint(300, 900))}
    if rng.random() < 0.5:
        figures["caseload"] = rng.uniform(4.0, 12.0)
    if rng.random() < 0.5:
        municipality = replace(municipality, teams=Teams(*(rng.random() < 0.5 for _ in fields(Teams))))
    return municipality.with_figures(figures)


def random_trial(number: int, **options: Any) -> Trial:
    """The trial of this number."""
    rng = random.Random(number)
    municipality = _random_municipality(rng)
    setup = make_setup(municipality, _random_parameters(rng))
    return Trial(
        setup,
        make_plan(random_scenario(rng), setup),
        seed=number,
        replication=rng.randint(0, 3),
        agency=rng.randint(0, 2),
        warmup_years=rng.choice([3.0, 4.0, 6.0]),
        options=options,
    )


def own_team_trial(number: int, **options: Any) -> Trial:
    """A lottery or covered districts where desks are many enough for a team of the covered children."""
    rng = random.Random(number)
    figures = {"residents_0_17": 1200.0, "caseload": rng.uniform(4.0, 9.0)}
    setup = make_setup(load_municipality(rng.choice(["ishoej", "kolding"])).with_figures(figures), _parameters())
    scenario = replace(load_scenario("placement-practice"), **_own_team(rng))
    if rng.random() < 0.2:
        scenario = scenario.untreated(load_scenario("all-three"))
    return Trial(setup, make_plan(scenario, setup), seed=number, warmup_years=3.0, options=options)


def full_size(key: str, scenario: str) -> Trial:
    """A municipality at its own size under a scenario, for a short while."""
    setup = make_setup(load_municipality(key), _parameters())
    plan = make_plan(load_scenario(scenario, key), setup)
    return Trial(setup, plan, seed=7, warmup_years=1.0, years=0.5)


def plain_trial(key: str, **fields: Any) -> Trial:
    """A small Ishøj under a scenario of the catalogue."""
    municipality = load_municipality("ishoej").with_figures({"residents_0_17": 600})
    setup = make_setup(municipality, _parameters())
    return Trial(setup, make_plan(load_scenario(key), setup), seed=11, **fields)


def at_zero_strength(trial: Trial) -> Trial:
    """The same trial under a policy for all that sets every lever to the value it has already, now and later."""
    usual = trial.setup.levers[1]
    changes = tuple(LeverChange(lever, float(usual[lever]), start) for lever in Lever for start in (0.0, 90.0))
    scenario = replace(trial.plan.scenario, changes=changes, coverage=Coverage.ALL)
    return replace(trial, plan=make_plan(scenario, trial.setup))


def strained_trial(seed: int, **options: Any) -> Trial:
    """What chance brings seldom: desks that close with full queues, overload, a target mix, a large project."""
    municipality = load_municipality("kolding").with_figures({"residents_0_17": 900.0, "caseload": 5.0})
    municipality = replace(municipality, teams=Teams(False, False, True, False, False))
    setup = make_setup(municipality, _parameters().with_values(STRAIN))
    dates = ((60.0, 60.0), (4.0, 200.0), (80.0, 400.0))
    swings = tuple(LeverChange(Lever.CASELOAD, value, start) for value, start in dates)
    others = tuple(
        LeverChange(lever, value)
        for lever, value in (
            (Lever.TARGET_MIX_FAMILY_SHARE, 0.9),
            (Lever.TARGET_MIX_COUNTS_HOME, 1.0),
            (Lever.COURSES_HOME_PER_YEAR, 2.0),
            (Lever.COURSES_EARLY_PER_YEAR, 2.0),
            (Lever.SCREENING_INTENSITY, 1.0),
            (Lever.IMPAIRMENT_COORDINATION, 1.0),
            (Lever.COORDINATOR_HOURS_PER_WEEK, 10.0),
        )
    )
    later = (
        LeverChange(Lever.COORDINATION_ENROLS, 0.0, 200.0, 0.0, 500.0),
        LeverChange(Lever.IMPAIRMENT_COORDINATION, 0.0, 600.0),
    )
    project = Project(existing_desks=4, new_desks=2, drop_others_on_new=seed % 2 == 1)
    scenario = replace(
        load_scenario("kolding-2015"),
        changes=(*swings, *others, *later),
        project=project if seed < 5 else None,
        n_children=15 + seed,
        coverage=Coverage.LOTTERY if seed < 3 else Coverage.ALL,
    )
    return Trial(setup, make_plan(scenario, setup), seed=seed, warmup_years=4.0, options=options)


def coordinated_trial(seed: int, effects: dict[str, float] | None = None, **options: Any) -> Trial:
    """Many enrolled children of school age with an open case, and readings that coordination moves much.

    `effects`: parameters set besides.
    """
    municipality = load_municipality("ishoej-vallensbaek").with_figures({"residents_0_17": 1200.0})
    municipality = replace(municipality, parts=(), loaded_parts=())
    often = {"complaints_per_year": 1.5, "p_complex_case": 0.9, "p_accepts_coordination": 0.9}
    setup = make_setup(municipality, _parameters().with_values({**STRAIN, **often, **(effects or {})}))
    levers = (
        LeverChange(Lever.IMPAIRMENT_COORDINATION, 1.0),
        LeverChange(Lever.COORDINATION_AGE_TO_YEARS, 18.0),
        LeverChange(Lever.COORDINATOR_HOURS_PER_WEEK, 400.0),
        LeverChange(Lever.COORDINATOR_HOURS_PER_WEEK, 60.0, 300.0),
    )
    scenario = replace(load_scenario("status-quo"), changes=levers)
    return Trial(setup, make_plan(scenario, setup), seed=seed, warmup_years=6.0, options=options)


def family_trial(seed: int, **options: Any) -> Trial:
    """Whole-family coordination in every way, families by nomination, and employment that changes often."""
    rng = random.Random(seed)
    municipality = load_municipality("skive").with_figures({"residents_0_17": 1200.0, "caseload": 8.0})
    municipality = replace(municipality, teams=Teams(True, False, True, True, False))
    values = {"benefit_exit_per_year": [0.6, 0.5, 0.2], "coordination_employment_effect": 1.0}
    values |= {"ambassador_readiness_effect": 1.0, "p_second_adult_case": 0.5, "coordination_coping_effect": 0.5}
    scenario = replace(load_scenario("status-quo"), changes=_family_changes(rng))
    if seed % 3:
        scenario = _nominated(rng, scenario)
    setup = make_setup(municipality, _parameters().with_values(values))
    return Trial(setup, make_plan(scenario, setup), seed=seed, warmup_years=4.0, options=options)
