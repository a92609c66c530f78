"""Decisions from paired runs: which scenario is best and how sure, what a wrong choice costs, which study helps."""
