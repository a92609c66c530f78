"""What `evaluate` can be asked for, checked before anything heavy is imported."""

from dataclasses import dataclass

from experiments.options import one_of
from sim.errors import InputError

BEFORE_AFTER, LOTTERY, QUARTERLY = DESIGNS = ("before-after", "lottery", "quarterly")
RANDOM, WORST = SELECTIONS = ("random", "worst")
OUTCOMES = ("placed", "placed-this-year", "step", "need", "sdq")
USUAL_OUTCOME = {BEFORE_AFTER: "placed", LOTTERY: "step", QUARTERLY: "step"}


@dataclass(frozen=True)
class EvaluationOptions:
    """Design, how the district is chosen (before-after only; both ways if not said), and what is looked at."""

    design: str = BEFORE_AFTER
    selection: str | None = None
    outcome: str | None = None

    def __post_init__(self) -> None:
        one_of("--design", self.design, DESIGNS)
        if self.selection is not None:
            one_of("--selection", self.selection, SELECTIONS)
        if self.outcome is not None:
            one_of("--outcome", self.outcome, OUTCOMES)
        if self.selection is not None and self.design != BEFORE_AFTER:
            raise InputError(
                "chooses a district, which only one design has",
                field="--selection",
                value=self.selection,
                allowed=f"--design {BEFORE_AFTER}",
            )

    @property
    def selections(self) -> tuple[str | None, ...]:
        """Ways in which the district is chosen; None where the design has none."""
        if self.design != BEFORE_AFTER:
            return (None,)
        return SELECTIONS if self.selection is None else (self.selection,)

    @property
    def looked_at(self) -> str:
        """The outcome that the evaluation looks at."""
        return self.outcome or USUAL_OUTCOME[self.design]
