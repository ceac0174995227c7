"""A search on an estimate is shown with simulated figures."""

from __future__ import annotations

from typing import Any

import pytest

from optimization.errors import SimulationError
from optimization.evidence.loop.loop_answer import loop_answer, no_proposal_reason
from optimization.evidence.loop.loop_recommendations import loop_recommendations
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.recommendation.target_loop import find_levers
from optimization.search.loop.real_check import simulated
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.loop.target_loop_json import result_from_json
from optimization.search.loop.target_loop_result import LoopStatus, TargetLoopResult

ERRORS = (
    {
        "seed": 42,
        "design_points": 6,
        "held_out_points": 16,
        "metrics": {"horizon_growth.full_year_equivalent": {"maximum": 0.1, "rms": 0.05}},
    },
)
BY_YEAR = {
    **{LeverCell(2025, level, "cola_rate"): 0.015 for level in JOB_LEVELS},
    **{LeverCell(2026, level, "cola_rate"): 0.02 for level in JOB_LEVELS},
}


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
    return simulated(estimated, real, catalogue=closed_form.catalogue, surface_errors=ERRORS)


def advice(found: TargetLoopResult) -> str:
    return "\n".join(loop_recommendations(found, catalogue=load_lever_catalogue()))


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
    # The surface's six points and sixteen others, today's levers and the proposed ones.
    assert found.synthetic.as_json()["simulations"] == 24
    assert f"a response surface for {found.evaluations} estimates of growth; 24 candidates were simulated" in advice(
        found
    )
    assert "Whether a smaller change meets the target too, a search with --simulator real tells." in advice(found)


def test_an_estimate_that_does_not_hold_is_stalled_and_says_what_to_do(
    closed_form: Any, estimated: TargetLoopResult
) -> None:
    found = check(closed_form, estimated, offset=0.5)

    assert found.status is LoopStatus.STALLED
    assert "does not meet the target" in found.message
    assert "Search with the real simulator" in found.message
    assert "the levers allowed, search with --simulator real" in advice(found)
    # Simulated growth is 1.5 % today and 3.5 % as proposed.
    assert "on one side of the target" in advice(found)
    for conclusion in ("accept a tolerance", "comes no nearer", "allow other levers"):
        assert conclusion not in advice(found)


def test_an_estimate_that_leads_away_from_the_target_is_not_proposed(
    closed_form: Any, estimated: TargetLoopResult
) -> None:
    # Today's levers give 2.8 %, the proposed ones 4.8 %.
    found = check(closed_form, estimated, offset=1.8)

    assert found.status is LoopStatus.STALLED
    assert "further from the target than today's" in str(no_proposal_reason(found))
    assert "The proposal" not in advice(found)


def test_a_target_that_only_the_simulation_meets_is_met(closed_form: Any) -> None:
    # COLA may rise to 8 %, 6.5 points above today's 1.5: the surface reaches 7.5, the simulation 8.
    estimated = closed_form.loop(
        lambda cells: 1 + closed_form.percent_moved(cells, "cola_rate"), target_growth=8.0, levers=["cola_rate"]
    )
    assert estimated.status is LoopStatus.INFEASIBLE

    assert check(closed_form, estimated, offset=0.5).status is LoopStatus.CONVERGED


@pytest.fixture
def out_of_reach(closed_form: Any) -> TargetLoopResult:
    """The surface reaches from 0.5 to 7.5 % and 8.6 are asked for."""
    found: TargetLoopResult = closed_form.loop(
        lambda cells: 1 + closed_form.percent_moved(cells, "cola_rate"), target_growth=8.6, levers=["cola_rate"]
    )
    assert found.status is LoopStatus.INFEASIBLE
    return found


def test_a_target_short_of_which_the_simulation_falls_as_well_is_infeasible_and_the_range_an_estimate(
    closed_form: Any, out_of_reach: TargetLoopResult
) -> None:
    found = check(closed_form, out_of_reach, offset=0.65)

    assert found.status is LoopStatus.INFEASIBLE
    assert found.final_growth == pytest.approx(8.15)
    assert "seems out of reach of the allowed levers, which are estimated to reach from 0.500% to 7.500%" in (
        loop_answer(found)
    )
    assert "falls short when it is simulated" in str(no_proposal_reason(found))
    assert "falls short of it when it is simulated. That no other does better is estimated." in advice(found)
    assert "estimated to reach from 0.500% to 7.500% a year" in advice(found)
    assert "the levers allowed, search with --simulator real" in advice(found)
    for text in (advice(found), found.message):
        assert "Choose a target" not in text
        assert "no setting of the allowed levers" not in text


@pytest.mark.parametrize(
    "offset",
    [
        1.65,  # The end gives 9.15 %, beyond the target.
        7.55,  # Today's levers give 8.55 %, within the tolerance.
    ],
)
def test_a_target_that_the_simulation_does_not_put_out_of_reach_is_not_called_infeasible(
    closed_form: Any, out_of_reach: TargetLoopResult, offset: float
) -> None:
    found = check(closed_form, out_of_reach, offset=offset)

    assert found.status is LoopStatus.STALLED
    assert "--simulator real" in advice(found)
    assert "out of reach" not in loop_answer(found)
    for conclusion in ("Choose a target", "no setting of the allowed levers", "reach no further", "accept a tolerance"):
        assert conclusion not in advice(found)


@pytest.mark.parametrize("mode", ["Adaptive", "Aggressive"])
@pytest.mark.parametrize("target", [0.7, 1.5, 5.0, 7.0])
def test_levers_that_differ_by_year_are_searched_by_their_common_shift(
    closed_form: Any, mode: str, target: float
) -> None:
    # COLA of 1.5 and then 2 % in bounds from 1 to 8 %: all cells may fall by 0.5 points and rise by 6. Growth is
    # 1.25 % today, and 0.75 to 7.25 % by the common shift.
    real = closed_form.simulator(
        lambda cells: 1 + closed_form.percent_moved(cells, "cola_rate"), levers=closed_form.table(changed=BY_YEAR)
    )
    config = target_loop_config(
        target_growth=target, levers=["cola_rate"], simulator="synthetic", mode=mode, max_iterations=50
    )
    found = find_levers(config, real, catalogue=closed_form.catalogue, on_iteration=None)

    (shift,) = {round(value - found.cells_before[cell], 9) for cell, value in found.proposal.cells.items()}
    assert shift == pytest.approx((found.final_growth - 1.25) / 100)
    assert found.synthetic is not None
    assert found.synthetic.simulations == sum(len(batch) for batch in real.batches)
    if mode == "Adaptive":
        assert found.status is LoopStatus.CONVERGED
        assert found.final_growth == pytest.approx(target, abs=0.1)


def test_the_end_of_the_common_shift_is_no_proof_that_the_levers_reach_no_further(closed_form: Any) -> None:
    # Moved row by row, COLA of 1.5 and then 2 % rises by 6.25 points on average: growth reaches 7.5 %, and not 7.25.
    real = closed_form.simulator(
        lambda cells: 1 + closed_form.percent_moved(cells, "cola_rate"), levers=closed_form.table(changed=BY_YEAR)
    )
    config = target_loop_config(target_growth=7.45, tolerance=0.05, levers=["cola_rate"], simulator="synthetic")
    found = find_levers(config, real, catalogue=closed_form.catalogue, on_iteration=None)

    assert found.status is LoopStatus.STALLED
    assert found.final_growth == pytest.approx(7.25)
    # Only the later year is at its bound: the earlier one stopped at 7.5 %.
    assert {lever.lever for lever in found.levers_at_bound} == {f"cola_rate_level_{level}@2026" for level in JOB_LEVELS}
    real_search = find_levers(
        config.model_copy(update={"simulator": "real"}), real, catalogue=closed_form.catalogue, on_iteration=None
    )
    assert real_search.converged


def test_what_the_surface_said_survives_json(closed_form: Any, estimated: TargetLoopResult) -> None:
    found = check(closed_form, estimated, offset=0.03)

    assert result_from_json(found.as_json()) == found


def test_growth_that_cannot_be_measured_is_an_error(closed_form: Any, estimated: TargetLoopResult) -> None:
    with pytest.raises(SimulationError, match="cannot be measured"):
        simulated(
            estimated,
            closed_form.simulator(lambda _cells: None),
            catalogue=closed_form.catalogue,
            surface_errors=ERRORS,
        )
