"""`evaluate`: simulate the evaluation of a policy, and say what it would have concluded against the truth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import shared
from experiments.evaluation.options import BEFORE_AFTER, DESIGNS, OUTCOMES, SELECTIONS, EvaluationOptions
from experiments.options import DEFAULT_DRAWS, RunOptions
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.evaluation.execute import Evaluations

Design = Annotated[str, typer.Option("--design", help=f"How it is evaluated: {', '.join(DESIGNS)}.")]
Selection = Annotated[
    str | None,
    typer.Option("--selection", help=f"How the district is chosen: {' or '.join(SELECTIONS)}.", show_default="both"),
]
Outcome = Annotated[
    str | None,
    typer.Option("--outcome", help=f"What is looked at: {', '.join(OUTCOMES)}.", show_default="placed, else step"),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Directory for every evaluation, the table and a figure: new, empty, or continued."),
]


def evaluate(
    scenario: Annotated[str, typer.Argument(help=shared.SCENARIO_HELP)],
    design: Design = BEFORE_AFTER,
    selection: Selection = None,
    outcome: Outcome = None,
    municipality: shared.Municipality = None,
    years: shared.Years = 2.0,
    replications: shared.Replications = 200,
    seed: shared.Seed = 1,
    draws: shared.Draws = DEFAULT_DRAWS,
    engine: shared.Engine = "compiled",
    jobs: shared.Jobs = shared.JOBS,
    settings: shared.Settings = None,
    out: Out = None,
    replication: shared.Replication = None,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """What an evaluation of a policy would have concluded, how often, and what is true."""
    options = RunOptions(
        municipality, years, replications, seed, draws, engine, jobs, tuple(settings or ()), replication, lang
    )
    how = EvaluationOptions(design, selection, outcome)
    if replication is not None and out is not None:
        raise InputError("cannot be combined with --out", field="--replication", value=replication)
    from experiments.evaluation.design import design_evaluation

    evaluation = design_evaluation(scenario, options, how)
    from experiments.evaluation.store import EvaluationStore
    from experiments.store import opened

    with opened(out, lambda folder: EvaluationStore(folder, evaluation)) as store:
        shared.announce(options)
        from experiments.evaluation.execute import execute, execute_in_store

        chosen = list(range(replications)) if replication is None else [replication]
        found = execute_in_store(store, jobs, lang) if store else execute(evaluation, chosen, jobs, lang)
        document = _finish(found, out, lang)
    if as_json:
        shared.write_json(document)
    else:
        from experiments.evaluation.table import show_evaluation

        show_evaluation(document, evaluation, lang, out)
    shared.report_failures(found.failures, len(found))


def _finish(found: "Evaluations", out: Path | None, language: str) -> dict[str, Any]:
    """The document; with `--out`, every evaluation and the figure are kept beside it."""
    if not found.done:
        shared.report_failures(found.failures, 0)
    from experiments.evaluation.document import evaluation_document

    document = evaluation_document(found.evaluation, found.done)
    if out is not None:
        from experiments.evaluation.keep import keep

        keep(found, document, out, language)
    return document
