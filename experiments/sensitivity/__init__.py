"""Which uncertain parameters an outcome, or the effect of a policy, depends on: Morris screening and Sobol indices."""
