"""A second opinion on the fit's mathematics: pyABC, and a problem whose answer is known."""
