"""The reference table: points drawn from the prior, and what each target municipality does there."""
