"""The event log as a Parquet file: eight columns, no nulls, equal for both engines."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.parquet import write_frame

WHOLE = ("sequence", "child", "family", "caseworker")
REAL = ("time_days", "value")
TEXT = ("event", "detail")
COLUMNS = ("sequence", "time_days", "event", "child", "family", "caseworker", "detail", "value")


def _column(name: str, values: Any) -> Any:
    if name in TEXT:
        return pd.Series(values, dtype="str")
    return np.asarray(values, np.int64 if name in WHOLE else np.float64)


def write_log(log: Any, path: Path) -> int:
    """Write an engine's event log (one array per column); returns the number of rows."""
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        columns[name] = _column(name, getattr(log, name))
    frame = pd.DataFrame(columns)
    write_frame(frame, path)
    return len(frame)
