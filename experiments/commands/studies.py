"""`experiment`, `status` and `reproduce`."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import shards, shared
from experiments.options import (
    BATCH,
    JOBS_MOST,
    LANGUAGES,
    SHARDS_MOST,
    check_executor,
    check_share,
    one_of,
    whole,
)
from sim.errors import InputError, RunError

if TYPE_CHECKING:
    from experiments.study.execute import Executor as UnitExecutor
    from experiments.study.frames import FailedRun
    from experiments.study.reproduce import Reproduced
    from experiments.study.study import Study

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Directory of an experiment, or of `run` or `compare`.")]
OptionalReplications = Annotated[
    int | None, typer.Option("--replications", help="In place of the definition's; more than before adds the new ones.")
]
OptionalSeed = Annotated[int | None, typer.Option("--seed", help="In place of the definition's.")]
OptionalYears = Annotated[float | None, typer.Option("--years", help="In place of the definition's.")]
OptionalDraws = Annotated[str | None, typer.Option("--draws", help="In place of the definition's.")]
OptionalEngine = Annotated[str | None, typer.Option("--engine", help="In place of the definition's.")]
OptionalJobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", help="How many run at a time, 1 to 1024.", show_default="all processors; 1 in a task of an array job"
    ),
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", help="Address of a running dask scheduler, such as tcp://HOST:8786.")
]
OneRow = Annotated[int | None, typer.Option("--row", help="Run the unit of this row alone, and show the row.")]
Share = Annotated[str | None, typer.Option("--shard", help="Run this share only, as 2/3; `sagstal merge` joins.")]
Executor = Annotated[
    str,
    typer.Option("--executor", help="local; dask (with --scheduler); slurm or pbs: an array job of --shards."),
]
Shards = Annotated[int | None, typer.Option("--shards", help="Tasks of the array job, 1 to 10,000.")]
Submit = Annotated[bool, typer.Option("--submit", help="Submit the array job; otherwise the commands are printed.")]


@dataclass(frozen=True)
class Where:
    """Where runs go, and which of them run here."""

    out: Path | None
    row: int | None
    shard: str | None
    executor: str
    scheduler: str | None
    shards: int | None
    submit: bool

    @property
    def is_batch(self) -> bool:
        """Whether a batch system runs it."""
        return self.executor in BATCH

    def check(self) -> None:
        """Options that fit together, before anything heavy is imported."""
        check_executor(self.executor, self.scheduler)
        if self.row is not None and self.executor != "local":
            raise InputError(f"cannot be combined with --executor {self.executor}", field="--row", value=self.row)
        if self.row is not None and self.out is not None:
            raise InputError("cannot be combined with --out", field="--row", value=self.row)
        if self.row is None and self.out is None:
            allowed = "a directory for the results, or --row N to run one row"
            raise InputError("is missing", field="--out", allowed=allowed)
        self._check_shards()

    def _check_shards(self) -> None:
        if self.shard is not None and (self.row is not None or self.executor != "local"):
            raise InputError("cannot be combined with --row or another executor", field="--shard", value=self.shard)
        if self.is_batch and self.shards is None:
            raise InputError("is missing", field="--shards", allowed=f"how many tasks, 1 to {SHARDS_MOST:,}")
        if not self.is_batch and (self.shards is not None or self.submit):
            field = "--submit" if self.shards is None else "--shards"
            raise InputError("is for array jobs", field=field, allowed=f"with --executor {' or '.join(BATCH)}")
        if self.shards is not None:
            whole("--shards", self.shards, 1, SHARDS_MOST)
        if self.shard is not None:
            check_share(self.shard)


def experiment(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Definition: a key or a TOML file of your own.")],
    out: shared.Out = None,
    replications: OptionalReplications = None,
    seed: OptionalSeed = None,
    years: OptionalYears = None,
    draws: OptionalDraws = None,
    engine: OptionalEngine = None,
    settings: shared.Settings = None,
    jobs: OptionalJobs = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    row: OneRow = None,
    shard: Share = None,
    n_shards: Shards = None,
    submit: Submit = False,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """A family of runs, as a definition says: scenarios x worlds x draws x replications. Again, it continues."""
    if jobs is None:  # processors here say nothing of those that a batch system gives
        jobs = 1 if executor in BATCH else shared.JOBS
    whole("--jobs", jobs, 1, JOBS_MOST)
    one_of("--lang", lang, LANGUAGES)
    where = Where(out, row, shard, executor, scheduler, n_shards, submit)
    where.check()
    from experiments.study.document import Overrides
    from experiments.study.study import load_study

    overrides = Overrides(replications, seed, years, draws, engine, tuple(settings or ()))
    study = load_study(file, overrides)
    if out is None:
        _one_row(study, row or 0, as_json, lang)
    elif n_shards is not None:
        shards.write_job(study, out, executor, n_shards, jobs, submit, as_json, lang)
    else:
        run = (
            _run(study, out, scheduler, jobs, lang)
            if shard is None
            else shards.run_shard(study, out, shard, jobs, lang)
        )
        _show_status(run[0], as_json, lang)
        _report(study, run[1])


def _one_row(study: "Study", row: int, as_json: bool, language: str) -> None:
    study.row(row)  # a wrong number is told before anything compiles
    shared.announce_engine(language, study.common.engine)
    from experiments.study.one_row import run_row

    record = run_row(study, row)
    if as_json:
        shared.write_json(record)
        return
    from experiments.study.show import show_row

    show_row(record, language)


def _crew(study: "Study", scheduler: str | None, jobs: int) -> "AbstractContextManager[UnitExecutor]":
    """Who runs the units: this machine, or the workers of a scheduler."""
    if scheduler is None:
        from experiments.study.execute import local

        return nullcontext(local(jobs))
    from experiments.study.on_dask import on_dask

    return on_dask(scheduler, study)


def _run(study: "Study", out: Path, scheduler: str | None, jobs: int, language: str) -> "tuple[Path, list[FailedRun]]":
    from experiments.study.execute import execute
    from experiments.study.store import opened_study
    from experiments.study.terminated import terminated_as_interrupt

    with terminated_as_interrupt(), _crew(study, scheduler, jobs) as crew, opened_study(out, study) as store:
        if scheduler is None:  # elsewhere, the engine is compiled there
            shared.announce_engine(language, study.common.engine)
        execute(store, crew, language)
        return out, [store.failed[row] for row in sorted(store.failed)]


def _report(study: "Study", failed: "list[FailedRun]") -> None:
    """Exit code 1 where runs failed: how many, which was the first, why, and how to repeat it."""
    if failed:
        first = failed[0]
        raise RunError(
            f"{len(failed):,} of {study.n_rows:,} runs failed; the others are kept, and failures.parquet lists them.\n"
            f"row {first.row}: {first.reason}\n"
            f"repeat it with: {study.repeat_command(first.row)}"
        )


def _run_again(folder: Path, rows: list[int], sample: int | None, jobs: int, language: str) -> "Reproduced":
    from experiments.study.record import is_study, manifest_in, study_in

    manifest = manifest_in(folder)
    if not is_study(manifest):
        from experiments.study.reproduce_comparison import comparison_in, reproduce_comparison

        experiment = comparison_in(manifest)
        shared.announce_engine(language, experiment.engine)
        return reproduce_comparison(folder, experiment, rows, sample, jobs, language)
    from experiments.study.execute import local
    from experiments.study.reproduce import reproduce as reproduce_study

    study, _ = study_in(folder)
    shared.announce_engine(language, study.common.engine)
    return reproduce_study(folder, rows, sample, local(jobs, ordered=True), language)


def status(folder: Folder, as_json: shared.Json = False, lang: shared.Language = "en") -> None:
    """Where an experiment stands: finished, missing and failed runs, by cell, and how long the rest will take."""
    one_of("--lang", lang, LANGUAGES)
    _show_status(folder, as_json, lang)


def _show_status(folder: Path, as_json: bool, language: str) -> None:
    from experiments.study.status import status_of

    state = status_of(folder)
    if as_json:
        shared.write_json(state)
        return
    from experiments.study.show import show_status

    show_status(state, folder, language)


def reproduce(
    folder: Folder,
    rows: Annotated[list[int] | None, typer.Option("--row", help="Only the units of these rows; repeatable.")] = None,
    sample: Annotated[int | None, typer.Option("--sample", help="Only so many units, evenly spread.")] = None,
    jobs: shared.Jobs = shared.JOBS,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Rebuild results from the manifest alone and compare them, bit for bit."""
    whole("--jobs", jobs, 1, JOBS_MOST)
    one_of("--lang", lang, LANGUAGES)
    if sample is not None:
        whole("--sample", sample, 1, 1_000_000_000)
    found = _run_again(folder, rows or [], sample, jobs, lang)
    difference = None if found.difference is None else "; ".join(filter(None, (str(found.difference), found.why)))
    if as_json:
        shared.write_json(
            {"units": found.units, "rows": found.rows, "equal": difference is None, "difference": difference}
        )
    elif difference is None:
        from experiments.texts import text

        shared.say(text("study_equal", lang).format(rows=f"{found.rows:,}"))
    if difference is not None:
        raise RunError(f"not reproduced: {difference}")
