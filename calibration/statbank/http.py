"""One POST to the StatBank: a time limit, one more try after a pause, and every failure as an error of ours."""

import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from calibration.statbank.errors import Malformed, Offline, Refused

_LARGEST_BYTES = 20_000_000
_CHUNK_BYTES = 65_536
_BUSY = 429
_FAULT = 500  # and above: the server's own fault, which may pass


@dataclass(frozen=True)
class Patience:
    """How long to wait: for an answer as a whole, and before the second try."""

    timeout_s: float = 30.0
    pause_s: float = 2.0


def post(url: str, body: dict[str, Any], patience: Patience) -> str:
    """The text of the answer; a failure that may pass is tried once more after the pause."""
    try:
        return _post_once(url, body, patience.timeout_s)
    except (Offline, _Passing):
        time.sleep(patience.pause_s)
    return _post_once(url, body, patience.timeout_s)


class _Passing(Refused):
    """Refused for a reason that may pass."""


def _post_once(url: str, body: dict[str, Any], timeout_s: float) -> str:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/csv", "User-Agent": "sagstal"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    deadline_s = time.monotonic() + timeout_s
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as response:
            raw = _read(response, deadline_s)
    except urllib.error.HTTPError as caught:
        raise _refusal(caught) from None
    except TimeoutError:
        raise _late(timeout_s) from None
    except urllib.error.URLError as caught:
        raise _late(timeout_s) if isinstance(caught.reason, TimeoutError) else _offline(caught.reason) from None
    except (OSError, http.client.HTTPException) as caught:
        raise _offline(caught) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("the StatBank's answer is not UTF-8 text") from None


def _read(response: http.client.HTTPResponse, deadline_s: float) -> bytes:
    """The body. The limit holds for all of it: a server that sends a byte now and then would pass each single wait."""
    raw = bytearray()
    while chunk := response.read1(_CHUNK_BYTES):
        raw += chunk
        if len(raw) > _LARGEST_BYTES:
            raise Malformed("the StatBank's answer is larger than any that is asked for here")
        if time.monotonic() > deadline_s:
            raise TimeoutError
    if response.length:
        raise http.client.IncompleteRead(bytes(raw), response.length)
    return bytes(raw)


def _late(timeout_s: float) -> Offline:
    return Offline(f"the StatBank did not answer within {timeout_s:g} s: no figure was fetched")


def _offline(reason: object) -> Offline:
    why = str(reason) or type(reason).__name__
    return Offline(f"the StatBank cannot be reached ({why}): no figure was fetched")


def _refusal(caught: urllib.error.HTTPError) -> Refused:
    with caught:
        said = _message(caught)
    passes = caught.code == _BUSY or caught.code >= _FAULT
    return (_Passing if passes else Refused)(f"the StatBank refused the request (HTTP {caught.code}): {said}")


def _message(caught: urllib.error.HTTPError) -> str:
    """What the StatBank says in words, where it says it in the shape we know; else the name of the status."""
    try:
        return str(json.loads(caught.read(_CHUNK_BYTES))["message"])
    except (ValueError, KeyError, TypeError, OSError, http.client.HTTPException):
        return str(caught.reason)
