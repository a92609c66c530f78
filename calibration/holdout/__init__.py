"""What the fit never sees: observed figures kept for validation, and claims that are confronted and never scored.

Nothing in `calibration` but `calibration.validation` may import this package; a test scans for it.
"""
