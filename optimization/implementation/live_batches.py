"""A simulator in a thread of its own that answers whatever several callers wait for in one batch."""

from __future__ import annotations

import atexit
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimization.errors import PlanwiseError, SimulationError
from optimization.parameters.lever_cells import LeverCell, LeverVector

if TYPE_CHECKING:
    from optimization.simulation.batch_simulator import BatchSimulator
    from optimization.simulation.impact import Impact

# Tenths of a second of work at 10,000 employees: nobody waits long for who asks for many.
_MOST_OF_A_REQUEST = 16
# An answer takes some 20 kB, so those that are kept stay near 10 MB.
_KEPT_ANSWERS = 512
# A part takes less; a process that ends while DuckDB is at work in a thread would crash.
_SECONDS_TO_END = 20.0
# Between two looks at what is done; whoever gives up waits so long at most.
_LOOK_SECONDS = 0.25

# A candidate's cells and the seed of the world: what an answer depends on.
Asked = tuple[frozenset[tuple[LeverCell, float]], int]
OpenSimulator = Callable[[], AbstractContextManager["BatchSimulator"]]
# Told how many of the answers asked for are there, and all.
OnAnswers = Callable[[int, int], None]


@dataclass(eq=False)
class _Request:
    """What one caller waits for."""

    waiting: list[Asked]
    found: dict[Asked, Impact] = field(default_factory=dict)
    answer: Future[dict[Asked, Impact]] = field(default_factory=Future)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What of a request is answered next."""

    request: _Request
    asked: tuple[Asked, ...]


class LiveBatches:
    """Requests take turns, part by part, and every part goes together with whatever waits in the same world."""

    def __init__(self, open_simulator: OpenSimulator) -> None:
        """Open the simulator, which lives in this object's thread from then on.

        Raises:
            PlanwiseError: it does not open.
        """
        self._open_simulator = open_simulator
        self._requests: deque[_Request] = deque()
        self._changed = threading.Condition()
        self._kept: OrderedDict[Asked, Impact] = OrderedDict()
        self._is_closing = False
        opened: Future[None] = Future()
        # Ends with the process: what a killed one leaves in the home is removed by the next run.
        self._thread = threading.Thread(target=self._live, args=(opened,), name="live simulation", daemon=True)
        atexit.register(self._end)
        self._thread.start()
        opened.result()

    def ask(
        self,
        candidates: Sequence[LeverVector],
        *,
        seeds: Sequence[int],
        on_answers: OnAnswers = lambda _done, _total: None,
    ) -> list[Impact]:
        """The impact per candidate and seed, candidates in the order given, seeds within a candidate.

        Args:
            candidates: What is asked about.
            seeds: The worlds.
            on_answers: Called several times a second while the caller waits; what it raises takes the request back, of
                which no more is simulated then than the part that is under way.

        Raises:
            SimulationError: a candidate could not be simulated; those of other callers are not touched by it.
            PlanwiseError: the simulator was closed, or what it was made from changed.
        """
        asked = [(frozenset(each.cells.items()), seed) for each in candidates for seed in seeds]
        request = _Request(waiting=list(dict.fromkeys(asked)))
        with self._changed:
            if self._is_closing:
                raise _gone()
            self._take_kept(request)
            if request.waiting:
                self._requests.append(request)
                self._changed.notify()
            else:
                request.answer.set_result(request.found)
        try:
            while not request.answer.done():
                on_answers(len(request.found), len(set(asked)))
                wait([request.answer], timeout=_LOOK_SECONDS)
        finally:
            self._take_back(request)
        found = request.answer.result()
        return [found[each] for each in asked]

    def close(self) -> None:
        """Take no more requests; the simulator closes when those that wait are answered."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()

    def _live(self, opened: Future[None]) -> None:
        try:
            with self._open_simulator() as simulator:
                opened.set_result(None)
                while parts := self._next_parts():
                    self._answer(simulator, parts)
        except BaseException as error:
            if opened.done():
                raise
            opened.set_exception(error)
        finally:
            self._refuse_all()
            atexit.unregister(self._end)

    def _end(self) -> None:
        self._refuse_all()
        self._thread.join(_SECONDS_TO_END)

    def _refuse_all(self) -> None:
        """Nobody answers any more: whoever waits is told, and whoever asks from now on."""
        with self._changed:
            self._is_closing = True
            for request in self._requests:
                request.answer.set_exception(_gone())
            self._requests.clear()
            self._changed.notify()

    def _take_back(self, request: _Request) -> None:
        """Answer a request no further; one that is answered is not there any more."""
        with self._changed:
            if request in self._requests:
                self._requests.remove(request)

    def _next_parts(self) -> list[_Part]:
        """A part of the request whose turn it is, and of the others what they ask of its world; none at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._requests or self._is_closing)
            if not self._requests:
                return []
            self._requests.rotate(-1)
            seed = self._requests[-1].waiting[0][1]
            parts = []
            for request in self._requests:
                of_seed = [asked for asked in request.waiting if asked[1] == seed]
                if of_seed:
                    parts.append(_Part(request=request, asked=tuple(of_seed[:_MOST_OF_A_REQUEST])))
            return parts

    def _answer(self, simulator: BatchSimulator, parts: Sequence[_Part]) -> None:
        together = list(dict.fromkeys(asked for part in parts for asked in part.asked))
        try:
            impacts = _simulated(simulator, together)
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked
            if len(parts) == 1:
                self._fail(parts[0].request, error)
            else:
                for part in parts:
                    self._answer(simulator, [part])
            return
        with self._changed:
            self._kept.update(zip(together, impacts, strict=True))
            for part in parts:
                self._take_kept(part.request)
                if not part.request.waiting and part.request in self._requests:
                    self._requests.remove(part.request)
                    part.request.answer.set_result(part.request.found)
            while len(self._kept) > _KEPT_ANSWERS:
                self._kept.popitem(last=False)

    def _fail(self, request: _Request, error: BaseException) -> None:
        with self._changed:
            if request in self._requests:
                self._requests.remove(request)
                request.answer.set_exception(error)

    def _take_kept(self, request: _Request) -> None:
        """Give the request what is known already."""
        for asked in request.waiting:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                request.found[asked] = self._kept[asked]
        request.waiting = [asked for asked in request.waiting if asked not in request.found]


def _gone() -> PlanwiseError:
    return PlanwiseError(
        "What was simulated here is gone: census, levers or settings were replaced, or the server ends. "
        "Reload the page."
    )


def _simulated(simulator: BatchSimulator, together: Sequence[Asked]) -> list[Impact]:
    candidates = [LeverVector(cells=dict(cells)) for cells, _seed in together]
    (seed,) = {seed for _cells, seed in together}
    try:
        return list(simulator.impact(candidates, seeds=[seed]))
    except KeyboardInterrupt as error:
        # Nobody at a terminal waits in this thread: what was interrupted is DuckDB's query.
        raise SimulationError("The simulation was interrupted. Ask again.") from error
