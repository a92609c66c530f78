"""Checks of the compiled engine against numbers that theory gives.

Every check builds a world of the engine in which theory applies (most processes switched off, the rest with known
rates), runs the engine's own loop, desks, clocks and ledger, and compares what comes out with a number derived here.
What the engine gets can be changed without the theory knowing (`planted`): the tests use that to show that each check
notices a mistake.

need           categories of need over a life against the matrix exponential
population     expected residents under births, moves in and out
competing      rise, fall and moving out as competing risks
notifications  counts of a self-exciting process: mean and variance
priorities     screening before assessment at one desk: M/G/1 with priorities
servers        one desk and a pooled reception with exponential hours: M/M/1 and M/M/c
cycles         Little's law on open cases; mean and variance of placement costs
courses        yearly seats are all used and never exceeded
"""
