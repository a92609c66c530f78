"""Validation: predictions confronted with targets, hold-outs and claims. No other package may see what is held out.

Nothing here writes a parameter or a posterior: what is learnt by looking cannot be used for tuning.
"""
