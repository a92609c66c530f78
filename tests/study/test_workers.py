"""A worker process that dies costs the item it died over, and nothing else."""

import os

from experiments.replication import Failed
from experiments.runner import in_order


def twice(item: int) -> int:
    """Dies over item 3."""
    if item == 3:
        os._exit(9)
    return 2 * item


def lost(item: int, failure: Exception) -> Failed:
    return Failed(item, 0, type(failure).__name__, "")


def test_a_worker_that_dies_is_one_failure_and_the_others_come_in_order() -> None:
    found = list(in_order(twice, range(7), "reference", 2, lost))
    assert [item for item, _ in found] == list(range(7))
    assert found[3][1] == Failed(3, 0, "BrokenProcessPool", "")
    assert [result for item, result in found if item != 3] == [0, 2, 4, 8, 10, 12]
