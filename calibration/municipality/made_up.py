"""Made-up municipalities with known truths, each taken the whole way of a municipality's own fit.

`python -m calibration.municipality.made_up` makes up municipalities, writes the file that each would bring, checks and
fits it, and looks whether its levels lie in the intervals; docs/own-municipality.md shows how often they do.
"""

import math
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from calibration.fit.adjust import adjust
from calibration.fit.summaries import make_summary, reported_values
from calibration.municipality.as_municipality import to_municipality
from calibration.municipality.as_targets import to_targets
from calibration.municipality.check import check_file
from calibration.municipality.fields import TYPES, load_fields
from calibration.municipality.fit import make_own_problem, simulate_own
from calibration.municipality.own import OwnFigures
from calibration.parquet import quoted, read_frame, write_frame
from calibration.posterior.load import load_posterior
from calibration.table.points import SEED
from calibration.table.simulate import USUAL_YEARS, observe
from sim.parameters.load import load_parameters
from sim.parameters.priors import draw_uniform

MEASURED = Path(__file__).resolve().parent / "made_up.parquet"
N_MUNICIPALITIES = 50
N_DRAWS = 150
# numbers of made-up truths, apart from those of every table
FIRST_TRUTH = 900_000_000
# residents aged 0-17: of the size of the smaller half of the country's municipalities
SMALLEST, LARGEST = 2500.0, 6000.0
DAY = date(2024, 12, 31)
# what each of them brings, beside its residents and the types of placement
BROUGHT = (
    "placed_0_17", "placed_0_22", "placement_starts", "notifications", "children_notified",
    "assessments_within_4_months", "first_followups_within_3_months",
)  # fmt: skip
LEVELS = ((0.5, 0.25), (0.8, 0.1), (0.9, 0.05), (0.95, 0.025))

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Truth:
    """A made-up municipality: what it publishes, and its true levels as standard-normal coordinates by name."""

    figures: Mapping[str, float]
    coordinates: Mapping[str, float]


def _uniform(name: str, number: int) -> float:
    return draw_uniform(SEED, f"made-up.{name}", 0, number)


def _own(number: int, values: Mapping[str, float]) -> OwnFigures:
    return OwnFigures("made-up.toml", f"made-up-{number - FIRST_TRUTH}", "Made up", DAY, dict(values))


def make_up(number: int) -> Truth:
    """Municipality `number`: a size, a draw of the posterior, levels from their priors, and a year of its life."""
    size = SMALLEST * (LARGEST / SMALLEST) ** _uniform("residents", number)
    residents = {"residents_0_17": float(round(size)), "residents_18_22": float(round(0.3 * size))}
    area = to_municipality(_own(number, residents))
    posterior = load_posterior()
    draw = int(_uniform("draw", number) * len(posterior))
    parameters = posterior.parameters(load_parameters(), draw)
    seen = observe(area.drawn(SEED, number), parameters, number, USUAL_YEARS)
    figures = {**residents, **_published(number, residents, seen)}
    levels = {name: _NORMAL.inv_cdf(draw_uniform(SEED, f"{area.key}.{name}", 0, number)) for name in area.figures}
    return Truth(figures, levels)


def _published(number: int, residents: Mapping[str, float], seen: Mapping[str, float]) -> dict[str, float]:
    """What it would publish of a year: counts and shares with their reporting error, types as they add up."""
    young = residents["residents_0_17"] + residents["residents_18_22"]
    per = {"residents_0_17": residents["residents_0_17"], "residents_0_22": young, "": math.nan}
    fields = load_fields()
    known = [name for name in (*BROUGHT, *TYPES) if math.isfinite(seen[fields[name].outcome])]
    exact = {
        name: seen[fields[name].outcome] * (per[fields[name].per] / 1000.0 if fields[name].per else 1.0)
        for name in known
    }
    targets = to_targets(_own(number, {**residents, **exact}))
    found = {}
    for name in exact:
        key = f"made-up-{number - FIRST_TRUTH}-{name.replace('_', '-')}"
        summary = make_summary(key, targets[key], targets)
        reported = reported_values(summary, pd.DataFrame({"point": [number], summary.column: [targets[key].value]}))[0]
        found[name] = reported * exact[name] / targets[key].value if exact[name] else 0.0
    return _consistent({name: _as_written(name, value) for name, value in found.items()}, exact)


def _exact(residents: Mapping[str, float], seen: Mapping[str, float]) -> dict[str, float]:
    """Counts and shares as they are, before anybody writes them down."""
    scale = {"residents_0_17": residents["residents_0_17"], "residents_0_22": sum(residents.values())}
    found = {}
    for name in (*BROUGHT, *TYPES):
        info = load_fields()[name]
        value = seen[info.outcome] * (scale[info.per] / 1000.0 if info.per in scale else 1.0)
        if math.isfinite(value):
            found[name] = value
    return found


def _as_written(name: str, value: float) -> float:
    return float(round(value) if load_fields()[name].is_whole else round(value, 3))


def _consistent(found: dict[str, float], exact: Mapping[str, float]) -> dict[str, float]:
    """No figure contradicts another: types add up to the placed, and a part is no more than its whole."""
    types = {name: float(round(exact[name])) for name in TYPES}
    placed = sum(types.values())
    found |= {**types, "placed_0_22": placed}
    found["placed_0_17"] = min(found["placed_0_17"], placed)
    found["children_notified"] = min(found["children_notified"], found["notifications"])
    return found


def file_text(truth: Truth, key: str) -> str:
    """The file that the municipality brings."""
    head = ["[municipality]", f'key = "{key}"', f'name = "{key}"', f"date = {DAY.isoformat()}", "[figures]"]
    whole = {name: load_fields()[name].is_whole for name in truth.figures}
    lines = [f"{name} = {int(value) if whole[name] else value}" for name, value in truth.figures.items()]
    return "\n".join([*head, *lines]) + "\n"


def _read(truth: Truth, key: str) -> OwnFigures:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.toml"
        path.write_text(file_text(truth, key), encoding="utf-8")
        found = check_file(path, "en", DAY)
    if not isinstance(found, OwnFigures):
        raise ValueError("\n".join(map(str, found)))
    return found


def fit_made_up(number: int, n_draws: int, jobs: int) -> list[dict[str, object]]:
    """One row per level: the truth's place in the posterior, and how much of the prior variance is gone."""
    truth, key = make_up(number), f"made-up-{number - FIRST_TRUTH}"
    own, posterior = _read(truth, key), load_posterior()
    problem = make_own_problem(own, posterior, simulate_own(to_municipality(own), posterior, n_draws, jobs))
    sample = adjust(problem.coordinates, problem.simulated, problem.observed)
    rows: list[dict[str, object]] = []
    for k, level in enumerate(problem.levels):
        values, weights = sample.coordinates[:, k], sample.weights / sample.weights.sum()
        mean = float((weights * values).sum())
        rows.append(
            {
                "number": number - FIRST_TRUTH,
                "residents_0_17": truth.figures["residents_0_17"],
                "level": level,
                "truth": truth.coordinates[level],
                "rank": float((weights * (values <= truth.coordinates[level])).sum()),
                "contraction": 1.0 - float((weights * (values - mean) ** 2).sum()),
            }
        )
    return rows


@dataclass(frozen=True)
class Coverage:
    """How often the intervals of a level hold the truth, by nominal share, and the mean gain over the prior."""

    n: int
    share: Mapping[float, float]
    contraction: float


def coverage_of(rows: pd.DataFrame) -> Coverage:
    """Coverage over rows; a truth is inside an interval if its rank is between the ends of it."""
    rank = rows["rank"].to_numpy(float)
    share = {nominal: float(np.mean((rank >= end) & (rank <= 1.0 - end))) for nominal, end in LEVELS}
    return Coverage(len(rows), share, float(rows["contraction"].mean()))


def measured() -> pd.DataFrame:
    """The kept rows."""
    return read_frame(f"SELECT * FROM read_parquet({quoted(MEASURED)}) ORDER BY number, level")


def measure(n: int, n_draws: int, jobs: int) -> pd.DataFrame:
    """Rows of the first `n` made-up municipalities."""
    rows: list[dict[str, object]] = []
    for k in range(n):
        rows += fit_made_up(FIRST_TRUTH + k, n_draws, jobs)
        sys.stderr.write(f"\r{k + 1} of {n} made-up municipalities")
    sys.stderr.write("\n")
    return pd.DataFrame(rows).astype({"level": "str"})


def main() -> None:
    """Measure, keep, and write the page."""
    write_frame(measure(N_MUNICIPALITIES, N_DRAWS, jobs=2), MEASURED)
    PAGE.write_text(page_text(), encoding="utf-8")


PAGE = Path(__file__).resolve().parents[2] / "docs" / "own-municipality-coverage.md"
TEXT = """# How far a municipality's own fit can be trusted

*Generated by `python -m calibration.municipality.made_up`.*

{n} municipalities of {smallest:,.0f} to {largest:,.0f} residents aged 0-17 were made up. Each has levels drawn from
the priors and parameters drawn from the shipped posterior; it lived one simulated year and wrote down what a
municipality would know of that year: {figures}, and its placed children by type, with the errors that such figures
have. That file was checked and fitted as anybody's would be (`sagstal municipality fit`, {draws} draws). The table
says how often the true level was inside the interval, and how much narrower the belief became.

{table}
With {n} municipalities a coverage of 90 % is known to about ± {error:.0f} percentage points for one level.
*Contraction*: the share of the prior variance that the figures took away, on average; below 0 there is none.
"""


def page_text() -> str:
    """The page from the kept rows."""
    frame = measured()
    n = frame["number"].nunique()
    levels = [(f"`{level}`", coverage_of(rows)) for level, rows in frame.groupby("level", sort=False)]
    lines = [
        "| level | " + " | ".join(f"{nominal:.0%} interval" for nominal, _ in LEVELS) + " | contraction |",
        "|---" * (len(LEVELS) + 2) + "|",
    ]
    for name, found in [*levels, ("all", coverage_of(frame))]:
        shares = " | ".join(f"{found.share[nominal]:.0%}" for nominal, _ in LEVELS)
        lines.append(f"| {name} | {shares} | {found.contraction:.2f} |")
    return TEXT.format(
        n=n,
        smallest=SMALLEST,
        largest=LARGEST,
        figures=", ".join(f"`{name}`" for name in BROUGHT),
        draws=N_DRAWS,
        table="\n".join(lines) + "\n",
        error=100.0 * 2.0 * math.sqrt(0.09 / n),
    )


if __name__ == "__main__":
    main()
