"""From units to the document: the indices of every outcome asked for, what was left out, and why."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.replication import Failed
from experiments.sensitivity.execute import Found
from experiments.sensitivity.indices import Indices, MorrisIndex, analyse
from experiments.sensitivity.plan import DUMMY, REPLICATIONS_MOST, Sensitivity, Target
from experiments.sensitivity.runs import Measured
from sim.outcomes.catalogue import find_outcome
from sim.parameters.load import load_records

Row = dict[str, Any]
Values = NDArray[np.float64]

MORRIS_KEYS = ("mu_star", "mu_star_ci95", "mu", "mu_ci95", "sigma", "sigma_corrected", "from_chance")
# labels of elements that have a Danish word in the glossary; others stay as addresses write them
DANISH_LABELS = {
    "thriving": "trives",
    "declining": "begyndende mistrivsel",
    "vulnerable": "sårbar",
    "exposed": "udsat",
    "endangered": "truet",
    "coping": "mestrer",
    "strained": "belastet",
    "overwhelmed": "overvældet",
    "assessment": "undersøgelse",
    "crisis": "krise",
}
SOBOL_KEYS = ("s1", "s1_ci95", "st", "st_ci95", "s1_raw", "s1_raw_ci95", "st_raw", "st_raw_ci95")


def make_document(sensitivity: Sensitivity, found: Found) -> Row:
    """The document; unknown is null."""
    table = unit_table(sensitivity, found.measured)
    keys = sensitivity.run_keys()
    years = sensitivity.years
    return {
        "method": sensitivity.method,
        "title_en": sensitivity.titles[0],
        "title_da": sensitivity.titles[1],
        "municipality": sensitivity.municipality.key,
        "base": sensitivity.scenario_keys[0],
        "scenarios": list(sensitivity.scenario_keys[1:]),
        "years": int(years) if years == int(years) else years,
        "replications": sensitivity.replications,
        "seed": sensitivity.seed,
        "blocks": sensitivity.blocks,
        "points": sensitivity.n_points,
        "runs": len(sensitivity.units()) * len(sensitivity.scenarios),
        "parameters": [_factor_row(sensitivity, k) for k in range(len(sensitivity.factors))],
        "failures": [_failure_row(sensitivity, failed) for failed in _ordered(found.failures)],
        "failed_blocks": sorted({failed.draw // sensitivity.per_block for failed in found.failures}),
        "analyses": [_analysis(sensitivity, target, table, keys) for target in sensitivity.targets],
    }


def _ordered(failures: list[Failed]) -> list[Failed]:
    return sorted(failures, key=lambda failed: failed.replication)


def unit_table(sensitivity: Sensitivity, measured: list[Measured]) -> Values:
    """Outcomes [point, replication, scenario, key]; infinite where the unit failed, nan where the value is unknown."""
    shape = (sensitivity.n_points, sensitivity.replications, len(sensitivity.scenarios), len(sensitivity.run_keys()))
    table = np.full(shape, np.inf)
    for unit in measured:
        table[divmod(unit.unit, REPLICATIONS_MOST)] = unit.values
    return table


def _factor_row(sensitivity: Sensitivity, k: int) -> Row:
    factor = sensitivity.factors[k]
    record = load_records()[factor.key]
    return {
        "parameter": factor.address,
        "name_en": factor_name(factor.address, "en"),
        "name_da": factor_name(factor.address, "da"),
        "process": record.process,
        "unit": factor.unit,
        "value": factor.value,
        "low": factor.at(0.0),
        "high": factor.at(1.0),
        "prior": factor.prior_text if factor.given is None else None,
        "grade": factor.grade,
    }


def factor_name(address: str, language: str) -> str:
    """A parameter's element in words: 'Need rise per year: thriving'."""
    key, *labels = address.split(".")
    record = load_records()[key]
    name = record.name_da if language == "da" and record.name_da else record.name_en
    words = [DANISH_LABELS.get(label, label) if language == "da" else label for label in labels]
    return f"{name}: {', '.join(word.replace('_', ' ') for word in words)}" if labels else name


def _failure_row(sensitivity: Sensitivity, failed: Failed) -> Row:
    return {
        "point": failed.draw,
        "replication": failed.replication % REPLICATIONS_MOST,
        "block": failed.draw // sensitivity.per_block,
        "reason": failed.reason,
        "command": failed.command,
    }


def target_values(sensitivity: Sensitivity, target: Target, table: Values, keys: tuple[str, ...]) -> Values:
    """A target's outcomes [block, place, replication]; infinite or nan where a run is missing or a value unknown."""
    with np.errstate(invalid="ignore"):
        terms = [sign * table[:, :, scenario, keys.index(key)] for sign, scenario, key in target.terms()]
        total = np.sum(terms, axis=0)
    failed = np.isinf(table[:, :, 0, 0])
    values: Values = np.where(failed, np.inf, total).reshape(sensitivity.blocks, sensitivity.per_block, -1)
    return values


def _analysis(sensitivity: Sensitivity, target: Target, table: Values, keys: tuple[str, ...]) -> Row:
    """One outcome: blocks with a failed run or an unknown value are left out whole, and counted."""
    values = target_values(sensitivity, target, table, keys)
    failed = np.isinf(values).any(axis=(1, 2))
    unknown = np.isnan(values).any(axis=(1, 2)) & ~failed
    kept = ~(failed | unknown)
    points = sensitivity.points.reshape(sensitivity.blocks, sensitivity.per_block, -1)
    found = analyse(sensitivity.method, points[kept], values[kept], sensitivity.seed)
    outcome = find_outcome(target.outcome)
    return {
        "kind": target.kind,
        "scenario": sensitivity.scenario_keys[target.scenario],
        "outcome": target.outcome,
        "unit": outcome.unit,
        "blocks_used": int(kept.sum()),
        "blocks_failed": int(failed.sum()),
        "blocks_unknown": int(unknown.sum()),
        "mean": found.mean if found else None,
        "sd": found.sd if found else None,
        "noise_share": found.noise_share if found else None,
        "noise_floor": found.noise_floor if found else None,
        "indices": _index_rows(sensitivity, found) if found else [],
    }


def _index_rows(sensitivity: Sensitivity, found: Indices) -> list[Row]:
    """One row per parameter, the strongest first, the dummy last."""
    keys = MORRIS_KEYS if sensitivity.method == "morris" else SOBOL_KEYS
    rows = []
    for name, index in zip(sensitivity.factor_names, found.rows, strict=True):
        row: Row = {"parameter": name}
        row |= {key: _plain(getattr(index, key)) for key in keys}
        row["distinguishable"] = index.distinguishable
        if isinstance(index, MorrisIndex):
            row["distinguished_by"] = index.distinguished_by or ""
        rows.append(row)
    order = sorted(range(len(rows)), key=lambda k: (rows[k]["parameter"] == DUMMY, -_strength(found.rows[k])))
    return [rows[k] for k in order]


def _strength(index: Any) -> float:
    return float(index.mu_star if isinstance(index, MorrisIndex) else index.st_raw)


def _plain(value: Any) -> Any:
    """Intervals as lists."""
    return list(value) if isinstance(value, tuple) else value


def table_rows(document: Row) -> list[Row]:
    """The indices as one flat table, for sensitivity.parquet and sensitivity.csv."""
    rows = []
    for analysis in document["analyses"]:
        head = {key: analysis[key] for key in ("kind", "scenario", "outcome", "unit")}
        tail = {key: analysis[key] for key in ("noise_floor", "noise_share", "blocks_used")}
        rows += [{**head, **_flat(index), **tail} for index in analysis["indices"]]
    return rows


def _flat(index: Row) -> Row:
    """Intervals as two columns."""
    flat: Row = {}
    for key, value in index.items():
        if key.endswith("_ci95"):
            low, high = value if value is not None else (None, None)
            flat |= {f"{key.removesuffix('_ci95')}_low": low, f"{key.removesuffix('_ci95')}_high": high}
        else:
            flat[key] = value
    return flat
