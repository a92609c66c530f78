"""Scripts of an array job for SLURM and PBS: one task a shard, and a job that joins them when all have ended."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.study.request import MEMORY_FACTOR, START_SECONDS, TIME_FACTOR, Request

MERGE_CLOCK, MERGE_MB = "01:00:00", 2000


@dataclass(frozen=True)
class Job:
    """Everything that the scripts say. Paths are absolute."""

    system: str  # slurm or pbs
    name: str
    out: Path
    folder: Path  # where commands run
    sagstal: str
    words: tuple[str, ...]  # `experiment FILE ...`, with what the command overrode, without --out
    asked: Request
    measured: str  # what the pilot found, in words

    @property
    def script(self) -> Path:
        """The array job."""
        return self.out / f"{self.system}.sh"

    @property
    def merge_script(self) -> Path:
        """The job that joins."""
        return self.out / f"{self.system}-merge.sh"

    @property
    def numbers(self) -> list[int]:
        """Shards with something left to run."""
        return [shard.index for shard in self.asked.shards]


def array_text(job: Job) -> str:
    """The script of the array job."""
    of = job.asked.shards[0].of
    words = [*job.words, "--out", str(job.out), "--jobs", str(job.asked.jobs)]
    index = {"slurm": "${SLURM_ARRAY_TASK_ID}", "pbs": "${shards[${PBS_ARRAY_INDEX:-1} - 1]}"}[job.system]
    which = (
        f"shards=({' '.join(map(str, job.numbers))}) # those with something left to run\n"
        if job.system == "pbs"
        else ""
    )
    return f"""\
#!/bin/bash
{_head(job, array=True)}
# Measured: {job.measured}.
# Asked for: {TIME_FACTOR:g} x the time of the longest shard + {START_SECONDS:g} s to start, rounded up;
# {MEMORY_FACTOR:g} x the memory, and room to join parts and to compile.
# Submitted again, every shard goes on where it stopped.
set -euo pipefail
cd {shlex.quote(str(job.folder))}
sagstal=${{SAGSTAL:-{shlex.quote(job.sagstal)}}}
{which}shard={index}

# Compiled code lies on the node's own disk: caches on shared file systems break when many tasks start at once.
cache=$(mktemp -d "${{SLURM_TMPDIR:-${{TMPDIR:-/tmp}}}}/sagstal.XXXXXXXX")
trap 'rm -rf "$cache"' EXIT
export NUMBA_CACHE_DIR="$cache" NUMBA_NUM_THREADS=1 OMP_NUM_THREADS=1

"$sagstal" {shlex.join(words)} --shard "$shard/{of}" &
task=$!
trap 'kill -TERM "$task" 2>/dev/null || true' TERM # time is nearly up: what is finished is written
code=0
while true; do
  code=0
  wait "$task" || code=$?
  kill -0 "$task" 2>/dev/null || break # else a signal ended the wait, not the task
done
exit "$code"
"""


def merge_text(job: Job) -> str:
    """The script of the job that joins; its exit code says whether all is there."""
    return f"""\
#!/bin/bash
{_head(job, array=False)}
set -euo pipefail
cd {shlex.quote(str(job.folder))}
sagstal=${{SAGSTAL:-{shlex.quote(job.sagstal)}}}
"$sagstal" merge {shlex.quote(str(job.out))}
"""


def _head(job: Job, array: bool) -> str:
    name, logs = f"{job.name}{'' if array else '-merge'}", job.out / "logs"
    clock, memory = (job.asked.clock, job.asked.memory_mb) if array else (MERGE_CLOCK, MERGE_MB)
    cpus = job.asked.jobs if array else 1
    if job.system == "slurm":
        file = str(logs).replace("%", "%%") + ("/%A_%a.log" if array else "/merge-%j.log")
        lines = [f"--job-name={name}", "--ntasks=1", f"--cpus-per-task={cpus}", f"--mem={memory}M", f"--time={clock}"]
        lines += [f'--output="{file}"', "--open-mode=append"]
        lines += [f"--array={ranges(job.numbers)}", "--requeue", "--signal=B:TERM@60"] if array else []
        return "\n".join(f"#SBATCH {line}" for line in lines)
    lines = [f"-N {name[:15]}", f"-l select=1:ncpus={cpus}:mem={memory}mb", f"-l walltime={clock}", "-j oe"]
    lines += [f"-o {logs}/", "-r y"]
    lines += [f"-J 1-{len(job.numbers)}"] if array and len(job.numbers) > 1 else []  # an array has two tasks at least
    return "\n".join(f"#PBS {line}" for line in lines)


def ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 7 -> `1-3,7`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def commands(job: Job) -> list[str]:
    """What a person types to submit both."""
    script, merge = shlex.quote(str(job.script)), shlex.quote(str(job.merge_script))
    if job.system == "slurm":
        return [f"job=$(sbatch --parsable {script})", f'sbatch --dependency="afterany:${{job%%;*}}" {merge}']
    return [f"job=$(qsub {script})", f'qsub -W depend="afterany:$job" {merge}']
