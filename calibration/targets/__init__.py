"""Calibration targets: figures that the model's outcomes are compared with while it is fitted."""
