"""`sagstal validate`: run it, show it, draw it. What is confronted, and how, stands in `calibration.validation`."""
