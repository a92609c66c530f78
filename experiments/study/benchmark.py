"""What a study costs beside its simulations: time, memory and files. Run it on an idle machine; nothing is a test.

    python -m experiments.study.benchmark overhead    # a whole study against its simulations alone, on two workers
    python -m experiments.study.benchmark memory      # the largest memory at 1,000 and at 100,000 runs
    python -m experiments.study.benchmark files       # files of a share, while it runs and when it is finished

Each prints its figures (`--json`: one JSON document, as `sagstal benchmark`). In `memory` and `files`, worlds are
simulated once and then repeated with noise, which takes milliseconds: everything behind the simulation is the real
thing, and a hundred thousand runs take minutes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from experiments.benchmark import figure, machine
from experiments.provenance import ROOT
from experiments.study.document import Overrides
from experiments.study.study import Study, load_study

COMMAND = (sys.executable, "-c", "from experiments.cli import main; main()")
CHILD = (sys.executable, "-m", "experiments.study.repeated")
SHARES = 2  # of which the first is looked at
WORKERS = 2


def overhead(definition: str, replications: int, pairs: int) -> list[dict[str, Any]]:
    """Time of the simulations alone over that of the whole study, start and merge included; both on two workers."""
    study = load_study(definition, Overrides(replications=replications))
    found = [(_alone(study), _whole(definition, replications)) for _ in range(pairs + 1)][1:]  # the first may compile
    return [
        figure("study_share_of_ideal", [alone / whole for alone, whole in found], "share", ">= 0.9"),
        figure("study_seconds", [whole for _, whole in found], "s", ""),
        figure("study_simulation_seconds", [alone for alone, _ in found], "s", ""),
        figure("study_units", [study.n_units], "units", ""),
    ]


def _alone(study: Study) -> float:
    """Every unit simulated, and nothing else: no draws of parameters, no outcomes, no files [seconds]."""
    from sim.simulate import simulate_each

    cells = [study.unit(unit) for unit in range(study.n_units)]
    jobs = [cell.experiment.job(replication) for cell, replication in cells]

    def simulate() -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            for _ in pool.map(simulate_each, jobs):
                pass

    return _seconds(simulate)


def _whole(definition: str, replications: int) -> float:
    """The command, as a person starts it [seconds]."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["experiment", definition, "--out", f"{folder}/out", "--replications", str(replications)]
        call = [*COMMAND, *words, "--jobs", str(WORKERS)]
        return _seconds(lambda: subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.DEVNULL))


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def memory(definition: str, runs: Sequence[int]) -> list[dict[str, Any]]:
    """Largest memory of a process that stores and joins so many runs, and how it grows from the fewest to the most."""
    found = [_repeated(definition, n) for n in sorted(runs)]
    figures = [figure(f"study_memory_mb:{each['runs']}", [each["peak_mb"]], "MB", "") for each in found]
    growth = found[-1]["peak_mb"] / found[0]["peak_mb"]
    return [*figures, figure("study_memory_growth", [growth], "ratio", "<= 1.2")]


def files(definition: str, runs: int) -> list[dict[str, Any]]:
    """Files in the directory of a share of so many runs in all."""
    found = _repeated(definition, runs, f"1/{SHARES}")
    return [
        figure("study_files_per_share", [found["files"]], "files", "<= 5"),
        figure("study_files_per_share_while_running", [found["files_most"]], "files", ""),
    ]


def _repeated(definition: str, runs: int, share: str = "1/1") -> dict[str, Any]:
    """What a process of its own tells that runs a share of so many runs."""
    done = subprocess.run([*CHILD, definition, str(runs), share], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m experiments.study.benchmark", allow_abbrev=False)
    parser.add_argument("what", choices=("overhead", "memory", "files"))
    parser.add_argument("--definition", default="example", help="key or path of a definition; usually example")
    parser.add_argument("--replications", type=int, default=20, help="of the study, for overhead")
    parser.add_argument("--pairs", type=int, default=3, help="measurements, for overhead")
    parser.add_argument("--runs", type=int, nargs="+", default=[1000, 100_000], help="for memory; files takes the last")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> None:
    """Measure what is asked for, and show it."""
    asked = _asked(words)
    definition = str(Path(asked.definition).absolute()) if asked.definition.endswith(".toml") else asked.definition
    figures = {
        "overhead": lambda: overhead(definition, asked.replications, asked.pairs),
        "memory": lambda: memory(definition, asked.runs),
        "files": lambda: files(definition, asked.runs[-1]),
    }[asked.what]()
    report = {"machine": machine(), "figures": figures}
    if asked.json:
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
        return
    from experiments.tables import show_benchmark

    show_benchmark(report)


if __name__ == "__main__":
    main()
