"""Array jobs: scripts that ask for what was measured; killed midway and run again, nothing is lost."""

import ast
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from experiments.study.execute import execute, local
from experiments.study.job_scripts import Job, array_text, merge_text, ranges
from experiments.study.pilot import Pilot, measure
from experiments.study.request import Request, request
from experiments.study.shards import Shard, deal
from experiments.study.store import opened_study
from experiments.study.study import load_study
from tests.experiments import fake_engine
from tests.experiments.commands import sagstal
from tests.study.batch import SAGSTAL, SBATCH, environment, program
from tests.study.writing import definition

Capture = pytest.CaptureFixture[str]
DATA = ("table.parquet", "runs.parquet", "series.parquet", "groups.parquet", "failures.parquet")
TABLES = '[keep]\nseries = ["placed"]\ngroups = true\n[structure]\nvariants = ["as-is", "contact-effect-off"]\n'

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(definition(tmp_path, TABLES))


def directives(script: Path, sign: str) -> list[str]:
    return re.findall(rf"^#{sign} (.*)$", script.read_text(), re.MULTILINE)


def check_script(script: Path) -> None:
    """Bash can read it, and so can its checker where there is one."""
    subprocess.run(["bash", "-n", str(script)], check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", str(script)], check=True)
    assert "set -euo pipefail" in script.read_text() and os.access(script, os.X_OK)


def test_an_array_job_killed_midway_and_run_again_gives_the_bytes_of_one_process(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_study(tmp_path / "whole", load_study(path)) as store:
        execute(store, local(2), "en")
    programs, out = tmp_path / "bin", tmp_path / "out put"
    program(programs, "sbatch", SBATCH)
    own = program(programs, "sagstal", SAGSTAL)
    for name, value in environment(programs, SAGSTAL=str(own), SEED="3", STAND_IN=str(tmp_path)).items():
        monkeypatch.setenv(name, value)
    words = ("experiment", path, "--out", out, "--executor", "slurm", "--shards", 3, "--jobs", 1, "--json")
    shown = sagstal(capsys, *words, "--submit")
    logs = "\n".join(file.read_text() for file in (out / "logs").iterdir())
    assert shown.code == 0, logs
    assert json.loads(shown.out)["submitted"] == ["7", "8"]
    task, code, parts = map(int, (tmp_path / "killed").read_text().split())
    assert code == -signal.SIGKILL and 1 <= parts < 4 and 1 <= task <= 3
    assert (tmp_path / "codes").read_text().split() == ["0"] * 4, logs
    assert "--dependency=afterany:7 " in (tmp_path / "calls").read_text()
    for name in DATA:
        assert (out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert len(list(tmp_path.glob("sagstal.*"))) == 1, "caches go with their task, but for the one that was killed"
    again = json.loads(sagstal(capsys, *words).out)
    assert again["shards"] == [] and again["script"] is None, "nothing is left to run"


def test_a_task_that_is_told_to_end_writes_what_is_finished(path: str, tmp_path: Path) -> None:
    own = program(tmp_path / "bin", "sagstal", SAGSTAL.replace("0.05", "0.3").replace("PART = 2", "PART = 1000"))
    out = tmp_path / "out"
    (out / "logs").mkdir(parents=True)
    job = a_job("slurm", out, str(own), ("experiment", path))
    job.script.write_text(array_text(job))
    env = {**os.environ, "SLURM_ARRAY_TASK_ID": "2", "TMPDIR": str(tmp_path), "STAND_IN": str(tmp_path)}
    process = subprocess.Popen(["bash", str(job.script)], env=env, start_new_session=True)
    parts, begun = out / "shards" / "2-of-3" / "parts", tmp_path / "begun"
    while process.poll() is None and not (begun.exists() and len(begun.read_text().split()) > 2):
        time.sleep(0.05)
    process.terminate()
    assert process.wait(timeout=60) == 130
    assert len(list(parts.glob("runs-*.parquet"))) == 1, "the units that were finished"
    assert not list(tmp_path.glob("sagstal.*")), "the cache is removed"


def test_without_sbatch_there_is_one_message_and_the_scripts_stay(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    out = tmp_path / "out"
    for system, program_name in (("slurm", "sbatch"), ("pbs", "qsub")):
        words = ("experiment", path, "--out", out, "--executor", system, "--shards", 2)
        shown = sagstal(capsys, *words, "--submit")
        assert shown.code == 1 and f"{program_name} is not on this machine" in shown.err
        assert (out / f"{system}.sh").exists() and (out / f"{system}-merge.sh").exists()
    shown = sagstal(capsys, *words)
    assert shown.code == 0 and shown.out.splitlines()[0] == f"job=$(qsub {out / 'pbs.sh'})"


def test_a_refusal_of_the_batch_system_is_told(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", "sbatch", "#!/bin/bash\necho 'sbatch: error: invalid partition' >&2\nexit 1\n")
    monkeypatch.setenv("PATH", environment(tmp_path / "bin")["PATH"])
    words = ("experiment", path, "--out", tmp_path / "out", "--executor", "slurm", "--shards", 2, "--submit")
    shown = sagstal(capsys, *words)
    assert shown.code == 1 and "invalid partition" in shown.err


@pytest.mark.parametrize(("system", "sign"), [("slurm", "SBATCH"), ("pbs", "PBS")])
def test_scripts_ask_for_what_was_measured(capsys: Capture, path: str, tmp_path: Path, system: str, sign: str) -> None:
    out = tmp_path / "out"
    words = ("experiment", path, "--out", out, "--executor", system, "--shards", 3, "--jobs", 4, "--json")
    found = json.loads(sagstal(capsys, *words).out)
    script, merge = out / f"{system}.sh", out / f"{system}-merge.sh"
    check_script(script)
    check_script(merge)
    lines = "\n".join(directives(script, sign))
    assert found["seconds"] >= 2 * found["task_seconds"] + 300 and found["seconds"] % 300 == 0
    clock = time.strftime("%H:%M:%S", time.gmtime(found["seconds"]))
    wanted = {
        "slurm": (f"--time={clock}", f"--mem={found['memory_mb']}M", "--cpus-per-task=4", "--array=1-3", "/logs/"),
        "pbs": (f"walltime={clock}", f"mem={found['memory_mb']}mb", "ncpus=4", "-J 1-3", "/logs/"),
    }[system]
    assert all(words in lines for words in wanted)
    text = script.read_text()
    assert "NUMBA_CACHE_DIR" in text and "${SLURM_TMPDIR:-${TMPDIR:-/tmp}}" in text and found["measured"] in text
    assert (out / "table.parquet").exists() and (out / "logs").is_dir(), "written before anything runs"
    state = json.loads(sagstal(capsys, "status", out, "--json").out)
    assert (state["rows"], state["missing"]) == (48, 48)


def test_without_jobs_a_task_has_one_processor_whatever_this_machine_has(
    capsys: Capture, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.commands.shared.JOBS", 64)
    sagstal(capsys, "experiment", path, "--out", tmp_path / "out", "--executor", "slurm", "--shards", 3)
    text = (tmp_path / "out" / "slurm.sh").read_text()
    assert "--cpus-per-task=1\n" in text and "--jobs 1 " in text


@pytest.mark.parametrize("system", ["slurm", "pbs"])
def test_written_again_only_the_shards_with_something_left_are_in_the_array(
    capsys: Capture, path: str, tmp_path: Path, system: str
) -> None:
    out = tmp_path / "out"
    words = ("experiment", path, "--out", out, "--executor", system, "--shards", 4)
    sagstal(capsys, "experiment", path, "--out", out, "--shard", "2/4")
    sagstal(capsys, *words)
    text = (out / f"{system}.sh").read_text()
    assert ("--array=1,3-4" in text) if system == "slurm" else ("-J 1-3" in text and "shards=(1 3 4)" in text)
    for index in (1, 4):
        sagstal(capsys, "experiment", path, "--out", out, "--shard", f"{index}/4")
    sagstal(capsys, *words)
    text = (out / f"{system}.sh").read_text()
    assert ("--array=3" in text) if system == "slurm" else ("-J" not in text and "shards=(3)" in text)
    check_script(out / f"{system}.sh")


def a_job(system: str, out: Path, program: str = "/opt/a b/sagstal", words: tuple[str, ...] = ("experiment",)) -> Job:
    asked = Request(tuple(Shard(3, k) for k in (1, 2, 3)), 10.0, 600, 2000, 1)
    return Job(system, "sagstal-trial", out, out, program, words, asked, "nothing")


@pytest.mark.parametrize("system", ["slurm", "pbs"])
def test_names_with_blanks_quotes_and_dollars_reach_the_command_unchanged(tmp_path: Path, system: str) -> None:
    out = tmp_path / ("it's $HOME" if system == "slurm" else "it's-$HOME")
    out.mkdir()
    own = program(tmp_path / "a b", "sagstal", '#!/bin/bash\nprintf "%s\\n" "$@" > said\n')
    job = a_job(system, out, str(own), ("experiment", "my file.toml", "--set", "a=1"))
    env = {**os.environ, "SLURM_ARRAY_TASK_ID": "2", "PBS_ARRAY_INDEX": "2", "TMPDIR": str(tmp_path)}
    for text in (array_text(job), merge_text(job)):
        job.script.write_text(text)
        subprocess.run(["bash", str(job.script)], env=env, check=True)
        said = (out / "said").read_text().splitlines()
        assert str(out) in said
        if said[0] == "experiment":
            assert said[1:4] == ["my file.toml", "--set", "a=1"] and said[-2:] == ["--shard", "2/3"]


def test_time_and_memory_follow_the_longest_shard_and_the_jobs(path: str) -> None:
    study = load_study(path)
    units = {Shard(2, k + 1): share for k, share in enumerate(deal(study, 2))}
    pilot = Pilot(4, (100.0, 100.0, 300.0, 300.0), 400.0, 100.0)
    one, four = request(study, pilot, units, 1), request(study, pilot, units, 4)
    assert one.task_seconds == 12 * 200 + 300 and one.seconds == 5700 and one.clock == "01:35:00"
    assert four.task_seconds == 12 * 200 / 4 + 300 and four.memory_mb > 1.5 * (400 + 3 * 100)


def test_spans_of_an_array() -> None:
    assert [ranges(n) for n in ([1, 2, 3], [4], [1, 3, 4, 9])] == ["1-3", "4", "1,3-4,9"]


SNAKEFILE = Path(__file__).resolve().parents[2] / "experiments" / "cluster" / "Snakefile"


def snake_rules() -> dict[str, str]:
    """The command of each rule."""
    text = SNAKEFILE.read_text(encoding="utf-8")
    compile(text[: text.index("\nrule ")], "Snakefile", "exec")
    rules = re.split(r"^rule (\w+):$", text, flags=re.MULTILINE)[1:]
    found = {}
    for name, body in zip(rules[::2], rules[1::2], strict=True):
        entries = re.findall(r"^    (\w+):(.*)$", body, re.MULTILINE)
        known = {"input", "output", "threads", "resources", "retries", "shell"}
        assert {word for word, _ in entries} <= known and body.count("touch(") == 1
        found[name] = ast.literal_eval("(" + body.partition("shell:")[2].partition("\n\n")[0] + ")")
    return found


class Word(str):
    """A text that Snakemake quotes where `:q` asks for it."""

    def __format__(self, how: str) -> str:
        return shlex.quote(self) if how == "q" else str(self)


def test_the_commands_of_the_snakefile_do_what_the_workflow_says(capsys: Capture, path: str, tmp_path: Path) -> None:
    out, rules = tmp_path / "it's an out", snake_rules()
    (out / "logs").mkdir(parents=True)  # where markers lie, made before the first rule ends
    program(tmp_path / "bin", "sagstal", 'printf "%s\\n" "${NUMBA_CACHE_DIR:-}" "$@"')
    env = {**os.environ, **environment(tmp_path / "bin"), "TMPDIR": str(tmp_path)}
    env.pop("NUMBA_CACHE_DIR", None)
    values: dict[str, Any] = {"DEFINITION": Word(path), "OUT": Word(out), "SHARDS": 2, "threads": 1}

    def words(rule: str, **more: Any) -> list[str]:
        command = ["bash", "-euo", "pipefail", "-c", rules[rule].format(**values, **more)]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.splitlines()

    for index in (1, 2):
        cache, *asked = words("shard", wildcards=type("Wildcards", (), {"index": index}))
        assert Path(cache).parent == tmp_path and not Path(cache).exists(), "on the node's disk, and removed"
        assert sagstal(capsys, *asked).code == 0
        (out / "logs" / f"shard-{index}-of-2.done").touch()
    assert sagstal(capsys, *words("merge")[1:]).code == 0
    assert json.loads(sagstal(capsys, "status", out, "--json").out)["missing"] == 0


def test_units_that_fail_do_not_keep_the_others_from_a_cluster(capsys: Capture, path: str, tmp_path: Path) -> None:
    """A failing unit is a row of the experiment there as here; only where all fail nothing can be measured."""
    words = ("experiment", path, "--executor", "slurm", "--shards", 2, "--json", "--out")
    fake_engine.FAILING.add(0)
    shown = sagstal(capsys, *words, tmp_path / "some")
    assert shown.code == 0 and json.loads(shown.out)["shards"] == ["1/2", "2/2"]
    fake_engine.FAILING.update(range(6))
    shown = sagstal(capsys, *words, tmp_path / "none")
    assert (shown.code, shown.out) == (1, "") and "the pilot failed" in shown.err and "the clock" in shown.err


def test_a_further_job_asks_for_the_memory_of_a_world_however_much_was_held_before(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after compiling: the largest memory does not rise any more, and every world takes 64 MB all the same."""

    def simulate(job: fake_engine.Job) -> Any:
        world = bytearray(64 * 2**20)
        time.sleep(0.05)
        del world
        return fake_engine.simulate(job)

    held = bytearray(300 * 2**20)
    del held
    monkeypatch.setattr(sys.modules["sim.simulate"], "simulate_each", simulate)
    assert 60 <= measure(load_study(path), "en").memory_per_unit_mb <= 120
