"""A server on this machine that answers as the StatBank is documented to, from the files in `answers`."""

import csv
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).resolve().parent / "answers"
Reply = tuple[int, bytes]
Rule = Callable[[str, dict[str, Any]], Reply]


def refusal(status: int, message: str) -> Reply:
    """An error as the API writes it."""
    return status, json.dumps({"errorTypeCode": "EXTRACT", "message": message}).encode()


def documented(function: str, body: dict[str, Any]) -> Reply:
    """The answer from the files: the table's description, or the cells that were asked for."""
    path = ANSWERS / f"{body['table']}.json"
    if not path.exists():
        return refusal(400, f"Tabel {body['table']} findes ikke")
    return (200, path.read_bytes()) if function == "tableinfo" else _cells(path, body)


def _cells(path: Path, body: dict[str, Any]) -> Reply:
    """Rows whose codes were all asked for. Every variable must be named, for this server does not sum."""
    asked = {v["code"]: v["values"] for v in body["variables"]}
    for variable in json.loads(path.read_text(encoding="utf-8"))["variables"]:
        codes = {value["id"] for value in variable["values"]}
        if variable["id"] not in asked or not set(asked[variable["id"]]) <= codes:
            return refusal(400, f"Der skal vælges værdier for {variable['id']}")
    rows = list(csv.reader(io.StringIO(path.with_suffix(".csv").read_text(encoding="utf-8")), delimiter=";"))
    wanted = [row for row in rows[1:] if _was_asked(dict(zip(rows[0], row, strict=True)), asked)]
    return 200, ("\ufeff" + "".join(";".join(row) + "\r\n" for row in [rows[0], *wanted])).encode()


def _was_asked(row: dict[str, str], asked: dict[str, list[str]]) -> bool:
    return all(row[code.upper()] in values for code, values in asked.items())


class StandIn:
    """The running server: its address, the requests it got, and the rule by which it answers."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.rule: Rule = documented
        self.drip_s = 0.0  # pause after each byte
        self.n_cut_bytes = 0  # announced but never sent


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A server on a free port, closed at the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            function = self.path.rsplit("/", 1)[-1]
            here.requests.append((function, body))
            status, content = here.rule(function, body)
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content) + here.n_cut_bytes))
                self.end_headers()
                for i in range(0, max(len(content), 1), 1 if here.drip_s else max(len(content), 1)):
                    self.wfile.write(content[i : i + 1] if here.drip_s else content)
                    time.sleep(here.drip_s)
            except OSError:
                pass  # a client that waits no longer

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = StandIn(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
