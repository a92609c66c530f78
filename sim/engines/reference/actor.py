"""What all agents have: an id that is never reused, and their own streams of random numbers."""

from array import array
from typing import TYPE_CHECKING

import mesa

from sim.engines.reference.direct import randomness
from sim.vocabulary import N_STREAMS

if TYPE_CHECKING:
    from sim.engines.reference.core import Core

KIND_STEP = 256  # the word for the kind of entity also holds the agency


class Actor(mesa.Agent):
    """An agent with an id of its own. Mesa's `unique_id` and random generator are never used."""

    kind = -1
    model: "Core"

    def __init__(self, model: "Core", identity: int) -> None:
        super().__init__(model)
        self.id = identity
        self.draws = array("l", [0] * N_STREAMS)

    def draw(self, stream: int) -> float:
        """This agent's next uniform number in a stream."""
        n = self.draws[stream] + 1
        self.draws[stream] = n
        model = self.model
        kind = self.kind + KIND_STEP * model.agency
        u: float = randomness.uniform(model.seed, model.replication, kind, self.id, stream, n)
        return u

    def reading(self, stream: int, number: int) -> float:
        """This agent's uniform number for a reading: numbered by the quarter, so that readings leave no trace."""
        model = self.model
        kind = self.kind + KIND_STEP * model.agency
        u: float = randomness.uniform(model.seed, model.replication, kind, self.id, stream, number)
        return u
