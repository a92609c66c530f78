"""The client asks once, keeps what it got whole, and says in one sentence why there is nothing."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from calibration.statbank import Client, Malformed, Offline, Refused, StatbankError, fetch_figures
from calibration.statbank.http import Patience
from sim.errors import InputError
from tests.calibration.statbank.stand_in import Reply, StandIn, documented, refusal

CHOSEN = {"ADMKOM": ["621"], "ALERAMS": ["0"], "Tid": ["2019"]}


def again(client: Client, **changes: Any) -> Client:
    """The client of a later session, with the same folder."""
    return replace(client, **changes)


def placed(client: Client) -> int | None:
    """The number placed in Kolding."""
    cells, _ = client.cells(client.table_info("ANBAAR9"), CHOSEN)
    return cells[0].value


def test_a_second_session_makes_no_request(client: Client, server: StandIn) -> None:
    first = fetch_figures(client, "Kolding", 2019)
    n_requests = len(server.requests)
    assert n_requests == len({json.dumps(r) for r in server.requests}), "the same was asked twice"
    assert fetch_figures(again(client), "Kolding", 2019) == first
    assert len(server.requests) == n_requests


def test_kept_figures_work_offline_with_the_date_of_their_fetch(client: Client, server: StandIn) -> None:
    placed(client)
    for path in client.folder.iterdir():
        kept = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(kept | {"fetched": "2020-02-29"}), encoding="utf-8")
    later = again(client)
    server.rule = lambda *_: refusal(500, "nede")
    _, fetched = later.cells(later.table_info("ANBAAR9"), CHOSEN)
    assert fetched.source == "Statistics Denmark, ANBAAR9, fetched 2020-02-29"


def test_refresh_asks_again_and_keeps_the_new_answer(client: Client, server: StandIn) -> None:
    assert placed(client) == 22
    server.rule = lambda function, body: _replaced(function, body, b";22", b";23")
    assert placed(again(client)) == 22
    fresh = again(client, refresh=True)
    n_requests = len(server.requests)
    assert (placed(fresh), placed(fresh)) == (23, 23)
    assert len(server.requests) == n_requests + 2
    assert placed(again(client)) == 23


def _replaced(function: str, body: dict[str, Any], old: bytes, new: bytes) -> Reply:
    status, content = documented(function, body)
    return status, content.replace(old, new)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"text": "x", "fetched": "2020-01-01"}', "\0"])
def test_a_damaged_file_is_fetched_again(client: Client, server: StandIn, damage: str) -> None:
    placed(client)
    for path in client.folder.iterdir():
        path.write_text(damage, encoding="utf-8")
    assert placed(again(client)) == 22
    assert len(server.requests) == 4


def test_nothing_half_written_is_left(client: Client) -> None:
    placed(client)
    assert [p.suffix for p in client.folder.iterdir()] == [".json", ".json"]


def test_a_folder_that_cannot_be_written_costs_only_the_keeping(client: Client, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert placed(again(client, folder=tmp_path / "file" / "kept")) == 22


def test_offline_is_one_sentence_and_bad_input(tmp_path: Path) -> None:
    """Port 9 of this machine, where nobody listens."""
    client = Client("http://127.0.0.1:9/v1", tmp_path, Patience(timeout_s=2.0, pause_s=0.0))
    with pytest.raises(Offline) as caught:
        fetch_figures(client, "Kolding", 2019)
    assert isinstance(caught.value, InputError)
    assert str(caught.value).startswith("the StatBank cannot be reached (")
    assert str(caught.value).endswith("no figure was fetched")
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_name_that_no_server_has_is_offline(tmp_path: Path) -> None:
    client = Client("http://statbank.invalid/v1", tmp_path, Patience(timeout_s=2.0, pause_s=0.0))
    with pytest.raises(Offline):
        client.table_info("UND1")


def test_a_late_answer_is_offline_after_two_tries(client: Client, server: StandIn) -> None:
    def slow(function: str, body: dict[str, Any]) -> Reply:
        time.sleep(0.6)
        return documented(function, body)

    server.rule = slow
    with pytest.raises(Offline, match=r"did not answer within 0\.2 s"):
        placed(again(client, patience=Patience(timeout_s=0.2, pause_s=0.0)))
    assert len(server.requests) == 2


def test_an_answer_that_drips_in_is_late(client: Client, server: StandIn) -> None:
    """Each byte comes in time, the whole does not."""
    server.drip_s = 0.05
    begin = time.monotonic()
    with pytest.raises(Offline, match="did not answer within"):
        placed(again(client, patience=Patience(timeout_s=0.2, pause_s=0.0)))
    assert time.monotonic() - begin < 2.0


def test_an_answer_cut_short_is_not_taken_for_the_whole(client: Client, server: StandIn) -> None:
    server.n_cut_bytes = 1
    with pytest.raises(Offline):
        placed(client)


def test_a_fault_that_passes_is_tried_once_more_after_the_pause(client: Client, server: StandIn) -> None:
    def faulty_once(function: str, body: dict[str, Any]) -> Reply:
        return refusal(503, "optaget") if len(server.requests) == 1 else documented(function, body)

    server.rule = faulty_once
    begin = time.monotonic()
    assert placed(again(client, patience=Patience(5.0, pause_s=0.2))) == 22
    assert time.monotonic() - begin >= 0.2
    assert len(server.requests) == 3


def test_a_refusal_is_not_tried_again_and_quotes_the_statbank(client: Client, server: StandIn) -> None:
    with pytest.raises(Refused, match=r"HTTP 400.*NOSUCH findes ikke"):
        client.table_info("NOSUCH")
    assert len(server.requests) == 1


MALFORMED_INFO = [
    b"",
    b"<html>log in</html>",
    b"[]",
    b"null",
    b'{"id": "ANBAAR9"}',
    b'{"id": "ANBAAR9", "text": "", "variables": [1]}',
    b'{"id": "ANBAAR9", "text": "", "variables": [{"id": "Tid"}]}',
    b'{"id": "OTHER", "text": "", "variables": []}',
    b"\xff\xfe",
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", MALFORMED_INFO)
def test_a_malformed_description_is_an_error_and_not_kept(client: Client, server: StandIn, content: bytes) -> None:
    server.rule = lambda *_: (200, content)
    with pytest.raises(Malformed):
        client.table_info("ANBAAR9")
    assert not client.folder.exists() or not list(client.folder.iterdir())


HEADER = b"ADMKOM;ALERAMS;TID;INDHOLD\r\n"
MALFORMED_CELLS = [
    b"",
    b"<html>log in</html>",
    b"ADMKOM;ALERAMS;TID\r\n621;0;2019\r\n",
    HEADER + b"621;0;2019\r\n",
    HEADER + b"621;0;2019;12,5\r\n",
    HEADER + b"621;0;2019;-1\r\n",
    HEADER + b"621;0;2019;\r\n",
    HEADER + b"621;0;2019;nan\r\n",
    HEADER + b"183;0;2019;22\r\n",
    HEADER + b"621;0;2019;22\r\n621;0;2019;23\r\n",
]


@pytest.mark.parametrize("content", MALFORMED_CELLS)
def test_malformed_cells_are_an_error_and_not_kept(client: Client, server: StandIn, content: bytes) -> None:
    info = client.table_info("ANBAAR9")
    server.rule = lambda *_: (200, content)
    with pytest.raises(Malformed, match="ANBAAR9"):
        client.cells(info, CHOSEN)
    assert len(list(client.folder.iterdir())) == 1


@pytest.mark.parametrize("sign", ["..", ".", "…"])
def test_signs_for_no_value_are_unknown(client: Client, server: StandIn, sign: str) -> None:
    info = client.table_info("ANBAAR9")
    server.rule = lambda *_: (200, HEADER + f"621;0;2019;{sign}\r\n".encode())
    assert client.cells(info, CHOSEN)[0][0].value is None


def test_every_error_ends_a_command_as_bad_input() -> None:
    assert issubclass(StatbankError, InputError)
