"""A municipality with its own posterior as files: what `-m` takes, and the draws beside it."""

import json
from pathlib import Path

from calibration.municipality.fit import OwnFit, own_draws
from calibration.parquet import replace_file, write_frame
from sim.catalogue.municipality import Figure, Municipality

MUNICIPALITY, DRAWS = "municipality.toml", "draws.parquet"
_TEXTS = ("unit", "source", "grade", "population", "year", "note", "prior")


def _quoted(text: str) -> str:
    # a JSON string is a TOML string, but for a character that TOML wants escaped
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _figure(key: str, figure: Figure) -> str:
    lines = [f"[figures.{key}]", f"value = {figure.value!r}"]
    lines += [f"{name} = {_quoted(getattr(figure, name))}" for name in _TEXTS]
    return "\n".join(lines)


def municipality_text(area: Municipality, posterior: str = "") -> str:
    """A municipality as the TOML file that describes it."""
    head = [f"{name} = {_quoted(getattr(area, name))}" for name in ("key", "name_en", "name_da")]
    head += [f"{name} = {_quoted(getattr(area, name))}" for name in ("summary_en", "summary_da", "source")]
    head.append(f"has_placement_target = {str(area.has_placement_target).lower()}")
    head += [f"posterior = {_quoted(posterior)}"] * bool(posterior)
    teams = [f"{name} = {str(there).lower()}" for name, there in vars(area.teams).items()]
    figures = [_figure(key, figure) for key, figure in area.figures.items()]
    return "\n\n".join(["\n".join(head), "\n".join(["[teams]", *teams]), *figures]) + "\n"


def write_own(out: Path, fit: OwnFit) -> Path:
    """Write the municipality and its draws into a directory; returns the file that `-m` takes."""
    out.mkdir(parents=True, exist_ok=True)
    write_frame(own_draws(fit), out / DRAWS)
    text = municipality_text(fit.problem.area, DRAWS)

    def write(half: Path) -> None:
        half.write_text(text, encoding="utf-8")

    replace_file(out / MUNICIPALITY, write)
    return out / MUNICIPALITY
