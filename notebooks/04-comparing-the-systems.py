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
# # 4. Comparing the systems
#
# Municipalities have described many ways to work with fewer cases, earlier, or with other placements. The headline
# study runs them all in five municipalities, with a grid of caseload x outreach x placement policy beside them. Its
# runs are too many to keep; its tables are kept in `results/headline/`. This notebook reads them, runs some rows again
# to see whether they come from *this* model, and then asks what can be said about the systems, and what cannot.
#
# Three things to hold on to. A difference is always paired: system less status quo, in the same municipality, with the
# same parameters and the same luck. Its interval says how well the *mean* is known, not how a single municipality will
# fare. And what hours achieve is driven by priors (notebooks 2 and 3): a league of systems is a league under a prior.

# %%
import os

import pandas as pd
from IPython.display import Markdown, display

from experiments.figures.show import show
from experiments.figures.style import style
from experiments.headline.again import beside_kept, run_again
from experiments.headline.equity_figure import UNSURE, draw_equity
from experiments.headline.figures import draw_grid
from experiments.headline.kept import read_kept
from experiments.headline.read_figures import (
    draw_cost_and_effect,
    draw_own_and_elsewhere,
    draw_verdicts,
    draw_what_matters,
)
from experiments.headline.reading import grid_table, homes_of, league, resting_priors, verdicts
from experiments.headline.tables import municipality_name, system_name
from experiments.options import default_jobs

# %% tags=["parameters"]
QUICK = os.environ.get("SAGSTAL_QUICK") == "1"
# where rows are run again, which ones, and how often at most
PLACE = "vallensbaek"
AGAIN = ("fewer-cases", "outreach", "status-quo+caseload=15+preference=network_first")
AGAIN_MOST = 4 if QUICK else 1000

# %% [markdown]
# ## What is kept

# %%
kept = read_kept()
places = list(dict.fromkeys(kept.systems["municipality"]))
systems = list(dict.fromkeys(kept.systems["scenario"]))
n_grid = kept.grid["scenario"].nunique()
print(f"{kept.manifest['n_rows']:,} runs: {len(systems)} systems and {n_grid} cells of a grid in {len(places)} places,")
years = kept.study.common.years
print(f"{kept.replications} replications of each, from {kept.draws} draw(s) of the parameters, over {years:g} years")
if kept.draws < 20:
    display(Markdown("**A stand-in.** With so few draws nothing below is a result: intervals are wide or missing."))

# %% [markdown]
# Some systems make no sense in some places (a project that takes six caseworkers where there are four). They are left
# out there, with the reason:

# %%
skipped = [
    (system_name(s.scenario, "en"), municipality_name(s.municipality, "en"), s.reason.split(": ", 1)[-1])
    for s in kept.study.skipped
]
with pd.option_context("display.max_colwidth", None):
    display(pd.DataFrame(skipped, columns=["system", "place", "why not"]))

# %% [markdown]
# ## Do the numbers come from this model?
#
# The manifest that is kept beside the tables holds the whole definition and a hash of every input. From it the study is
# made again, and some of its rows are run. If nothing has changed since and as many replications run, differences must
# be equal to the last digit that is kept; otherwise they must agree within their Monte-Carlo error.

# %%
OUTCOMES = ["placed_per_1000_0_17", "need_4", "leftover_hours_per_case", "measure_cost_dkk", "net_cost_dkk"]
n_again = min(kept.replications, AGAIN_MOST)
again = run_again(kept, PLACE, AGAIN, n_again, default_jobs())
repeated = beside_kept(kept, again, OUTCOMES)
print(f"{len(repeated)} differences, {n_again} of {kept.replications} replications")
print(f"inputs that have changed since: {', '.join(kept.changed) or 'none'}")
display(repeated.assign(**{name: repeated[name].map("{:.6g}".format) for name in ("kept", "again", "error")}))

# %% [markdown]
# ## A league, in its own place and elsewhere
#
# Most systems were described *by* a municipality *for* itself. Filled marks: the system where it was written; hollow
# marks: the same system elsewhere. What a system does depends on where it lands: on the caseload that is usual there,
# on who is placed already, and on the size of the place.

# %%
SHOWN = ["need_4", "days_onset_to_help", "placed_per_1000_0_17"]
with style():
    display(show(draw_own_and_elsewhere(kept.systems, SHOWN), "Differences by system, own place filled, others hollow"))

# %% [markdown]
# A league has a first place only where the first is told apart from the second. In each place, for each outcome with a
# better side: who leads, and how many systems, the status quo among them, cannot be told from the leading one. (The
# tables hold each system against the status quo, not against each other; errors of two systems are taken as
# independent, which calls too many ties rather than too few.)

# %%
SIDED = ["need_4", "days_onset_to_help", "leftover_hours_per_case", "worker_turnover", "net_cost_dkk"]
leagues = {(key, place): league(kept.systems, key, place, kept.draws) for key in SIDED for place in places}


def says(rows: pd.DataFrame) -> str:
    """Who leads, and how many are tied with it."""
    first = rows["scenario"].iloc[0]
    name = "Status quo" if first == "status-quo" else system_name(first, "en")
    rivals = int(rows["tied"].sum()) - 1
    return f"{name} (told from all)" if rivals == 0 else f"{name} (and {rivals} tied)"


first_places = pd.DataFrame({
    municipality_name(place, "en"): {key: says(leagues[key, place]) for key in SIDED} for place in places
})  # fmt: skip
display(first_places)

# %%
own_ranks = pd.DataFrame(
    [
        (system_name(name, "en"), municipality_name(place, "en"), key, int(rows.index[rows["scenario"] == name][0]) + 1,
         len(rows), bool(rows.loc[rows["scenario"] == name, "tied"].iloc[0]))
        for (key, place), rows in leagues.items() if key in ("need_4", "days_onset_to_help")
        for name in rows["scenario"] if name != "status-quo" and place in homes_of(name)
    ],
    columns=["system", "own place", "outcome", "rank", "of", "tied with the first"],
)  # fmt: skip
display(own_ranks)

# %% [markdown]
# A rank without its ties is noise with a number on it. Nor does a first place "at home" say that a municipality knew
# best: systems differ in how much they do, and a system that hires more does more.
#
# ## Cost against effect
#
# So each system is set beside what it costs. A system is *dominated* if another costs as little and does as much. What
# is left is a frontier: along it, more effect costs more, and no model says which point on it to choose.

# %%
with style():
    figure = draw_cost_and_effect(kept.systems, "days_onset_to_help", places)
    display(show(figure, "Net cost per child against days from onset to help, by place, the frontier numbered"))

# %%
with style():
    figure = draw_cost_and_effect(kept.systems, "need_4", places)
    display(show(figure, "Net cost per child against the share of children in need 4a or 4b, the frontier numbered"))

# %% [markdown]
# A frontier drawn through means looks sharper than it is: where crosses overlap, the order may be luck. `sagstal rank`
# on the runs says in which share of resampled draws a system is on it. Net cost over five years leaves out what comes
# later, and effects on need are the least certain part of the model.
#
# ## What rests on an assumed prior
#
# Every cell: the number of places where the system is better (+) or worse (-) than the status quo with its whole 95 %
# interval, and (°) the number of places where the *sign* of the mean turns if one holds another opinion about a single
# assumed effect: that it does not exist, or that it is strong.

# %%
GAINS = ["need_4", "days_onset_to_help", "first_followups_within_3_months", "assessments_within_4_months",
         "leftover_hours_per_case", "worker_turnover", "net_cost_dkk"]  # fmt: skip
counts = verdicts(kept.systems, GAINS)
with style():
    display(show(draw_verdicts(counts), "Places where each system is better or worse, by outcome"))

# %%
turning = resting_priors(kept.systems, GAINS)
unknown = kept.systems["prior_driven"].isna().all()
print("too few draws of the parameters to tell" if unknown else f"{len(turning)} opinions turn the sign of some row")
turning.head(10).to_frame()

# %% [markdown]
# Small differences turn easily: a sign that rests on a prior is often that of an effect near nothing. What matters is
# whether it happens where the interval is clear of zero, for there the interval promises a sureness about the *sign*
# that only the prior gives.
#
# Read across, the figure also says **who** gains: the first two columns are children, the next two are duties of the
# law, then time with families and staff who stay, last the municipality's purse. What it does not say is *which
# children*: a mean gain is no evidence that nobody is left out.
#
# ## Which children
#
# The same differences for children by age, by their true need, and by impairments that show. A group has a colour if
# it is told from nothing among the groups of its heading (Bonferroni); of twenty systems under a heading one has a
# colour by chance. Neither more nor fewer placements are better in themselves: the colours say where, not how good.

# %%
with style():
    figure = draw_equity(kept.equity, "placed_per_1000", places[0], "en")
    display(show(figure, "Difference in placements by group of children, for every system in one municipality"))

# %%
told = kept.equity[~kept.equity["verdict"].isin(UNSURE)].assign(more=lambda rows: rows["difference"] > 0.0)
reached = told.groupby(["outcome", "dimension", "group"])["more"].agg(more="sum", told="size")
reached.assign(fewer=reached["told"] - reached["more"]).drop(columns="told")

# %% [markdown]
# The table counts systems and places in which a group has more or fewer open cases or placements, or costs more or
# less. Of some hundred comparisons in a line one or two are counted by chance. Groups of need are the children who are
# in them *now*: a policy that moves a child from one to another changes both groups, so a difference there is not yet a
# child's gain.
#
# ## What matters in the grid
#
# Systems differ in many things at once. In the grid three things are crossed: caseload, placement policy, and outreach.
# How much of the difference between its cells goes with each alone, and how much only with several together?

# %%
LEVERS_ACT_ON = ["leftover_hours_per_case", "days_onset_to_help", "need_4", "family_type_share", "placed_per_1000_0_17",
                 "net_cost_dkk"]  # fmt: skip
shares = grid_table(kept.grid, LEVERS_ACT_ON, kept.draws)
with style():
    display(show(draw_what_matters(shares), "Share of the variance over the grid by factor, outcome and place"))

# %% [markdown]
# The shares are about *these levels*: caseloads from 15 to 30, three placement policies, a package or none. A factor
# that is varied less would look smaller. The diamond is an upper bound of what chance may add: where it is not far from
# the end of the bar, the outcome does not answer this question. In detail, days from onset to help:

# %%
with style():
    figure = draw_grid(kept.grid, "days_onset_to_help", "en")
    display(show(figure, "Days from onset to help over caseload, by municipality, placement policy and outreach"))

# %% [markdown]
# ## What not to conclude
#
# - **Not** that the leading system should be copied. Where the ties are many, "which one" is not what the study
#   answers; where they are few, the size of the effect rests on priors about what hours achieve.
# - **Not** that a municipality which does it will see it: a single municipality over five years scatters far beyond the
#   intervals of means (thin lines in `results/headline/figures/`, notebook 2).
# - **Not** that fewer placements are good, or more are bad. The model follows need as well, and takes no side about
#   placements.
# - **Not** that what costs nothing here costs nothing: net cost counts five years and the municipality's own accounts.
# - **Not** that systems are measured as they were carried out. They are read from documents; two readings of one
#   document (Kolding A and B, both of Borås, both of Ishøj 2015) can lie further apart than two systems.
#
# ## What this shows, as a test
#
# (1) The kept numbers are this model's. (2) A positive control: with placements as usual and no outreach, a lower
# caseload leaves more hours for families, step by step, in every place. (3) A placement policy moves the kind of
# placement more than caseload and outreach do, in every place. (4) Nobody wins everywhere: no system leads, told from
# all others, in every outcome with a better side.

# %%
plain = kept.grid[(kept.grid["outreach"] == 0) & (kept.grid["preference"] == 0)]
plain = plain[plain["outcome"] == "leftover_hours_per_case"]
hours = plain.pivot(index="municipality", columns="caseload", values="difference").sort_index(axis=1)
by_policy = shares[shares["outcome"] == "family_type_share"].set_index("municipality")
sole = [rows["scenario"].iloc[0] if rows["tied"].sum() == 1 else "" for rows in leagues.values()]
print(f"differences that agree: {repeated['agrees'].sum()} of {len(repeated)}")
print(f"leagues with a leader told from all others: {sum(map(bool, sole))} of {len(sole)}")
assert repeated["agrees"].all()
assert (hours.diff(axis=1).iloc[:, 1:] < 0.0).all().all()
assert (by_policy["preference"] > by_policy[["caseload", "outreach"]].max(axis=1)).all()
assert len(set(sole)) > 1 or sole[0] == ""
