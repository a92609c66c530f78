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
# # 3. What the figures support
#
# The model has hundreds of parameters. Published figures are few, and all stem from municipalities that worked in much
# the same way. So which of the model's numbers do the figures decide, which do they leave as they were assumed, and
# how well does the fitted model predict figures, seen and unseen?
#
# The fit is Bayesian without a likelihood: many points are drawn from the prior, each is simulated, and those whose
# simulated figures lie near the published ones are kept and adjusted. `docs/calibration.md` says how. Here the fit is
# made again from the table of simulations that comes with the package; nothing is simulated.

# %%
import json
import os
from pathlib import Path

import pandas as pd
from IPython.display import Markdown, display

from calibration.elasticity import EVIDENCE, LOWER_CASELOAD, MEASURED, USUAL_CASELOAD, measured
from calibration.fit.report import IDENTIFIED, STRONG_CORRELATION
from calibration.targets.load import fit_targets
from experiments import beliefs
from experiments.figures.beliefs import (
    draw_channels,
    draw_elasticity,
    draw_marginals,
    draw_narrowing,
    draw_pair,
)
from experiments.figures.show import show
from experiments.figures.style import style
from experiments.validation.figure import draw_forest, groups

# %% tags=["parameters"]
QUICK = os.environ.get("SAGSTAL_QUICK") == "1"
# points of the table (None: all), synthetic truths recovered, draws of the channels' strengths
POINTS, TRUTHS, DRAWS = (600, 60, 60) if QUICK else (None, 1500, 500)
DOCS = Path(beliefs.__file__).resolve().parents[1] / "docs"

# %% [markdown]
# ## The targets
#
# Each target is one outcome of one place and year, with the error of its report. Counted by what they are about:

# %%
targets = fit_targets()
about = pd.DataFrame(
    [(record.municipality, record.outcome, record.value, record.era) for record in targets.values()],
    columns=["place", "outcome", "value", "era"],
    index=list(targets),
)
print(f"{len(about)} figures, of {', '.join(f'{place} ({n})' for place, n in about['place'].value_counts().items())}")
about.head(8)

# %% [markdown]
# ## What is narrowed
#
# How far would figures like these narrow a parameter, on average? Points of the table serve as *synthetic truths*:
# their simulated figures are taken for the observed ones, and the fit is made without them. The share of the prior
# variance that is taken away is the contraction. A parameter whose contraction is small keeps its prior: for it, the
# posterior is an assumption with a new name.

# %%
fit = beliefs.fit_table(POINTS, TRUTHS)
narrowed = beliefs.narrowed(fit)
with style():
    display(show(draw_narrowing(narrowed), "Contraction of each fitted parameter, the most narrowed first"))

# %%
identified = narrowed.loc[narrowed["identified"], "address"].tolist()
display(Markdown(
    f"**{len(identified)} of {len(narrowed)}** fitted coordinates are identified (contraction above {IDENTIFIED:g}). "
    f"Of those that are not, {int((~narrowed['identified'] & narrowed['assumed']).sum())} have a prior that is a "
    "judgement (\\*)."
))  # fmt: skip

# %% [markdown]
# The four most narrowed and the four least narrowed, prior beside posterior:

# %%
shown = [*narrowed["address"].head(4), *narrowed["address"].tail(4)]
with style():
    display(show(draw_marginals(fit, shown), "Prior and posterior of the four most and the four least narrowed"))

# %% [markdown]
# ## What is confounded
#
# A stock of placed children can be high because more are placed or because fewer return. Figures may fix a combination
# of two parameters while each by itself stays open. The pair with the strongest correlation in the posterior:

# %%
first, second, correlation = beliefs.strongest_pair(fit)
ridges = fit.report["ridges"]
display(Markdown(
    f"`{first}` and `{second}`: correlation {correlation:+.2f}. Pairs at or above {STRONG_CORRELATION:g}, which "
    f"`docs/calibration.md` lists as confounded: {len(ridges)}."
))  # fmt: skip
with style():
    display(show(draw_pair(fit, (first, second)), "Posterior of the most strongly correlated pair"))

# %% [markdown]
# Few pairs, but this is no sign of strength: what is hardly narrowed cannot be strongly correlated either. The stocks
# are fixed by many parameters together, each a little.
#
# ## What the fitted model predicts
#
# `sagstal validate` simulates draws of the posterior with fresh luck and sets every published figure beside them. The
# document is kept in `docs/validation.json`. First the figures of the fit: agreement here is a check of the fit, and
# no evidence. The scale is the same for all: how far the prediction lies from the figure, in its own standard
# deviations.

# %%
document = json.loads((DOCS / "validation.json").read_text(encoding="utf-8"))
kinds = groups(document)
with style():
    display(show(draw_forest(document, "fit", kinds["fit"], "en"), "Targets of the fit: predicted and observed"))

# %% [markdown]
# Then the hold-outs: figures that lie in a package which the fit cannot import. They are few, of small places, some
# second-hand, and some taken after a policy had begun. Beside the model stand two rivals that know next to nothing:
# *nothing changes*, and constant daily rates of entering and leaving care.

# %%
with style():
    display(show(draw_forest(document, "holdout", kinds["holdout"], "en"), "Hold-outs: predicted and observed"))

# %%
holdouts = pd.DataFrame(document["holdouts"]).set_index("key")
told = holdouts[["observed", "q05", "q50", "q95", "inside_90", "best_crps"]].round(2)
missed = told.index[~told["inside_90"].astype(bool)].tolist()
coverage = pd.DataFrame(document["coverage"]).T
display(Markdown(
    f"Hold-outs missed (outside their 90 % interval): {', '.join(f'`{key}`' for key in missed) or 'none'}. "
    f"The model has the smallest CRPS in {int((told['best_crps'] == 'model').sum())} of {len(told)}."
))  # fmt: skip
display(told, coverage)

# %% [markdown]
# Read this with care. With five hold-outs even a good model misses one now and then, and a useless one with wide
# intervals hits them all. If all targets of the fit lie inside 90 % intervals, the intervals are wider than they need
# be: discrepancy and reporting error were set with caution. A rival that is as good on a stock says that the stock of a
# small place is hard to beat with anything; it says nothing about what a caseload does.
#
# ## The one thing that everybody asks
#
# The effect of a caseload runs through channels (`docs/odd.md`), each with a strength whose prior contains *no
# effect*. Did the figures move them? Distribution functions of each strength, from the prior and from the posterior:

# %%
keys = beliefs.channel_parameters()
strengths = beliefs.channel_draws(DRAWS, keys)
with style():
    display(show(draw_channels(strengths), "Strength of each channel: prior and posterior distribution functions"))

# %%
shift = beliefs.shift(strengths)
shift.round(2)

# %%
clear = shift[shift["shift_in_prior_sd"].abs() > 3.0 * shift["standard_error"]]
fitted = [key for key in keys if key in fit.problem.addresses]
display(Markdown(
    f"Moved by more than three standard errors: {', '.join(f'`{key}`' for key in clear.index) or 'none'}; by more than "
    f"a standard deviation of its prior: {int((shift['shift_in_prior_sd'].abs() > 1.0).sum())}. "
    f"Among the fitted coordinates: {', '.join(f'`{key}`' for key in fitted) or 'none'}; "
    f"identified: {len(set(keys) & set(identified))}."
))  # fmt: skip

# %% [markdown]
# A strength can move a little without being identified: how often a measure that does not help is changed, for
# example, also decides which types of care children are in, and those shares are published. What does *not* happen is
# that the figures tell a municipality with an effect of hours from one without.
#
# What do they imply together? The elasticity says by how many per cent the rate of returning home rises when the
# caseload falls by one per cent. It is no parameter: it is measured on simulations at two caseloads, for draws of
# the prior and of the posterior.

# %%
if MEASURED.exists():
    elasticity = measured()
    with style():
        display(show(draw_elasticity(elasticity), "Elasticity of the rate of return to the caseload: prior, posterior"))
    before, after = elasticity["prior"], elasticity["posterior"]
    moved = after.mean - before.mean
    moved_error = (after.standard_error**2 + before.standard_error**2) ** 0.5
    display(Markdown(
        f"From {USUAL_CASELOAD} to {LOWER_CASELOAD} cases: {before.mean:.2f} before the fit, {after.mean:.2f} after it "
        f"(difference {moved:+.2f}, standard error {moved_error:.2f}). Outside evidence says {EVIDENCE[0]:g} to "
        f"{EVIDENCE[1]:g}; {after.share_in_evidence:.0%} of the posterior lies there. The prior of the channels was "
        "*chosen* so that it does."
    ))  # fmt: skip
else:
    moved, moved_error = 0.0, 0.0
    display(Markdown("This version keeps no measurement: `python -m calibration.elasticity` makes it."))

# %% [markdown]
# ## What this shows, as a test
#
# The figures decide levels, not the effect of a caseload. As claims that could fail: (1) something is identified, but
# of the channels' parameters at most one: how readily a placed child is moved on, which yearly changes of type tell;
# (2) no other channel's strength moved by more than one standard deviation of its prior; (3) the elasticity after the
# fit is the one before it, within three standard errors; (4) the intervals for unseen and merely checked figures hold
# about as many as they promise, not far fewer.

# %%
beyond_fit = coverage.loc[["check", "holdout"]].sum()
print(f"inside 90 %: {beyond_fit['inside_90']} of {beyond_fit['n']} figures that the fit did not use")
assert len(identified) > 0
settled = {"p_revise_placement"}
assert set(identified) & set(keys) <= settled
assert (shift["shift_in_prior_sd"].abs() < 1.0 + 2.0 * shift["standard_error"])[~shift.index.isin(settled)].all()
assert abs(moved) <= 3.0 * moved_error
assert beyond_fit["inside_90"] / beyond_fit["n"] > 0.8
