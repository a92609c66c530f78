"""A study's directory: the same bytes however it was run, nothing lost, nothing twice, and what failed is told."""

import json
import os
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from calibration.parquet import write_frame
from experiments import store as store_module
from experiments.replication import Done, Failed
from experiments.study import status as status_module
from experiments.study.document import Overrides
from experiments.study.execute import execute, local
from experiments.study.read import read_differences, read_runs, source
from experiments.study.store import opened_study
from experiments.study.study import Study, load_study
from experiments.study.unit import run_unit
from sim.errors import RunError
from sim.outcomes.catalogue import ROW_KEYS
from tests.experiments import fake_engine
from tests.experiments.commands import sagstal
from tests.study.writing import TABLES, definition

Capture = pytest.CaptureFixture[str]
DATA = ("table.parquet", "runs.parquet", "series.parquet", "groups.parquet", "failures.parquet")

pytestmark = pytest.mark.usefixtures("engine")


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(definition(tmp_path))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in DATA}


def run_in_one_go(path: str, folder: Path, replications: int = 6) -> dict[str, bytes]:
    with opened_study(folder, load_study(path, Overrides(replications=replications))) as store:
        execute(store, local(2), "en")
    return contents(folder)


@pytest.fixture(scope="module")
def done_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the study done in one go, which the first test that needs it fills."""
    return tmp_path_factory.mktemp("once") / "whole"


@pytest.fixture
def whole(path: str, tmp_path: Path, done_once: Path) -> dict[str, bytes]:
    """The bytes of the study done in one go; a copy of it lies in `whole`."""
    if not done_once.exists():
        run_in_one_go(path, done_once)
    shutil.copytree(done_once, tmp_path / "whole")
    return contents(done_once)


def query(folder: Path, file: str, columns: str = "*") -> list[Any]:
    return duckdb.sql(f"SELECT {columns} FROM '{folder / file}.parquet'").fetchall()


def test_a_finished_directory_holds_few_files_in_the_order_of_rows(path: str, tmp_path: Path, whole: Any) -> None:
    folder = tmp_path / "whole"
    assert sorted(p.name for p in folder.iterdir()) == sorted([*DATA, "manifest.json"])
    study = load_study(path)
    assert study.n_rows == 2 * 2 * 4 * 6
    runs = duckdb.sql(f"SELECT * FROM '{folder / 'runs.parquet'}'")
    keys = ["row", "cell", "municipality", "variant", "point", "scenario", "draw", "replication"]
    assert runs.columns == [*keys, *ROW_KEYS]
    assert [r[0] for r in query(folder, "runs", "row")] == list(range(study.n_rows))
    table = duckdb.sql(f"SELECT * FROM '{folder / 'table.parquet'}'")
    assert table.columns == [*keys, "lever.caseload"]
    assert table.project(", ".join(keys)).fetchall() == runs.project(", ".join(keys)).fetchall()
    for number in (0, 5, 17, study.n_rows - 1):
        row = study.row(number)
        wanted = (
            number,
            row.cell.number,
            row.cell.municipality,
            row.cell.variant,
            -1,
            row.cell.scenarios[row.scenario],
        )
        assert table.fetchall()[number][:6] == wanted
    assert [r for r in query(folder, "series", "row, month")] == [(r, m) for r in range(study.n_rows) for m in range(6)]
    assert duckdb.sql(f"SELECT * FROM '{folder / 'series.parquet'}'").columns == [
        "row",
        "month",
        "placed",
        "total_cost_dkk",
    ]
    assert query(folder, "failures") == []


def test_runs_hold_what_a_replication_gives(path: str, tmp_path: Path, whole: Any) -> None:
    study = load_study(path)
    done = run_unit(study, 9)
    assert isinstance(done, Done)
    names = ", ".join(f'"{key}"' for key in ROW_KEYS)
    stored = duckdb.sql(
        f"SELECT {names} FROM '{tmp_path / 'whole' / 'runs.parquet'}' WHERE row IN {tuple(study.rows_of(9))}"
    )
    found = np.array([[np.nan if v is None else v for v in row] for row in stored.fetchall()])
    assert np.array_equal(found, done.values, equal_nan=True)


def test_the_run_table_is_there_before_anything_runs(path: str, tmp_path: Path, whole: dict[str, bytes]) -> None:
    def nobody(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        assert (tmp_path / "x" / "table.parquet").read_bytes() == whole["table.parquet"]
        assert json.loads((tmp_path / "x" / "manifest.json").read_text())["finished"] is False
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt), opened_study(tmp_path / "x", load_study(path)) as store:
        execute(store, nobody, "en")


def shuffled(seed: int) -> Any:
    """An executor that hands back units in any order."""

    def run(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        mixed = random.Random(seed).sample(list(units), len(units))
        yield from ((unit, run_unit(study, unit)) for unit in mixed)

    return run


@pytest.mark.parametrize("per_part", [1, 5])
def test_parts_and_order_change_nothing(
    path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, per_part: int
) -> None:
    monkeypatch.setattr(store_module, "PER_PART", per_part)
    with opened_study(tmp_path / "x", load_study(path)) as store:
        execute(store, shuffled(per_part), "en")
    assert contents(tmp_path / "x") == whole


@pytest.mark.parametrize("after", [0, 7, 23])
def test_stopped_and_continued_is_as_in_one_go(
    path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(store_module, "PER_PART", 5)

    def stops(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        for number, unit in enumerate(units):
            if number == after:
                raise KeyboardInterrupt
            yield unit, run_unit(study, unit)

    with pytest.raises(KeyboardInterrupt), opened_study(tmp_path / "x", load_study(path)) as store:
        execute(store, stops, "en")
    with opened_study(tmp_path / "x", load_study(path)) as store:
        assert store.missing() == list(range(after, 24)), "what was finished is kept"
        execute(store, local(2), "en")
    assert contents(tmp_path / "x") == whole


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6, 7, 11, 14, 16, 17, 18, 19, 20])
def test_killed_at_any_file_and_continued_is_as_in_one_go(
    path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The process ends just before its `at`-th file takes its place."""
    monkeypatch.setattr(store_module, "PER_PART", 10)
    real, calls = os.replace, []

    def replace(half: Path, path: Path) -> None:
        calls.append(path)
        if len(calls) == at:
            raise Killed
        real(half, path)

    folder = tmp_path / "x"
    with monkeypatch.context() as patch:
        patch.setattr("calibration.parquet.os.replace", replace)
        try:
            with opened_study(folder, load_study(path)) as store:
                execute(store, local(2), "en")
        except Killed:
            pass
        else:
            assert len(calls) < at
    with opened_study(folder, load_study(path)) as store:
        execute(store, local(2), "en")
    assert contents(folder) == whole
    assert sorted(p.name for p in folder.iterdir()) == sorted([*DATA, "manifest.json"])


@pytest.mark.parametrize("n_removed", [0, 1, 2, 3, 5, 7])
def test_killed_while_its_parts_are_removed_and_continued_is_as_in_one_go(
    path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, n_removed: int
) -> None:
    """Some files of joined parts are gone already, of some tables more than of others."""
    monkeypatch.setattr(store_module, "PER_PART", 10)

    def remove(folder: Path, *_: Any, **__: Any) -> None:
        if not Path(folder).name.startswith(".joined"):
            return
        for file in sorted(folder.iterdir())[:n_removed]:
            file.unlink()
        raise Killed

    folder = tmp_path / "x"
    with monkeypatch.context() as patch:
        patch.setattr(store_module.shutil, "rmtree", remove)
        with pytest.raises(Killed), opened_study(folder, load_study(path)) as store:
            execute(store, local(2), "en")
    assert any(folder.rglob("*-*.parquet")), "the parts were being removed"
    with opened_study(folder, load_study(path)) as store:
        execute(store, local(2), "en")
    assert contents(folder) == whole
    assert sorted(p.name for p in folder.iterdir()) == sorted([*DATA, "manifest.json"])


def test_more_replications_run_only_the_new_units_and_keep_every_row(path: str, tmp_path: Path) -> None:
    folder, ran = tmp_path / "grown", []
    run_in_one_go(path, folder, 6)
    before = query(folder, "runs")

    def noted(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        ran.extend(units)
        yield from local(2)(study, units)

    with opened_study(folder, load_study(path, Overrides(replications=10))) as store:
        execute(store, noted, "en")
    assert ran == list(range(24, 40))
    assert query(folder, "runs")[: len(before)] == before
    assert contents(folder) == run_in_one_go(path, tmp_path / "ten", 10)


@pytest.mark.parametrize(
    ("tables", "fields", "said"),
    [
        (TABLES, {"seed": "2"}, "its seed: 1; asked for: 2"),
        (TABLES, {"years": "1"}, "its years: 0.5; asked for: 1.0"),
        (TABLES, {"municipalities": '["ishoej"]'}, "its municipalities: vallensbaek, ishoej; asked for: ishoej"),
        (TABLES, {"settings": '["post_dkk=500000"]'}, "parameters"),
        (TABLES.replace("25.5", "25.4"), {}, "caseload=25.5; asked for"),
        (TABLES.replace('"contact-effect-off"', '"continuity-off"'), {}, "its variants"),
        (TABLES + '[[parameters]]\ndesign = "grid"\nvalues = { p_revise = [0.1] }', {}, "its points were others"),
        (TABLES.replace('"placed", ', ""), {}, "its series were others"),
        (TABLES, {"replications": "4"}, "6 or more"),
    ],
)
def test_another_definition_is_refused_with_its_first_difference(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], tables: str, fields: dict[str, str], said: str
) -> None:
    other = definition(tmp_path, tables, **fields)
    shown = sagstal(capsys, "experiment", other, "--out", tmp_path / "whole")
    assert shown.code == 2 and said in shown.err
    assert contents(tmp_path / "whole") == whole


def test_a_directory_of_compare_is_no_study_and_the_other_way_round(
    capsys: Capture, path: str, tmp_path: Path, whole: Any
) -> None:
    words = ("run", "status-quo", "--years", 1, "--replications", 2, "--out")
    assert sagstal(capsys, *words, tmp_path / "run").code == 0
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "run").code == 2
    assert sagstal(capsys, *words, tmp_path / "whole").code == 2


def break_at(monkeypatch: pytest.MonkeyPatch, variant_off: bool, replication: int) -> None:
    """One world fails: a planted bug."""
    module = sys.modules["sim.simulate"]

    def simulate(job: fake_engine.Job) -> Any:
        off = ("contact_effect", 0) in job.parameters.given
        if (job.replication, off, job.municipality.key) == (replication, variant_off, "ishoej"):
            raise ValueError("the clock stands still")
        return fake_engine.simulate(job)

    monkeypatch.setattr(module, "simulate_each", simulate)


def test_a_failing_run_is_told_with_its_command_and_all_others_are_there(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "x"
    with monkeypatch.context() as patch:
        break_at(patch, True, 3)
        shown = sagstal(capsys, "experiment", path, "--out", folder)
        assert shown.code == 1 and "4 of 96 runs failed" in shown.err
        failures = query(folder, "failures", "row, cell, replication, scenario, reason, command")
        study = load_study(path)
        assert [f[0] for f in failures] == list(study.rows_of(study.unit_of(3, 3)))
        assert {f[1:3] for f in failures} == {(3, 3)}
        assert [r for (r,) in query(folder, "runs", "row")] == [
            r for r in range(study.n_rows) if r not in [f[0] for f in failures]
        ]
        repeated = sagstal(capsys, *failures[2][5].split()[1:])
        assert repeated.code == 1 and failures[2][4] in repeated.err and "Traceback" not in repeated.err
        state = json.loads(sagstal(capsys, "status", folder, "--json").out)
        assert (state["finished"], state["missing"], state["failed"]) == (92, 0, 4)
        assert sagstal(capsys, "reproduce", folder).code == 0, "it fails again for the same reason"
    assert sagstal(capsys, "experiment", path, "--out", folder).code == 0, "what failed is run again"
    assert contents(folder) == whole


def test_a_scenario_that_fails_takes_no_other_with_it(
    capsys: Capture, path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulate(job: fake_engine.Job) -> Any:
        found = list(fake_engine.simulate(job))
        if (job.replication, job.municipality.key) == (2, "ishoej"):
            found[1] = RunError("no desk is free")
        return tuple(found)

    folder = tmp_path / "x"
    study = load_study(path)
    places = [cell.number for cell in study.cells if cell.municipality == "ishoej"]
    lost = sorted(study.rows_of(study.unit_of(cell, 2))[1] for cell in places)
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["sim.simulate"], "simulate_each", simulate)
        shown = sagstal(capsys, "experiment", path, "--out", folder)
        assert shown.code == 1 and f"{len(lost)} of 96 runs failed" in shown.err
        failures = query(folder, "failures", "row, reason, command")
        assert [row for row, _, _ in failures] == lost and "no desk is free" in failures[0][1]
        assert [r for (r,) in query(folder, "runs", "row")] == [r for r in range(study.n_rows) if r not in lost]
        assert {r for (r,) in query(folder, "series", "row")}.isdisjoint(lost)
        assert sagstal(capsys, *failures[0][2].split()[1:]).code == 1
        state = json.loads(sagstal(capsys, "status", folder, "--json").out)
        assert (state["finished"], state["missing"], state["failed"]) == (96 - len(lost), 0, len(lost))
        assert sagstal(capsys, "reproduce", folder).code == 0, "it fails again for the same reason"
    assert sagstal(capsys, "experiment", path, "--out", folder).code == 0, "what failed is run again"
    assert contents(folder) == whole


def test_a_scenario_that_failed_before_an_interruption_is_there_once_in_the_end(
    path: str, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its unit is in a part already, without it, and comes again: its other rows must not be there twice."""

    def simulate(job: fake_engine.Job) -> Any:
        found = list(fake_engine.simulate(job))
        if job.replication in (0, 1) and job.municipality.key == "vallensbaek":
            found[1] = RunError("no desk is free")
        return tuple(found)

    def stops(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        yield from ((unit, run_unit(study, unit)) for unit in list(units)[:6])
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["sim.simulate"], "simulate_each", simulate)
        with pytest.raises(KeyboardInterrupt), opened_study(tmp_path / "x", load_study(path)) as store:
            execute(store, stops, "en")
    with opened_study(tmp_path / "x", load_study(path)) as store:
        assert len(store.missing()) > 24 - 6, "what failed is missing"
        execute(store, local(2), "en")
    assert contents(tmp_path / "x") == whole


def test_the_command_of_a_row_shows_the_row(capsys: Capture, path: str, tmp_path: Path, whole: Any) -> None:
    shown = json.loads(sagstal(capsys, *load_study(path).repeat_command(37).split()[1:], "--json").out)
    stored = query(tmp_path / "whole", "runs", "scenario, replication, placed")[37]
    assert (shown["scenario"], shown["replication"], shown["outcomes"]["placed"]) == stored


def test_status_counts_by_cell_while_it_runs(capsys: Capture, path: str, tmp_path: Path) -> None:
    fake_engine.INTERRUPTING.add(2)
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "x", "--jobs", 1).code == 130
    state = json.loads(sagstal(capsys, "status", tmp_path / "x", "--json").out)
    assert state["rows"] == 96 and 0 < state["finished"] < 96 and state["missing"] == 96 - state["finished"]
    assert sum(cell["finished"] for cell in state["cells"]) == state["finished"] and state["seconds_left"] > 0
    shown = sagstal(capsys, "status", tmp_path / "x", "--lang", "da")
    assert shown.code == 0 and "96 kørsler" in shown.out
    assert sagstal(capsys, "status", tmp_path).code == 2


def test_status_knows_directories_of_compare(capsys: Capture, tmp_path: Path) -> None:
    sagstal(capsys, "run", "status-quo", "--years", 1, "--replications", 3, "--out", tmp_path / "x")
    state = json.loads(sagstal(capsys, "status", tmp_path / "x", "--json").out)
    assert (state["kind"], state["rows"], state["finished"], state["seconds_left"]) == ("compare", 3, 3, 0.0)


def test_reproduce_knows_directories_of_compare(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    words = ("run", "status-quo", "--years", 1, "--replications", 3, "--draws", "prior", "--out", folder)
    sagstal(capsys, *words)
    assert json.loads(sagstal(capsys, "reproduce", folder, "--json").out)["rows"] == 3
    assert sagstal(capsys, "reproduce", folder, "--row", 3).code == 2
    series = duckdb.sql(f"SELECT * FROM '{folder / 'series.parquet'}'").df()
    series.loc[20, "placed"] = -series.loc[20, "placed"]
    store_module.write_frame(series, folder / "series.parquet")
    shown = sagstal(capsys, "reproduce", folder)
    assert shown.code == 1 and "row 1, scenario status-quo, month 8, placed" in shown.err


def test_reproduce_needs_no_definition_and_finds_one_wrong_bit(
    capsys: Capture, path: str, tmp_path: Path, whole: Any
) -> None:
    folder = tmp_path / "whole"
    Path(path).unlink()
    assert sagstal(capsys, "reproduce", folder).code == 0
    assert json.loads(sagstal(capsys, "reproduce", folder, "--sample", 3, "--json").out)["units"] == 3
    assert json.loads(sagstal(capsys, "reproduce", folder, "--row", 17, "--row", 16, "--json").out)["units"] == 1
    assert sagstal(capsys, "reproduce", folder, "--row", 96).code == 2
    runs = duckdb.sql(f"SELECT * FROM '{folder / 'runs.parquet'}'").df()
    at = runs.columns.get_loc("placed")
    runs.iloc[50, at] = np.nextafter(runs.iloc[50, at], 1e9)
    store_module.write_frame(runs, folder / "runs.parquet")
    shown = sagstal(capsys, "reproduce", folder)
    assert shown.code == 1 and "row 50, placed" in shown.err
    assert sagstal(capsys, "reproduce", folder, "--row", 17).code == 0


def test_reading_takes_keys_and_conditions_and_pairs_with_the_base(path: str, tmp_path: Path, whole: Any) -> None:
    folder = tmp_path / "whole"
    runs = read_runs(folder, ["placed"], "municipality = 'ishoej' AND \"lever.caseload\" = 15")
    assert len(runs) == 2 * 6 and set(runs["scenario"]) == {"status-quo+caseload=15"}
    differences = read_differences(folder, ["placed"], "cell = 1")
    assert len(differences) == 3 * 6
    cell = read_runs(folder, ["placed"], "cell = 1").set_index(["replication", "scenario"])["placed"]
    for line in differences.itertuples():
        assert line.placed == cell[line.replication, line.scenario] - cell[line.replication, "status-quo"]


def test_reproduce_of_nothing_is_no_success(capsys: Capture, path: str, tmp_path: Path) -> None:
    with opened_study(tmp_path / "x", load_study(path)) as store:
        store.begin()
    shown = sagstal(capsys, "reproduce", tmp_path / "x", "--json")
    assert (shown.code, shown.out) == (2, "") and "holds no finished runs" in shown.err


@pytest.mark.parametrize("command", ["status", "reproduce", "summary", "merge"])
def test_a_damaged_directory_is_one_message_that_names_the_file(
    capsys: Capture, tmp_path: Path, whole: Any, command: str
) -> None:
    folder = tmp_path / "whole"
    written = json.loads((folder / "manifest.json").read_text())
    runs = (folder / "runs.parquet").read_bytes()
    (folder / "runs.parquet").write_bytes(runs[:1000])
    shown = sagstal(capsys, command, folder)
    assert shown.code == 1 and "runs.parquet" in shown.err and "internal" not in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    del written["document"]
    (folder / "manifest.json").write_text(json.dumps(written))
    shown = sagstal(capsys, command, folder)
    assert shown.code == 2 and "manifest.json: document: is damaged" in shown.err


def test_what_a_killed_merge_left_twice_is_read_once(path: str, tmp_path: Path, whole: Any) -> None:
    study, folder = load_study(path), tmp_path / "x"
    with opened_study(folder, study) as store:
        store.begin()
        for unit in range(study.n_units):
            store.add(unit, run_unit(study, unit))
        store.flush()
    for kind in ("runs", "series", "groups"):
        shutil.copy(tmp_path / "whole" / f"{kind}.parquet", folder)
        n = duckdb.sql(f"SELECT count(*) FROM '{folder / kind}.parquet'").fetchall()
        assert duckdb.sql(f"SELECT count(*) FROM {source(folder, kind)}").fetchall() == n


def test_what_is_not_reproduced_for_another_model_says_so(capsys: Capture, tmp_path: Path, whole: Any) -> None:
    folder = tmp_path / "whole"
    written = json.loads((folder / "manifest.json").read_text())
    written["inputs"]["model"] = "0123456789abcdef"
    (folder / "manifest.json").write_text(json.dumps(written))
    frame = duckdb.sql(f"SELECT * FROM '{folder / 'runs.parquet'}'").df()
    frame.loc[0, "placed"] += 1.0
    write_frame(frame, folder / "runs.parquet")
    shown = sagstal(capsys, "reproduce", folder, "--row", 0)
    assert shown.code == 1 and "row 0, placed" in shown.err and "made by another version of the model" in shown.err


def test_status_looks_again_where_parts_were_joined_meanwhile(
    capsys: Capture, tmp_path: Path, whole: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, looks = status_module.stored_runs, []

    def meanwhile(folder: Path, study: Study) -> dict[int, int]:
        looks.append(folder)
        if len(looks) == 1:
            raise duckdb.IOException("no such file")
        return real(folder, study)

    monkeypatch.setattr(status_module, "stored_runs", meanwhile)
    assert sagstal(capsys, "status", tmp_path / "whole").code == 0 and len(looks) == 2
