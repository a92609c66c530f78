"""Answers of the StatBank on disk: one file per request, named after its hash, with the date of the fetch."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.user_cache import user_cache

Request = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """The text of an answer and the day it was fetched (ISO date, UTC)."""

    text: str
    fetched: str


def default_folder() -> Path:
    """Where answers are kept unless another folder is given."""
    return user_cache() / "statbank"


def _path(folder: Path, address: str, request: Request) -> Path:
    canonical = json.dumps([address, request], sort_keys=True, ensure_ascii=False)
    return folder / f"{hashlib.sha256(canonical.encode()).hexdigest()}.json"


def read(folder: Path, address: str, request: Request) -> Answer | None:
    """The kept answer to this request; a file that cannot be read counts as none."""
    try:
        kept = json.loads(_path(folder, address, request).read_text(encoding="utf-8"))
        return Answer(str(kept["text"]), str(kept["fetched"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(folder: Path, address: str, request: Request, answer: Answer) -> None:
    """Keep an answer, whole or not at all. A folder that cannot be written costs a request next time, no more."""
    record = {"address": address, "request": request, **asdict(answer)}
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        _replace(_path(folder, address, request), json.dumps(record, ensure_ascii=False, indent=1))


def _replace(path: Path, text: str) -> None:
    """Write beside the file and rename, so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
