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
# # 5. Sensitivity and the decision
#
# A result that rests on three hundred uncertain numbers raises two questions. *Which of them does it rest on?* That is
# sensitivity: screening (Morris), shares of variance (Sobol'), and where variance comes from at all. *Would knowing
# them change what one does?* That is the decision: probabilities of being best, regret, the value of information, where
# a policy fails, and at which caseload it pays. A parameter can matter much for an outcome and not at all for the
# choice.
#
# Everything here is run here, in the smallest municipality, in a minute or two. **The tables are too small for
# results**, and one aim is to see how each method says so itself. The methods at full size: `sagstal sensitivity
# sensitivity`, `sagstal experiment`, `sagstal rank` (`docs/sensitivity.md`, `docs/decision-methods.md`).

# %%
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from IPython.display import Markdown, display

from experiments import small_studies
from experiments.decisions.document import break_even_row, ranking_row
from experiments.decisions.figure import draw_break_even, draw_failure, draw_ranking, draw_studies
from experiments.decisions.options import RankOptions
from experiments.decisions.reading import inputs_of, read_source
from experiments.figures.show import show
from experiments.figures.split import draw_split
from experiments.figures.style import style
from experiments.options import default_jobs
from experiments.sensitivity.figure import draw_analysis
from experiments.sensitivity.plan import DUMMY

# %% tags=["parameters"]
QUICK = os.environ.get("SAGSTAL_QUICK") == "1"
PLACE = "vallensbaek"
YEARS = 2.0 if QUICK else 5.0
CUT = "caseload-20"
TRAJECTORIES, BLOCKS = (4, 8) if QUICK else (8, 16)
# replications of the small experiments: two share a draw of the parameters
STRUCTURE_REPLICATIONS, DECISION_REPLICATIONS = (8, 44) if QUICK else (16, 100)
CASELOADS = (30, 25, 20, 15)

# %%
held = TemporaryDirectory()
folder = Path(held.name)
jobs = default_jobs()

# %% [markdown]
# ## First, something that is known
#
# An index computed from noisy runs is wrong in known ways, and a simulation is noise to a good part. So first a
# function whose indices are known: a sum in which `x1` carries 80 % of the variance, `x2` 20 %, `x3` nothing, with
# chance on top, two replications per point. The *dummy* is a parameter that does nothing by construction.

# %%
sum_of_three = small_studies.Known(weights=(4.0, 2.0, 0.0), noise_sd=1.0)
known, known_floor = sum_of_three.table(blocks=128, replications=2, seed=1)
print(f"noise floor (what a parameter that does nothing may show): {known_floor:.2f}")
known.round(2)

# %% [markdown]
# With noise in it, the total index of `x3` and of the dummy is far from zero: the noise of two points looks like an
# effect. Taken out (products are formed between different replications only), it is near zero again, with an honest
# interval. The floor is where the eye should begin: an index with noise that lies below it says nothing.
#
# ## Screening: what does the effect of fewer cases rest on?
#
# The effect is that of a cut to 20 cases per post: scenario less status quo, paired. Morris' method walks through the
# space of the parameters, one step at a time: the mean size of a parameter's steps is how much it moves the effect. One
# of the parameters, the cost of a post, is there as a control: a price can move money, and no child.

# %%
MORRIS = f"""
title_en = "What the effect of fewer cases rests on"
method = "morris"
municipality = "{PLACE}"
scenarios = ["{CUT}"]
outcomes = ["leftover_hours_per_case", "placed_per_1000_0_17", "net_cost_dkk"]
parameters = ["contact_effect", "family_work_readiness_per_hour", "p_revise", "share_meetings", "post_dkk",
    "background_hours_per_month", "task_hours.assessment", "resignation_per_year", "need_rise_per_year.vulnerable"]
trajectories = {TRAJECTORIES}
replications = 2
years = {YEARS}
"""
screened = small_studies.run_sensitivity(small_studies.written(folder, "morris", MORRIS), jobs)
print(f"{screened['runs']} runs at {screened['points']} points")
with style():
    for key, words in (("leftover_hours_per_case", "hours for families"), ("net_cost_dkk", "net cost")):
        figure = draw_analysis(screened, small_studies.analysis_of(screened, key), "en")
        display(show(figure, f"Morris screening of the effect of a lower caseload on {words}"))

# %%
COLUMNS = ["mu_star", "mu", "from_chance", "distinguished_by"]
by_outcome = {row["outcome"]: small_studies.index_table(row, COLUMNS) for row in screened["analyses"]}
told = pd.DataFrame({key: table["distinguished_by"] for key, table in by_outcome.items()}).drop(index=DUMMY)
display(told.replace("", "not told from chance"))
display(Markdown("Noise floor and share of noise: " + "; ".join(
    f"`{row['outcome']}` {row['noise_floor']:.3g} ({row['noise_share']:.0%} of the variance between points is chance)"
    for row in screened["analyses"]
)))  # fmt: skip

# %% [markdown]
# Hours follow from work and hardly from luck, so screening has its best chance there; children and money are mostly
# luck in so small a place, and most parameters drown. A parameter may be told by its *direction* though its size lies
# below the floor: noise adds to sizes, but cancels in the mean with its sign. *Not told from chance is no proof of no
# effect*: it is a table too small to see one. Screening may rule in; with few trajectories it never rules out.
#
# ## Shares of variance: Sobol'
#
# Of three parameters, how large is each one's share of the variance of the effect, alone and with interactions?

# %%
SOBOL = f"""
title_en = "Shares of the variance of the effect"
method = "sobol"
municipality = "{PLACE}"
scenarios = ["{CUT}"]
outcomes = ["leftover_hours_per_case", "net_cost_dkk"]
parameters = ["share_meetings", "background_hours_per_month", "post_dkk"]
n = {BLOCKS}
replications = 2
years = {YEARS}
"""
shares = small_studies.run_sensitivity(small_studies.written(folder, "sobol", SOBOL), jobs)
with style():
    for key, words in (("leftover_hours_per_case", "hours for families"), ("net_cost_dkk", "net cost")):
        figure = draw_analysis(shares, small_studies.analysis_of(shares, key), "en")
        display(show(figure, f"Sobol' indices of the effect of a lower caseload on {words}, noise taken out"))


# %%
def is_told(row: dict[str, object]) -> str:
    """Whether intervals are narrow enough to order the parameters."""
    widths = [float(i["st_ci95"][1]) - float(i["st_ci95"][0]) for i in row["indices"] if i["st_ci95"] is not None]
    if not widths:
        return "chance is all there is"
    return f"widest interval of a total: {max(widths):.2f}" + (": too wide to order them" if max(widths) > 0.5 else "")


for row in shares["analyses"]:
    print(f"{row['outcome']}: {row['noise_share']:.0%} of the variance between points is chance; {is_told(row)}")

# %% [markdown]
# An interval that is wider than half of the scale says that the analysis needs more blocks or replications, not that
# parameters are alike. More replications narrow it where noise is large, more blocks where it is not.
#
# ## Chance, parameters, structure
#
# The same effect once more, with all parameters drawn from the posterior, under four views of how the world works: as
# it is, without an effect of family work, with one in every draw, and with an effect of contact in every draw. How much
# of the variance of *one run's* difference is chance, how much parameters, how much structure?

# %%
STRUCTURE = f"""
name = "structure"
title_en = "Chance, parameters, structure"
title_da = "Tilfældighed, parametre, struktur"
question_en = "Where does the variance of the effect of fewer cases come from?"
question_da = "Hvor kommer variansen af effekten af færre sager fra?"
municipalities = ["{PLACE}"]
scenarios = ["status-quo", "{CUT}"]
years = {YEARS}
replications = {STRUCTURE_REPLICATIONS}
draws = "posterior"
[structure]
variants = ["as-is", "family-work-off", "family-work-on", "contact-effect-on"]
"""
views = small_studies.run_study(small_studies.written(folder, "structure", STRUCTURE), folder / "structure", jobs)
KEYS = ("leftover_hours_per_case", "need_4", "placed_per_1000_0_17", "total_cost_dkk")
splits = small_studies.splits_of(views, KEYS, CUT)
with style():
    display(show(draw_split(splits), "Shares of chance, parameters and structure in the variance of a difference"))

# %% [markdown]
# In a place of this size much of what happens to children in a single run is chance. That is about *single runs*, that
# is, about what one municipality will see; it says nothing about what is worth knowing. The lines say how little so few
# draws can split: where one spans most of the scale, the bar is a guess. Structure is the variance among the views that
# were named. Nothing is said about views that nobody has named.
#
# ## The decision: how many cases per caseworker?
#
# Now a choice. Should posts be set for 30, 25, 20 or 15 cases, or stay as they are? By net cost alone (which leaves out
# what help is worth to a child: a choice of this notebook, not of the model), over draws of the posterior.

# %%
DECISION = f"""
name = "decision"
title_en = "How many cases per caseworker"
title_da = "Hvor mange sager pr. sagsbehandler"
question_en = "Which caseload has the lowest net cost, and how sure is that?"
question_da = "Hvilket sagstal har den laveste nettoudgift, og hvor sikkert er det?"
municipalities = ["{PLACE}"]
scenarios = ["status-quo", {", ".join(f'"caseload-{caseload}"' for caseload in CASELOADS)}]
years = {YEARS}
replications = {DECISION_REPLICATIONS}
draws = "posterior"
"""
runs = small_studies.run_study(small_studies.written(folder, "decision", DECISION), folder / "decision", jobs)
NET = "net_cost_dkk"
source = read_source(runs, [NET])
field = source.fields[0]
ranked = ranking_row(field, NET, RankOptions((NET,)), inputs_of(source, field))
with style():
    display(show(draw_ranking(ranked, "en"), "Net cost by caseload: expected difference, probability of best, regret"))

# %% [markdown]
# Two probabilities, easily mistaken for each other. *In a draw*: the share of parameter draws in which a caseload is
# the best choice. It says how open the question is, and more runs do not change it. *On average*: how sure we are that
# it has the best mean. That is about the number of runs only. Regret is what a choice costs where another would have
# been better; a caseload that is seldom best may still be seldom far from it.

# %%
million = 1e-6
low, high = (end * million for end in ranked["evpi_interval90"])
raw = ranked["evpi_without_correction"] * million
display(Markdown(
    f"Knowing every parameter before choosing would gain **{ranked['evpi'] * million:.2f}** DKK million a year (90 % "
    f"interval {low:.2f} to {high:.2f}). From raw means it would seem {raw:.2f}: "
    "the largest of several noisy means is too large, and the difference is chance, not knowledge that is missing. "
    f"More runs would gain {ranked['value_of_more_runs'] * million:.2f}."
))  # fmt: skip

# %% [markdown]
# ## Which study would change the decision?
#
# If a study told *one* parameter exactly, how much better would the choice be? The curve of net cost over each
# parameter is fitted to the draws. A curve fitted to noise also crosses: the orange line is what shuffled parameters
# reach, and a bar is filled only if not even the luckiest of *all* parameters does as well by chance in 95 % of
# shuffles.

# %%
with style():
    display(show(draw_studies(ranked, "en"), "Value of knowing single parameters, beside what chance gives"))
first = ranked["studies"][0]
stands_out = first["p_any"] <= 0.05
display(Markdown(
    f"`{first['parameter']}` stands out: {first['evppi'] * million:.2f} DKK million a year. Where it is low, one would "
    f"choose `{first['best_where_low']}`, where it is high `{first['best_where_high']}`." if stands_out else
    f"No parameter stands out of {len(inputs_of(source, field) or {})} from {ranked['draws']} draws (the first, "
    f"`{first['parameter']}`, is matched by chance in {first['p_any']:.0%} of shuffles). **The list above is no "
    "list of studies to commission.** More draws may show one; these cannot."
))  # fmt: skip

# %% [markdown]
# ## Where does the policy fail?
#
# The caseload that looks best (or the runner-up, if nothing is best) costs more than it saves in some draws. PRIM looks
# for a box of parameter values in which such draws gather. What counts is the diamond: how dense failures are in boxes
# on draws that *did not shape* them.

# %%
failure = ranked["failure"]
box = failure["box"]
if box is not None and box["limits"]:
    with style():
        display(show(draw_failure(ranked, "en"), "Peeling trajectory: coverage and density of failures"))
    held_out = box["held_out_density"]
    believed = held_out is not None and held_out > box["base_density"] + 0.1
    display(Markdown(
        f"{failure['p_fails']:.0%} of draws fail; in the box {box['density']:.0%}, on draws that did not shape it "
        + ("not known" if held_out is None else f"**{held_out:.0%}**") + ". "
        + ("So there is something to it." if believed else "So there is nothing to it: the box fits luck.")
    ))  # fmt: skip
else:
    display(Markdown(
        f"`{failure['scenario']}` fails in {failure['p_fails']:.0%} of draws. No box: too few draws fail, or too few "
        "do not, or they do not gather anywhere."
    ))  # fmt: skip

# %% [markdown]
# ## At which caseload does it pay?
#
# The lowest caseload at which net cost is zero or less, draw by draw. Draws that pay nowhere, and those that pay at the
# lowest caseload already, are counted and never averaged in.

# %%
even = break_even_row(field)
with style():
    display(show(draw_break_even(even, "en"), "Net cost over caseload with its band, and the probability that it pays"))

# %% [markdown]
# ## What not to conclude
#
# - Not which parameter matters in *your* municipality, from a small one over few years.
# - Not that a parameter below the floor, or a study without a filled bar, is worth nothing. The table is too small.
# - Not that the caseload with the lowest net cost is the right one. Its cost is in the model's money; what a shorter
#   wait is worth is for people to say.
#
# ## What this shows, as a test
#
# (1) Noise taken out, known indices are found, and the dummy's is zero within its interval although it looked like an
# effect. (2) A price moves money and no child: its steps change hours and placements by exactly nothing. (3) Hours rest
# on what takes hours: background work is told from chance. (4) In so small a place, chance is the largest source of
# variance of what happens to the number of placed children. (5) The corrected value of information lies below the raw
# one, and no scenario has less mean regret than the one that is best on average.

# %%
interval = known[["from", "to"]]
chance_share = {key: split.parts[2].share for key, split in splits.items() if split is not None}
regrets = {row["scenario"]: row["regret"] for row in ranked["scenarios"]}
print({key: round(share, 2) for key, share in chance_share.items()})
assert ((interval["from"] < known["true"]) & (known["true"] < interval["to"])).all()
assert known.loc[DUMMY, "with noise"] > 0.1
assert by_outcome["leftover_hours_per_case"].loc["post_dkk", "mu_star"] == 0.0
assert by_outcome["placed_per_1000_0_17"].loc["post_dkk", "mu_star"] == 0.0
assert by_outcome["net_cost_dkk"].loc["post_dkk", "mu_star"] > 0.0
assert by_outcome["leftover_hours_per_case"].loc["share_meetings", "mu"] < 0.0
assert chance_share["placed_per_1000_0_17"] > 0.5
assert ranked["evpi"] < ranked["evpi_without_correction"]
assert min(regrets.values()) > regrets[ranked["best"]] - 0.02 * max(regrets.values())
