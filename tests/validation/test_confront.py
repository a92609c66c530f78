"""What is confronted with what: the plan of runs, windows, the rows of the document."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.holdout.load import load_claims, load_holdouts
from calibration.targets.load import load_targets
from calibration.validation.confront import claim_row, holdout_row, make_document, shares, target_row, whole_plan
from calibration.validation.plan import BASE, POLICY, Wanted, claim_name, claim_window, holdout_name, names, window
from calibration.validation.predict import DIFFERENCES, in_window, read
from calibration.validation.store import Predictions
from sim.outcomes.catalogue import find_outcome
from sim.outcomes.evaluate import evaluate
from sim.outcomes.ledger import N_STOCKS, Flow
from tests.experiments.fake_engine import Job, ledger_of
from tests.validation.worlds import PRIOR, fake_job

SHARED = {"key", "municipality", "observed", "count", "q05", "q25", "q50", "q75", "q95", "inside_90", "rival"}
N = 200


def spread(middle: float, n: int = N) -> np.ndarray:
    return middle * np.linspace(0.8, 1.2, n)


def predictions(**values: np.ndarray) -> Predictions:
    return Predictions(tuple(range(N)), pd.DataFrame(values))


def of(name: str, values: np.ndarray) -> Predictions:
    return Predictions(tuple(range(len(values))), pd.DataFrame({name: values}))


def test_every_target_holdout_and_claim_with_an_outcome_is_predicted() -> None:
    planned = set(names(whole_plan()))
    assert {f"{t.municipality}/{t.outcome.removesuffix('@end')}" for t in load_targets().values()} <= {
        name.removesuffix("@end") for name in planned
    }
    assert {holdout_name(key) for key in load_holdouts()} <= planned
    assert {claim_name(key) for key, claim in load_claims().items() if claim.outcome} <= planned


def test_a_holdout_is_run_for_its_own_years_and_policy() -> None:
    runs = {wanted.name: (run, wanted) for run in whole_plan() for wanted in run.wanted}
    for key, held in load_holdouts().items():
        run, wanted = runs[holdout_name(key)]
        assert (run.municipality, run.scenario, run.years) == (held.municipality, held.scenario, held.years)
        assert (wanted.first_year, wanted.last_year, wanted.outcome) == (0.0, held.years, held.outcome)


def test_every_difference_that_is_asked_for_can_be_read() -> None:
    asked = {wanted.outcome for run in whole_plan() for wanted in run.wanted}
    assert {outcome for outcome in asked if find_outcome(outcome).is_difference} == set(DIFFERENCES)


def test_a_claim_about_a_year_is_read_from_that_year() -> None:
    assert window("2019", 2018) == (1.0, 2.0)
    assert window("2018-2021", 2018) == (0.0, 4.0)


def test_a_claim_about_a_duration_is_followed_for_as_long_as_it_is_defined() -> None:
    claim = load_claims()["kolding-shorter-placements"]
    assert claim_window(claim, 2015) == (0.0, 3.0)
    run = next(run for run in whole_plan() if claim_name("kolding-shorter-placements") in names([run]))
    assert run.years == 3.0


def test_a_window_holds_the_flows_of_its_months_alone() -> None:
    job = fake_job(years=3.0)
    ledger = ledger_of(job, job.scenarios[0])
    acc = ledger.acc.copy()
    acc[:12] = 0.0
    emptied = replace(ledger, acc=acc)
    first, second = (in_window(emptied, Wanted("x", "breakdowns", BASE, y, y + 1.0)) for y in (0.0, 1.0))
    assert (len(second.acc), second.years) == (12, 1.0)
    assert evaluate(first)["breakdowns"] == 0.0
    assert evaluate(second)["breakdowns"] == pytest.approx(ledger.acc[12:24, N_STOCKS + Flow.BREAKDOWNS].sum())
    whole = in_window(emptied, Wanted("x", "breakdowns", BASE, 0.0, 3.0))
    assert whole is emptied


def test_a_saving_is_base_less_policy_and_a_net_cost_policy_less_base() -> None:
    job: Job = fake_job(years=1.0)
    base = ledger_of(job, job.scenarios[0])
    dearer = replace(base, acc=1.5 * base.acc)
    cost = {key: evaluate(base)[key] or 0.0 for key in ("measure_cost_dkk", "total_cost_dkk")}
    saving = read([base, dearer], Wanted("x", "gross_saving_dkk", POLICY, 0.0, 1.0))
    net = read([base, dearer], Wanted("x", "net_cost_dkk", POLICY, 0.0, 1.0))
    assert saving == pytest.approx(-0.5 * cost["measure_cost_dkk"])
    assert saving < 0.0 < net


def test_a_prediction_is_of_the_published_figure_and_wider_than_the_true_one() -> None:
    key = "ishoej-placed-impairment-share-2016"
    record = load_targets()[key]
    found = of("ishoej/placed_impairment_share@end", np.full(4000, record.value))
    row = target_row(key, record, load_targets(), found)
    width = (row["q95"] - row["q05"]) / 3.29
    assert width == pytest.approx(record.reporting_error, rel=0.15)
    assert row["inside_90"] and row["inside_50"]


def test_a_relative_target_is_predicted_relative_to_the_country_and_shown_in_its_own_unit() -> None:
    key = "ishoej-notifications-2014"
    record, other = load_targets()[key], load_targets()["danmark-notifications-2015"]
    columns = {"ishoej/notifications_per_1000": np.full(N, 200.0), "danmark/notifications_per_1000": np.full(N, 100.0)}
    row = target_row(key, record, load_targets(), predictions(**columns))
    assert row["observed"] == record.value
    assert row["q50"] == pytest.approx(2.0 * other.value, rel=0.03)
    assert row["inside_90"] is False


def test_model_and_rivals_are_scored_alike_and_the_nearest_is_named() -> None:
    key = "ishoej-placed-0-22-2017"
    held = load_holdouts()[key]
    near = holdout_row(key, held, of(holdout_name(key), spread(held.value)))
    assert near["best_crps"] == "model" and near["inside_90"]
    far = holdout_row(key, held, of(holdout_name(key), spread(3.0 * held.value)))
    assert far["best_crps"] == "stock-and-flow" and far["inside_90"] is False
    assert set(far["scores"]) == {"model", "nothing-changes", "stock-and-flow"}
    assert far["scores"]["nothing-changes"] == near["scores"]["nothing-changes"]


def test_a_saving_that_is_negative_stays_so() -> None:
    key = "herning-saving"
    row = holdout_row(key, load_holdouts()[key], of(holdout_name(key), np.full(N, -5e6)))
    assert row["q95"] < 0.0
    assert "stock-and-flow" not in row["rivals"]


def test_a_claim_counts_draws_that_go_as_said_against_and_neither() -> None:
    effect = np.array([-1.0, -2.0, 0.0, 3.0, float("nan")])
    found = {"share_in_direction": 0.5, "share_opposite": 0.25, "share_unchanged": 0.25}
    assert shares(effect, "decrease") == found
    assert shares(effect, "increase")["share_in_direction"] == 0.25
    assert set(shares(effect, "stable").values()) == {None}


def test_the_effect_of_a_claim_is_policy_less_what_it_is_compared_with() -> None:
    key = "ishoej-acute-interventions"
    columns = {claim_name(key): np.full(N, 3.0), claim_name(key, base=True): np.full(N, 5.0)}
    row = claim_row(key, load_claims()[key], predictions(**columns))
    assert (row["q50"], row["effect"]["q50"], row["share_in_direction"]) == (3.0, -2.0, 1.0)
    assert "inside_90" not in row and "scores" not in row


def test_the_document_has_the_agreed_shape_also_where_nothing_is_known() -> None:
    document = make_document(PRIOR.name, of("nothing", np.zeros(3)))
    for row in [*document["targets"], *document["holdouts"]]:
        assert set(row) >= SHARED
        assert row["inside_90"] is None and row["q50"] is None
    assert len(document["claims"]) == len(load_claims())
    assert document["coverage"]["holdout"] == {"n": 0, "inside_90": 0, "inside_50": 0}
