"""Adaptive meets every target that can be met, and says which cannot."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.loop_reasons import more_iterations_hint
from optimization.search.loop.target_loop import run_target_loop
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.loop.target_loop_result import IterationRecord, LoopStatus

BATCHES = 4
FINE = 0.01


def linear(closed_form: Any) -> Callable[[Mapping[LeverCell, float]], float]:
    """Growth of 2 % today; COLA and merit count one for one, the new-hire adjustment a tenth."""

    def growth(cells: Mapping[LeverCell, float]) -> float:
        return float(
            2.0
            + closed_form.percent_moved(cells, "cola_rate")
            + closed_form.percent_moved(cells, "merit_base")
            + 0.1 * closed_form.percent_moved(cells, "new_hire_salary_adjustment")
        )

    return growth


# Room of the three families from today: COLA 1.5 in 1..8 %, merit 2.98 on average in 1..10 %, factor 1.05 in 1..1.4.
LOWEST = 2.0 - 0.5 - 1.98 - 0.1 * 5.0
HIGHEST = 2.0 + 6.5 + 7.02 + 0.1 * 35.0


@pytest.mark.parametrize("target", [0.0, 1.0, 1.9, 2.5, 4.0, 9.0, 16.0, 18.9])
def test_a_linear_response_is_met_in_two_batches(closed_form: Any, target: float) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=target, tolerance=FINE)
    assert result.status is LoopStatus.CONVERGED
    assert result.final_gap == pytest.approx(0, abs=FINE)
    assert result.batches == result.iterations == 2
    assert result.achievable_range == pytest.approx((LOWEST, HIGHEST))


def test_levers_that_already_meet_the_target_are_left_alone(closed_form: Any) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=2.05, tolerance=0.1)
    assert result.status is LoopStatus.CONVERGED
    assert result.cells_after == result.cells_before
    assert result.proposal.cells == {}
    assert result.final_growth == result.initial_growth == pytest.approx(2.0)
    assert [record.iteration for record in result.iteration_history] == [result.iterations] == [0]
    assert result.iteration_history[0].evaluations == result.evaluations
    assert result.achievable_range == pytest.approx((LOWEST, HIGHEST))
    assert "nothing is changed" in result.message


@pytest.mark.parametrize(
    ("target", "reached", "side", "cola_bound"), [(25.0, HIGHEST, "upper", "8%"), (-3.0, LOWEST, "lower", "1%")]
)
def test_a_target_out_of_reach_is_proved_so_by_the_first_batch(
    closed_form: Any, target: float, reached: float, side: str, cola_bound: str
) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=target)
    assert result.status is LoopStatus.INFEASIBLE
    assert not result.converged
    assert result.batches == 1
    assert result.achievable_range == pytest.approx((LOWEST, HIGHEST))
    assert result.final_growth == pytest.approx(reached)
    assert {lever.lever for lever in result.levers_at_bound} == {
        "cola_rate",
        *(f"merit_rate_level_{level}" for level in range(1, 6)),
        "new_hire_salary_adjustment",
    }
    assert {lever.side for lever in result.levers_at_bound} == {side}
    assert f"cola_rate at its {side} bound {cola_bound}," in result.message
    assert "growth can be from −0.980% to 19.020% a year" in result.message
    assert "no lever moved alone leads" in result.message


def test_levers_without_room_above_prove_a_higher_target_out_of_reach(closed_form: Any) -> None:
    top = {cell: 0.08 for cell in closed_form.table().settings if cell.parameter_name == "cola_rate"}
    simulator = closed_form.simulator(linear(closed_form), levers=closed_form.table(changed=top))
    result = closed_form.loop(simulator, target_growth=9.0, levers=("cola_rate",))
    assert result.status is LoopStatus.INFEASIBLE
    assert result.achievable_range == pytest.approx((1.5, 8.5))
    assert result.proposal.cells == {}


def test_a_target_at_the_very_end_is_met_there(closed_form: Any) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=HIGHEST + 0.5 * FINE, tolerance=FINE)
    assert result.status is LoopStatus.CONVERGED
    assert result.cells_after[LeverCell(2025, 1, "cola_rate")] == 0.08


def cola_alone(closed_form: Any) -> Callable[[Mapping[LeverCell, float]], float]:
    """Growth of 2 % today that moves point for point with COLA: 1.5 % and 8.5 % at its bounds."""
    return lambda cells: 2.0 + closed_form.percent_moved(cells, "cola_rate")


@pytest.mark.parametrize(
    ("target", "cola", "batches"),
    [
        (8.58, 0.08, 1),  # Beyond the end, which is near enough.
        (8.45, 0.0795, 2),  # The end is near enough too, and 0.05 points more change than is needed.
        (1.42, 0.01, 1),
        (1.55, 0.0105, 2),
    ],
)
def test_the_end_of_the_room_is_proposed_only_for_a_target_at_it_or_beyond(
    closed_form: Any, target: float, cola: float, batches: int
) -> None:
    result = closed_form.loop(cola_alone(closed_form), target_growth=target, tolerance=0.1, levers=("cola_rate",))
    assert result.converged
    assert result.batches == batches
    assert result.levers_after["cola_rate"] == pytest.approx(cola, abs=1e-6)


def test_a_wide_tolerance_does_not_send_all_levers_to_their_bounds(closed_form: Any) -> None:
    # All at their upper bounds give 19.02 %, within the tolerance of 2 points of 17.2 %.
    result = closed_form.loop(linear(closed_form), target_growth=17.2, tolerance=2.0)
    assert result.converged
    assert result.final_gap == pytest.approx(0, abs=1e-6)
    assert len(result.levers_at_bound) < 7


def test_the_end_serves_when_no_batch_is_left_to_do_with_less(closed_form: Any) -> None:
    result = closed_form.loop(
        cola_alone(closed_form), target_growth=8.45, tolerance=0.1, levers=("cola_rate",), max_iterations=1
    )
    assert result.converged
    assert result.levers_after["cola_rate"] == 0.08
    assert [record.growth for record in result.iteration_history] == pytest.approx([2.0, 8.5])


def test_a_probe_that_meets_the_target_is_not_proposed(closed_form: Any) -> None:
    # The probe of COLA, a tenth of its recommended range of 1..3 %, gives 2.2 %: one lever does all the moving.
    result = closed_form.loop(linear(closed_form), target_growth=2.2, tolerance=FINE)
    assert [record.growth for record in result.iteration_history] == pytest.approx([2.0, 2.0, 2.2])
    moved = {cell.parameter_name for cell in result.proposal.cells}
    assert moved == {"cola_rate", "merit_base", "new_hire_salary_adjustment"}


@pytest.mark.parametrize("target", [2.05, 2.2, 4.0, 8.45, 9.0, 25.0, -3.0])
@pytest.mark.parametrize("max_iterations", [1, 10])
def test_the_proposal_is_the_best_of_the_history(closed_form: Any, target: float, max_iterations: int) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=target, max_iterations=max_iterations)
    best = min(result.iteration_history, key=lambda record: abs(record.gap))
    assert (best.growth, best.gap, best.levers) == (result.final_growth, result.final_gap, result.levers_after)


def test_one_iteration_that_shows_nothing_better_leaves_today_alone(closed_form: Any) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=4.0, max_iterations=1)
    assert result.status is LoopStatus.BUDGET_EXHAUSTED
    assert result.batches == result.iterations == 1
    assert result.proposal.cells == {}
    assert "lies between the settings tried so far, which give 2.000% and 19.020%." in result.message
    assert "neighbouring" not in result.message
    assert "Allow more iterations than 1, or accept" in result.message


def test_one_iteration_does_not_propose_everything_at_its_bound(closed_form: Any) -> None:
    # All at their upper bounds, 19.02 %, is nearer to 12 % than today's 2 % and no least change.
    result = closed_form.loop(linear(closed_form), target_growth=12.0, max_iterations=1)
    assert result.status is LoopStatus.BUDGET_EXHAUSTED
    assert result.proposal.cells == {}
    assert [record.growth for record in result.iteration_history] == pytest.approx([2.0, 2.0])


@pytest.mark.parametrize(
    ("max_iterations", "advice"),
    [(99, "Allow more iterations than 99, or accept a wider tolerance."), (100, "Accept a wider tolerance.")],
)
def test_more_iterations_than_the_limit_are_not_advised(max_iterations: int, advice: str) -> None:
    assert more_iterations_hint(target_loop_config(max_iterations=max_iterations)) == advice


def test_a_target_between_two_of_the_finest_settings_is_no_jump(closed_form: Any) -> None:
    # A hundred-millionth of COLA is 0.0001 points of growth, and 2.30005 lies between two of them.
    result = closed_form.loop(
        lambda cells: 2.0 + 100 * closed_form.percent_moved(cells, "cola_rate"),
        target_growth=2.30005,
        tolerance=1e-5,
        levers=("cola_rate",),
    )
    assert result.status is LoopStatus.STALLED
    assert "two neighbouring settings: cola_rate = 1.503% gives 2.300%, cola_rate = 1.503001% gives" in result.message
    assert "Levers are set to 8 decimals, so nothing lies between these" in result.message
    assert "jump" not in result.message
    assert result.iterations == result.batches
    assert all(record.evaluations > 0 for record in result.iteration_history[1:])


def test_that_the_target_is_met_is_said_once(closed_form: Any) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=4.0)
    assert result.message == (
        "Growth meets the target within the tolerance. "
        "It is 4.000% a year, for a target of 4% within 0.1 percentage points."
    )


def test_every_simulated_value_has_eight_decimals_or_is_a_bound_or_todays(closed_form: Any) -> None:
    cell = LeverCell(2025, 1, "cola_rate")
    table = closed_form.table(changed={cell: 0.0123456789})
    simulator = closed_form.simulator(linear(closed_form), levers=table)
    # A third of a point for 6 + 1/3 lever-points: no share of it has an end.
    result = closed_form.loop(simulator, target_growth=2.0 + 1 / 3, tolerance=1e-5)
    assert result.converged
    simulated = [candidate.cells for batch in simulator.batches for candidate in batch]
    assert result.proposal.cells in simulated
    values = {value for cells in simulated for value in cells.values()}
    assert {0.01, 0.08, 1.0, 1.4} < values
    assert {value for value in values if value != round(value, 8)} == set()
    assert result.cells_before[cell] == 0.0123456789


def test_locked_cells_and_families_not_chosen_never_move(closed_form: Any) -> None:
    locked = frozenset({LeverCell(2025, 3, "cola_rate"), LeverCell(2026, 1, "merit_base")})
    simulator = closed_form.simulator(linear(closed_form), levers=closed_form.table(locked=locked))
    result = closed_form.loop(simulator, target_growth=5.0, tolerance=FINE, levers=("cola_rate", "merit_rate"))
    assert result.converged
    moved = {cell for batch in simulator.batches for candidate in batch for cell in candidate.cells}
    assert moved.isdisjoint(locked)
    assert {cell.parameter_name for cell in moved} == {"cola_rate", "merit_base"}


def test_nothing_movable_is_refused_naming_the_locked_rows(closed_form: Any) -> None:
    table = closed_form.table()
    locked = frozenset(cell for cell in table.settings if cell.parameter_name == "cola_rate")
    simulator = closed_form.simulator(linear(closed_form), levers=closed_form.table(locked=locked))
    with pytest.raises(
        BadInputError, match=r"lever file.*cola_rate level 1-5 year 2025-2026 \(rows of scenario 'default'\)"
    ):
        closed_form.loop(simulator, target_growth=5.0, levers=("cola_rate",))
    assert simulator.batches == []


def test_an_unknown_lever_family_lists_the_valid_ones(closed_form: Any) -> None:
    with pytest.raises(BadInputError, match="Did you mean 'cola_rate'"):
        closed_form.loop(linear(closed_form), levers=("cola_rat",))


def test_a_simulator_for_another_scenario_is_refused(closed_form: Any) -> None:
    with pytest.raises(BadInputError, match="'budget_constrained'"):
        closed_form.loop(linear(closed_form), scenario_id="budget_constrained")


@pytest.mark.parametrize(("target", "moves_to"), [(2.2, 0.007), (1.0, 0.005)])
def test_a_lever_outside_its_bounds_never_jumps(closed_form: Any, target: float, moves_to: float) -> None:
    low = {cell: 0.005 for cell in closed_form.table().settings if cell.parameter_name == "cola_rate"}
    simulator = closed_form.simulator(
        lambda cells: 3.0 + closed_form.percent_moved(cells, "cola_rate"), levers=closed_form.table(changed=low)
    )
    # Growth is 2 % at the COLA of 0.5 %, half a point under its bound of 1 %.
    result = closed_form.loop(simulator, target_growth=target, tolerance=FINE, levers=("cola_rate",))
    assert result.initial_growth == pytest.approx(2.0)
    assert result.levers_after["cola_rate"] == pytest.approx(moves_to, abs=1e-6)
    assert result.converged is (target > 2)
    sides = [(lever.lever, lever.side) for lever in result.levers_at_bound]
    assert sides == ([] if result.converged else [("cola_rate", "outside")])
    assert result.converged or "cola_rate outside its bounds at 0.5%" in result.message


@pytest.mark.parametrize("answer", [None, math.nan, math.inf])
def test_growth_that_cannot_be_measured_names_the_candidate(closed_form: Any, answer: float | None) -> None:
    def growth(cells: Mapping[LeverCell, float]) -> float | None:
        return answer if cells[LeverCell(2025, 1, "cola_rate")] == 0.08 else 2.0

    with pytest.raises(SimulationError, match=r"cola_rate = 0\.08"):
        closed_form.loop(growth, target_growth=3.0)


def test_progress_is_told_iteration_by_iteration(closed_form: Any) -> None:
    told: list[IterationRecord] = []
    simulator = closed_form.simulator(linear(closed_form))
    result = run_target_loop(
        target_loop_config(target_growth=4.0), simulator, catalogue=closed_form.catalogue, on_iteration=told.append
    )
    assert tuple(told) == result.iteration_history
    assert [record.iteration for record in told] == [0, 1, 2]
    assert sum(record.evaluations for record in told) == result.evaluations == sum(map(len, simulator.batches))
    assert result.batches == len(simulator.batches)


SHAPES: Mapping[str, Callable[[float, float], float]] = {
    "straight": lambda share, _: share,
    "convex": lambda share, bend: math.expm1(bend * share) / math.expm1(bend),
    "concave": lambda share, bend: math.log1p(bend * share) / math.log1p(bend),
    "saturating": lambda share, bend: math.tanh(bend * share) / math.tanh(bend),
    "power": lambda share, bend: ((share + 0.1) ** bend - 0.1**bend) / (1.1**bend - 0.1**bend),
    "sigmoid": lambda share, bend: 1 / (1 + math.exp(-2 * bend * (share - 0.5))),
}


@settings(max_examples=150, deadline=None)
@given(
    shape=st.sampled_from(sorted(SHAPES)),
    bend=st.floats(1.1, 4.0),
    span=st.floats(1.0, 15.0),
    share=st.floats(0.01, 0.99),
    families=st.sets(
        st.sampled_from(["cola_rate", "merit_base", "new_hire_salary_adjustment"]), min_size=1, max_size=3
    ),
)
def test_smooth_responses_are_met_to_a_hundredth_of_a_point_in_four_batches(
    closed_form: Any, shape: str, bend: float, span: float, share: float, families: set[str]
) -> None:
    bounds = {"cola_rate": (0.01, 0.08), "merit_base": (0.01, 0.10), "new_hire_salary_adjustment": (1.0, 1.4)}

    def growth(cells: Mapping[LeverCell, float]) -> float:
        shares = [
            (cells[cell] - low) / (high - low)
            for family in sorted(families)
            for low, high in [bounds[family]]
            for cell in cells
            if cell.parameter_name == family
        ]
        return span * SHAPES[shape](sum(shares) / len(shares), bend)

    low, high = span * SHAPES[shape](0.0, bend), span * SHAPES[shape](1.0, bend)
    result = closed_form.loop(growth, target_growth=low + share * (high - low), tolerance=FINE)
    assert result.status is LoopStatus.CONVERGED
    assert abs(result.final_gap) <= FINE
    assert result.batches <= BATCHES


@settings(max_examples=100, deadline=None)
@given(
    rises=st.lists(st.floats(0.05, 3.0), min_size=2, max_size=8),
    share=st.floats(0.0, 1.0),
)
def test_any_continuous_rising_response_is_met_in_four_batches(
    closed_form: Any, rises: list[float], share: float
) -> None:
    def growth(cells: Mapping[LeverCell, float]) -> float:
        # Straight pieces of equal length and random rise over COLA's room of 1..8 %.
        place = (closed_form.percent_moved(cells, "cola_rate") + 0.5) / 7 * len(rises)
        return math.fsum(rise * min(max(place - number, 0.0), 1.0) for number, rise in enumerate(rises))

    result = closed_form.loop(growth, target_growth=share * sum(rises), tolerance=FINE, levers=("cola_rate",))
    assert result.status is LoopStatus.CONVERGED
    assert abs(result.final_gap) <= FINE
    assert 0.01 <= result.levers_after["cola_rate"] <= 0.08
    assert result.batches <= BATCHES


@pytest.mark.parametrize("families", [("cola_rate",), ("merit_rate",), ("cola_rate", "merit_rate", "promotion_raise")])
def test_batches_of_smooth_levers_are_small(closed_form: Any, families: tuple[str, ...]) -> None:
    for target in (3.0, 9.0, 50.0):
        simulator = closed_form.simulator(linear(closed_form))
        closed_form.loop(simulator, target_growth=target, tolerance=FINE, levers=families)
        assert max(map(len, simulator.batches)) <= 64


def test_no_candidate_is_simulated_twice(closed_form: Any) -> None:
    simulator = closed_form.simulator(linear(closed_form))
    closed_form.loop(simulator, target_growth=3.7, tolerance=1e-6, levers=("cola_rate",))
    simulated = [frozenset(candidate.cells.items()) for batch in simulator.batches for candidate in batch]
    assert len(set(simulated)) == len(simulated) > 1


def test_the_result_carries_what_is_needed_to_repeat_it(closed_form: Any) -> None:
    result = closed_form.loop(linear(closed_form), target_growth=4.0, seed=7)
    assert result.seeds == (7,)
    assert result.inputs_fingerprint == "closed-form"
    assert result.config.target_growth == 4.0
    assert result.metrics_before.seed == 7
    assert result.levers_before["cola_rate"] == 0.015
    assert result.final_growth == pytest.approx(linear(closed_form)(result.cells_after))
    assert result.proposal.cells == {
        cell: value for cell, value in result.cells_after.items() if value != result.cells_before[cell]
    }
