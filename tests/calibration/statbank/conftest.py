"""A server that stands in for the StatBank, and a client of it with an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from calibration.statbank import Client
from calibration.statbank.http import Patience
from tests.calibration.statbank.stand_in import StandIn, stand_in


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is on this machine: no proxy of the user's is asked."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def server() -> Iterator[StandIn]:
    """The running stand-in."""
    with stand_in() as running:
        yield running


@pytest.fixture
def client(server: StandIn, tmp_path: Path) -> Client:
    """A client that waits briefly."""
    return Client(server.address, tmp_path / "kept", Patience(timeout_s=5.0, pause_s=0.0))
