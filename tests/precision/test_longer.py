"""After a longer warm-up: levels that go on growing show as a change, and differences that stay do not."""

import numpy as np
import pytest

from experiments.design import WARMUP_YEARS, design
from experiments.options import RunOptions
from experiments.precision import longer
from experiments.replication import Done, Failed
from sim.errors import RunError
from sim.outcomes.catalogue import ROW_KEYS

HOMES, PLACED = ROW_KEYS.index("homes"), ROW_KEYS.index("placed")


def stand_in(after: longer.After, replication: int) -> Done:
    """Homes grow with the years of the warm-up; the scenario has two more, and five placed children fewer."""
    values = np.full((len(after.scenarios), len(ROW_KEYS)), 100.0) + after.draw_of(replication)
    values[:, HOMES] += after.warmup_years
    values[1, HOMES] += 2.0
    values[1, PLACED] -= 5.0
    return Done(replication, after.draw_of(replication), values, np.empty(0), np.empty(0), 0)


def test_a_level_that_grows_is_a_change_and_a_difference_that_stays_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(longer, "run_replication", stand_in)
    experiment = design(("status-quo", "caseload-20"), RunOptions(replications=6, draws="prior"))
    found = {(line.scenario, line.outcome): line for line in longer.lines(experiment, 70.0, 1)}
    homes = found["status-quo", "homes"]
    assert homes.usual[0] == pytest.approx(101.0 + WARMUP_YEARS) and homes.longer[0] == pytest.approx(171.0)
    assert homes.change == pytest.approx((70.0 - WARMUP_YEARS, 0.0))
    assert homes.usual[1] == pytest.approx(4.3027 / np.sqrt(3.0), rel=1e-3), "three draws are three observations"
    assert found["caseload-20", "homes"].usual == pytest.approx((2.0, 0.0))
    assert found["caseload-20", "placed"].longer == pytest.approx((-5.0, 0.0))
    assert found["caseload-20", "placed"].change == pytest.approx((0.0, 0.0))


def test_the_warm_up_is_as_long_as_asked_for() -> None:
    experiment = design(("status-quo",), RunOptions(replications=1, draws="point"))
    fields = {name: getattr(experiment, name) for name in experiment.__dataclass_fields__}
    assert longer.After(**fields, warmup_years=70.0).job(0).warmup_years == 70.0


def test_a_failed_replication_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(longer, "run_replication", lambda after, r: Failed(r, 0, "the clock stands still", ""))
    with pytest.raises(RunError, match="replication 0: the clock stands still"):
        longer.lines(design(("status-quo",), RunOptions(replications=2, draws="point")), 70.0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-m", "ishoj"], "did you mean 'ishoej'"),
        (["--longer-years=-5"], "more than 30"),
        (["--longer-years=nan"], "30"),
    ],
)
def test_bad_input_is_one_message(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        longer.main(["caseload-20", *words])
    assert ended.value.code == 2 and said in capsys.readouterr().err
