"""A fit on the terminal: simulating its table with progress, and what came out as tables."""

from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from calibration.fit.run import POSTERIOR, REPORT, TABLE, Fitted, run_fit, simulate_table, write_fit
from calibration.table import REFERENCE
from calibration.table.store import POINTS_PER_PART, missing_parts
from experiments.commands.shared import write_json
from experiments.folder import ALLOWED, held
from experiments.progress import announce_compiling, progress_bar
from experiments.tables import console
from experiments.texts import text
from sim.errors import InputError

ENGINE = "compiled"


def fit_and_show(n_points: int | None, out: Path | None, jobs: int, as_json: bool, language: str) -> None:
    """Fit, write into `out` if there is one, and say what came out."""
    if out is None:
        fitted = run_fit(_table(n_points, out, jobs, language), n_points)
    else:
        with held(out):
            _check_own(out)
            fitted = run_fit(_table(n_points, out, jobs, language), n_points)
            write_fit(out, fitted, ENGINE)
    if as_json:
        write_json(fitted.report)
    else:
        show_fit(fitted, language)


def _check_own(out: Path) -> None:
    """A directory with something else in it is left alone."""
    strange = sorted(path.name for path in out.iterdir() if path.name not in (TABLE, POSTERIOR, REPORT))
    if strange:
        raise InputError("holds something else than a fit", field="--out", value=strange[0], allowed=ALLOWED)


def _table(n_points: int | None, out: Path | None, jobs: int, language: str) -> Path:
    if n_points is None or out is None:
        if not REFERENCE.exists():
            raise InputError("no reference table is shipped; simulate one with --points or --quick, and --out")
        return REFERENCE
    announce_compiling(ENGINE, language)
    missing = len(missing_parts(out / TABLE, n_points)) * POINTS_PER_PART
    with progress_bar(missing, language, "points") as bar:

        def report(points: int) -> None:
            for _ in range(points):
                bar.step()

        return simulate_table(out, n_points, jobs, report)


def _number(value: float) -> str:
    return f"{value:.3g}"


def interval(values: list[float]) -> str:
    low, middle, high = values
    return f"{_number(middle)} ({_number(low)} - {_number(high)})"


def _parameter_cells(record: dict[str, Any]) -> tuple[str, ...]:
    coverage = f"{record['coverage_90']:.0%}" if "coverage_90" in record else ""
    usual = f"{record['mean_contraction']:.2f}" if "mean_contraction" in record else ""
    mark = "*" if record["is_assumed"] else ""
    name = escape(record["address"]) + mark
    here = f"{record['contraction']:.2f}"
    return name, interval(record["prior"]), interval(record["posterior"]), here, usual, coverage


def show_fit(fitted: Fitted, language: str) -> None:
    """Prior and posterior of every fitted coordinate, how synthetic truths are recovered, and what is confounded."""
    report: dict[str, Any] = fitted.report
    screen = console()
    words = text("fit_head", language)
    screen.print(
        words.format(
            points=report["n_points"],
            failed=report["n_failed"],
            kept=report["n_kept"],
            size=f"{report['effective_sample_size']:.0f}",
        )
    )
    table = Table(pad_edge=False, box=None)
    for column in ("address", "prior", "posterior", "contraction", "usual_contraction", "coverage"):
        table.add_column(text(f"fit_{column}", language), overflow="fold", no_wrap=column == "address")
    for record in report["parameters"]:
        table.add_row(*_parameter_cells(record))
    screen.print(table)
    screen.print(text("fit_assumed", language))
    for ridge in report["ridges"]:
        pair = text("fit_ridge", language).format(
            a=ridge["pair"][0], b=ridge["pair"][1], r=f"{ridge['correlation']:+.2f}"
        )
        screen.print(escape(pair))
