"""A worker process that dies costs the item it died over, and nothing else."""

import os
import threading

from experiments.replication import Failed
from experiments.runner import run_items


def twice(item: int) -> int:
    """Dies over item 3."""
    if item == 3:
        os._exit(9)
    return 2 * item


def lost(item: int, failure: Exception) -> Failed:
    return Failed(item, 0, type(failure).__name__, "")


def test_a_worker_that_dies_is_one_failure_and_the_others_come_in_order() -> None:
    found = list(run_items(twice, range(7), "reference", 2, lost))
    assert [item for item, _ in found] == list(range(7))
    assert found[3][1] == Failed(3, 0, "BrokenProcessPool", "")
    assert [result for item, result in found if item != 3] == [0, 2, 4, 8, 10, 12]


def test_a_worker_that_dies_is_one_failure_in_whatever_order_they_end() -> None:
    found = dict(run_items(twice, range(7), "reference", 2, lost, ordered=False))
    assert found.pop(3) == Failed(3, 0, "BrokenProcessPool", "")
    assert found == {item: 2 * item for item in (0, 1, 2, 4, 5, 6)}


def test_a_slow_item_lets_no_worker_wait() -> None:
    """One of twenty takes as long as the others together: two workers need that long, not half as much again."""
    began, ended = threading.Event(), []

    def run(item: int) -> int:
        if item == 0:
            began.wait(5.0)
        ended.append(item)
        if len(ended) == 19:
            began.set()
        return item

    found = [item for item, _ in run_items(run, range(20), "compiled", 2, lost, ordered=False)]
    assert sorted(found) == list(range(20))
    assert ended[-1] == 0, "the others ended first, on the other worker"
