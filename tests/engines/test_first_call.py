"""Threads that call a compiled function for the first time at once are all answered; a wrong type is still told."""

import threading
from typing import Any

import pytest

from sim.jit import jit


def fresh() -> Any:
    """A function nobody has called."""

    def weigh(a: int, b: int) -> int:
        return 7 * a + b

    return jit("i8(i8,i8)")(weigh)


def test_who_looked_before_another_thread_compiled_is_answered() -> None:
    """What numba does with a call for which it found nothing, after another thread has compiled."""
    function = fresh()
    assert function(1, 2) == 9
    assert function._compile_for_args(3, 1)(3, 1) == 22


def test_a_type_that_does_not_fit_is_told() -> None:
    function = fresh()
    assert function(1, 2) == 9
    with pytest.raises(TypeError, match="No matching definition"):
        function(1, "x")
    with pytest.raises(TypeError, match="No matching definition"):
        function._compile_for_args(1, "x")


def test_threads_at_once_are_all_answered() -> None:
    answers: list[int] = []
    for _ in range(20):
        function, start = fresh(), threading.Barrier(4)

        def work(n: int, function: Any = function, start: threading.Barrier = start) -> None:
            start.wait()
            answers.append(function(n, 1) - 7 * n)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [1] * 80
