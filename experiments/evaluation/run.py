"""One simulated evaluation: what each design concludes with the policy and without it, and what is true."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from experiments.evaluation.conclude import Conclusion, Evaluated, Seen, compare_groups, compare_pairs
from experiments.evaluation.design import Evaluation
from experiments.evaluation.lives import Ids, Lives, Town
from experiments.evaluation.options import BEFORE_AFTER, LOTTERY, QUARTERLY
from experiments.evaluation.seen import MEASURED, Children, Look, Measured
from experiments.replication import Failed, describe

Mask = NDArray[np.bool_]


def run_evaluation(evaluation: Evaluation, replication: int) -> Evaluated | Failed:
    """Evaluate one replication; a failure is a result too."""
    draw = evaluation.draw_of(replication)
    try:
        town = Town(evaluation, replication)
        seen = [Evaluator(town).see(selection) for selection in evaluation.how.selections]
        return Evaluated(replication, draw, tuple(seen))
    except Exception as failure:
        return Failed(replication, draw, describe(failure), evaluation.repeat_command(replication))


class Evaluator:
    """Looks at a town at policy start and at the end."""

    def __init__(self, town: Town) -> None:
        evaluation = town.evaluation
        self.town, self.design, self.does_nothing = town, evaluation.how.design, evaluation.does_nothing
        self.measured: Measured = MEASURED[evaluation.how.looked_at]
        self.known = self.measured.known if self.design == BEFORE_AFTER else self.measured.followed
        self.first = town.look(0.0, 0)
        self.last_quarter = math.ceil(4.0 * evaluation.years - 1e-9)

    def last(self, expects: bool) -> Look:
        """The look at the end, by readers who know of the policy or not."""
        return self.town.look(self.town.until, self.last_quarter, expects)

    def see(self, selection: str | None) -> Seen:
        """The evaluation of the policy, and of the same children without it."""
        lives = self.town.lives(selection)
        with_policy = self.conclude(lives, lives.treated, self.last(expects=not self.does_nothing))
        without = self.conclude(lives, lives.untreated, self.last(expects=False))
        control = self.difference(lives, lives.control) if self.design == LOTTERY else math.nan
        scale = self.measured.scale
        return Seen(
            selection,
            replace(with_policy, effect=scale * with_policy.effect),
            replace(without, effect=scale * without.effect),
            scale * self.true_effect(lives),
            scale * control,
            len(lives.covered),
        )

    def conclude(self, lives: Lives, end: Children, last: Look) -> Conclusion:
        """What the design concludes from this end; nobody expects anything of a control group."""
        if self.design == QUARTERLY:
            return self.conclude_pairs(lives, end, last)
        if self.design == LOTTERY:
            now = self.readings(end, np.isin(end["id"], lives.covered), last)
            return compare_groups(now, self.readings(end, np.isin(end["id"], lives.control), self.last(expects=False)))
        before = self.readings(lives.before, lives.before["district"] == lives.district, self.first)
        return compare_groups(self.readings(end, end["district"] == lives.district, last), before)

    def conclude_pairs(self, lives: Lives, end: Children, last: Look) -> Conclusion:
        """The covered children of whom the outcome is known at both looks."""
        ids = [c["id"][self.known(c, look)] for c, look in ((lives.before, self.first), (end, last))]
        both = np.intersect1d(np.intersect1d(ids[0], ids[1]), lives.covered)
        now = self.readings(end, np.isin(end["id"], both), last)
        return compare_pairs(now, self.readings(lives.before, np.isin(lives.before["id"], both), self.first))

    def readings(self, children: Children, chosen: Mask, look: Look) -> NDArray[np.float64]:
        """Readings of the chosen children of whom the outcome is known."""
        own = children[chosen]
        return self.measured.read(own[self.known(own, look)], look)

    # ---- the truth
    def true_effect(self, lives: Lives) -> float:
        """True mean of the evaluated children at the end with the policy, less that without it."""
        if self.design != BEFORE_AFTER:
            return self.difference(lives, lives.covered)
        ends = [end[end["district"] == lives.district] for end in (lives.treated, lives.untreated)]
        return self.true_mean(ends[0]) - self.true_mean(ends[1])

    def difference(self, lives: Lives, ids: Ids) -> float:
        """The same of a group of children."""
        ends = [end[np.isin(end["id"], ids)] for end in (lives.treated, lives.untreated)]
        return self.true_mean(ends[0]) - self.true_mean(ends[1])

    def true_mean(self, children: Children) -> float:
        """Mean of what is true of those of whom the outcome is known."""
        look = self.last(expects=False)
        own = children[self.known(children, look)]
        return float(self.measured.true(own, look).mean()) if len(own) else math.nan
