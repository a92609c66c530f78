"""The world of the compiled engine: one record array per kind of agent, bundled in one named tuple.

State is int64 and float64 only. A *slot* is a place in an array and is reused; an *id* is a name and never is.
"""

from collections import namedtuple
from typing import Any

import numpy as np

from sim.errors import NO_TIME
from sim.jit import named, register
from sim.outcomes.ledger import N_BANDS, Ledger
from sim.parameters.layout import DTYPE as PARAMETERS
from sim.policy.levers import N_ARMS, N_LEVERS
from sim.rules.notification import N_CHANNELS
from sim.vocabulary import N_CLOCKS, N_QUEUED_TASKS, N_STREAMS, N_TEAMS, OWNER_OF_CLOCK


def _record(integers: str, floats: str, *nested: Any) -> np.dtype[Any]:
    fields = [(name, "i8") for name in integers.split()] + [(name, "f8") for name in floats.split()]
    return np.dtype([*fields, *nested], align=True)


WORLD = _record(
    "seed replication agency n_heap n_log n_events error "
    "n_children n_families free_child free_family n_births n_migrants n_resident_families "
    "n_waiting homes homes_free next_change coverage covered_districts first_district lottery_size "
    "lowest_need only_impaired only_benefits only_placed project_existing project_new project_drop "
    "by_age impairment_team reception_team assessment_team n_districts n_parts n_desks reception_desk "
    "arms_drawn policy_begun only_labels or_placed nomination_size n_nominated lottery_open staffs_all district_team "
    "holders_set outreach_stale family_stale arms_differ quarter_read n_impairment n_enrolled impairment_stale "
    "insourcing_seen",
    "now residents homes_usual growth_per_day intake_hours age_from age_to begins "
    "n_schools n_day_cares outreach_hours_per_day outreach_ore_per_day outreach_hours_per_post outreach_since "
    "one_worker_since impairment_posts impairment_since impairment_hours_per_day impairment_hours_per_post "
    "impairment_ore_per_day coordination_cover coordination_needed_per_day",
    ("first_slot", "i8", (N_CLOCKS,)),
    ("team_n", "i8", (N_TEAMS,)),
    ("seats", "f8", (4,)),
)
PART = _record(
    "",
    "share level notification impairment propensity benefits migrant_benefits emigration_per_day",
)
CHILD = _record(
    "id family sibling band need measure status desk case_index impairment impaired place_stage wanted "
    "reason without_consent ever_placed tried arm lottery follow_open follow_missed awaits_first "
    "running_at_start held_back missed notifications_this_year highest_need_this_year onset_open unmet "
    "reconsidered course_wanted supported helped considerable impairment_case false_label complex_case services "
    "lost_earnings offered enrolled measure_at_year_start",
    "born onset measure_since placed_since exposed_since unmet_since unmet_days follow_last follow_due "
    "follow_start assess_due notified_at relation_since contact_hours contact_level response lottery_draw "
    "price_factor insourced notified_last intensity intensity_since returned_at onset_at meeting_last course_since "
    "drift_on follow_first_limit respite_draw day_care_draw practical_draw enrolled_since decided_at",
)
FAMILY = _record(
    "id n_planned n_born n_alive coping employment kin_able kin_found district part n_placed n_open n_minors ready "
    "n_adult_cases arm effort_ore nominated",
    "frailty placed_since coping_left work_hours work_since birth_due p_benefits lot",
    ("members", "i8", (4,)),
)
DESK = _record(
    "id home_team team established in_post absent busy waking n_cases task_kind task_slot task_id protected queue",
    "fte hired task_key task_begun task_hours speed owed_hours",
)
CLOCK = _record("", "remaining rate since")
HEAP = _record("slot order", "time")
ENTRY = _record("id kind slot", "key")
TASK = _record("queue", "key hours_left hours")
CHANGE = _record("arm lever", "time value")
LOG = _record("event child family desk detail", "time value")

World = namedtuple(
    "World",
    "g p lever change part child family desk clock heap pos task entry n_entry case waiting "
    "child_draw family_draw desk_draw town_draw free_children free_families frailty_table channel_rate ledger log",
)

Q = 1024  # entries of a desk's queue
MAX_CASES = 512  # open cases of one desk
MAX_WAITING = 1024  # children waiting for a foster home


def _zeros(dtype: np.dtype[Any], n: int) -> Any:
    return named(np.zeros(max(n, 1), dtype))


def empty_world(
    n_child: int, n_family: int, n_desk: int, n_parts: int, n_changes: int, n_log: int, parameters: Any, ledger: Ledger
) -> World:
    """Arrays of the given capacities, all zero."""
    n_clocks = sum((n_child, n_family, n_desk + 1, 1)[kind] for kind in OWNER_OF_CLOCK)
    return World(
        g=_zeros(WORLD, 1),
        p=named(parameters),
        lever=np.zeros((N_ARMS, N_LEVERS)),
        change=_zeros(CHANGE, n_changes),
        part=_zeros(PART, n_parts),
        child=_zeros(CHILD, n_child),
        family=_zeros(FAMILY, n_family),
        desk=_zeros(DESK, n_desk),
        clock=_zeros(CLOCK, n_clocks),
        heap=_zeros(HEAP, n_clocks),
        pos=np.full(n_clocks, -1, np.int64),
        task=_zeros(TASK, n_child * N_QUEUED_TASKS),
        entry=named(np.zeros((n_desk, Q), ENTRY)),
        n_entry=np.zeros(n_desk, np.int64),
        case=np.zeros((n_desk, MAX_CASES), np.int64),
        waiting=np.zeros(MAX_WAITING, np.int64),
        child_draw=np.zeros((n_child, N_STREAMS), np.int32),
        family_draw=np.zeros((n_family, N_STREAMS), np.int32),
        desk_draw=np.zeros((n_desk, N_STREAMS), np.int32),
        town_draw=np.zeros((1, N_STREAMS), np.int32),
        free_children=np.zeros(n_child, np.int64),
        free_families=np.zeros(n_family, np.int64),
        frailty_table=np.zeros(1025),
        channel_rate=np.zeros((N_ARMS, 2, 2, N_BANDS, N_CHANNELS + 1)),
        ledger=ledger,
        log=_zeros(LOG, n_log),
    )


_NOT_COPIED = ("ledger", "p", "change")


def copy_world(world: World, ledger: Ledger, into: World | None = None) -> World:
    """A world of its own with the same state and another ledger, in the memory of an earlier copy if one is given."""
    names = [name for name in World._fields if name not in _NOT_COPIED]
    if into is world:
        return world._replace(ledger=ledger)
    if into is None:
        return world._replace(ledger=ledger, **{name: getattr(world, name).copy() for name in names})
    for name in names:
        np.copyto(getattr(into, name), getattr(world, name))
    return into._replace(ledger=ledger)


def _tiny_world() -> World:
    from sim.outcomes.ledger import new_ledger

    return empty_world(1, 1, 1, 1, 1, 1, np.zeros(1, PARAMETERS), new_ledger(1, 0.0))


register("W", _tiny_world())

# reasons why a world stops (g.error); each is a failed run with its reason, never a silent wrap
ERROR_CHILDREN, ERROR_FAMILIES, ERROR_QUEUE, ERROR_CASES = range(1, 5)
ERROR_WAITING, ERROR_DESKS, ERROR_LOG, ERROR_TIME = range(5, 9)
ERRORS = {
    ERROR_CHILDREN: "more children than the world has room for",
    ERROR_FAMILIES: "more families than the world has room for",
    ERROR_QUEUE: f"more than {Q} tasks in the queue of one desk",
    ERROR_CASES: f"more than {MAX_CASES} open cases at one desk",
    ERROR_WAITING: f"more than {MAX_WAITING} children waiting for a foster home",
    ERROR_DESKS: "more desks than the world has room for",
    ERROR_LOG: "more log rows than the world has room for",
    ERROR_TIME: NO_TIME,
}
