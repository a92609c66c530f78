"""The command `sagstal`. Errors are one message on standard error and an exit code, never a traceback.

0 done, 1 a run failed, 2 bad input, 130 interrupted.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

import typer

from experiments.commands import (
    calibrations,
    checks,
    decisions,
    evaluations,
    lists,
    own_figures,
    precision,
    runs,
    sensitivities,
    shards,
    studies,
    summaries,
    validation,
)
from sim.errors import InputError, RunError

app = typer.Typer(
    name="sagstal",
    help="Simulate what caseloads, outreach and placement practice do to children, staff and budget in a municipality.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS: tuple[Callable[..., None], ...] = (
    lists.municipalities,
    lists.scenarios,
    lists.outcomes,
    lists.parameters,
    lists.describe,
    runs.run,
    runs.compare,
    runs.log,
    studies.experiment,
    studies.status,
    shards.merge,
    studies.reproduce,
    summaries.summary,
    precision.precision,
    evaluations.evaluate,
    decisions.rank,
    calibrations.calibrate,
    validation.validate,
    sensitivities.sensitivity,
    checks.verify,
    checks.benchmark,
)
for function in COMMANDS:
    app.command()(function)
app.add_typer(own_figures.group)

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

# typer brings its own copy of click, or an outside one in older versions: the common ancestor of usage errors
UsageProblem: Any = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")


def run_command(arguments: list[str]) -> int:
    """Run a command; returns its exit code."""
    try:
        command = typer.main.get_command(app)
        with command.make_context("sagstal", list(arguments)) as context:
            command.invoke(context)
        return DONE
    except typer.Exit as end:
        return int(end.exit_code)
    except InputError as problem:
        return _complain(f"sagstal: {problem}", BAD_INPUT)
    except RunError as problem:
        return _complain(f"sagstal: {problem}", FAILED)
    except UsageProblem as problem:
        return _complain_about_usage(problem)
    except (KeyboardInterrupt, typer.Abort):
        message = "\nsagstal: interrupted; with --out, what was finished is kept: start it again to go on"
        return _complain(message, INTERRUPTED)
    except BrokenPipeError:
        return _drop_output()
    except OSError as problem:
        return _complain(f"sagstal: {problem.strerror or problem}: {problem.filename or ''}".rstrip(": "), FAILED)
    except Exception as problem:
        if os.environ.get("SAGSTAL_TRACEBACK"):
            raise
        return _complain(_unexpected(problem), FAILED)


def _unexpected(problem: Exception) -> str:
    """What nobody foresaw. duckdb, which meets damaged files, is not imported for the sake of a message."""
    if type(problem).__module__.endswith("duckdb"):
        return f"sagstal: a file is damaged or missing: {str(problem).splitlines()[0]}"
    return f"sagstal: internal error: {type(problem).__name__}: {problem}; SAGSTAL_TRACEBACK=1 shows where"


def _drop_output() -> int:
    """Whoever read our output has left (`sagstal parameters | head`): that is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _complain(message: str, code: int) -> int:
    sys.stderr.write(message.rstrip() + "\n")
    return code


def _complain_about_usage(problem: Any) -> int:
    """A wrong option or argument, in one line; the bare command shows its help."""
    message = problem.format_message()
    if type(problem).__name__ == "NoArgsIsHelpError":
        return _complain(message, BAD_INPUT)
    path = problem.ctx.command_path if getattr(problem, "ctx", None) else "sagstal"
    return _complain(f"sagstal: {message} (see `{path} --help`)", BAD_INPUT)


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    code = run_command(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    sys.stderr.flush()
    if code == INTERRUPTED:
        os._exit(code)  # runs under way cannot be stopped: leave without waiting for their threads
    sys.exit(code)
