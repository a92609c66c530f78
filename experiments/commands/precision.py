"""`precision`: how many replications a wanted precision needs, and with `--warmup` how long the warm-up has to be."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import shared
from experiments.options import DEFAULT_DRAWS, RunOptions
from experiments.precision.options import (
    LEAST,
    MOST,
    RELATIVE,
    WARMUP_REPLICATIONS,
    WARMUP_YEARS,
    PrecisionOptions,
    WarmUpOptions,
)
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.design import Experiment
    from experiments.precision.execute import Watch

Scenarios = Annotated[
    list[str] | None,
    typer.Argument(help="The base and the scenarios compared with it, or one alone.", show_default=False),
]
Outcome = Annotated[list[str] | None, typer.Option("--outcome", help="Key of an outcome; repeatable.")]
HalfWidth = Annotated[
    list[float] | None,
    typer.Option("--half-width", help="Wanted half-width, in the outcome's unit (shares 0-1): one, or one each."),
]
Relative = Annotated[
    list[float] | None,
    typer.Option("--relative", help="The same as a share of the base's mean.", show_default=f"{RELATIVE:g}"),
]
Confidence = Annotated[float, typer.Option("--confidence", help="Of the interval.")]
Least = Annotated[
    int, typer.Option("--least", help="Replications (draws, where they are drawn) before the first look.")
]
Most = Annotated[int, typer.Option("--most", help="Replications at which it ends, precise or not.")]
WarmUp = Annotated[bool, typer.Option("--warmup", help="Watch the warm-up itself, from its first day.")]
Years = Annotated[
    float | None,
    typer.Option("--years", help="Length of the policy period; with --warmup, of what is watched.",
                 show_default=f"5; with --warmup {WARMUP_YEARS:g}"),
]  # fmt: skip
Replications = Annotated[
    int | None,
    typer.Option("--replications", help="With --warmup only.", show_default=f"{WARMUP_REPLICATIONS}"),
]
WriteDocs = Annotated[
    bool, typer.Option("--write-docs", help="With --warmup: every municipality, and docs/warmup.md made anew.")
]


def precision(
    scenarios: Scenarios = None,
    outcome: Outcome = None,
    half_width: HalfWidth = None,
    relative: Relative = None,
    confidence: Confidence = 0.95,
    least: Least = LEAST,
    most: Most = MOST,
    warmup: WarmUp = False,
    municipality: shared.Municipality = None,
    years: Years = None,
    replications: Replications = None,
    seed: shared.Seed = 1,
    draws: shared.Draws = DEFAULT_DRAWS,
    engine: shared.Engine = "compiled",
    jobs: shared.Jobs = shared.JOBS,
    settings: shared.Settings = None,
    out: shared.Out = None,
    write_docs: WriteDocs = False,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """How many replications a wanted precision of a paired difference needs; or whether the warm-up is long enough."""
    names, given = tuple(scenarios or ()), (tuple(half_width or ()), tuple(relative or ()))
    own = WarmUpOptions(years or WARMUP_YEARS, replications or WARMUP_REPLICATIONS) if warmup else None
    n = own.replications if own else 200
    span = min(own.years, 60.0) if own else 5.0 if years is None else years
    shared_options = RunOptions(municipality, span, n, seed, draws, engine, jobs, tuple(settings or ()), language=lang)
    if own is not None:
        _check_warm_up_alone(names, given, out, write_docs, municipality)
        _show_warm_up(own, shared_options, tuple(outcome or ()), out, write_docs, as_json)
        return
    if replications is not None or write_docs:
        field = "--write-docs" if write_docs else "--replications"
        raise InputError("belongs to --warmup", field=field)
    if not names:
        raise InputError("missing", field="SCENARIO", allowed="a base and scenarios, one scenario alone, or --warmup")
    wanted = PrecisionOptions(tuple(outcome or ()), *given, confidence, least, most)
    _show_precision(names, shared_options, wanted, out, as_json)


def _show_precision(
    names: tuple[str, ...], options: RunOptions, wanted: PrecisionOptions, out: Path | None, as_json: bool
) -> None:
    from experiments.precision.design import design_precision

    experiment = design_precision(names, options, wanted)
    shared.announce(options)
    watch = _watch(experiment, wanted, options, out)
    if not len(watch.results):
        shared.report_failures(watch.results.failures, 0)
    from experiments.precision.document import precision_document
    from experiments.precision.keep import keep_precision

    document = precision_document(watch)
    if out is not None:
        keep_precision(document, experiment, out, options.language)
    if as_json:
        shared.write_json(document)
    else:
        from experiments.precision.table import show_precision

        show_precision(document, experiment, options.language, out)
    shared.report_failures(watch.results.failures, len(watch.results))


def _watch(experiment: "Experiment", wanted: PrecisionOptions, options: RunOptions, out: Path | None) -> "Watch":
    from experiments.precision.execute import run_in_folder, run_in_memory

    if out is None:
        return run_in_memory(experiment, wanted, options.jobs, options.language)
    return run_in_folder(experiment, wanted, options.jobs, options.language, out)


def _check_warm_up_alone(
    names: tuple[str, ...],
    widths: tuple[tuple[float, ...], ...],
    out: Path | None,
    write_docs: bool,
    municipality: str | None,
) -> None:
    """The warm-up is that of the status quo; wishes for precision are not about it."""
    if names:
        raise InputError("the warm-up has no scenario: it is the status quo", field="SCENARIO", value=names[0])
    for field, values in zip(("--half-width", "--relative"), widths, strict=True):
        if values:
            raise InputError("cannot be combined with --warmup", field=field, value=values[0])
    if write_docs and municipality is not None:
        raise InputError("the page is about every municipality", field="--municipality", value=municipality)
    if write_docs and out is not None:
        raise InputError("cannot be combined with --write-docs", field="--out", value=str(out))


def _show_warm_up(
    own: WarmUpOptions, options: RunOptions, outcomes: tuple[str, ...], out: Path | None, write_docs: bool,
    as_json: bool,
) -> None:  # fmt: skip
    from experiments.precision import page
    from experiments.precision.warmup import check_outcomes, warm_up_of, watch_warm_ups

    check_outcomes(outcomes)
    if write_docs:
        page.check_docs()
        runs = [warm_up_of(key, outcomes, options, own) for key in page.PLACES]
    else:
        runs = [warm_up_of(None, outcomes, options, own)]
    from experiments.folder import held_empty

    with held_empty(out):
        shared.announce(options)
        document, failures = watch_warm_ups(runs, options)
        if not document["municipalities"]:
            shared.report_failures(failures, 0)
        if write_docs:
            page.write_docs(document)
        if out is not None:
            from experiments.precision.keep import keep_warm_up

            keep_warm_up(document, out, options.language)
    if as_json:
        shared.write_json(document)
    else:
        from experiments.precision.table import show_warm_up

        show_warm_up(document, options.language, out)
    shared.report_failures(failures, sum(place["replications"] for place in document["municipalities"]))
