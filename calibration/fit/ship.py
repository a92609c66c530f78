"""`python -m calibration.fit.ship DIR` makes a table that was simulated into DIR the one that comes with the package.

DIR is what `sagstal calibrate --points N --out DIR` has written. Draws, manifest and docs/calibration.md follow.
"""

import sys
from pathlib import Path

from calibration.fit import page
from calibration.fit.fit import draws_frame, manifest, write_posterior
from calibration.fit.run import TABLE, run_fit
from calibration.posterior import FOLDER
from calibration.table import REFERENCE
from calibration.table.store import merge


def ship(out: Path) -> None:
    """Table, posterior and page from an output directory."""
    merge(out / TABLE, REFERENCE)
    fitted = run_fit()
    frame = draws_frame(fitted.problem, fitted.sample)
    write_posterior(FOLDER, frame, manifest(fitted.problem, fitted.sample, frame, "compiled"))
    page.main()


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
