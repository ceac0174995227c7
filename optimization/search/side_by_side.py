"""Several serial searches run side by side, so that what they ask for at the same time is simulated as one batch.

A solver asks for one candidate, waits, and asks for the next; a batch of one costs nearly as much as a batch of twenty.
Each search runs in a thread of its own and waits there for its answer. Only the calling thread simulates, so an
interruption reaches it, and batches are made when every search waits: the same questions give the same batches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

from optimization.parameters.lever_cells import LeverVector
from optimization.search.metered_simulator import EndReason, SearchEndedError
from optimization.simulation.protocol import Metrics

Ask = Callable[[Sequence[LeverVector]], list[Metrics]]
Search = Callable[[Ask], Any]


class _Asked:
    """What passes between a search's thread and the caller's."""

    def __init__(self, candidates: Sequence[LeverVector]) -> None:
        self.candidates = candidates
        self.answer: list[Metrics] | BaseException | None = None
        self.is_answered = threading.Event()


class _Lane:
    """One search in its thread."""

    def __init__(self, search: Search, told: SimpleQueue[None]) -> None:
        self._search = search
        self._told = told
        self.asked: _Asked | None = None
        self.outcome: Any = None
        self.error: BaseException | None = None
        self.is_done = False
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self.outcome = self._search(self._ask)
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self.error = error
        self.is_done = True
        self._told.put(None)

    def _ask(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        asked = _Asked(candidates)
        self.asked = asked
        self._told.put(None)
        asked.is_answered.wait()
        if isinstance(asked.answer, BaseException):
            raise asked.answer
        assert asked.answer is not None, "an answer is metrics, or what ended the search"
        return asked.answer

    def answer(self, answer: list[Metrics] | BaseException) -> None:
        """Let the search go on with what it asked for."""
        asked, self.asked = self.asked, None
        if asked is not None:
            asked.answer = answer
            asked.is_answered.set()


def run_side_by_side(searches: Sequence[Search], simulate: Ask) -> list[Any | SearchEndedError]:
    """What each search returns, in order; `SearchEndedError` where the allowance ended it.

    Args:
        searches: Each is called with a function that it asks for metrics.
        simulate: Simulates the candidates of one batch; `SearchEndedError` from it ends every search.

    Raises:
        BaseException: what a search or the simulation raised, the first in the order of the searches; the others are
            ended first.
    """
    if len(searches) == 1:
        return [_alone(searches[0], simulate)]
    told: SimpleQueue[None] = SimpleQueue()
    lanes = [_Lane(search, told) for search in searches]
    for lane in lanes:
        lane.thread.start()
    try:
        _serve(lanes, simulate, told)
    finally:
        # Whatever happened, no thread is left waiting for an answer.
        _end(lanes, SearchEndedError(EndReason.CANCELLED), told)
    for lane in lanes:
        if lane.error is not None and not isinstance(lane.error, SearchEndedError):
            raise lane.error
    return [lane.error if lane.error is not None else lane.outcome for lane in lanes]


def _alone(search: Search, simulate: Ask) -> Any | SearchEndedError:
    """One search needs no thread."""
    try:
        return search(simulate)
    except SearchEndedError as ended:
        return ended


def _serve(lanes: Sequence[_Lane], simulate: Ask, told: SimpleQueue[None]) -> None:
    while True:
        _wait_for_all(lanes, told)
        waiting = [lane for lane in lanes if lane.asked is not None]
        if not waiting:
            return
        if any(lane.error is not None and not isinstance(lane.error, SearchEndedError) for lane in lanes):
            return
        questions = [lane.asked.candidates for lane in waiting if lane.asked is not None]
        try:
            metrics = simulate([candidate for question in questions for candidate in question])
        except SearchEndedError as ended:
            _end(lanes, ended, told)
            return
        first = 0
        for lane, question in zip(waiting, questions, strict=True):
            lane.answer(metrics[first : first + len(question)])
            first += len(question)


def _wait_for_all(lanes: Sequence[_Lane], told: SimpleQueue[None]) -> None:
    """Until every search has asked for something or is done."""
    while any(lane.asked is None and not lane.is_done for lane in lanes):
        told.get()


def _end(lanes: Sequence[_Lane], ended: SearchEndedError, told: SimpleQueue[None]) -> None:
    """End every search that still runs: it gets the error in the place of whatever it asks for."""
    while any(not lane.is_done for lane in lanes):
        for lane in lanes:
            lane.answer(ended)
        if any(not lane.is_done for lane in lanes):
            told.get()
