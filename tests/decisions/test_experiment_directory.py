"""A directory of `experiment`: cells by municipality, variant and design point, read as contests and ranked."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from calibration.parquet import write_frame
from calibration.posterior.load import Posterior
from experiments.decisions import reading
from experiments.decisions.groups import equity_rows
from experiments.decisions.reading import inputs_of, read_source
from experiments.design import model_hash
from tests.experiments.commands import sagstal
from tests.experiments.fake_engine import engine

Capture = pytest.CaptureFixture[str]
__all__ = ["engine"]
DEFINITION = """
name = "small"
title_en = "Small"
title_da = "Lille"
question_en = "Which caseload is best?"
question_da = "Hvilket sagstal er bedst?"
municipalities = ["vallensbaek", "ishoej"]
scenarios = ["status-quo"]
years = 1
replications = 40
draws = "prior"

[structure]
variants = ["as-is", "contact-effect-off"]

[[levers]]
design = "grid"
[levers.values]
caseload = [15, 25]
"""
MEANS = {"as-is": (10.0, 9.0, 9.6), "contact-effect-off": (10.0, 10.4, 9.6)}


@pytest.fixture
def studied(tmp_path: Path) -> Path:
    """Two variants and 30 points of a parameter, two replications each; the third scenario sets a caseload."""
    rng, rows = np.random.default_rng(1), []
    for replication in range(2):
        for cell, (variant, point) in enumerate((v, p) for v in MEANS for p in range(30)):
            luck, slope = rng.normal(0.0, 2.0), 0.005 * point
            for place, name in enumerate(("status-quo", "fewer-cases", "levers-1")):
                need = MEANS[variant][place] + luck + slope * place + rng.normal(0.0, 0.1)
                row = {"row": len(rows), "cell": cell, "municipality": "ishoej", "variant": variant, "point": point}
                row |= {"scenario": name, "draw": 0, "replication": replication, "need_4": need}
                row |= {"total_cost_dkk": 1e8 * need, "parameter.p": float(point), "lever.caseload": np.nan}
                row["lever.caseload"] = 20.0 if place == 2 else np.nan
                rows.append(row)
    frame = pd.DataFrame(rows)
    outcomes, axes = ["need_4", "total_cost_dkk"], ["parameter.p", "lever.caseload"]
    write_frame(frame.drop(columns=axes), tmp_path / "runs.parquet")
    write_frame(frame.drop(columns=outcomes), tmp_path / "table.parquet")
    inputs = {"model": model_hash(), "draws": "prior"}
    manifest = {"kind": "experiment", "inputs": inputs, "draws": "prior", "seed": 1, "replications": 2, "years": 5}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path


def test_cells_become_fields_whose_runs_share_parameters_within_a_point_and_draw(studied: Path) -> None:
    source = read_source(studied, ("need_4",))
    assert [(f.municipality, f.variant) for f in source.fields] == [
        ("ishoej", "as-is"),
        ("ishoej", "contact-effect-off"),
    ]
    field = source.fields[0]
    assert field.scenarios == ("status-quo", "fewer-cases", "levers-1") and field.caseloads == {"levers-1": 20.0}
    assert np.unique(field.groups, return_counts=True)[1].tolist() == [2] * 30
    inputs = inputs_of(source, field)
    assert inputs is not None and inputs["parameter.p"][:, 0].tolist() == [float(p) for p in range(30)]


def test_a_difference_is_taken_within_the_cell(studied: Path) -> None:
    """Luck of deviation 2 is shared in a cell; paired, what is left of it has deviation 0.14."""
    found = read_source(studied, ("need_4",)).fields[0].contest("need_4")
    difference = found.values[1] - found.values[0]
    slope = 0.005 * np.unique(found.groups, return_inverse=True)[1]
    assert np.std(difference - slope) < 0.25


def test_the_choice_that_a_variant_turns_is_told(studied: Path, capsys: Capture) -> None:
    document = json.loads(sagstal(capsys, "rank", studied, "--outcome", "need_4", "--json").out)
    (row,) = document["robustness"]
    assert not row["same_everywhere"]
    assert {v["variant"]: v["best"] for v in row["variants"]} == {
        "as-is": "fewer-cases",
        "contact-effect-off": "levers-1",
    }
    assert "changes with the structure" in sagstal(capsys, "rank", studied, "--outcome", "need_4").out


def test_what_experiment_writes_is_ranked(engine: object, tmp_path: Path, capsys: Capture) -> None:
    """Through the commands themselves, on the stand-in engine: a design over the caseload, drawn parameters."""
    assert engine
    definition, out = tmp_path / "small.toml", tmp_path / "study"
    definition.write_text(DEFINITION, encoding="utf-8")
    shown = sagstal(capsys, "experiment", definition, "--out", out, "--jobs", 2)
    assert shown.code == 0, shown.err
    source = read_source(out, ("need_4",))
    assert {f.municipality for f in source.fields} == {"ishoej", "vallensbaek"} and len(source.fields) == 4
    inputs = inputs_of(source, source.fields[0])
    assert inputs is not None and "contact_effect" in inputs and len(inputs["contact_effect"]) == 20
    off = inputs_of(source, source.fields[1])
    assert off is not None and "contact_effect" not in off  # a variant holds in every draw
    document = json.loads(sagstal(capsys, "rank", out, "--outcome", "need_4", "--json").out)
    assert len(document["rankings"]) == 4 and len(document["robustness"]) == 2
    assert all("15" in row["best"] for row in document["rankings"])
    assert [row["caseloads"] for row in document["break_even"]] == [[15.0, 25.0]] * 4


def test_parameters_of_another_version_of_the_model_are_not_made_up(studied: Path) -> None:
    path = studied / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["inputs"]["model"] = "another"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    source = read_source(studied, ("need_4",))
    assert inputs_of(source, source.fields[0]) is None


def test_draws_that_a_posterior_gives_again_are_no_new_observations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"scenario": name, "draw": replication // 2, "replication": replication, "need_4": need, "total_cost_dkk": 1e8}
        for replication in range(12)
        for name, need in (("status-quo", 10.0), ("caseload-20", 9.0))
    ]
    write_frame(pd.DataFrame(rows), tmp_path / "runs.parquet")
    posterior = Posterior((0, 1, 2, 3), ({},) * 4, "f" * 64)
    inputs = {"draws": f"posterior {'f' * 16}"}
    manifest = {"kind": "compare", "inputs": inputs, "draws": "posterior", "municipality": "ishoej"}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"seed": 1, "replications": 12}))
    monkeypatch.setattr(reading, "_experiment", lambda *_: SimpleNamespace(posterior=lambda: posterior))
    assert len(np.unique(read_source(tmp_path, ["need_4"]).fields[0].groups)) == 4, "six draws, two of them again"
    monkeypatch.setattr(reading, "_experiment", lambda *_: None)
    assert len(np.unique(read_source(tmp_path, ["need_4"]).fields[0].groups)) == 6


def test_an_experiment_in_one_world_tells_equity(engine: object, tmp_path: Path, capsys: Capture) -> None:
    text = DEFINITION.replace('["vallensbaek", "ishoej"]', '["ishoej"]').replace(
        "replications = 40", "replications = 8"
    )
    text = text.replace('[structure]\nvariants = ["as-is", "contact-effect-off"]', "[keep]\ngroups = true")
    (tmp_path / "small.toml").write_text(text, encoding="utf-8")
    assert sagstal(capsys, "experiment", tmp_path / "small.toml", "--out", tmp_path / "out").code == 0
    found = equity_rows(read_source(tmp_path / "out", ["need_4"]))
    row = next(r for r in found if r["outcome"] == "placed_per_1000" and r["dimension"] == "impairment")
    assert [group["group"] for group in row["groups"]] == ["none"] and row["groups"][0]["difference"] != 0.0
    assert sagstal(capsys, "rank", tmp_path / "out", "--outcome", "need_4").code == 0
