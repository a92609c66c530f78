"""`sensitivity`: which uncertain parameters an outcome, or the effect of a policy, depends on."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import shared
from experiments.options import JOBS_MOST, LANGUAGES, one_of, whole

File = Annotated[str, typer.Argument(help="Definition: a TOML file of your own, or the key of one that is shipped.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Directory for every run, the indices and figures: new, empty, or to be continued."),
]


def sensitivity(
    file: File,
    out: Out = None,
    jobs: shared.Jobs = shared.JOBS,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Morris screening or Sobol indices of outcomes and of policies' effects, with a noise floor."""
    one_of("--lang", lang, LANGUAGES)
    whole("--jobs", jobs, 1, JOBS_MOST)
    from experiments.sensitivity.definition import load_sensitivity

    plan = load_sensitivity(file)
    from experiments.sensitivity.store import SensitivityStore
    from experiments.store import opened

    with opened(out, lambda folder: SensitivityStore(folder, plan)) as store:
        shared.announce_engine(lang, plan.engine)
        from experiments.sensitivity.document import make_document
        from experiments.sensitivity.execute import execute

        found = execute(plan, store, jobs, lang)
        document = make_document(plan, found)
        if out is not None:
            from experiments.sensitivity.keep import keep

            keep(document, out, lang)
    if as_json:
        shared.write_json(document)
    else:
        from experiments.sensitivity.table import scenario_names, show_sensitivity

        show_sensitivity(document, scenario_names(document, lang), lang, out)
    shared.report_failures(found.failures, len(found.measured))
