"""A search on an estimate is shown with simulated figures."""

from __future__ import annotations

from typing import Any

import pytest

from optimization.errors import SimulationError
from optimization.search.real_check import simulated
from optimization.search.target_loop_json import result_from_json
from optimization.search.target_loop_result import LoopStatus, TargetLoopResult

ERRORS = ({"seed": 42, "metrics": {"horizon_growth.full_year_equivalent": {"maximum": 0.1, "rms": 0.05}}},)


@pytest.fixture
def estimated(closed_form: Any) -> TargetLoopResult:
    """The surface says one percent of growth, and one more per point of COLA: two are needed for three percent."""
    found: TargetLoopResult = closed_form.loop(
        lambda cells: 1 + closed_form.percent_moved(cells, "cola_rate"), target_growth=3.0, levers=["cola_rate"]
    )
    assert found.status is LoopStatus.CONVERGED
    assert found.final_growth == pytest.approx(3.0, abs=0.1)
    return found


def check(closed_form: Any, estimated: TargetLoopResult, *, offset: float) -> TargetLoopResult:
    real = closed_form.simulator(lambda cells: 1 + offset + closed_form.percent_moved(cells, "cola_rate"))
    return simulated(estimated, real, surface_errors=ERRORS)


def test_an_estimate_that_holds_is_converged_with_the_simulated_figures(
    closed_form: Any, estimated: TargetLoopResult
) -> None:
    found = check(closed_form, estimated, offset=0.03)

    assert found.status is LoopStatus.CONVERGED
    assert found.initial_growth == pytest.approx(1.03)
    assert found.final_growth == pytest.approx(estimated.final_growth + 0.03)
    assert found.final_gap == pytest.approx(estimated.final_gap - 0.03)
    assert found.metrics_after.horizon_growth[found.config.method] == pytest.approx(found.final_growth / 100)
    assert found.proposal == estimated.proposal
    assert found.synthetic is not None
    assert found.synthetic.estimated_growth == estimated.final_growth
    assert found.synthetic.as_json()["difference"] == pytest.approx(-0.03)


def test_an_estimate_that_does_not_hold_is_stalled_and_says_what_to_do(
    closed_form: Any, estimated: TargetLoopResult
) -> None:
    found = check(closed_form, estimated, offset=0.5)

    assert found.status is LoopStatus.STALLED
    assert "does not meet the target" in found.message
    assert "Search with the real simulator" in found.message


def test_a_target_that_only_the_simulation_meets_is_met(closed_form: Any) -> None:
    # COLA may rise to 8 %, 6.5 points above today's 1.5: the surface reaches 7.5, the simulation 8.
    estimated = closed_form.loop(
        lambda cells: 1 + closed_form.percent_moved(cells, "cola_rate"), target_growth=8.0, levers=["cola_rate"]
    )
    assert estimated.status is LoopStatus.INFEASIBLE

    assert check(closed_form, estimated, offset=0.5).status is LoopStatus.CONVERGED
    assert check(closed_form, estimated, offset=0.0).status is LoopStatus.INFEASIBLE


def test_what_the_surface_said_survives_json(closed_form: Any, estimated: TargetLoopResult) -> None:
    found = check(closed_form, estimated, offset=0.03)

    assert result_from_json(found.as_json()) == found


def test_growth_that_cannot_be_measured_is_an_error(closed_form: Any, estimated: TargetLoopResult) -> None:
    with pytest.raises(SimulationError, match="cannot be measured"):
        simulated(estimated, closed_form.simulator(lambda _cells: None), surface_errors=ERRORS)
