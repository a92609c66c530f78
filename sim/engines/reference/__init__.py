"""The reference engine: the model as one would explain it. Mesa agents; one SimPy environment is the only clock.

direct        the compiled rules as plain callables
calendar      SimPy's queue with absolute times and the model's total order
clock         one pending event of one kind for one agent
actor, core   what all agents, and the municipality, can do: draw, write, count
tasks         tasks and queues of desks
child         a child's life: needs, measures, cases, intake, choice, placements, follow-ups, growing up
family        parents' coping and readiness, kin, births, moving out
desk          a caseworker's desk: queue, cases, sessions, absence, resignation, hiring
municipality  homes, teams, policy, residents, the calendar's months and years
run           build, fork, run, close: the same functions as the compiled engine's

Numbers and decisions are the compiled functions of `sim.rules`; who does what when stands here a second time.
"""
