"""The command `validate` with a stand-in engine: what it says, keeps and writes, and what it never touches."""

import json
from pathlib import Path

import pytest

import calibration.table.simulate  # noqa: F401 - before the stand-in, so that it keeps the real engine
from calibration.validation import report
from calibration.validation.report import (
    BLOCKS,
    DOCS,
    KEPT,
    NOTHING_YET,
    PAGE,
    explained,
    explanations,
    kept_document,
    missed,
    page_text,
)
from experiments.validation import execute
from sim.errors import InputError
from tests.calibration.test_fit_cannot_see_holdouts import imports
from tests.experiments.commands import sagstal

ROOT = Path(__file__).parents[2]
TUNABLE = ("sim", "calibration")
SHORT = ("validate", "--draws", "prior", "--number", 3, "--jobs", 2)


def _state() -> dict[str, tuple[int, bytes]]:
    """Every file that a model, its parameters, its targets or its posterior are made of, and when it was written."""
    files = [path for name in TUNABLE for path in (ROOT / name).rglob("*") if path.is_file()]
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in files if "__pycache__" not in p.parts}


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the page, written instead of the real one."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / PAGE).write_text((DOCS / PAGE).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(report.write_docs, "__defaults__", (folder,))
    monkeypatch.setattr(report.check_docs, "__defaults__", (folder,))
    return folder


@pytest.mark.usefixtures("engine")
def test_the_json_has_the_agreed_shape_and_nothing_else_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    shown = sagstal(capsys, *SHORT, "--json")
    assert shown.code == 0, shown.err
    document = json.loads(shown.out)
    assert {"targets", "holdouts", "claims"} <= set(document)
    shared = {"key", "municipality", "observed", "count", "q05", "q25", "q50", "q75", "q95", "inside_90", "rival"}
    assert all(shared <= set(row) for row in [*document["targets"], *document["holdouts"]])
    assert document["number"] == 3 and document["failures"] == []


@pytest.mark.usefixtures("engine")
def test_missed_targets_are_no_failure_and_stand_first(capsys: pytest.CaptureFixture[str]) -> None:
    shown = sagstal(capsys, *SHORT)
    assert shown.code == 0, shown.err
    assert shown.out.index("Outside their 90 % interval") < shown.out.index("Hold-outs")
    assert shown.out.index("Hold-outs") < shown.out.index("Claims confronted")


def test_without_a_posterior_it_says_so_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "is_shipped", lambda: False)
    shown = sagstal(capsys, "validate")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == "sagstal: no posterior is shipped yet; --draws prior shows what the priors alone predict\n"


@pytest.mark.parametrize(("option", "value"), [("--draws", "point"), ("--number", 1), ("--jobs", 0), ("--lang", "sv")])
def test_a_bad_option_is_one_message(capsys: pytest.CaptureFixture[str], option: str, value: object) -> None:
    shown = sagstal(capsys, "validate", option, value)
    assert (shown.code, shown.out) == (2, "")
    assert option in shown.err


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("language", ["en", "da"])
def test_a_directory_holds_draws_document_and_figures(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    out = tmp_path / "out"
    first = sagstal(capsys, *SHORT, "--out", out, "--lang", language, "--json")
    assert first.code == 0, first.err
    names = {path.name for path in (out / "figures").iterdir()}
    assert names == {f"validation-{name}.{kind}" for name in ("fit", "check", "holdout") for kind in ("png", "svg")}
    assert (out / "validation.json").read_text(encoding="utf-8").startswith("{")
    again = sagstal(capsys, *SHORT, "--out", out, "--lang", language, "--json")
    assert again.out == first.out
    (out / "inputs.json").unlink()
    assert sagstal(capsys, *SHORT, "--out", out).code == 2


@pytest.mark.usefixtures("engine")
def test_validating_touches_the_page_and_its_document_and_nothing_that_could_be_tuned(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, docs: Path
) -> None:
    before = _state()
    shown = sagstal(capsys, *SHORT, "--out", tmp_path / "out", "--write-docs")
    assert shown.code == 0, shown.err
    assert _state() == before
    assert sorted(path.name for path in docs.iterdir()) == [KEPT, PAGE]
    text = (docs / PAGE).read_text(encoding="utf-8")
    assert text == page_text(text, kept_document(docs))
    assert NOTHING_YET not in text
    assert text.index("lie outside their 90 % interval") < text.index("Inside:")


def test_the_files_that_it_may_write_hold_no_parameter_and_no_posterior() -> None:
    for path in report.written_files():
        assert path.parent == DOCS
        assert not {"parameters", "posterior", "targets", "holdout", "claims"} & set(path.parts)


def test_the_page_is_what_its_document_says() -> None:
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    assert text == page_text(text, kept_document()), "run: sagstal validate --write-docs"


def test_a_page_without_a_place_for_a_part_is_an_error() -> None:
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    for name in BLOCKS:
        with pytest.raises(InputError, match="no place"):
            page_text(text.replace(f"<!-- end of {name} -->", ""), None)


def test_nobody_above_reads_what_is_held_out_but_through_the_validation() -> None:
    for path in sorted((ROOT / "experiments").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        assert not {found for found in imports(name, path) if found.startswith("calibration.holdout")}, name


def test_every_miss_on_the_page_is_explained_and_no_explanation_is_of_an_unknown_figure() -> None:
    document = kept_document()
    assert document is not None
    figures = document["targets"] + document["holdouts"]
    assert not {row["key"] for row in missed(figures)} - set(explanations())
    assert not set(explanations()) - {row["key"] for row in figures}
    assert "No reason is known" in explained([{"key": "some-other-figure"}])
