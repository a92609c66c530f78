"""A municipality's own fit on the terminal: simulating with progress, what its levels became, what would help."""

from contextlib import nullcontext
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from rich.markup import escape
from rich.table import Table

from calibration.municipality.as_municipality import to_municipality
from calibration.municipality.fields import load_fields
from calibration.municipality.fit import OwnFit, fit_own, make_own_problem, simulate_own
from calibration.municipality.own import OwnFigures
from calibration.municipality.write import write_own
from calibration.posterior import is_shipped
from calibration.posterior.load import load_posterior
from experiments.calibrating import interval
from experiments.commands.shared import write_json
from experiments.folder import held
from experiments.progress import announce_compiling, progress_bar
from experiments.tables import console
from experiments.texts import text
from sim.errors import InputError

BAND = (0.05, 0.5, 0.95)
_NORMAL = NormalDist()


def fit_and_show(own: OwnFigures, out: Path | None, number: int, jobs: int, as_json: bool, language: str) -> None:
    """Simulate, fit, write into `out` if there is one, and say what came out."""
    if not is_shipped():
        raise InputError("no posterior is shipped yet: there is nothing to sharpen")
    with nullcontext() if out is None else held(out):
        document = _fitted(own, out, number, jobs, language)
    if as_json:
        write_json(document)
    else:
        show_own_fit(document, language)


def _fitted(own: OwnFigures, out: Path | None, number: int, jobs: int, language: str) -> dict[str, Any]:
    if out is not None and any(out.iterdir()):
        raise InputError("not a new or empty directory", field="--out", value=str(out))
    announce_compiling("compiled", language)
    area = to_municipality(own)
    with progress_bar(number, language, "draws") as bar:
        table = simulate_own(area, load_posterior(), number, jobs, bar.step)
    fitted = fit_own(make_own_problem(own, load_posterior(), table))
    file = None if out is None else write_own(out, fitted)
    return fit_document(fitted, file)


def fit_document(fitted: OwnFit, file: Path | None) -> dict[str, Any]:
    """What the fit says, as data."""
    problem = fitted.problem
    prior = [_NORMAL.inv_cdf(p) for p in BAND]
    quantiles = fitted.sample.quantiles(np.array(BAND))
    levels = []
    for k, level in enumerate(problem.levels):
        figure = problem.area.figures[level]
        levels.append(
            {
                "figure": level,
                "prior": [figure.at(level, _NORMAL.cdf(z)) for z in prior],
                "posterior": [figure.at(level, min(max(_NORMAL.cdf(z), 1e-9), 1 - 1e-9)) for z in quantiles[:, k]],
            }
        )
    return {
        "municipality": problem.area.key,
        "n_draws": len(problem.table),
        "effective_sample_size": fitted.sample.effective_size,
        "figures_used": [summary.key for summary in problem.summaries],
        "levels": levels,
        "made_up_coverage_90": fitted.coverage,
        "sharper_with": [{"field": name, "gain": gain} for name, gain in fitted.sharper],
        "file": None if file is None else str(file),
    }


def show_own_fit(document: dict[str, Any], language: str) -> None:
    """The levels of the municipality, how far they can be trusted, and which figures would sharpen them."""
    screen = console()
    head = text("own_fit_head", language)
    screen.print(head.format(n=document["n_draws"], k=len(document["figures_used"])))
    table = Table(pad_edge=False, box=None)
    for column in ("address", "prior", "posterior"):
        table.add_column(text(f"fit_{column}", language))
    for level in document["levels"]:
        table.add_row(escape(level["figure"]), interval(level["prior"]), interval(level["posterior"]))
    screen.print(table)
    screen.print(text("own_fit_coverage", language).format(share=f"{document['made_up_coverage_90']:.0%}"))
    if document["sharper_with"]:
        screen.print(text("own_fit_sharper", language))
        for record in document["sharper_with"]:
            words = load_fields()[record["field"]].words("meaning", language)
            screen.print(f"  {escape(record['field'])}: {escape(words)} (+{record['gain']:.0%})")
    if document["file"]:
        screen.print(text("own_fit_next", language).format(file=document["file"]), soft_wrap=True)
