"""The reference table: points drawn from the prior, and what each target municipality does there."""

from pathlib import Path

# the table that comes with the package, and from which its posterior is made
REFERENCE = Path(__file__).resolve().parent / "reference.parquet"
