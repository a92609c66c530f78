"""The folder for what can be made or fetched again."""

import os
import tempfile
from pathlib import Path


def user_cache() -> Path:
    """A folder of the user's that can be written, else one in the temporary folder."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sagstal"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        home = Path(tempfile.gettempdir()) / f"sagstal-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        home.mkdir(parents=True, exist_ok=True)
    return home
