"""Options that several commands share, and the two ways of speaking: one JSON document, or words."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.options import DRAWS, ENGINES, RunOptions, default_jobs
from sim.errors import RunError

if TYPE_CHECKING:
    from experiments.replication import Failed

SCENARIO_HELP = "Scenario: a key (see `sagstal scenarios`) or a TOML file of your own."

Municipality = Annotated[
    str | None,
    typer.Option("-m", "--municipality", help="Key or TOML file.", show_default="the scenario's, else ishoej"),
]
Years = Annotated[float, typer.Option("--years", help="Length of the policy period, 0.25 to 60.")]
Replications = Annotated[int, typer.Option("--replications", help="Runs per scenario, 1 to 1,000,000.")]
Replication = Annotated[int | None, typer.Option("--replication", help="Run this replication alone, to repeat it.")]
Seed = Annotated[int, typer.Option("--seed", help="0 to 4294967295.")]
Draws = Annotated[str, typer.Option("--draws", help=f"Where parameters come from: {', '.join(DRAWS)}.")]
Engine = Annotated[str, typer.Option("--engine", help=f"{' or '.join(ENGINES)}; both give the same results.")]
Jobs = Annotated[int, typer.Option("--jobs", help="How many run at a time, 1 to 1024.", show_default="all processors")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="PARAMETER=VALUE or lever.NAME=VALUE, in every scenario, the base too; repeatable."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Directory for results: new, empty, or the same experiment, which then continues."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Language = Annotated[str, typer.Option("--lang", help="Language of tables and figures: en or da.")]

JOBS = default_jobs()


def write_json(document: Any) -> None:
    """One JSON document on standard output; unknown is null, never NaN."""
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False, indent=2)
    sys.stdout.write("\n")


def say(message: str) -> None:
    """A message to the person, on standard error."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def announce(options: RunOptions) -> None:
    """Say that the engine compiles, before it is imported, and import it here rather than in the first thread."""
    announce_engine(options.language, options.engine)


def announce_engine(language: str, engine: str = "compiled") -> None:
    """The same for commands that have no other options of runs."""
    from experiments.progress import announce_compiling

    announce_compiling(engine, language)
    import sim.simulate  # noqa: F401


def report_failures(failures: "list[Failed]", done: int) -> None:
    """Exit code 1 if a replication failed: how many, which was the first, why, and how to repeat it."""
    if not failures:
        return
    first = failures[0]
    raise RunError(
        f"{len(failures)} of {len(failures) + done} replications failed; the others are kept.\n"
        f"replication {first.replication}: {first.reason}\n"
        f"repeat it with: {first.command}"
    )
