"""What `validate` can be asked for, checked before anything heavy is imported."""

from dataclasses import dataclass

from experiments.options import JOBS_MOST, LANGUAGES, one_of, whole

POSTERIOR, PRIOR = DRAWS = ("posterior", "prior")
NUMBER_LEAST, NUMBER_MOST, NUMBER_USUAL = 2, 10_000, 300


@dataclass(frozen=True)
class ValidationOptions:
    """Where parameters come from, how many draws, how many at a time."""

    draws: str = POSTERIOR
    number: int = NUMBER_USUAL
    jobs: int = 1
    language: str = "en"

    def __post_init__(self) -> None:
        one_of("--draws", self.draws, DRAWS)
        whole("--number", self.number, NUMBER_LEAST, NUMBER_MOST)
        whole("--jobs", self.jobs, 1, JOBS_MOST)
        one_of("--lang", self.language, LANGUAGES)
