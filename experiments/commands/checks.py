"""`verify` and `benchmark`: checks against theory, and speed."""

from typing import Any

from experiments.commands import shared
from sim.errors import RunError


def verify(as_json: shared.Json = False) -> None:
    """Check the engine against what theory says; exit code 1 if a check fails."""
    from experiments.verify import run_checks

    checks = run_checks()
    if as_json:
        shared.write_json({"checks": checks})
    else:
        from experiments.tables import show_checks

        show_checks(checks)
    failed = [str(check["name"]) for check in checks if not check["passed"]]
    if failed:
        raise RunError(
            f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}; repeat with: sagstal verify"
        )


def benchmark(as_json: shared.Json = False) -> None:
    """Measure speed against the reference engine and the bare loop, on this machine."""
    from experiments.benchmark import run_benchmark

    report: dict[str, Any] = run_benchmark()
    if as_json:
        shared.write_json(report)
        return
    from experiments.tables import show_benchmark

    show_benchmark(report)
