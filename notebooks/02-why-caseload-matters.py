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
# # 2. Why caseload matters
#
# No parameter of the model says what a caseload does. A lower caseload gives a caseworker more hours per case; where
# these hours go, and what they do there, has to emerge. This notebook follows the hours: first to the tasks, then to
# timeliness, then through the *channels* by which hours can reach children.
#
# One thing in advance, because every figure below depends on it. **How strong the channels are is not known.** No
# published figure identifies it (notebook 3, `docs/calibration.md`): each strength has a prior that contains *no
# effect*, and the fit leaves it nearly as it was. Where hours go rests on task hours and queues; what they achieve is
# driven by priors.

# %%
import os

import pandas as pd
from IPython.display import Markdown, display

from experiments.caseloads import (
    ALL_OFF,
    ALL_ON,
    channel_effects,
    hours_per_case,
    long_table,
    run_in_memory,
    scenario_of,
    summary,
)
from experiments.channels import CHANNELS
from experiments.comparison import compare_row
from experiments.figures.caseloads import FAMILY_WORK, draw_effects, draw_hours, draw_over_caseload
from experiments.figures.show import show
from experiments.figures.style import style
from experiments.options import RunOptions, default_jobs

# %% tags=["parameters"]
QUICK = os.environ.get("SAGSTAL_QUICK") == "1"
PLACE = "vallensbaek" if QUICK else "ishoej"
YEARS = 1.0 if QUICK else 5.0
CASELOADS = (40, 25, 15) if QUICK else (40, 35, 30, 25, 20, 15)
REPLICATIONS, CHANNEL_REPLICATIONS = (4, 2) if QUICK else (120, 60)
# the cut whose effect is taken apart
FROM, TO = 35, 20

# %% [markdown]
# ## The runs
#
# One municipality under a grid of caseloads: from policy start on, posts are set so that each has so many open cases
# (hiring takes its time, and posts are not set again afterwards). All caseloads of a replication share warm-up, luck
# and parameters, which are drawn from the posterior: bands below hold chance *and* what is not known about parameters.

# %%
options = RunOptions(PLACE, years=YEARS, replications=REPLICATIONS, draws="posterior", jobs=default_jobs())
grid = run_in_memory([scenario_of(caseload) for caseload in CASELOADS], options)
place = grid.experiment.municipality
print(
    f"{place.name_en}: {len(CASELOADS)} caseloads, {len(grid)} replications of {YEARS:g} year(s), "
    f"{len(set(grid.groups()))} draws of the parameters"
)

# %% [markdown]
# ## Where the hours go

# %%
hours = hours_per_case(grid, CASELOADS)
with style():
    display(show(draw_hours(hours), "Hours per case and year by task over the caseload, stacked"))

# %%
means = hours.groupby(["task", "caseload"])["hours"].mean().unstack()[list(CASELOADS)]
gained = means[CASELOADS[-1]] - means[CASELOADS[0]]
share = gained[FAMILY_WORK] / gained.sum()
display(means.round(1))
display(Markdown(
    f"From {CASELOADS[0]} to {CASELOADS[-1]} cases per post a case gets {gained.sum():.0f} more hours of tasks a year, "
    f"and **{share:.0%} of them are family and network work**: from {means.loc[FAMILY_WORK, CASELOADS[0]]:.0f} to "
    f"{means.loc[FAMILY_WORK, CASELOADS[-1]]:.0f} hours."
))  # fmt: skip

# %% [markdown]
# An assessment takes its hours whatever the caseload; so do follow-ups, once they are held. What a case asks for is
# nearly fixed, so almost everything that is gained is what is left over. This is why the *meaning* of a lower caseload
# in this model is time with families, and why a policy that fills the hours with more follow-ups (`closer-followup`)
# can use the gain up.
#
# ## What is in time

# %%
PANELS = {
    "assessments_within_4_months": "Assessments within 4 months [share]",
    "first_followups_within_3_months": "First follow-ups within 3 months [share]",
    "followups_on_time": "Follow-ups on time [share]",
    "days_since_follow_up": "Days since the last follow-up",
    "worker_turnover": "Caseworkers who leave [per post and year]",
    "placed_per_1000_0_17@end": "Placed on the last day [per 1,000 aged 0-17]",
}
table = long_table(grid, CASELOADS, PANELS)
with style():
    display(show(draw_over_caseload(table, PANELS), "Timeliness, turnover and placed children over the caseload"))

# %% [markdown]
# Follow-ups gain. Assessments gain where the same desks do them; a municipality with an assessment team of its own,
# whose posts follow another rule, sees next to nothing there. And the last panel is the sobering one: beside the spread
# of what a municipality of this size can look like, the placed stock hardly moves. Paired differences are far surer
# than the bands suggest, so look at these:

# %%
rows = [compare_row(grid, k, "placed_per_1000_0_17@end") for k in range(1, len(CASELOADS))]
paired = pd.DataFrame(rows, index=pd.Index(CASELOADS[1:], name=f"caseload, against {CASELOADS[0]}"))
columns = ["base", "difference", "ci95", "pi90", "variance_share_parameters", "prior_driven", "turned_by"]
paired[columns].map(
    lambda x: [round(v, 2) for v in x] if isinstance(x, list) and x and isinstance(x[0], float) else x
).round(2)

# %% [markdown]
# `ci95` is the Monte-Carlo interval of the mean, `pi90` holds 90 % of single runs. `turned_by` names opinions about
# assumed effects under which the expected difference has the *other sign*: if it is not empty, the sign rests on a
# prior. `None` there means that there were too few draws of the parameters to tell; `sagstal compare` takes more.
#
# More hours do two opposite things: parents become ready sooner and measures are changed sooner, which shortens
# placements; but need is also read more sharply, and what was waited for comes sooner, placements too.
#
# ## Channel by channel
#
# Each channel has parameters whose value 0 switches it off (the table in `docs/odd.md`). The same cut, from `FROM` to
# `TO` cases, is made with every channel, with each switched off, and with none. A channel is switched off in base and
# policy alike, warm-up included.

# %%
pd.Series({name: ", ".join(keys) for name, keys in CHANNELS.items()}, name="parameters set to 0").to_frame()

# %%
OUTCOMES = {
    "placed_per_1000_0_17@end": f"Placed per 1,000 on the last day: {TO} less {FROM} cases",
    "returns_per_100_placed": f"Returns home per 100 placed and year: {TO} less {FROM} cases",
}
channel_options = RunOptions(
    PLACE, years=YEARS, replications=CHANNEL_REPLICATIONS, draws="posterior", jobs=default_jobs()
)
effects = channel_effects((FROM, TO), channel_options, list(OUTCOMES))
told = summary(effects)
with style():
    display(show(draw_effects(told, OUTCOMES), "Effect of a lower caseload with each channel switched off"))

# %%
by_variant = told[told["outcome"] == "placed_per_1000_0_17@end"].set_index("variant")
returns = told[told["outcome"] == "returns_per_100_placed"].set_index("variant")
base = grid.of(0, "placed_per_1000_0_17@end").mean()
display(Markdown(
    f"With every channel the stock of placed children changes by {by_variant.loc[ALL_ON, 'mean']:+.2f} per 1,000 "
    f"({by_variant.loc[ALL_ON, 'low']:+.2f} to {by_variant.loc[ALL_ON, 'high']:+.2f}) after {YEARS:g} year(s), "
    f"with none by {by_variant.loc[ALL_OFF, 'mean']:+.2f} ({by_variant.loc[ALL_OFF, 'low']:+.2f} to "
    f"{by_variant.loc[ALL_OFF, 'high']:+.2f}). Returns home per 100 placed: {returns.loc[ALL_ON, 'mean']:+.1f} "
    f"({returns.loc[ALL_ON, 'low']:+.1f} to {returns.loc[ALL_ON, 'high']:+.1f}) with every channel, "
    f"{returns.loc[ALL_OFF, 'mean']:+.1f} ({returns.loc[ALL_OFF, 'low']:+.1f} to {returns.loc[ALL_OFF, 'high']:+.1f}) "
    "with none."
))  # fmt: skip

# %% [markdown]
# "No channel" need not mean no difference: with more hours, decisions that were waited for come sooner, and placements
# are among them. That side of a lower caseload needs no channel, and it *raises* the stock. What lowers it has to come
# through the channels.
#
# Where intervals overlap, the figure does not say which channel carries more; more replications would. It says what
# can be said: how large an effect is that rests on assumed strengths, and that single runs of one municipality (the
# thin lines) scatter far beyond it. **A municipality that cuts its caseloads and sees fewer placements after five years
# has not shown that the one caused the other, and one that sees none has not shown the opposite.**
#
# ## What this shows, as a test
#
# (1) In nearly every replication each lower caseload leaves more hours for family and network work than the one
# above it. (2) Most of the hours that a lower caseload gives go there. (3) With every channel switched off, nothing
# contradicts an effect on the placed stock of less than 3 %.

# %%
leftover = hours[hours["task"] == FAMILY_WORK].pivot(index="replication", columns="caseload", values="hours")
rises = leftover[list(CASELOADS)].diff(axis=1).iloc[:, 1:] > 0.0
print(f"leftover hours rise in {rises.to_numpy().mean():.0%} of steps; {share:.0%} of the hours gained are family work")
assert rises.to_numpy().mean() > 0.95
assert share > 0.6
assert by_variant.loc[ALL_OFF, "low"] < 0.03 * base
assert by_variant.loc[ALL_OFF, "high"] > -0.03 * base
