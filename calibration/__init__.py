"""Calibration: what the model is fitted to, how it is fitted, and what the fit never sees.

It may import `sim`; `experiments` may import it.
"""
