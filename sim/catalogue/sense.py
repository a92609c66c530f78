"""Where a scenario makes sense: whether a municipality has what it needs, by the municipality's own figures.

The number of open cases of a municipality is not known before it is simulated. It is estimated here from the published
national share; a policy for a given number of families is refused only where fewer than half of them would be found.
"""

from collections.abc import Iterator

from sim.catalogue.municipality import Municipality
from sim.policy.levers import Lever
from sim.policy.scenario import Scenario
from sim.vocabulary import Coverage

# 53,066 children and young people with a measure at the end of 2017: 3.5 % of ages 0-22 (Statistics Denmark, cid=31426)
CASES_PER_RESIDENT_0_22 = 0.035
# the model's own ratio under the status quo: 1.26 to 1.29 in every municipality of the catalogue
CHILDREN_PER_OPEN_FAMILY = 1.27
LEAST_SHARE_FOUND = 0.5


def expected_cases(area: Municipality) -> float:
    """Open child cases of one agency of the municipality, estimated from national figures and its level of need."""
    residents = area.residents_0_17 + area.residents_18_22
    return CASES_PER_RESIDENT_0_22 * area.socioeconomic_level * residents


def expected_posts(area: Municipality) -> float:
    """Established case-holding posts for those cases."""
    return expected_cases(area) / area.value("caseload")


def expected_families_on_benefits(area: Municipality) -> float:
    """Families with an open case and a parent on benefits."""
    return expected_cases(area) / CHILDREN_PER_OPEN_FAMILY * area.p_family_on_benefits


def _of_teams(scenario: Scenario, area: Municipality) -> Iterator[str]:
    """A project cannot take more caseworkers than there are."""
    wanted = scenario.project.existing_desks if scenario.project else 0
    if wanted > expected_posts(area):
        yield (
            f"the project takes {wanted} of the caseworkers who are there, and the municipality "
            f"has about {expected_posts(area):.0f}"
        )


def _of_families(scenario: Scenario, area: Municipality) -> Iterator[str]:
    """Families that are nominated, children who are drawn, must exist."""
    found = expected_cases(area) / CHILDREN_PER_OPEN_FAMILY
    if scenario.eligibility.only_parents_on_benefits:
        found = expected_families_on_benefits(area)
    if scenario.n_families * LEAST_SHARE_FOUND > found:
        yield (
            f"the policy covers {scenario.n_families} families at any time, and the municipality has about "
            f"{found:.0f} that it could cover"
        )
    if scenario.n_children * LEAST_SHARE_FOUND > expected_cases(area):
        yield (
            f"the policy covers {scenario.n_children} children by lottery, and the municipality has about "
            f"{expected_cases(area):.0f} open cases"
        )


def _of_districts(scenario: Scenario, area: Municipality) -> Iterator[str]:
    """Some of the districts can be covered only where there are several."""
    if scenario.coverage == Coverage.DISTRICTS and scenario.share < 1.0 and area.n_districts < 2:
        yield "the policy covers some of the school districts, and the municipality has one"


def _of_places(scenario: Scenario, area: Municipality) -> Iterator[str]:
    """Outreach needs somewhere to reach out to."""
    levers = {change.lever for change in scenario.changes if change.value > 0.0}
    if levers & {Lever.SCHOOL_CASEWORKERS, Lever.SCHOOL_DAYS_PER_WEEK} and area.schools == 0:
        yield "the policy places caseworkers at schools, and the municipality has none"
    if Lever.DAY_CARE_VISITS_PER_YEAR in levers and area.day_care_institutions == 0:
        yield "the policy visits day-care institutions, and the municipality has none"


def why_not(scenario: Scenario, area: Municipality) -> str | None:
    """Why a scenario makes no sense in a municipality, in one sentence; None where it does."""
    for reasons in (_of_teams, _of_families, _of_districts, _of_places):
        for reason in reasons(scenario, area):
            return f"{scenario.name_en} makes no sense in {area.name_en}: {reason}"
    return None
