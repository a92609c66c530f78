"""`calibrate`: the fit of the model to the figures of municipalities and the country."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import shared
from experiments.options import JOBS_MOST, LANGUAGES, one_of, whole
from sim.errors import InputError

POINTS_MOST = 100_000

Points = Annotated[
    int | None,
    typer.Option("--points", help="Points of the reference table to simulate or go on with; needs --out."),
]
Quick = Annotated[bool, typer.Option("--quick", help="A small table, fitted within ten minutes; needs --out.")]
Out = Annotated[Path | None, typer.Option("--out", help="Directory for the table, the draws and the report.")]


def calibrate(
    points: Points = None,
    quick: Quick = False,
    out: Out = None,
    jobs: shared.Jobs = shared.JOBS,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Fit the model: from the shipped reference table, or from one simulated into --out, which can be continued."""
    one_of("--lang", lang, LANGUAGES)
    whole("--jobs", jobs, 1, JOBS_MOST)
    n_points = _points(points, quick, out)
    from experiments.calibrating import fit_and_show

    fit_and_show(n_points, out, jobs, as_json, lang)


def _points(points: int | None, quick: bool, out: Path | None) -> int | None:
    """How many points are simulated; None: the shipped table is fitted."""
    from calibration.fit.adjust import FEWEST_NEAREST
    from calibration.fit.run import QUICK_POINTS

    if points is not None and quick:
        raise InputError("--points and --quick exclude each other", field="--points", value=points)
    if points is None and not quick:
        return None
    if out is None:
        raise InputError("simulating a table needs a directory", field="--out", allowed="a new or empty directory")
    wanted = QUICK_POINTS if quick else int(points or 0)
    whole("--points", wanted, FEWEST_NEAREST + 1, POINTS_MOST)
    return wanted
