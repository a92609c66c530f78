"""`merge`, and what `experiment` does for clusters: one share, or the scripts of a job."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import shared
from experiments.options import LANGUAGES, one_of
from sim.errors import RunError

if TYPE_CHECKING:
    from experiments.study.frames import FailedRun
    from experiments.study.merge import Merged
    from experiments.study.study import Study

SHOWN = 5  # shares named where many lack units

Folders = Annotated[
    list[Path],
    typer.Argument(metavar="DIR...", help="An experiment's directory, or directories of shards."),
]
Target = Annotated[
    Path | None, typer.Option("--out", help="Directory for the joined files.", show_default="that of the experiment")
]


def run_shard(study: "Study", out: Path, share: str, jobs: int, language: str) -> "tuple[Path, list[FailedRun]]":
    """Run one share of a study, less what is joined already; its directory, and what failed."""
    from experiments.study.execute import execute, local
    from experiments.study.shards import joined_units, shard_of
    from experiments.study.store import opened_study
    from experiments.study.terminated import terminated_as_interrupt

    shard, joined = shard_of(share), joined_units(study, out)
    units = [unit for unit in shard.units(study) if unit not in joined]
    folder = shard.folder(out)
    with terminated_as_interrupt(), opened_study(folder, study, units, str(shard)) as store:
        shared.announce_engine(language, study.common.engine)
        execute(store, local(jobs), language)
        return folder, [store.failed[row] for row in sorted(store.failed)]


def write_job(
    study: "Study", out: Path, system: str, n_shards: int, jobs: int, submit: bool, as_json: bool, language: str
) -> None:
    """Measure, write the scripts of an array job, and submit them or say how."""
    shared.announce_engine(language, study.common.engine)
    from experiments.study import submit as submitting
    from experiments.study.job_scripts import commands
    from experiments.texts import text

    job = submitting.prepare(study, out, system, n_shards, jobs, language)
    if job is None:
        shared.say(text("study_nothing_left", language).format(command=shlex.join(["sagstal", "merge", str(out)])))
        if as_json:
            shared.write_json({"script": None, "shards": [], "submitted": []})
        return
    asked = job.asked
    words = {"script": job.script, "tasks": len(asked.shards), "clock": asked.clock, "memory": f"{asked.memory_mb:,}"}
    shared.say(text("study_job", language).format(measured=job.measured, **words))
    numbers = submitting.submit(job) if submit else ()
    if as_json:
        shared.write_json(
            {
                "script": str(job.script),
                "shards": [str(shard) for shard in asked.shards],
                "measured": job.measured,
                "task_seconds": asked.task_seconds,
                "seconds": asked.seconds,
                "memory_mb": asked.memory_mb,
                "commands": commands(job),
                "submitted": list(numbers),
            }
        )
    elif numbers:
        shared.say(text("study_submitted", language).format(job=numbers[0], merge=numbers[1]))
    else:
        sys.stdout.write("\n".join(commands(job)) + "\n")


def merge(folders: Folders, out: Target = None, as_json: shared.Json = False, lang: shared.Language = "en") -> None:
    """Join shards into the files of the whole experiment; exit code 1 while runs are missing."""
    one_of("--lang", lang, LANGUAGES)
    from experiments.study.merge import merge as join

    merged = join(folders, out)
    if as_json:
        shared.write_json(_record(merged))
    else:
        from experiments.texts import text

        counts = {"rows": merged.study.n_rows - merged.missing - len(merged.failed), "all": merged.study.n_rows}
        words = {"shards": merged.shares, "added": merged.added, **counts}
        said = text("study_merged", lang).format(**{name: f"{n:,}" for name, n in words.items()})
        shared.say(f"{said} · {merged.out}")
    if not merged.is_whole:
        raise RunError("\n".join(_absent(merged)))


def _record(merged: "Merged") -> dict[str, Any]:
    return {
        "out": str(merged.out),
        "shards": merged.shares,
        "rows": merged.study.n_rows,
        "added": merged.added,
        "missing": merged.missing,
        "failed": len(merged.failed),
        "running": [str(folder) for folder in merged.running],
        "lacking": [
            {"shard": str(lacking.shard), "units": lacking.units, "missing": lacking.lacks}
            for lacking in merged.lacking
        ],
    }


def _absent(merged: "Merged") -> list[str]:
    """What is missing, of which shares, and the commands that run it."""
    n_rows, failed = merged.study.n_rows, merged.failed
    said = [f"{merged.missing:,} of {n_rows:,} runs are missing and {len(failed):,} failed; what is there is joined"]
    if failed:
        said.append(f"row {failed[0].row}: {failed[0].reason}")
        said.append(f"repeat it with: {merged.study.repeat_command(failed[0].row)}")
    said += [f"still running, merge again when it has ended: {folder}" for folder in merged.running]
    for lacking in merged.lacking[:SHOWN]:
        said.append(f"shard {lacking.shard} lacks {lacking.lacks:,} of {lacking.units:,} units")
        said.append(f"  run: {merged.command(lacking.shard)}")
    if len(merged.lacking) > SHOWN:
        said.append(f"... and {len(merged.lacking) - SHOWN:,} more shards")
    if not merged.lacking:
        said.append(f"run: {merged.command()}")
    return said
