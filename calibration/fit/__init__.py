"""The fit: from the reference table and the targets to draws from the posterior. It cannot import the hold-outs."""
