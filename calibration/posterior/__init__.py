"""The posterior that comes with the package: draws of parameters and municipal figures, with their manifest."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
DRAWS = FOLDER / "draws.parquet"
MANIFEST = FOLDER / "manifest.json"


def is_shipped() -> bool:
    """Whether a posterior comes with the package."""
    return DRAWS.exists()
