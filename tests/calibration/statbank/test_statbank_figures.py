"""Figures carry their evidence, and what is not known stays unknown. The numbers in the answers are invented."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calibration.statbank import Client, Malformed, Offline, breakdown, fetch_figures, municipality_code, newest_year
from calibration.statbank.figures import KEYS
from calibration.statbank.http import Patience
from calibration.statbank.query import count
from calibration.statbank.types import OUTCOMES as TYPES
from sim.catalogue.figures import FIGURES
from sim.catalogue.schema import FiguresTable
from sim.errors import InputError
from sim.outcomes.catalogue import OUTCOMES
from tests.calibration.statbank.stand_in import Reply, Rule, StandIn, documented, refusal

USE = Path(__file__).resolve().parents[3] / "docs" / "use.md"
EXPECTED = {
    "residents_0_17": 18 * 101,
    "residents_18_22": 5 * 91,
    "notifications": 180,
    "notifications_per_1000": 180 / 1.8,
    "children_notified": 90,
    "children_notified_per_1000": 90 / 1.8,
    "placed": 22,
    "placed_0_17": 18,
    "placed_18_22": 4,
    "placed_0_22": 22,
    "placed_per_1000_0_17": 18_000 / (18 * 101),
    "placed_per_1000_0_22": 22_000 / (18 * 101 + 5 * 91),
    "placed_network": 2,
    "placed_foster": 8,
    "placed_residential": 3,
    "placed_boarding": 0,
    "placed_own_room": 5,
    "placed_without_consent": 0.25,
    "placement_starts": 5,
    "placement_starts_per_1000": 5 / 1.8,
}


def test_every_figure_is_computed_from_the_cells_it_names(client: Client) -> None:
    fetched = fetch_figures(client, "Kolding", 2019)
    assert {key: figure.value for key, figure in fetched.known.items()} == pytest.approx(EXPECTED)
    assert set(fetched.known) | set(fetched.unknown) == set(KEYS)


def test_a_withheld_part_makes_its_sum_unknown_not_smaller(client: Client) -> None:
    """Of the two kinds of institution one has 4 children and the other is withheld."""
    fetched = fetch_figures(client, "Kolding", 2019)
    assert list(fetched.unknown) == ["placed_institution"]
    assert "ANBAAR12" in fetched.unknown["placed_institution"]


def test_figures_name_table_date_population_year_and_grade(client: Client) -> None:
    today = datetime.now(UTC).date().isoformat()
    known = fetch_figures(client, "kolding", 2019).known
    rate, residents = known["placed_per_1000_0_17"], known["residents_0_17"]
    assert rate.source == f"Statistics Denmark, ANBAAR9, fetched {today}; Statistics Denmark, FOLK1A, fetched {today}"
    assert (rate.grade, rate.year, rate.unit) == ("A", "2019-12-31", "per 1,000")
    assert rate.population == "children for whom Kolding acts"
    assert (residents.year, residents.population) == ("2020-01-01", "Kolding residents")
    assert known["notifications_per_1000"].year == "2019"


def test_a_zero_that_may_be_withheld_says_so(client: Client) -> None:
    known = fetch_figures(client, "Kolding", 2019).known
    assert "withheld" in known["placed_boarding"].note
    assert "withheld" not in known["residents_0_17"].note


def test_keys_and_units_are_those_of_the_project(client: Client) -> None:
    assert set(KEYS) - set(FIGURES) - set(OUTCOMES) == {"children_notified", "placed_0_22"}
    for key in ("residents_0_17", "residents_18_22"):
        figure = fetch_figures(client, "Kolding", 2019).known[key]
        field = FiguresTable.model_fields[key].annotation
        assert field.model_validate(vars(figure)).value == figure.value


def test_a_municipality_that_no_table_lists_has_only_its_residents(client: Client) -> None:
    """Another municipality does the casework for Vallensbæk: tables by acting municipality may lack it."""
    fetched = fetch_figures(client, "Vallensbæk", 2019)
    assert set(fetched.known) == {"residents_0_17", "residents_18_22"}
    assert "ANBAAR9 has no municipality 187" in fetched.unknown["placed"]


def test_a_year_that_a_table_lacks_is_unknown_and_says_what_there_is(client: Client) -> None:
    fetched = fetch_figures(client, "Kolding", 2014)
    assert not fetched.known
    assert "2018-2019" in fetched.unknown["notifications"]


def test_the_whole_country_is_found_under_either_code(client: Client) -> None:
    """000 in one table, 0 in another."""
    known = fetch_figures(client, "Danmark", 2019).known
    assert known["notifications_per_1000"].value == pytest.approx(18_000 / 180)


def test_the_code_of_a_total_is_read_from_the_table(client: Client, server: StandIn) -> None:
    """It is 0 for who notifies in UND1 and 00 for the number of notifications in UND2."""
    fetch_figures(client, "Kolding", 2019)
    asked = {body["table"]: body["variables"] for function, body in server.requests if function == "data"}
    assert {"code": "UNDERRETERE", "values": ["0"]} in asked["UND1"]
    assert {"code": "UNDERRET", "values": ["00"]} in asked["UND2"]


def test_tables_split_by_who_notifies_and_why(client: Client) -> None:
    who = breakdown(client, "UND1", "621", "2019").by_label
    assert who == {"Skole eller andet uddannelsessted": 100, "Sundhedsvæsenet": 80, "Anonym": 0}
    assert breakdown(client, "UND3", "621", "2019").by_label == {"Misbrug": 70, "Vold": None}


def test_the_lines_of_the_page_run(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.search(r"```py\n(from calibration.statbank.*?)```", USE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    monkeypatch.setattr("calibration.statbank.Client", lambda: client)
    found: dict[str, Any] = {}
    exec(block[1], found)
    assert found["fetched"].name == "Kolding"


def edited(table: str, old: str, new: str, function: str = "tableinfo") -> Rule:
    """The documented answers, except that one text of one of them is replaced."""

    def rule(asked: str, body: dict[str, Any]) -> Reply:
        status, content = documented(asked, body)
        if asked == function and body["table"] == table:
            assert old.encode() in content
            content = content.replace(old.encode(), new.encode())
        return status, content

    return rule


def test_an_unknown_type_of_placement_leaves_all_types_unknown_and_no_more(client: Client, server: StandIn) -> None:
    server.rule = edited("ANBAAR12", "Opholdssted for børn", "Botilbud for børn")
    fetched = fetch_figures(client, "Kolding", 2019)
    assert set(EXPECTED) - set(fetched.known) == {key for key in TYPES if key in EXPECTED}
    assert all("Botilbud for børn" in fetched.unknown[key] for key in TYPES)


def test_parts_that_overlap_are_unknown(client: Client, server: StandIn) -> None:
    """A subtotal among the types would count children twice."""
    server.rule = edited("ANBAAR12", "621;27;2019;3", "621;27;2019;13", "data")
    assert "more than its total" in fetch_figures(client, "Kolding", 2019).unknown["placed_foster"]


def test_a_type_that_no_label_names_is_unknown_not_none_placed(client: Client, server: StandIn) -> None:
    server.rule = edited("ANBAAR12", "Kost- og eller efterskole", "Uoplyst skole")
    fetched = fetch_figures(client, "Kolding", 2019)
    assert "no label" in fetched.unknown["placed_boarding"] and "placed_foster" in fetched.known


def test_a_zero_is_none_where_the_parts_shown_are_the_whole(client: Client, server: StandIn) -> None:
    server.rule = edited("ANBAAR12", "621;8;2019;..", "621;8;2019;0", "data")
    fetched = fetch_figures(client, "Kolding", 2019)
    assert (fetched.known["placed_boarding"].value, fetched.known["placed_boarding"].note) == (0, "")
    assert not fetched.may_hide


@pytest.mark.parametrize("unit", ["Pct.", "1.000 personer", "Antal pr. 1.000", "Kr."])
def test_a_table_that_holds_no_counts_leaves_its_figures_unknown(client: Client, server: StandIn, unit: str) -> None:
    server.rule = edited("UND1", '"unit": "Antal"', f'"unit": "{unit}"')
    fetched = fetch_figures(client, "Kolding", 2019)
    assert {key for key in fetched.unknown if "UND1" in fetched.unknown[key]} == {
        "notifications",
        "notifications_per_1000",
    }


def test_a_missing_table_leaves_only_its_figures_unknown(client: Client, server: StandIn) -> None:
    server.rule = without("UND2")
    fetched = fetch_figures(client, "Kolding", 2019)
    assert {key for key, why in fetched.reasons.items() if why.code == "refused"} == {
        "children_notified",
        "children_notified_per_1000",
    }
    assert "UND2 findes ikke" in fetched.unknown["children_notified"]


def without(*tables: str) -> Rule:
    """The documented answers, as if some tables were not there."""
    return lambda function, body: (
        refusal(400, f"Tabel {body['table']} findes ikke") if body["table"] in tables else documented(function, body)
    )


@pytest.mark.parametrize("missing", [(), ("ANBAAR9",), ("FOLK1A",), ("ANBAAR9", "UND1", "FOLK1A")])
def test_the_newest_year_is_found_though_tables_are_missing(
    client: Client, server: StandIn, missing: tuple[str, ...]
) -> None:
    server.rule = without(*missing)
    assert newest_year(client) == 2019


def test_the_newest_year_has_residents_on_the_day_after(client: Client, server: StandIn) -> None:
    """Those placed are published to 2019, residents only to the middle of it."""
    server.rule = edited("FOLK1A", "2020K1", "2019K1")
    assert newest_year(client) == 2018


def test_ages_that_do_not_meet_are_unknown(client: Client, server: StandIn) -> None:
    server.rule = edited("ANBAAR9", "0-17 år", "1-17 år")
    assert "ages 0-17" in fetch_figures(client, "Kolding", 2019).unknown["placed_0_17"]


def test_a_row_that_is_not_there_is_unknown(client: Client, server: StandIn) -> None:
    server.rule = edited("UND2", "621;00;00;0;2019;90\r\n", "", "data")
    assert "UND2" in fetch_figures(client, "Kolding", 2019).unknown["children_notified"]


@pytest.mark.parametrize("name", ["Ishøj", "ishøj", "ishoej", "183"])
def test_municipalities_of_the_catalogue_need_no_request(client: Client, server: StandIn, name: str) -> None:
    assert municipality_code(client, name) == ("Ishøj", "183")
    assert not server.requests


def test_other_municipalities_are_looked_up(client: Client, server: StandIn) -> None:
    assert municipality_code(client, "esbjerg") == ("Esbjerg", "561")
    assert len(server.requests) == 1


@pytest.mark.parametrize(("name", "near"), [("Esbjærg", "Esbjerg"), ("Koldinge", "Kolding"), ("084", None)])
def test_an_unknown_municipality_names_the_nearest(client: Client, name: str, near: str | None) -> None:
    with pytest.raises(InputError, match="unknown municipality") as caught:
        municipality_code(client, name)
    assert caught.value.nearest == near


@pytest.mark.parametrize(
    ("name", "near"), [("Silkborg", "Silkeborg"), ("Hojetaastrup", "Høje-Taastrup"), ("Atlantis", None)]
)
def test_a_misspelt_name_is_told_without_network_too(tmp_path: Path, name: str, near: str | None) -> None:
    with pytest.raises(InputError, match="unknown municipality") as caught:
        municipality_code(nowhere(tmp_path), name)
    assert caught.value.nearest == near


@pytest.mark.parametrize("name", ["Silkeborg", "ærø", "740"])
def test_a_name_whose_code_cannot_be_looked_up_is_offline(tmp_path: Path, name: str) -> None:
    with pytest.raises(Offline):
        municipality_code(nowhere(tmp_path), name)


def nowhere(folder: Path) -> Client:
    """A client of port 9 of this machine, where nobody listens."""
    return Client("http://127.0.0.1:9/v1", folder, Patience(timeout_s=2.0, pause_s=0.0))


def test_a_table_without_municipalities_is_named(client: Client, server: StandIn) -> None:
    server.rule = _without_cities
    with pytest.raises(Malformed, match="UND3 has 0 variables of the municipality"):
        breakdown(client, "UND3", "621", "2019")


def _without_cities(function: str, body: dict[str, Any]) -> Reply:
    status, content = documented(function, body)
    info = json.loads(content)
    info["variables"] = [v for v in info["variables"] if v["id"] != "ADMKOM"]
    return status, json.dumps(info).encode()


def without_total_of_sex(can_be_left_out: bool) -> Rule:
    """UND2 with boys and girls only."""

    def rule(function: str, body: dict[str, Any]) -> Reply:
        if function == "data":
            return 200, b"ADMKOM;UNDERRET;ALDER1;TID;INDHOLD\r\n621;00;00;2019;90\r\n"
        info = json.loads(documented(function, body)[1])
        sex = next(v for v in info["variables"] if v["id"] == "KON")
        sex |= {"elimination": can_be_left_out, "values": sex["values"][1:]}
        return 200, json.dumps(info).encode()

    return rule


def test_a_variable_without_total_is_left_out_where_it_may_be(client: Client, server: StandIn) -> None:
    server.rule = without_total_of_sex(can_be_left_out=True)
    assert count(client, "UND2", "621", "2019").total() == 90
    assert "KON" not in [v["code"] for v in server.requests[-1][1]["variables"]]


def test_a_variable_without_total_that_may_not_be_left_out_is_named(client: Client, server: StandIn) -> None:
    server.rule = without_total_of_sex(can_be_left_out=False)
    with pytest.raises(Malformed, match="UND2: KON has no total"):
        count(client, "UND2", "621", "2019")
