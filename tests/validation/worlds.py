"""Small plans and stand-in jobs for the tests of the validation."""

from calibration.table.points import area
from calibration.validation.draws import PriorSource
from calibration.validation.plan import BASE, POLICY, STATUS_QUO, Run, Wanted
from sim.catalogue.load import load_scenario
from sim.parameters.load import load_parameters
from tests.experiments.fake_engine import Job

PRIOR = PriorSource()
PLACED = "placed_per_1000_0_17@end"


def tiny_plan(years: float = 0.25) -> tuple[Run, ...]:
    """Vallensbæk for a quarter, under the status quo and with fewer cases."""
    wanted = (
        Wanted("placed", PLACED, BASE, 0.0, years),
        Wanted("placed/policy", PLACED, POLICY, 0.0, years),
        Wanted("saving", "gross_saving_dkk", POLICY, 0.0, years),
    )
    return (Run("vallensbaek", "fewer-cases", years, wanted),)


def fake_job(years: float) -> Job:
    """A job of the stand-in engine."""
    place = area("vallensbaek")
    return Job(place, load_parameters(), (load_scenario(STATUS_QUO, place),), seed=1, replication=1, years=years)
