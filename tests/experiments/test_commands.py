"""The commands: shapes of their JSON, exit codes, and one message for every bad input."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from sim.outcomes.catalogue import DIFFERENCE_KEYS, RUN_KEYS
from tests.experiments import fake_engine
from tests.experiments.commands import sagstal

FEW = ("--replications", 6, "--jobs", 2)
Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("engine")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compare", "status-quo"), "Missing argument"),
        (("compare", "status-quo", "status-quo"), "named twice"),
        (("compare", "status-quo", "fewer-case"), "did you mean 'fewer-cases'"),
        (("run", "caseload-46"), "caseload-45"),
        (("run", "status-quo", "-m", "isoej"), "did you mean 'ishoej'"),
        (("run", "status-quo", "-m", "nowhere/town.toml"), "nowhere/town.toml"),
        (("run", "status-quo", "--seed", -1), "--seed"),
        (("run", "status-quo", "--seed", 2**32), "4,294,967,295"),
        (("run", "status-quo", "--seed", "abc"), "--seed"),
        (("run", "status-quo", "--replications", 0), "1 to 1,000,000"),
        (("run", "status-quo", "--replications", 1_000_001), "--replications"),
        (("run", "status-quo", "--years", "nan"), "finite"),
        (("run", "status-quo", "--years", "inf"), "0.25 to 60"),
        (("run", "status-quo", "--years", 0.2), "--years"),
        (("run", "status-quo", "--years", 61), "--years"),
        (("run", "status-quo", "--jobs", 0), "1 to 1,024"),
        (("run", "status-quo", "--jobs", 1025), "--jobs"),
        (("run", "status-quo", "--draws", "priors"), "did you mean 'prior'"),
        (("run", "status-quo", "--engine", "compile"), "did you mean 'compiled'"),
        (("run", "status-quo", "--lang", "de"), "en, da"),
        (("run", "status-quo", "--set", "post_dkk"), "PARAMETER=VALUE"),
        (("run", "status-quo", "--set", "post_dk=1"), "post_dkk"),
        (("run", "status-quo", "--set", "post_dkk=much"), "not a number"),
        (("run", "status-quo", "--set", "post_dkk=1e9"), "outside its bounds"),
        (("run", "status-quo", "--set", "perimeter_schooling=0.5"), "0 or 1"),
        (("run", "status-quo", "--set", "lever.gat=strict"), "did you mean 'gate'"),
        (("run", "status-quo", "--set", "lever.gate=hard"), "none, soft, strict"),
        (("run", "status-quo", "--bogus"), "--bogus"),
        (("run", "status-quo", "--replication", 3, "--out", "x"), "--replication"),
        (("run", "status-quo", "--out", "/proc/sagstal"), "cannot be made"),
        (("log", "status-quo"), "--out"),
        (("log", "status-quo", "--out", "missing/log.parquet"), "does not exist"),
        (("describe", "breakdown"), "did you mean 'breakdowns'"),
        (("compere", "status-quo"), "compere"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = sagstal(capsys, *words)
    assert shown.code == 2
    assert said in shown.err
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_shipped_posterior_its_draws_are_refused(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.options.is_shipped", lambda: False)
    shown = sagstal(capsys, "run", "status-quo", "--draws", "posterior")
    assert shown.code == 2 and "no posterior is shipped yet" in shown.err


def test_compare_gives_the_rows_of_the_contract(capsys: Capture) -> None:
    shown = sagstal(capsys, "compare", "status-quo", "fewer-cases", "caseload-28", *FEW, "--json")
    document = json.loads(shown.out)
    assert shown.code == 0 and shown.err == ""
    head = {k: v for k, v in document.items() if k not in ("outcomes", "leagues", "projections")}
    assert head == {
        "base": "status-quo", "municipality": "ishoej", "years": 5, "replications": 6, "seed": 1, "draws": "posterior",
        "engine": "compiled",
    }  # fmt: skip
    rows = {(row["scenario"], row["outcome"]): row for row in document["outcomes"]}
    assert len(rows) == 2 * len((*RUN_KEYS, *DIFFERENCE_KEYS))
    row = rows["fewer-cases", "measure_cost_dkk"]
    assert row["difference"] == pytest.approx(row["value"] - row["base"])
    assert row["ci95"][0] < row["difference"] < row["ci95"][1]
    assert 0.5 < row["p_better"] <= 1.0 and 0.0 <= row["variance_share_parameters"] <= 1.0
    assert rows["fewer-cases", "placed_social"]["p_better"] is None
    assert rows["fewer-cases", "gross_saving_dkk"]["difference"] == pytest.approx(-row["difference"])
    assert len(row["series"]["base"]) == 5


def test_point_values_have_no_share_of_parameters_and_rest_on_no_prior(capsys: Capture) -> None:
    shown = sagstal(capsys, "compare", "status-quo", "fewer-cases", *FEW, "--json", "--draws", "point")
    rows = json.loads(shown.out)["outcomes"]
    assert all(row["variance_share_parameters"] is None and row["prior_driven"] is None for row in rows)


def test_run_has_means_and_no_differences(capsys: Capture) -> None:
    document = json.loads(sagstal(capsys, "run", "status-quo", *FEW, "--json", "--years", 1.1).out)
    rows = {row["outcome"]: row for row in document["outcomes"]}
    assert document["years"] == 1.1
    assert rows["placed"]["mean"] > 0 and len(rows["placed"]["ci95"]) == 2
    assert rows["placed"]["sd_between_replications"] > 0
    differences = (rows[key] for key in DIFFERENCE_KEYS)
    assert all(row["mean"] is None and row["ci95"] is None for row in differences)
    assert rows["days_onset_to_help"]["mean"] is not None


def test_settings_reach_every_scenario(capsys: Capture) -> None:
    words = ("compare", "status-quo", "fewer-cases", *FEW, "--json", "--set", "lever.caseload=25")
    rows = {row["outcome"]: row for row in json.loads(sagstal(capsys, *words).out)["outcomes"]}
    assert rows["nominal_caseload"]["base"] == rows["nominal_caseload"]["value"] == pytest.approx(25.0)


def test_net_cost_follows_the_perimeter(capsys: Capture) -> None:
    words = ("compare", "status-quo", "fewer-cases", *FEW, "--json")
    gross, whole = (
        {row["outcome"]: row for row in json.loads(sagstal(capsys, *words, *more).out)["outcomes"]}
        for more in ((), ("--set", "perimeter_state_refund=1"))
    )
    refund = gross["state_refund_dkk"]["difference"]
    assert refund < 0.0 and whole["state_refund_dkk"] == gross["state_refund_dkk"]
    assert whole["net_cost_dkk"]["value"] == pytest.approx(gross["net_cost_dkk"]["value"] - refund)
    assert whole["net_present_cost_dkk"]["value"] > gross["net_present_cost_dkk"]["value"]
    assert whole["gross_saving_dkk"] == gross["gross_saving_dkk"]


@pytest.mark.parametrize(
    ("language", "gross", "refund"),
    [
        ("en", "gross municipal cost", "less the state refund"),
        ("da", "kommunens bruttoudgift", "fratrukket statsrefusion"),
    ],
)
def test_the_table_says_which_costs_the_net_cost_counts(
    capsys: Capture, language: str, gross: str, refund: str
) -> None:
    words = ("compare", "status-quo", "fewer-cases", *FEW, "--lang", language)
    plain = sagstal(capsys, *words).out
    assert gross in plain and refund not in plain
    switched = " ".join(sagstal(capsys, *words, "--set", "perimeter_state_refund=1").out.split())
    assert gross in switched and refund in switched


def test_drawn_parameters_split_the_variance(capsys: Capture) -> None:
    words = ("compare", "status-quo", "fewer-cases", "--replications", 9, "--json", "--draws", "prior")
    document = json.loads(sagstal(capsys, *words).out)
    rows = {row["outcome"]: row for row in document["outcomes"]}
    assert document["draws"] == "prior"
    assert 0 <= rows["measure_cost_dkk"]["variance_share_parameters"] <= 1
    assert len(rows["measure_cost_dkk"]["variance_share_parameters_ci95"]) == 2


@pytest.mark.parametrize("language", ["en", "da"])
def test_tables_say_how_sure_and_where_to_look_next(capsys: Capture, language: str) -> None:
    shown = sagstal(capsys, "compare", "status-quo", "fewer-cases", *FEW, "--lang", language)
    assert ("Where to look next" if language == "en" else "Se videre her") in shown.out
    assert ("95 % interval" if language == "en" else "95 %-interval") in shown.out


def test_a_failed_run_leaves_the_others_and_says_how_to_repeat_it(capsys: Capture) -> None:
    fake_engine.FAILING.add(3)
    shown = sagstal(capsys, "compare", "status-quo", "fewer-cases", *FEW, "--json")
    assert shown.code == 1
    assert json.loads(shown.out)["replications"] == 5
    assert "the clock stands still" in shown.err and "1 of 6" in shown.err
    command = next(line for line in shown.err.splitlines() if "repeat it with" in line).split("sagstal ", 1)[1]
    again = sagstal(capsys, *command.split())
    assert again.code == 1 and "replication 3" in again.err
    fake_engine.FAILING.clear()
    assert sagstal(capsys, *command.split(), "--json").code == 0


def test_an_interrupt_ends_with_130(capsys: Capture) -> None:
    fake_engine.INTERRUPTING.add(2)
    shown = sagstal(capsys, "run", "status-quo", "--replications", 2000, "--jobs", 2)
    assert shown.code == 130 and "interrupted" in shown.err


def test_a_log_has_eight_columns_without_nulls(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    path.write_text("older")
    assert sagstal(capsys, "log", "status-quo", "--replication", 4, "--out", path).code == 0
    columns = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    assert [(c[0], c[1]) for c in columns] == [
        ("sequence", "BIGINT"), ("time_days", "DOUBLE"), ("event", "VARCHAR"), ("child", "BIGINT"),
        ("family", "BIGINT"), ("caseworker", "BIGINT"), ("detail", "VARCHAR"), ("value", "DOUBLE"),
    ]  # fmt: skip
    assert duckdb.sql(f"SELECT count(*), count(detail) FROM '{path}'").fetchall() == [(5, 5)]


@pytest.mark.parametrize("kind", ["municipalities", "scenarios", "outcomes", "parameters"])
def test_lists_name_every_record_in_both_languages(capsys: Capture, kind: str) -> None:
    records = json.loads(sagstal(capsys, kind, "--json").out)
    assert all({"key", "name_en", "name_da", "source"} <= set(record) for record in records)
    assert len({record["key"] for record in records}) == len(records)
    shown = sagstal(capsys, kind, "--lang", "da")
    assert shown.code == 0 and records[0]["key"] in shown.out


@pytest.mark.parametrize(
    "key",
    ["kolding", "kolding-2015", "caseload-12", "placed_social@end", "need_fall_per_year", "post_dkk", "lever.gate"],
)
def test_describe_knows_every_kind_of_key(capsys: Capture, key: str) -> None:
    shown = sagstal(capsys, "describe", key, "--lang", "da")
    assert shown.code == 0 and "source" in shown.out


def test_help_is_fast_because_nothing_heavy_is_imported() -> None:
    heavy = ("numba", "numpy", "pandas", "duckdb", "pydantic", "matplotlib")
    program = (
        "import sys; from experiments.cli import run_command; run_command(['--help']);"
        f"sys.exit(', '.join(m for m in {heavy!r} if m in sys.modules) or 0)"
    )
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - start < 2.0


def test_a_reader_who_leaves_early_is_no_error() -> None:
    program = "from experiments.cli import main; import sys; sys.argv = ['sagstal', 'parameters', '--json']; main()"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
