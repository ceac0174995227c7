"""How a search is ended from outside: by its time, by somebody, by Ctrl-C, by a candidate that cannot be simulated."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from optimization.errors import SimulationError
from optimization.search.engine_result import EngineStatus

# One of each family: gradients, models of the objective, a population.
FAMILIES = ["SLSQP", "trust-constr", "COBYLA", "COBYQA", "DE"]
SECONDS_PER_BATCH = 0.05


def valley(point: Any) -> float:
    """No method comes to its end in a few batches."""
    x, y = 2 * point("cola_rate"), 2 * point("new_hire_salary_adjustment")
    return 1 + ((1 - x) ** 2 + 100 * (y - x * x) ** 2) / 100


def at_batch(number: int, happens: Callable[[], None]) -> Callable[[int], None]:
    def before(batch: int) -> None:
        if batch == number:
            happens()

    return before


@pytest.fixture(autouse=True)
def _no_thread_is_left_running() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(timeout=1.0)
    assert not [thread for thread in left if thread.is_alive()]


@pytest.mark.parametrize("method", FAMILIES)
@pytest.mark.parametrize("starts", [1, 3])
def test_time_ends_a_search_before_its_next_batch(engine: Any, method: str, starts: int) -> None:
    simulator = engine.simulator(cost=valley, before=lambda _batch: time.sleep(SECONDS_PER_BATCH))
    seconds = 0.2
    result = engine.optimize(
        simulator, method=method, max_evaluations=100_000, multi_start=starts, timeout_minutes=seconds / 60
    )
    assert result.status is EngineStatus.TIMEOUT
    assert result.message.startswith("The time was over before the search came to an end by itself.")
    # The last one may begin just before the end; none takes less than it sleeps.
    assert 1 <= result.batches == len(simulator.batches) <= seconds / SECONDS_PER_BATCH + 1
    assert result.objective_value <= result.status_quo_objective
    assert not result.converged


def test_a_search_whose_time_is_over_before_it_begins_says_so(engine: Any) -> None:
    with pytest.raises(SimulationError, match="The time of the search was over before anything was simulated"):
        engine.optimize(engine.simulator(cost=valley), timeout_minutes=1e-12)


@pytest.mark.parametrize("method", FAMILIES)
@pytest.mark.parametrize("starts", [1, 3])
def test_whoever_cancels_gets_the_best_point_so_far(engine: Any, method: str, starts: int) -> None:
    simulator = engine.simulator(cost=valley)
    result = engine.optimize(
        simulator,
        method=method,
        max_evaluations=1000,
        multi_start=starts,
        assessment=True,
        run={"is_cancelled": lambda: len(simulator.batches) >= 4},
    )
    assert (result.status, len(simulator.batches)) == (EngineStatus.CANCELLED, 4)
    assert result.message.startswith("The search was cancelled; what it had found by then is kept.")
    best = min(simulator.metrics(candidate).total_compensation_cost for candidate in simulator.candidates)
    assert result.metrics_after.total_compensation_cost == best
    # Nothing more is simulated, not even to judge the answer.
    assert result.assessment_evaluations == 0


@pytest.mark.parametrize("method", FAMILIES)
@pytest.mark.parametrize("starts", [1, 3])
def test_ctrl_c_while_a_batch_is_simulated_keeps_what_was_found_before(engine: Any, method: str, starts: int) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    simulator = engine.simulator(cost=valley, before=at_batch(4, interrupt))
    result = engine.optimize(simulator, method=method, max_evaluations=1000, multi_start=starts)
    assert (result.status, result.batches, len(simulator.batches)) == (EngineStatus.CANCELLED, 3, 3)
    best = min(simulator.metrics(candidate).total_compensation_cost for candidate in simulator.candidates)
    assert result.metrics_after.total_compensation_cost == best


def test_what_an_orchestrator_raises_to_end_a_step_is_an_interruption_too(engine: Any) -> None:
    class StepTerminated(BaseException):
        """Like Dagster's own: no Exception."""

    def terminate() -> None:
        raise StepTerminated

    simulator = engine.simulator(cost=valley, before=at_batch(3, terminate))
    assert engine.optimize(simulator, method="SLSQP", multi_start=2).status is EngineStatus.CANCELLED


def test_a_search_that_is_cancelled_before_it_begins_has_no_result(engine: Any) -> None:
    with pytest.raises(SimulationError, match="The search was cancelled before anything was simulated"):
        engine.optimize(engine.simulator(cost=valley), run={"is_cancelled": lambda: True})


def test_ctrl_c_in_the_first_batch_leaves_no_result(engine: Any) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(SimulationError, match="cancelled before anything was simulated"):
        engine.optimize(engine.simulator(cost=valley, before=at_batch(1, interrupt)))


def test_estimates_whose_search_was_cancelled_are_no_result(engine: Any) -> None:
    # The first batch is the design that the surface is fitted to; after it nothing is simulated but the answer.
    simulator = engine.simulator(cost=valley)
    with pytest.raises(SimulationError, match=r"The search was cancelled before the answer .* estimates alone are no"):
        engine.optimize(
            simulator, method="SLSQP", use_synthetic=True, run={"is_cancelled": lambda: bool(simulator.batches)}
        )
    assert len(simulator.batches) == 1


@pytest.mark.parametrize("method", FAMILIES)
@pytest.mark.parametrize("starts", [1, 3])
def test_a_candidate_that_cannot_be_simulated_ends_the_search_by_its_name(
    engine: Any, method: str, starts: int
) -> None:
    def fail() -> None:
        raise SimulationError("Candidate 'c7' could not be simulated: its year 2026 broke.")

    simulator = engine.simulator(cost=valley, before=at_batch(3, fail))
    with pytest.raises(SimulationError, match="Candidate 'c7' could not be simulated"):
        engine.optimize(simulator, method=method, multi_start=starts)


def test_what_was_cancelled_while_it_is_judged_keeps_its_answer(engine: Any) -> None:
    whole = engine.simulator(cost=valley)
    searched = engine.optimize(whole, method="SLSQP")

    def interrupt() -> None:
        raise KeyboardInterrupt

    simulator = engine.simulator(cost=valley, before=at_batch(len(whole.batches) + 1, interrupt))
    result = engine.optimize(simulator, method="SLSQP", assessment=True)
    assert (result.status, result.optimal_parameters) == (EngineStatus.CANCELLED, searched.optimal_parameters)
    assert result.message == (
        "It was cancelled while the answer was assessed; the answer is kept. The search itself had ended as "
        f"{searched.status}: {searched.message}"
    )
    assert result.solution_quality_score is None
    assert (result.assessment_evaluations, dict(result.parameter_sensitivities)) == (0, {})
