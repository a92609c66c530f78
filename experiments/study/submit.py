"""Array jobs of a study: measure, write the scripts, and hand them to the batch system if asked to."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from calibration.parquet import replace_file, storage_errors
from experiments.study.job_scripts import Job, array_text, commands, merge_text
from experiments.study.pilot import Pilot, measure
from experiments.study.request import request
from experiments.study.shards import Shard, deal, joined_units
from experiments.study.store import opened_study, stored_units
from experiments.study.study import Study
from sim.errors import InputError, RunError

SUBMIT = {"slurm": ("sbatch", "--parsable"), "pbs": ("qsub",)}


def prepare(study: Study, out: Path, system: str, n_shards: int, jobs: int, language: str) -> Job | None:
    """Write the run table, the folder of logs and the scripts of what is missing; None where nothing is."""
    out = out.absolute()
    if system == "pbs" and re.search(r"[\s,]", str(out)):
        raise InputError("PBS takes no paths with blanks or commas", field="--out", value=str(out))
    with opened_study(out, study) as store:
        store.begin()
        store.finish()  # what an earlier local run left in parts is joined
    left = _left(study, out, n_shards)
    if not left:
        return None
    pilot = measure(study, language)
    asked = request(study, pilot, left, jobs)
    words = (*shlex.split(study.document.command)[1:], "--replications", str(study.replications))
    job = Job(system, _name(study), out, Path.cwd(), _program(), words, asked, _measured(study, pilot))
    with storage_errors(out):
        (out / "logs").mkdir(exist_ok=True)
    _write(job.script, array_text(job))
    _write(job.merge_script, merge_text(job))
    return job


def _left(study: Study, out: Path, n_shards: int) -> dict[Shard, list[int]]:
    """Units that each share has still to run, where there are any."""
    joined = joined_units(study, out)
    left: dict[Shard, list[int]] = {}
    for at, units in enumerate(deal(study, n_shards)):
        shard = Shard(n_shards, at + 1)
        folder = shard.folder(out)
        own = stored_units(folder, study) if folder.exists() else set()
        left[shard] = [unit for unit in units if unit not in joined and unit not in own]
    return {shard: units for shard, units in left.items() if units}


def _program() -> str:
    """This program by its whole path: a node's search path may be another."""
    own = Path(sys.argv[0])
    if own.name == "sagstal" and own.exists():
        return str(own.absolute())
    return shutil.which("sagstal") or "sagstal"


def _name(study: Study) -> str:
    return "sagstal-" + re.sub(r"[^A-Za-z0-9_-]", "-", study.definition.name)


def _measured(study: Study, pilot: Pilot) -> str:
    low, high = min(pilot.unit_seconds), max(pilot.unit_seconds)
    engine = study.common.engine
    return f"{pilot.units} units ({engine} engine), {low:.3g} to {high:.3g} s each, {pilot.memory_mb:.0f} MB at most"


def _write(path: Path, text: str) -> None:
    def write(half: Path) -> None:
        half.write_text(text, encoding="utf-8")
        half.chmod(0o755)

    replace_file(path, write)


def submit(job: Job) -> tuple[str, str]:
    """Hand both scripts over; the numbers of the jobs. The second waits for the first."""
    first = _handed(job, [str(job.script)]).partition(";")[0]
    waits = [f"--dependency=afterany:{first}"] if job.system == "slurm" else ["-W", f"depend=afterany:{first}"]
    return first, _handed(job, [*waits, str(job.merge_script)]).partition(";")[0]


def _handed(job: Job, words: Sequence[str]) -> str:
    program, *usual = SUBMIT[job.system]
    if shutil.which(program) is None:
        said = "\n".join(f"  {line}" for line in commands(job))
        raise RunError(f"{program} is not on this machine; the scripts are kept. Where it is, run:\n{said}")
    done = subprocess.run([program, *usual, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RunError(f"{program} refused {words[-1]}: {' '.join((done.stderr or done.stdout).split())}")
    return done.stdout.strip().splitlines()[-1].strip() if done.stdout.strip() else ""
