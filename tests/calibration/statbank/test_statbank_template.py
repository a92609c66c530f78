"""`municipality template --fetch`: what the StatBank tells stands in the template, nothing else. Invented numbers."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calibration import statbank
from calibration.municipality import OwnFigures, check_file, template
from calibration.municipality.fetched import fetchable
from calibration.municipality.fields import load_fields
from calibration.municipality.report import texts
from calibration.statbank.errors import Malformed, NoAges, NoMunicipality, NoPeriod, NotInTable, Offline, Refused
from calibration.statbank.http import Patience
from tests.calibration.statbank.stand_in import Reply, Rule, StandIn, documented, refusal
from tests.experiments.commands import Shown, sagstal

FILLED = {
    "residents_0_17": 18 * 101,
    "residents_18_22": 5 * 91,
    "placed_0_17": 18,
    "placed_0_22": 22,
    "placed_network": 2,
    "placed_foster": 8,
    "placed_own_room": 5,
    "placed_residential": 3,
    "placement_starts": 5,
    "notifications": 180,
    "children_notified": 90,
}
# the two that the tables leave open in the invented answers
OPEN = {"placed_boarding", "placed_institution"}
Run = Callable[..., Shown]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, server: StandIn, tmp_path: Path) -> Run:
    """The command with a client of the stand-in, or of another address."""
    client = statbank.Client

    def run(*words: str, address: str = server.address) -> Shown:
        def made(refresh: bool = False) -> statbank.Client:
            return client(address, tmp_path / "kept", Patience(timeout_s=5.0, pause_s=0.0), refresh)

        monkeypatch.setattr("calibration.statbank.Client", made)
        return sagstal(capsys, "municipality", "template", *words)

    return run


def figures(shown: Shown) -> dict[str, Any]:
    """The figures of a printed template that are not blank."""
    assert shown.code == 0, shown.err
    return {name: value for name, value in tomllib.loads(shown.out)["figures"].items() if value != ""}


def above(shown: Shown, name: str) -> str:
    """The comment above a field, on one line."""
    block = shown.out[: shown.out.index(f"\n{name} = ")].rsplit("\n\n", 1)[1]
    return " ".join(line.removeprefix("# ") for line in block.splitlines())


def edited(table: str, old: str, new: str, function: str = "data") -> Rule:
    """The documented answers, except for one text."""

    def rule(asked: str, body: dict[str, Any]) -> Reply:
        status, content = documented(asked, body)
        if asked == function and body["table"] == table:
            assert old.encode() in content
            content = content.replace(old.encode(), new.encode())
        return status, content

    return rule


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_figure_the_tables_hold_is_filled_in_and_nothing_else(run: Run, language: str) -> None:
    shown = run("--fetch", "Kolding", "--year", "2019", "--lang", language)
    assert figures(shown) == FILLED
    head = tomllib.loads(shown.out)["municipality"]
    assert (head["key"], head["name"], head["date"].isoformat()) == ("kolding-own", "Kolding", "2019-12-31")
    assert max(map(len, shown.out.splitlines())) <= 120
    assert set(re.findall(r"^- (\w+): ", shown.err, re.MULTILINE)) == OPEN


@pytest.mark.parametrize(
    ("language", "fetched", "query", "counted", "blank"),
    [
        ("en", "Fetched 20", "Query: ", "Counted: children", "Not filled in: "),
        ("da", "Hentet 20", "Forespørgsel: ", "Talt: børn", "Ikke udfyldt: "),
    ],
)
def test_each_line_says_where_it_comes_from_or_why_it_is_blank(
    run: Run, language: str, fetched: str, query: str, counted: str, blank: str
) -> None:
    shown = run("--fetch", "Kolding", "--year", "2019", "--lang", language)
    for name in load_fields():
        said = above(shown, name)
        assert (fetched in said, query in said, blank in said) == ((name in FILLED,) * 2 + (name not in FILLED,)), name
    placed, of_all = above(shown, "placed_0_17"), above(shown, "placed_0_22")
    assert f"{query}ADMKOM=621; Tid=2019; ALERAMS=9917 " in placed and "0-17" in placed
    assert f"{query}ADMKOM=621; Tid=2019; ALERAMS=9917,1822 " in of_all and "0-22" in of_all
    assert counted in placed and "31" in placed and "ANBAAR9" in placed and "Antal" in placed
    foster = above(shown, "placed_foster")
    assert '"Almindelig plejefamilie" + "Forstærket plejefamilie"' in foster and "Netværks" not in foster
    residents = above(shown, "residents_0_17")
    assert "FOLK1A" in residents and "2020K1" in residents and "ALDER=0,1,2," in residents


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_check_passes_on_the_printed_file_and_keeps_the_sources(run: Run, tmp_path: Path, language: str) -> None:
    path = tmp_path / "town.toml"
    path.write_text(run("--fetch", "Kolding", "--lang", language).out, encoding="utf-8")
    own = check_file(path, language)
    assert isinstance(own, OwnFigures), "\n".join(map(str, own))
    assert own.values == FILLED and own.warnings == ()
    assert set(own.sources) == set(FILLED) and "UND1 (2019)" in own.source("notifications")


def test_without_a_year_it_is_the_newest_published(run: Run) -> None:
    assert run("--fetch", "Kolding").out == run("--fetch", "kolding", "--year", "2019").out


def test_a_second_call_asks_nobody(run: Run, server: StandIn) -> None:
    first, n_requests = run("--fetch", "Kolding"), len(server.requests)
    nowhere = server.address
    server.rule = lambda *_: refusal(500, "nede")
    assert n_requests > 0 and run("--fetch", "Kolding", address=nowhere) == first
    assert len(server.requests) == n_requests


def test_refresh_asks_again(run: Run, server: StandIn) -> None:
    run("--fetch", "Kolding")
    server.rule = edited("UND1", ";180", ";181")
    assert figures(run("--fetch", "Kolding"))["notifications"] == 180
    assert figures(run("--fetch", "Kolding", "--refresh"))["notifications"] == 181


@pytest.mark.parametrize("table", ["UND1", "UND2", "ANBAAR9", "ANBAAR12", "ANBAAR14", "FOLK1A"])
def test_a_missing_table_leaves_its_figures_blank_with_the_reason(run: Run, server: StandIn, table: str) -> None:
    of_table = {name for name in FILLED if load_fields_table(name) == table}
    server.rule = lambda function, body: (
        refusal(400, f"Tabel {table} findes ikke") if body["table"] == table else documented(function, body)
    )
    shown = run("--fetch", "Kolding")
    assert of_table and figures(shown) == {name: value for name, value in FILLED.items() if name not in of_table}
    for name in of_table:
        assert f"Not filled in: the StatBank does not give table {table}: " in above(shown, name)
        assert f"{table} findes ikke" in shown.err


def load_fields_table(name: str) -> str:
    """The table that a field names as where it is found."""
    where = load_fields()[name if load_fields()[name].where_en != "the same" else "placed_network"].where_en
    return re.search(r"\b(FOLK1A|UND\d|ANBAAR\d+)", where)[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("table", "old", "new", "function", "name", "said"),
    [
        ("UND1", "621;0;00;0;2019;180", "621;0;00;0;2019;..", "data", "notifications", "withholds or lacks"),
        ("UND1", "621;0;00;0;2019;180", "621;0;00;0;2019;0", "data", "notifications", "says 0, which may be"),
        ("ANBAAR9", "0-17 år", "1-17 år", "tableinfo", "placed_0_17", "not split into the ages"),
        ("UND2", '"unit": "Antal"', '"unit": "Pct."', "tableinfo", "children_notified", "does not hold counts"),
        ("UND2", '"time": true', '"time": false', "tableinfo", "children_notified", "not built as documented"),
        ("UND2", '"2019"', '"2017"', "tableinfo", "children_notified", "does not hold 2019; it holds 2017-2018"),
        ("UND1", '"variables"', '"other"', "tableinfo", "notifications", "not built as documented"),
    ],
)
def test_one_cell_or_table_that_is_not_as_documented_leaves_the_rest(
    run: Run, server: StandIn, table: str, old: str, new: str, function: str, name: str, said: str
) -> None:
    server.rule = edited(table, old, new, function)
    shown = run("--fetch", "Kolding", "--year", "2019")
    left = {"placed_0_17", "placed_0_22"} if name == "placed_0_17" else {name}
    assert figures(shown) == {field: value for field, value in FILLED.items() if field not in left}
    assert "Not filled in: " in above(shown, name) and said in above(shown, name)
    assert re.search(rf"^- {name}: .*{re.escape(said)}", shown.err, re.MULTILINE)


def test_a_sum_with_a_zero_that_may_be_withheld_says_that_it_may_be_too_low(run: Run, server: StandIn) -> None:
    server.rule = edited("ANBAAR12", "621;24;2019;1", "621;24;2019;0")
    shown = run("--fetch", "Kolding")
    assert figures(shown)["placed_foster"] == 7 and "may be too low" in above(shown, "placed_foster")
    assert "may be too low" not in above(shown, "placed_network")


def test_offline_is_one_message_and_no_file(run: Run, tmp_path: Path) -> None:
    """Port 9 of this machine, where nobody listens."""
    shown = run("--fetch", "Kolding", "--year", "2019", address="http://127.0.0.1:9/v1")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith("sagstal: the network is not there")
    assert "sagstal municipality template --fetch Kolding --year 2019 --lang en" in shown.err
    assert "by hand: sagstal municipality template --lang en" in shown.err and "Traceback" not in shown.err
    assert not (tmp_path / "kept").exists()
    danish = run("--fetch", "Silkeborg", "--lang", "da", address="http://127.0.0.1:9/v1")
    assert danish.code == 1 and danish.err.startswith("sagstal: der er ikke noget netværk")


def test_kept_answers_fill_what_they_can_without_network(run: Run, server: StandIn, tmp_path: Path) -> None:
    whole = run("--fetch", "Kolding", "--year", "2019").out
    for path in (tmp_path / "kept").iterdir():
        if "UND2" in path.read_text(encoding="utf-8"):
            path.unlink()
    server.drip_s, server.n_cut_bytes = 0.0, 1  # an answer cut short counts as no network
    shown = run("--fetch", "Kolding", "--year", "2019")
    assert figures(shown) == {name: value for name, value in FILLED.items() if name != "children_notified"}
    assert "cannot be reached, and no answer on table UND2 is kept" in above(shown, "children_notified")
    assert above(shown, "notifications") in " ".join(line.removeprefix("# ") for line in whole.splitlines())


def test_where_every_table_fails_nothing_is_printed(run: Run, server: StandIn) -> None:
    server.rule = lambda *_: (200, b"<html>log in</html>")
    shown = run("--fetch", "Kolding", "--year", "2019")
    assert (shown.code, shown.out) == (1, "")
    assert all(f"- {name}: " in shown.err for name in fetchable()) and "by hand" in shown.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fetch", "Koldng"), "did you mean 'Kolding'?"),
        (("--fetch", "Atlantis"), "unknown municipality"),
        (("--fetch", "Kolding", "--year", "1995"), "ANBAAR9 2018-2019"),
        (("--fetch", "Kolding", "--year", "1950"), "1990 to"),
        (("--fetch", "Kolding", "--year", "twenty"), "--year"),
        (("--year", "2019"), "--fetch NAME"),
        (("--refresh",), "--fetch NAME"),
        (("--fetch", "Kolding", "--lang", "de"), "en, da"),
    ],
)
def test_bad_input_is_told_and_nothing_printed(run: Run, words: tuple[str, ...], said: str) -> None:
    shown = run(*words)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err and "Traceback" not in shown.err and len(shown.err.splitlines()) == 1


def test_a_municipality_outside_the_catalogue_has_a_key_of_its_own_name(run: Run, server: StandIn) -> None:
    server.rule = _as_aeroe
    shown = run("--fetch", "ærø", "--year", "2019")
    head = tomllib.loads(shown.out)["municipality"]
    assert (head["key"], head["name"]) == ("aeroe", "Ærø")
    assert set(figures(shown)) == {"residents_0_17", "residents_18_22"}
    assert "table ANBAAR9 does not list Ærø" in above(shown, "placed_0_17")


def _as_aeroe(function: str, body: dict[str, Any]) -> Reply:
    """The answers of Kolding, given for Ærø."""
    swapped = {"621": "492", "492": "621"}
    for variable in body.get("variables", []):
        variable["values"] = [swapped.get(value, value) for value in variable["values"]]
    status, content = documented(function, body)
    return status, content if function == "tableinfo" else content.replace(b"621;", b"492;")


def test_words_of_the_tables_cannot_leave_their_comment(run: Run, server: StandIn, tmp_path: Path) -> None:
    server.rule = edited("UND1", "Underretninger vedr. børn", r"Under\nnotifications = 5\u0000 \u2028{x}", "tableinfo")
    shown = run("--fetch", "Kolding")
    assert figures(shown) == FILLED
    assert '"Under notifications = 5 {x}"' in above(shown, "notifications")


def test_fetched_figures_that_contradict_are_told_at_once(run: Run, server: StandIn) -> None:
    server.rule = edited("UND2", "621;00;00;0;2019;90", "621;00;00;0;2019;190")
    shown = run("--fetch", "Kolding")
    assert shown.code == 0 and "`check` will refuse" in shown.err
    assert "more children notified (190) than notifications (180)" in shown.err


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_blank_template_is_as_before(run: Run, server: StandIn, language: str) -> None:
    shown = run("--lang", language)
    assert (shown.code, shown.out, shown.err) == (0, template(language), "")
    assert not server.requests and "Fetched" not in shown.out


@pytest.mark.slow
def test_the_fit_takes_the_printed_file(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With too few draws to say anything: only whether it goes through."""
    monkeypatch.setattr("experiments.commands.own_figures.FEWEST", 80)
    path = tmp_path / "town.toml"
    path.write_text(run("--fetch", "Kolding").out, encoding="utf-8")
    out = tmp_path / "town"
    shown = sagstal(capsys, "municipality", "fit", path, "--number", 80, "--out", out)
    assert shown.code == 0, shown.err
    written = (out / "municipality.toml").read_text(encoding="utf-8")
    assert "Statistics Denmark, FOLK1A (2020K1)" in written and "value = 1818.0" in written


def test_every_reason_has_its_words() -> None:
    errors = [Malformed, NoAges, NoMunicipality, NoPeriod, NotInTable, Offline, Refused]
    for code in [*(error.code for error in errors), "withheld", "zero", "no_table"]:
        assert f"why_{code}" in texts()
