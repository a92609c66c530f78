"""A study: a definition file made into cells, units and rows, run anywhere, kept in one directory."""
