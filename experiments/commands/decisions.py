"""`rank`: which scenario is best and how sure - of runs that exist, or by running until it is selected."""

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.commands import shared
from experiments.decisions.options import MOST_USUAL, USUAL_OUTCOME, RankOptions
from experiments.options import DEFAULT_DRAWS, RunOptions, one_of
from sim.errors import InputError

Out = Annotated[
    Path | None, typer.Option("--out", help="Directory for the document and figures: new or empty.")
]  # fmt: skip


def rank(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="DIR | SCENARIO...",
            help="A finished directory of compare or experiment, or scenarios to run until one is selected.",
        ),
    ],
    municipality: shared.Municipality = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", help="Outcome to rank by; repeatable for a directory.", show_default=USUAL_OUTCOME),
    ] = None,
    indifference: Annotated[
        float | None,
        typer.Option(
            "--indifference", help="Smallest difference of interest, in the outcome's unit.", show_default="1 % of base"
        ),
    ] = None,
    confidence: Annotated[float, typer.Option("--confidence", help="How sure the choice must be.")] = 0.95,
    most: Annotated[int, typer.Option("--most", help="Replications after which to give up.")] = MOST_USUAL,
    tolerance: Annotated[
        float, typer.Option("--tolerance", help="Loss that does not count as regret or failure, in the outcome's unit.")
    ] = 0.0,
    years: shared.Years = 5.0,
    seed: shared.Seed = 1,
    draws: shared.Draws = DEFAULT_DRAWS,
    engine: shared.Engine = "compiled",
    jobs: shared.Jobs = shared.JOBS,
    settings: shared.Settings = None,
    out: Out = None,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Which scenario is best, how sure that is, what a wrong choice costs, and which study would change it."""
    options = RankOptions(tuple(outcome or (USUAL_OUTCOME,)), indifference, confidence, most, tolerance)
    one_of("--lang", lang, ("en", "da"))
    if len(what) == 1 and Path(what[0]).is_dir():
        _rank_directory(Path(what[0]), options, out, as_json, lang)
        return
    run = RunOptions(municipality, years, most, seed, draws, engine, jobs, tuple(settings or ()), None, lang)
    _race(tuple(what), run, options, out, as_json)


def _rank_directory(folder: Path, options: RankOptions, out: Path | None, as_json: bool, language: str) -> None:
    from experiments.decisions.document import rank_document
    from experiments.decisions.reading import read_source
    from experiments.folder import held_empty

    source = read_source(folder, options.outcomes)
    with held_empty(out):
        document = rank_document(source, options)
        if out is not None:
            from experiments.decisions.keep import keep_ranking

            keep_ranking(document, out, language)
    if as_json:
        shared.write_json(document)
        return
    from experiments.decisions.show import show_ranking

    show_ranking(document, language)


def _race(scenarios: tuple[str, ...], run: RunOptions, options: RankOptions, out: Path | None, as_json: bool) -> None:
    if len(scenarios) < 2:
        allowed = "two scenarios or more, or a directory that `compare` or `experiment` finished"
        raise InputError("nothing to rank", field="SCENARIO", value=scenarios[0], allowed=allowed)
    if len(options.outcomes) > 1:
        allowed = "one outcome while running; several for a finished directory"
        raise InputError("given more than once", field="--outcome", value=", ".join(options.outcomes), allowed=allowed)
    from experiments.design import design
    from experiments.folder import held_empty

    experiment = design(scenarios, run)
    with held_empty(out):
        shared.announce(run)
        document = _raced(experiment, run, options, out)
    if as_json:
        shared.write_json(document)
        return
    from experiments.decisions.show import show_race

    show_race(document, run.language)


def _raced(experiment: Any, run: RunOptions, options: RankOptions, out: Path | None) -> dict[str, Any]:
    from experiments.decisions.race import Track, race, race_document
    from experiments.progress import progress_bar

    with progress_bar(options.most, run.language) as bar:
        track = Track(experiment, options.outcomes[0], run.jobs, bar.step)
        raced = race(track, options)
    document = race_document(raced)
    if out is not None:
        from experiments.decisions.keep import keep_race

        keep_race(document, raced, out, run.language)
    return document
