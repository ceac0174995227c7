"""Serial searches side by side: which batches they make together, and how each of them ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from optimization.errors import SimulationError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.metered_simulator import EndReason, SearchEndedError
from optimization.search.side_by_side import Ask, run_side_by_side
from optimization.simulation.protocol import Metrics


def named(number: float) -> LeverVector:
    return LeverVector(cells={LeverCell(2025, 1, "cola_rate"): number})


class Counter:
    """Answers each candidate with its own number, and remembers the batches."""

    def __init__(self, before: Callable[[int], None] = lambda _batch: None) -> None:
        self.batches: list[list[float]] = []
        self._before = before

    def simulate(self, candidates: Sequence[LeverVector]) -> list[Any]:
        numbers = [value for candidate in candidates for value in candidate.cells.values()]
        self._before(len(self.batches) + 1)
        self.batches.append(numbers)
        return numbers


def asks(*batches: Sequence[float], thinks: float = 0.0) -> Callable[[Ask], list[Any]]:
    """A search that asks for these batches, one after the other, and returns all answers."""

    def search(ask: Ask) -> list[Any]:
        answers: list[Metrics] = []
        for batch in batches:
            time.sleep(thinks)
            answers += ask([named(number) for number in batch])
        return answers

    return search


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    deadline = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before


@pytest.mark.parametrize("slow", [0, 1, 2])
def test_a_batch_is_made_when_every_search_waits_in_the_order_of_the_searches(slow: int) -> None:
    counter = Counter()
    thinks = [0.02 if number == slow else 0.0 for number in range(3)]
    found = run_side_by_side(
        [
            asks([1], [2], [3], thinks=thinks[0]),
            asks([11, 12], [13], thinks=thinks[1]),
            asks([21], thinks=thinks[2]),
        ],
        counter.simulate,
    )
    assert counter.batches == [[1, 11, 12, 21], [2, 13], [3]]
    assert found == [[1, 2, 3], [11, 12, 13], [21]]


def test_one_search_runs_in_the_callers_own_thread() -> None:
    threads: list[Any] = []

    def search(ask: Ask) -> str:
        threads.append(threading.current_thread())
        ask([named(1)])
        return "done"

    assert run_side_by_side([search], Counter().simulate) == ["done"]
    assert threads == [threading.current_thread()]


def test_only_the_caller_simulates() -> None:
    threads: set[Any] = set()
    counter = Counter(before=lambda _batch: threads.add(threading.current_thread()))
    run_side_by_side([asks([1], [2]), asks([3])], counter.simulate)
    assert threads == {threading.current_thread()}


def test_a_search_that_asks_for_nothing_holds_nobody_up() -> None:
    assert run_side_by_side([asks(), asks([1], [2])], Counter().simulate) == [[], [1, 2]]


@pytest.mark.parametrize("searches", [1, 3])
def test_an_allowance_that_is_used_up_ends_every_search_that_still_runs(searches: int) -> None:
    def before(batch: int) -> None:
        if batch == 2:
            raise SearchEndedError(EndReason.BUDGET)

    counter = Counter(before=before)
    found = run_side_by_side([asks([1], [2], [3])] * searches, counter.simulate)
    assert [end.reason for end in found] == [EndReason.BUDGET] * searches
    assert len(counter.batches) == 1


def test_a_search_that_was_done_before_keeps_what_it_returned() -> None:
    def before(batch: int) -> None:
        if batch == 2:
            raise SearchEndedError(EndReason.TIMEOUT)

    done, ended = run_side_by_side([asks([1]), asks([2], [3])], Counter(before=before).simulate)
    assert done == [1]
    assert ended.reason is EndReason.TIMEOUT


def test_an_error_in_one_search_ends_the_others_and_is_raised() -> None:
    ends: list[str] = []

    def breaks(ask: Ask) -> None:
        ask([named(1)])
        raise ValueError("the second search broke")

    def goes_on(ask: Ask) -> None:
        try:
            for number in range(100):
                ask([named(number)])
        except SearchEndedError as ended:
            ends.append(str(ended.reason))
            raise

    counter = Counter()
    with pytest.raises(ValueError, match="the second search broke"):
        run_side_by_side([goes_on, breaks, goes_on], counter.simulate)
    assert ends == ["cancelled", "cancelled"]
    assert len(counter.batches) == 1


def test_of_two_errors_the_first_in_the_order_of_the_searches_is_raised() -> None:
    def breaks(words: str) -> Callable[[Ask], None]:
        def search(_ask: Ask) -> None:
            raise ValueError(words)

        return search

    with pytest.raises(ValueError, match="first"):
        run_side_by_side([asks([1]), breaks("first"), breaks("second")], Counter().simulate)


@pytest.mark.parametrize("raised", [SimulationError("Candidate 'c2' broke."), KeyboardInterrupt()])
@pytest.mark.parametrize("searches", [1, 3])
def test_what_the_simulation_raises_reaches_the_caller(raised: BaseException, searches: int) -> None:
    def before(batch: int) -> None:
        if batch == 2:
            raise raised

    with pytest.raises(type(raised)):
        run_side_by_side([asks([1], [2])] * searches, Counter(before=before).simulate)
