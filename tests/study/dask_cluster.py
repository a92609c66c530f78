"""A real `dask scheduler` and `dask worker`s on loopback, each a process group of its own, ended whatever happens."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRELOAD = Path(__file__).with_name("dask_preload.py")
START_SECONDS = 90.0  # on a loaded machine
HOST = "127.0.0.1"


def until(is_so: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something, but not for ever."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.1)


@dataclass
class Cluster:
    """Starts processes whose output goes to files in `folder`."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        return str(json.loads(self.file.read_text())["address"])

    def scheduler(self, **environ: str) -> subprocess.Popen[bytes]:
        words = ("scheduler", "--host", HOST, "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        process = self._start(words, environ)
        until(lambda: self.file.exists() and self.file.stat().st_size > 0, START_SECONDS, "the scheduler")
        return process

    def worker(
        self, nanny: bool = False, threads: int = 1, fake: bool = True, **environ: str
    ) -> subprocess.Popen[bytes]:
        words = ("worker", "--scheduler-file", str(self.file), "--host", HOST, "--nthreads", str(threads))
        words += ("--no-dashboard", "--memory-limit", "0", "--nanny" if nanny else "--no-nanny")
        words += ("--local-directory", str(self.folder), *(("--preload", str(PRELOAD)) if fake else ()))
        return self._start(words, environ)

    def _start(self, words: tuple[str, ...], environ: dict[str, str]) -> subprocess.Popen[bytes]:
        paths = {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "warning"}
        with (self.folder / f"{words[0]}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                cwd=self.folder,
                env={**os.environ, **paths, **environ},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def wait_for_workers(self, n: int) -> None:
        """Exactly so many are there."""
        from distributed import Client

        with Client(self.address, timeout=START_SECONDS, set_as_default=False) as client:
            until(lambda: len(client.nthreads()) == n, START_SECONDS, f"{n} workers")


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to a process we started and all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@contextmanager
def cluster(folder: Path, **environ: str) -> Iterator[Cluster]:
    """A cluster with a scheduler and no worker yet."""
    made = Cluster(folder)
    try:
        made.scheduler(**environ)
        yield made
    finally:
        for process in reversed(made.processes):
            kill(process)
