"""The science of the model: pure functions of numbers, one file per process, in the order a child meets them.

demography    births, migration, family sizes
need          how need rises and falls
impairment    functional impairment: onset, the case in the special track, services, lost earnings, coordination
family        parents' coping and readiness, kin
notification  who notifies, how often, and that one notification brings another
reception     screening and what is observed
assessment    the § 50 assessment
choice        which measure on the ladder
places        finite homes, bought places, courses
work          hours, queues, speed
followup      schedules and what a held follow-up leads to
placement     breakdown, aftercare
workforce     absence, resignation, hiring, posts
economy       prices

A rule knows no engine, no clock and no agent. Both engines call the same compiled function.
"""

from sim.parameters import layout  # noqa: F401  registers the type of the parameter record
