"""Judging an answer never costs it: what cuts the assessment short is told, and what was found stays."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from optimization.errors import SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.search.engine_assessment import assess
from optimization.search.engine_history import EngineHistory
from optimization.search.engine_result import EngineStatus
from optimization.search.metered_simulator import Allowance, MeteredSimulator
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.protocol import Metrics

TODAY = LeverVector(cells={})


def valley(point: Any) -> float:
    return 1 + (point("cola_rate") - 0.6) ** 2


def raising(error: BaseException, *, at: int) -> Callable[[int], None]:
    def before(batch: int) -> None:
        if batch == at:
            raise error

    return before


def metered(simulator: Any) -> MeteredSimulator:
    return MeteredSimulator(simulator, seed=42, allowance=Allowance(max_evaluations=100_000))


def problem_of(engine: Any, simulator: Any) -> ObjectiveProblem:
    return ObjectiveProblem(
        space=engine.space("cola_rate"),
        weights=ObjectiveWeights(cost=1.0, equity=0.0, targets=0.0),
        targets=(),
        constraints=(),
        today=simulator.metrics(TODAY),
    )


def answer_of(problem: ObjectiveProblem, simulator: Any) -> Any:
    meter = metered(simulator)
    meter.simulate([TODAY])
    return EngineHistory(problem, meter).best


@pytest.mark.parametrize("later", [1, 2])
def test_a_candidate_that_breaks_in_the_assessment_leaves_the_answer_and_is_named(engine: Any, later: int) -> None:
    whole = engine.simulator(cost=valley)
    searched = engine.optimize(whole, method="SLSQP")
    error = SimulationError("Candidate 'c7' could not be simulated.")
    simulator = engine.simulator(cost=valley, before=raising(error, at=len(whole.batches) + later))
    result = engine.optimize(simulator, method="SLSQP", assessment=True)
    assert (result.status, result.proposal) == (EngineStatus.CONVERGED, searched.proposal)
    assert (result.solution_quality_score, result.baseline_objective) == (None, None)
    # The slopes come first: in two levers 1 + 2 x 2 candidates.
    assert (result.assessment_evaluations, len(result.parameter_sensitivities)) == ((0, 0) if later == 1 else (5, 2))
    assert result.notes == ("The assessment of the answer is incomplete: Candidate 'c7' could not be simulated.",)


def test_without_an_assessment_quality_is_not_known(engine: Any) -> None:
    assert engine.optimize(engine.simulator()).solution_quality_score is None
    assert engine.optimize(engine.simulator(), assessment=True).solution_quality_score == 1.0


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), type("Terminated", (BaseException,), {})()])
def test_an_interruption_between_two_batches_cancels_the_assessment(engine: Any, raised: BaseException) -> None:
    simulator = engine.simulator(cost=valley)
    problem = problem_of(engine, simulator)
    meters = [metered(simulator)]

    def meter() -> MeteredSimulator:
        if not meters:
            raise raised
        return meters.pop()

    found = assess(problem, answer_of(problem, simulator), meter=meter, candidates=9, random_seed=(1, 2))
    assert (found.is_cancelled, found.has_baseline, found.note) == (True, False, None)
    assert set(found.sensitivities) == {"cola_rate"}


def test_an_error_of_the_program_is_no_interruption(engine: Any) -> None:
    simulator = engine.simulator(before=raising(RuntimeError("something else"), at=2))
    problem = problem_of(engine, simulator)
    answer = answer_of(problem, simulator)
    with pytest.raises(RuntimeError, match="something else"):
        assess(problem, answer, meter=lambda: metered(simulator), candidates=9, random_seed=(1, 2))


def test_random_candidates_are_scored_and_let_go(engine: Any) -> None:
    alive: list[weakref.ref[Metrics]] = []
    most: list[int] = []

    class Watched(engine.simulator):  # type: ignore[misc]
        def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
            most.append(sum(reference() is not None for reference in alive))
            found = super().simulate(candidates, seeds=seeds)
            alive.extend(weakref.ref(metrics) for metrics in found)
            return found  # type: ignore[no-any-return]

    simulator = Watched(cost=valley)
    problem = problem_of(engine, simulator)
    answer = answer_of(problem, simulator)
    found = assess(problem, answer, meter=lambda: metered(simulator), candidates=1000, random_seed=(1, 2))
    # Three candidates for the slope of one lever.
    assert (found.has_baseline, found.evaluations) == (True, 1003)
    # The last batch's are held while the next is made; batches have 128.
    assert max(most) < 3 * 128


def test_a_step_looks_at_no_candidate_of_an_earlier_one(engine: Any) -> None:
    class Unread(list[Any]):
        def __iter__(self) -> Any:
            raise AssertionError

    simulator = engine.simulator(cost=valley)
    problem = problem_of(engine, simulator)
    meter = metered(simulator)
    meter.simulate([TODAY])
    history = EngineHistory(problem, meter)
    history.scored = Unread(history.scored)
    for cola in (0.052, 0.07):
        history.simulate([problem.space.candidate([(cola - 0.01) / 0.07])])
    # 0.052 is six tenths of the way from 0.01 to 0.08, where the valley is lowest.
    assert history.best.simulated.number == 2
    assert len(history.scored) == 3
    assert meter.seen is meter.seen
