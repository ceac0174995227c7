"""A solver whose arithmetic breaks off is a search that gave up, not a program that did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from optimization.errors import BadInputError
from optimization.search.engine_config import MethodName
from optimization.search.engine_result import EngineStatus
from optimization.search.methods import solvers
from optimization.search.methods.gradient_methods import slsqp
from optimization.search.methods.solver_end import SolverEnd

BreakOff = Callable[..., None]


# No input is sure to break SciPy off in every version of it: the method itself is exchanged.
@pytest.fixture
def break_off(monkeypatch: pytest.MonkeyPatch) -> BreakOff:
    """Make SLSQP raise an error at the end of the searches of these numbers, counted from 1."""

    def exchange(error: Exception, *numbers: int) -> None:
        begun = iter(range(1, 100))

        def breaking(*given: Any, **options: Any) -> SolverEnd:
            number = next(begun)
            end = slsqp(*given, **options)
            if number in numbers:
                raise error
            return end

        monkeypatch.setattr(solvers, "_LOCAL", {**solvers._LOCAL, MethodName.SLSQP: breaking})

    return exchange


def parabola(point: Any) -> float:
    """At its lowest, 1, where cost-of-living is 5.2 %."""
    return 1 + (point("cola_rate") - 0.6) ** 2


FAILURES = {
    "matrix": (np.linalg.LinAlgError("SVD did not converge"), "LinAlgError: SVD did not converge"),
    "value": (ValueError("array must not contain infs or NaNs"), "ValueError: array must not contain infs or NaNs"),
    "arithmetic": (OverflowError("math range error"), "OverflowError: math range error"),
}


@pytest.mark.parametrize(("error", "words"), FAILURES.values(), ids=FAILURES)
def test_what_was_found_before_a_solver_broke_off_is_kept(
    engine: Any, break_off: BreakOff, error: Exception, words: str
) -> None:
    break_off(error, 1)
    result = engine.optimize(engine.simulator(cost=parabola), method="SLSQP")
    assert (result.status, result.converged) == (EngineStatus.NUMERICAL, False)
    assert result.message.endswith(f"The solver: it broke off, {words}.")
    assert result.optimal_parameters["cola_rate"] == pytest.approx(0.052, abs=1e-4)


def test_one_start_that_breaks_off_leaves_the_others_their_answer(engine: Any, break_off: BreakOff) -> None:
    break_off(np.linalg.LinAlgError("SVD did not converge"), 3)
    result = engine.optimize(engine.simulator(cost=parabola), method="SLSQP", multi_start=4)
    assert result.status is EngineStatus.CONVERGED
    assert "it broke off, LinAlgError: SVD did not converge" in result.message


@pytest.mark.parametrize("error", [BadInputError("Nobody asked for this."), TypeError("a slip of ours")])
def test_what_is_no_arithmetic_of_the_solver_is_raised(engine: Any, break_off: BreakOff, error: Exception) -> None:
    break_off(error, 1)
    with pytest.raises(type(error), match=str(error)):
        engine.optimize(engine.simulator(cost=parabola), method="SLSQP")


@pytest.mark.parametrize("starts", [1, 3])
def test_a_simulator_that_fails_is_never_taken_for_a_solver_that_does(engine: Any, starts: int) -> None:
    def fail(batch: int) -> None:
        if batch == 3:
            raise ValueError("the simulator's own")

    with pytest.raises(ValueError, match="the simulator's own"):
        engine.optimize(engine.simulator(cost=parabola, before=fail), method="SLSQP", multi_start=starts)
