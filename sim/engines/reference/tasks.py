"""Tasks and the queues of desks."""

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.engines.reference.child import Child
    from sim.engines.reference.core import Core

Entry = tuple[float, int, int]  # key, child id, kind of task: the order of a queue


class Task:
    """An outstanding task of one kind for one child, with its place in a queue."""

    __slots__ = ("hours", "hours_left", "key", "queue")

    def __init__(self, queue: "Queue", key: float, hours: float) -> None:
        self.queue = queue
        self.key = key
        self.hours = hours
        self.hours_left = hours


class Queue:
    """What waits for a desk, or for a pooled team. A task that moved or ended leaves a dead entry behind."""

    __slots__ = ("entries", "model")

    def __init__(self, model: "Core") -> None:
        self.model = model
        self.entries: list[Entry] = []

    def push(self, child: "Child", kind: int) -> None:
        """A child's task waits here under its key."""
        heappush(self.entries, (child.tasks[kind].key, child.id, kind))

    def is_live(self, entry: Entry) -> bool:
        """Whether an entry still stands for its task."""
        key, child_id, kind = entry
        child = self.model.children.get(child_id)
        task = child.tasks.get(kind) if child is not None else None
        return task is not None and task.queue is self and task.key == key

    def head(self) -> Entry | None:
        """The first live entry, or none; dead ones before it are dropped."""
        while self.entries:
            if self.is_live(self.entries[0]):
                return self.entries[0]
            heappop(self.entries)
        return None

    def pop(self) -> tuple["Child", int]:
        """Take out the first live entry: its child and kind of task."""
        _, child_id, kind = heappop(self.entries)
        return self.model.children[child_id], kind
