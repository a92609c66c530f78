"""`run`, `compare` and `log`."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import shared
from experiments.options import DEFAULT_DRAWS, RunOptions
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.design import Experiment
    from experiments.replication_store import ReplicationStore
    from experiments.results import Results

Scenario = Annotated[str, typer.Argument(help=shared.SCENARIO_HELP)]


def run(
    scenario: Scenario,
    municipality: shared.Municipality = None,
    years: shared.Years = 5.0,
    replications: shared.Replications = 200,
    seed: shared.Seed = 1,
    draws: shared.Draws = DEFAULT_DRAWS,
    engine: shared.Engine = "compiled",
    jobs: shared.Jobs = shared.JOBS,
    settings: shared.Settings = None,
    out: shared.Out = None,
    replication: shared.Replication = None,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Replications of one scenario."""
    options = RunOptions(
        municipality, years, replications, seed, draws, engine, jobs, tuple(settings or ()), replication, lang
    )
    experiment = _checked((scenario,), options, out)
    with _opened(out, experiment) as store:
        results = _execute(experiment, store, options)
    _stop_without_runs(results)
    from experiments.comparison import run_document

    document = run_document(results)
    if as_json:
        shared.write_json(document)
    else:
        from experiments.tables import show_run

        show_run(document, results.experiment, lang, out)
    _report_failures(results)


def compare(
    base: Annotated[str, typer.Argument(help="The scenario that the others are compared with.")],
    scenarios: Annotated[list[str], typer.Argument(help=shared.SCENARIO_HELP)],
    municipality: shared.Municipality = None,
    years: shared.Years = 5.0,
    replications: shared.Replications = 200,
    seed: shared.Seed = 1,
    draws: shared.Draws = DEFAULT_DRAWS,
    engine: shared.Engine = "compiled",
    jobs: shared.Jobs = shared.JOBS,
    settings: shared.Settings = None,
    out: shared.Out = None,
    replication: shared.Replication = None,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Scenarios against a base, paired by common random numbers: differences, their intervals, and how sure."""
    options = RunOptions(
        municipality, years, replications, seed, draws, engine, jobs, tuple(settings or ()), replication, lang
    )
    experiment = _checked((base, *scenarios), options, out)
    with _opened(out, experiment) as store:
        results = _execute(experiment, store, options)
        _stop_without_runs(results)
        document = _compared(results, out, lang)
    if as_json:
        shared.write_json(document)
    else:
        from experiments.tables import show_comparison

        show_comparison(document, results.experiment, lang, out)
    _report_failures(results)


def _checked(names: tuple[str, ...], options: RunOptions, out: Path | None) -> "Experiment":
    """Check everything before anything is made."""
    if options.replication is not None and out is not None:
        raise InputError("cannot be combined with --out", field="--replication", value=options.replication)
    from experiments.design import design

    return design(names, options)


def _opened(out: Path | None, experiment: "Experiment") -> "AbstractContextManager[ReplicationStore | None]":
    """The directory of results, for this process alone until the block ends; nothing without `--out`."""
    from experiments.replication_store import ReplicationStore
    from experiments.store import opened

    return opened(out, lambda folder: ReplicationStore(folder, experiment))


def _execute(experiment: "Experiment", store: "ReplicationStore | None", options: RunOptions) -> "Results":
    shared.announce(options)
    from experiments.execute import execute_in_memory, execute_in_store

    if store is not None:
        return execute_in_store(store, options.jobs, options.language)
    one = options.replication
    replications = list(range(options.replications)) if one is None else [one]
    return execute_in_memory(experiment, replications, options.jobs, options.language)


def _compared(results: "Results", out: Path | None, language: str) -> dict[str, Any]:
    """The comparison as a document; its figures go into the directory of results."""
    from experiments.comparison import compare_document
    from experiments.league import leagues
    from experiments.projection import projection_rows, write_projection

    document = {
        **compare_document(results),
        "leagues": leagues(results),
        "projections": projection_rows(results),
    }
    if out is not None:
        from experiments.figures.draw import draw_all

        draw_all(results, document, out, language)
        from experiments.som import write_som

        write_som(results, out, language)
        if document["projections"]:
            write_projection(document["projections"], out, language)
        from experiments.group_report import write_group_report

        write_group_report(results.experiment, out, language)
    return document


def _stop_without_runs(results: "Results") -> None:
    """There is nothing to show where every replication failed."""
    if not results.replications:
        _report_failures(results)


def _report_failures(results: "Results") -> None:
    """Exit code 1 if a replication failed."""
    shared.report_failures(results.failures, len(results))


def log(
    scenario: Scenario,
    out: Annotated[Path, typer.Option("--out", help="Parquet file to write; an older one is overwritten.")],
    replication: Annotated[int, typer.Option("--replication", help="Which replication.")] = 0,
    municipality: shared.Municipality = None,
    years: shared.Years = 5.0,
    seed: shared.Seed = 1,
    draws: shared.Draws = DEFAULT_DRAWS,
    engine: shared.Engine = "compiled",
    settings: shared.Settings = None,
    lang: shared.Language = "en",
) -> None:
    """The full event log of one replication, warm-up included."""
    options = RunOptions(municipality, years, 1, seed, draws, engine, 1, tuple(settings or ()), replication, lang)
    _check_log_file(out)
    from experiments.design import design

    experiment = design((scenario,), options)
    from experiments.folder import held_file

    with held_file(out):
        shared.announce(options)
        from experiments.logfile import write_log
        from sim.simulate import event_log

        rows = write_log(event_log(experiment.job(replication)), out)
    shared.say(f"{rows:,} events -> {out}")


def _check_log_file(path: Path) -> None:
    """The file must be one that can be written."""
    allowed = "a file in a directory that exists and can be written"
    folder = path.absolute().parent
    if path.is_dir():
        raise InputError("is a directory", field="--out", value=str(path), allowed=allowed)
    if not folder.is_dir():
        raise InputError("its directory does not exist", field="--out", value=str(path), allowed=allowed)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError("cannot be written to", field="--out", value=str(path), allowed=allowed)
