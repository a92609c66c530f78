"""Figures: there in both formats, with text as text, also where there is little to show."""

from pathlib import Path

import pytest

from tests.experiments.commands import sagstal

NAMES = ("differences", "placements", "staff", "money", "groups")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("replications", "language", "axis"), [(6, "da", "År efter"), (1, "en", "Years after")])
def test_a_comparison_draws_five_figures(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, replications: int, language: str, axis: str
) -> None:
    words = ("compare", "status-quo", "fewer-cases", "caseload-28", "--years", 0.3, "--replications", replications)
    shown = sagstal(capsys, *words, "--out", tmp_path / "x", "--lang", language)
    assert shown.code == 0, shown.err
    folder = tmp_path / "x" / "figures"
    assert sorted(p.name for p in folder.iterdir()) == sorted(f"{n}.{kind}" for n in NAMES for kind in ("png", "svg"))
    assert axis in (folder / "placements.svg").read_text(encoding="utf-8")
