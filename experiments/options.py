"""What the options of the commands allow, checked before anything heavy is imported."""

import math
import os
import re
from dataclasses import dataclass

from calibration.posterior import is_shipped
from sim.errors import InputError, nearest

SEED_MOST = 2**32 - 1
REPLICATIONS_MOST = 1_000_000
YEARS_LEAST, YEARS_MOST = 0.25, 60.0
JOBS_MOST = 1024
DRAWS = ("point", "prior", "posterior")
DEFAULT_DRAWS = "posterior" if is_shipped() else "point"
ENGINES = ("compiled", "reference")
LANGUAGES = ("en", "da")
BATCH = ("slurm", "pbs")  # executors that write an array job
EXECUTORS = ("local", "dask", *BATCH)
SCHEDULER = re.compile(r"((tcp|tls)://)?([\w.-]+|\[[0-9A-Fa-f:.%]+\]):(?P<port>\d{1,5})")
SHARDS_MOST = 10_000


def default_jobs() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class RunOptions:
    """The shared options of `run` and `compare`."""

    municipality: str | None = None
    years: float = 5.0
    replications: int = 200
    seed: int = 1
    draws: str = DEFAULT_DRAWS
    engine: str = "compiled"
    jobs: int = 1
    settings: tuple[str, ...] = ()
    replication: int | None = None
    language: str = "en"

    def __post_init__(self) -> None:
        whole("--seed", self.seed, 0, SEED_MOST)
        whole("--replications", self.replications, 1, REPLICATIONS_MOST)
        whole("--jobs", self.jobs, 1, JOBS_MOST)
        if not (math.isfinite(self.years) and YEARS_LEAST <= self.years <= YEARS_MOST):
            raise InputError(
                "out of bounds", field="--years", value=self.years, allowed=f"{YEARS_LEAST:g} to {YEARS_MOST:g}, finite"
            )
        if self.replication is not None:
            whole("--replication", self.replication, 0, REPLICATIONS_MOST - 1)
        one_of("--draws", self.draws, DRAWS)
        one_of("--engine", self.engine, ENGINES)
        one_of("--lang", self.language, LANGUAGES)
        for setting in self.settings:
            _check_setting(setting)
        if self.draws == "posterior" and not is_shipped():
            raise InputError(
                "no posterior is shipped yet",
                field="--draws",
                value="posterior",
                allowed="point, prior",
                nearest="prior",
            )


def whole(field: str, value: int, low: int, high: int) -> None:
    """A whole number within its bounds."""
    if not low <= value <= high:
        raise InputError("out of bounds", field=field, value=value, allowed=f"{low:,} to {high:,}")


def one_of(field: str, value: str, allowed: tuple[str, ...]) -> None:
    """One of a few words."""
    if value not in allowed:
        near = nearest(value, allowed)
        raise InputError("unknown value", field=field, value=value, allowed=", ".join(allowed), nearest=near)


def check_share(text: str) -> tuple[int, int]:
    """`2/3` as two numbers."""
    allowed = f"I/N with I from 1 to N, and N at most {SHARDS_MOST:,}, as 2/3"
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text.strip())
    if found is None:
        raise InputError("not a share", field="--shard", value=text, allowed=allowed)
    index, of = int(found[1]), int(found[2])
    if not 1 <= index <= of <= SHARDS_MOST:
        raise InputError("out of bounds", field="--shard", value=text, allowed=allowed)
    return index, of


def check_executor(executor: str, scheduler: str | None) -> None:
    """An executor, and the address of a scheduler exactly where one is needed."""
    one_of("--executor", executor, EXECUTORS)
    address = "tcp://HOST:PORT or tls://HOST:PORT"
    if executor == "dask" and scheduler is None:
        raise InputError("is missing", field="--scheduler", allowed=f"with --executor dask, {address}")
    if scheduler is None:
        return
    if executor != "dask":
        raise InputError("needs --executor dask", field="--scheduler", value=scheduler)
    found = SCHEDULER.fullmatch(scheduler)
    if found is None or not 1 <= int(found["port"]) <= 65535:
        raise InputError("not an address", field="--scheduler", value=scheduler, allowed=address)


def _check_setting(setting: str) -> None:
    name, sign, value = setting.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise InputError("not a setting", field="--set", value=setting, allowed="PARAMETER=VALUE or lever.NAME=VALUE")
