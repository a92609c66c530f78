# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1. One child, one caseworker
#
# Results of a simulation are means over thousands of lives. This notebook goes the other way: it follows **one child**
# through the event log, sits down beside **one caseworker** for some weeks, and then lets the same child live again in
# a municipality that differs in one thing, the caseload. Where do the two lives part, and why not earlier?
#
# The log is what `sagstal log` writes; `docs/events.md` explains its rows. Parameters are point values: one value of
# each, no uncertainty. Nothing here is a result about policies. Notebook 2 is about those.

# %%
import os

import numpy as np
from IPython.display import display

from experiments.closeup.desk import watch
from experiments.closeup.lives import (
    alive_at_start,
    families_met,
    first_and_last,
    life,
    most_eventful,
    parted,
    run_log,
    with_case_at_start,
)
from experiments.design import design
from experiments.figures.lives import draw_desk, draw_lives, draw_parting
from experiments.figures.show import show
from experiments.figures.style import style
from experiments.options import RunOptions
from sim.units import DAYS_PER_YEAR

# %% tags=["parameters"]
QUICK = os.environ.get("SAGSTAL_QUICK") == "1"
PLACE = "vallensbaek" if QUICK else "ishoej"
YEARS = 5.0
OTHER_CASELOAD = 20
WEEKS = 1 if QUICK else 4
REPLICATION = 0

# %% [markdown]
# ## The log
#
# One run is a municipality, a scenario, parameters, a seed and a replication number. Time 0 is the day on which a
# policy starts; before it lie thirty years of warm-up, which are in the log with negative times.

# %%
options = RunOptions(PLACE, years=YEARS, draws="point")
usual = design(("status-quo",), options)
fewer = design((f"caseload-{OTHER_CASELOAD}",), options)
log = run_log(usual.job(REPLICATION))
until = YEARS * DAYS_PER_YEAR

place = usual.municipality
print(f"{place.name_en}: {len(log):,} events, {(log['time_days'] >= 0).sum():,} of them from policy start on")
print(f"{len(alive_at_start(log)):,} children on day 0, {len(with_case_at_start(log)):,} with an open case")
print(f"cases per caseworker before day 0: {place.figures['caseload'].value:g}")

# %% [markdown]
# ## One child
#
# Which child? One that shows much, and so not a typical one. The rule: of all children who were placed *and* returned
# home between policy start and the end of the run, the one with the most rows in the log.

# %%
child = most_eventful(log)
story = life(log, child)
print(f"child {child}: {len(story)} rows in its whole life")
story.loc[story["time_days"] >= 0, ["time_days", "event", "caseworker", "detail", "value"]].head(12)

# %% [markdown]
# Its life line. From the top: the need category, which nobody sees directly; the step of the intervention ladder that
# its main measure stands on; where the case stands; how the parents cope; and what happened. Need and ladder step are
# separate: help can come late, or stay long after need has fallen. Need and coping are drawn from their first change
# on, because the log does not tell what was before. The dotted line is day 0.

# %%
born, left = first_and_last(story, until)
age_on_arrival = float(story.loc[story["event"] == "child_arrives", "value"].iloc[0])
with style():
    figure = draw_lives({f"Child {child}": story}, left, born_days=born - age_on_arrival)
    display(show(figure, "Life line of one child: need, ladder step, case, parents' coping, events, by age"))

# %% [markdown]
# ## One caseworker
#
# The caseworker who had this child's case on the day it was placed. A desk works as one server with a queue: acute
# work first, then screening, then whatever is due next. Days are calendar days: a caseworker who has so and so many
# hours for tasks in a week spreads them over it. The log tells what was *finished*; what waits has to be looked at
# while the model runs, so the run is repeated and stopped every quarter of an hour.

# %%
placed = story[(story["event"] == "placed") & (story["time_days"] >= 0)].iloc[0]
first_day = max(float(placed["time_days"]) - 7.0 * WEEKS / 2.0, 0.0)
watched = watch(usual.job(REPLICATION), int(placed["caseworker"]), first_day, 7 * WEEKS)
print(
    f"caseworker {int(placed['caseworker'])}, {watched.n_cases:.0f} cases, days {first_day:.0f} to "
    f"{first_day + 7 * WEEKS:.0f} after policy start"
)
with style():
    figure = draw_desk(watched, child)
    display(show(figure, "One caseworker: sessions by task, tasks waiting, and hours a week by what they go to"))

# %% [markdown]
# Calls and records grow with every open case, before any task is done. What is left is worked off from the queue; only
# when nothing waits (and in a small protected share) does family and network work get hours. This is why hours are
# the heart of the model: **the effect of a caseload is not typed in anywhere**, it has to come through here.

# %%
weekly = {name: hours / WEEKS for name, hours in watched.budget.items()}
by_case = {name: hours * 52.18 / watched.n_cases for name, hours in weekly.items()}
print(
    f"hours per case and year at this rate: calls and records {by_case['calls and records']:.1f}, "
    f"family work {by_case.get('family work', 0.0):.1f}"
)

# %% [markdown]
# ## The same child, another caseload
#
# Now the same municipality, the same warm-up, the same child, but from day 0 on posts are set for a caseload of
# `OTHER_CASELOAD`. Random numbers are *addressed*: every uniform number belongs to a run, an entity (this child), a
# decision (one stream for each) and a count (its third draw). It is not the next number of a common sequence. So
# whatever a caseworker does elsewhere, this child meets the same luck, and two runs differ only where the policy has
# reached somebody.

# %%
log_fewer = run_log(fewer.job(REPLICATION))
apart = parted(log, log_fewer).set_index("child")
when = apart.loc[child, "parted_days"]
if np.isfinite(when):
    print(f"the lives of child {child} part on day {when:.1f}, with: {apart.loc[child, 'event']}")
else:
    print(f"the lives of child {child} do not part")

# %%
story_fewer = life(log_fewer, child)
with style():
    figure = draw_lives(
        {f"{place.figures['caseload'].value:g} cases per post": story, f"{OTHER_CASELOAD} cases per post": story_fewer},
        until,
        from_days=-0.5 * DAYS_PER_YEAR,
    )
    display(show(figure, "Life lines of the same child under the usual and the lower caseload"))

# %% [markdown]
# One life proves nothing: that this child fares better or worse under fewer cases may be luck that another child pays
# for. What one life *can* show is the mechanism. What first differs, counted over all children whose lives part:

# %%
first_differences = apart.loc[np.isfinite(apart["parted_days"]), "event"].value_counts()
first_differences.head(8).to_frame("children whose first difference it is")

# %% [markdown]
# ## Who is reached, and when
#
# The share of children whose rows are still the same in both runs. Those with a case on day 0 are reached within
# months. Need itself parts much later: hours have to become a follow-up, a decision, or work with the parents first.

# %%
cases, everybody = with_case_at_start(log), alive_at_start(log)
need_apart = parted(log, log_fewer, ("need",)).set_index("child")
placed_apart = parted(log, log_fewer, ("placed", "returned_home")).set_index("child")
with style():
    figure = draw_parting(
        {
            "with a case on day 0: anything in the log": apart.loc[cases, "parted_days"].to_numpy(),
            "with a case on day 0: need": need_apart.loc[cases, "parted_days"].to_numpy(),
            "with a case on day 0: placed, returned home": placed_apart.loc[cases, "parted_days"].to_numpy(),
            "all children: anything in the log": apart.loc[everybody, "parted_days"].to_numpy(),
        },
        YEARS,
    )
    display(show(figure, "Share of children whose rows are still equal in both runs, by time since policy start"))

# %% [markdown]
# ## What this shows, as a test
#
# Three claims that could fail. (1) Children of families that no caseworker had to do with, in either run, live
# *exactly* the same life under both caseloads: the policy reaches people through work and through nothing else.
# (2) It does reach those with a case. (3) The equality comes from addresses, not from a dull model: with another
# replication number (other luck, same policy) those same ids live other lives.

# %%
met = families_met(log) | families_met(log_fewer)
family_of = log[log["child"] >= 0].groupby("child")["family"].first()
never_met = [c for c in everybody if family_of[c] not in met]
log_other_luck = run_log(usual.job(REPLICATION + 1))
still_there = np.intersect1d(never_met, alive_at_start(log_other_luck))
other_luck = parted(log, log_other_luck).set_index("child")

same, reached = np.isinf(apart.loc[never_met, "parted_days"]), np.isfinite(apart.loc[cases, "parted_days"])
print(f"{len(never_met):,} children whose family no caseworker met: {same.mean():.1%} live the same life in both runs")
print(f"{len(cases):,} children with a case on day 0: {reached.mean():.1%} do not")
assert len(never_met) > 100
assert same.all()
assert reached.mean() > 0.5
assert (apart["parted_days"] >= 0).all()
assert np.isfinite(other_luck.loc[still_there, "parted_days"]).mean() > 0.9
