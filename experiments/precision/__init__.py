"""`sagstal precision`: how many replications a wanted precision needs, and how long the warm-up has to be."""
