"""Stand-ins for a cluster: `sagstal` with the stand-in engine as a program of its own, and `sbatch` that runs tasks.

The stand-in `sbatch` reads the directives of a script as SLURM does, runs the tasks of an array at random, and kills
one of them (with all its processes) once it has written a part. A job that depends on others runs after them.
"""

import os
import stat
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SAGSTAL = f"""\
#!{sys.executable}
import os, sys, time, types
sys.path.insert(0, {str(ROOT)!r})
from experiments import store
from tests.experiments import fake_engine

def simulate(job):
    with open(os.path.join(os.environ["STAND_IN"], "begun"), "a") as file:
        print(job.replication, file=file)
    time.sleep(0.05)
    return fake_engine.simulate(job)

store.PER_PART = 2
engine = types.ModuleType("sim.simulate")
engine.Job, engine.simulate_each, engine.event_log = fake_engine.Job, simulate, fake_engine.event_log
sys.modules["sim.simulate"] = engine
import sim.jit
sim.jit.is_warm = lambda: True
from experiments.cli import main
main()
"""

SBATCH = f"""\
#!{sys.executable}
import os, random, re, signal, subprocess, sys, time
from pathlib import Path

script = Path(sys.argv[-1])
text = script.read_text()
options = dict(re.findall(r"^#SBATCH --([a-z-]+)=(.*)$", text, re.M))
state = Path(os.environ["STAND_IN"])
with (state / "calls").open("a") as file:
    print(*sys.argv[1:], file=file)

def tasks():
    for span in options["array"].split(","):
        low, _, high = span.partition("-")
        yield from range(int(low), int(high or low) + 1)

def begin(task):
    env = dict(os.environ, SLURM_ARRAY_TASK_ID=str(task), SLURM_TMPDIR=str(state))
    log = options["output"].strip('"').replace("%A", "7").replace("%a", str(task)).replace("%j", "8")
    with open(log, "a") as file:
        return subprocess.Popen(["bash", str(script)], env=env, stdout=file, stderr=file, start_new_session=True)

def kill_midway(task):
    parts = script.parent / "shards" / f"{{task}}-of-{{max(order)}}" / "parts"
    process = begin(task)
    while process.poll() is None and not list(parts.glob("runs-*.parquet")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    with (state / "killed").open("a") as file:
        print(task, process.wait(), len(list(parts.glob("runs-*.parquet"))), file=file)

if "array" in options:
    order = list(tasks())
    random.Random(int(os.environ["SEED"])).shuffle(order)
    if not (state / "killed").exists():
        kill_midway(order[0])
        order.append(order.pop(0))
    codes = [begin(task).wait() for task in order]
    print("7;cluster" if "--parsable" in sys.argv else "Submitted batch job 7")
else:
    codes = [begin(0).wait()]
    print("8")
with (state / "codes").open("a") as file:
    print(*codes, file=file)
"""


def program(folder: Path, name: str, text: str) -> Path:
    """A program in a folder."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment in which the programs of a folder are found first."""
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", **more}
