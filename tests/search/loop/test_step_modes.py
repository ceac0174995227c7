"""The analysts' step modes, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.step_modes import mode_step
from optimization.search.loop.target_loop_config import LoopMode
from optimization.search.loop.target_loop_result import LoopStatus
from optimization.search.movable_levers import movable_levers

THREE = ("cola_rate", "merit_rate", "new_hire_salary_adjustment")


def stepped(
    closed_form: Any, gap: float, *, mode: LoopMode, iteration: int, table: Any = None
) -> dict[LeverCell, float]:
    levers = movable_levers(table or closed_form.table(), families=THREE, catalogue=closed_form.catalogue)
    values = {cell: room.today for lever in levers for cell, room in lever.rooms.items()}
    return mode_step(gap, mode=mode, iteration=iteration, levers=levers, values=values)


@pytest.mark.parametrize(
    ("mode", "iteration", "cola_step"),
    [
        (LoopMode.CONSERVATIVE, 1, 0.002),
        (LoopMode.BALANCED, 1, 0.006),
        (LoopMode.AGGRESSIVE, 1, 0.010),
        (LoopMode.BALANCED, 3, 0.006 * 0.64),
    ],
)
def test_a_gap_of_two_points_moves_each_lever_by_its_share(
    closed_form: Any, mode: LoopMode, iteration: int, cola_step: float
) -> None:
    after = stepped(closed_form, 2.0, mode=mode, iteration=iteration)
    assert after[LeverCell(2025, 4, "cola_rate")] == pytest.approx(0.015 + cola_step, abs=1e-12)
    assert after[LeverCell(2026, 1, "merit_base")] == pytest.approx(0.032 + 1.1 * cola_step, abs=1e-12)
    assert after[LeverCell(2025, 5, "merit_base")] == pytest.approx(0.028 + 0.7 * cola_step, abs=1e-12)
    assert after[LeverCell(2025, 3, "new_hire_salary_adjustment")] == pytest.approx(1.05 + 0.5 * cola_step, abs=1e-12)


def test_a_step_stops_at_the_bounds(closed_form: Any) -> None:
    up = stepped(closed_form, 90.0, mode=LoopMode.AGGRESSIVE, iteration=1)
    down = stepped(closed_form, -90.0, mode=LoopMode.AGGRESSIVE, iteration=1)
    assert {up[LeverCell(2025, 1, name)] for name in ("cola_rate", "merit_base")} == {0.08, 0.10}
    assert down[LeverCell(2025, 1, "cola_rate")] == 0.01
    assert down[LeverCell(2025, 1, "new_hire_salary_adjustment")] == 1.00


def test_a_lever_below_its_bound_neither_jumps_up_nor_sinks_further(closed_form: Any) -> None:
    cell = LeverCell(2025, 1, "cola_rate")
    table = closed_form.table(changed={cell: 0.005})
    assert stepped(closed_form, 1.0, mode=LoopMode.CONSERVATIVE, iteration=1, table=table)[cell] == pytest.approx(0.006)
    assert stepped(closed_form, -1.0, mode=LoopMode.CONSERVATIVE, iteration=1, table=table)[cell] == 0.005


def test_a_locked_cell_has_no_step(closed_form: Any) -> None:
    cell = LeverCell(2026, 3, "cola_rate")
    after = stepped(closed_form, 2.0, mode=LoopMode.BALANCED, iteration=1, table=closed_form.table(locked={cell}))
    assert cell not in after
    assert LeverCell(2025, 3, "cola_rate") in after


def test_adaptive_has_no_fixed_step(closed_form: Any) -> None:
    with pytest.raises(BadInputError, match="Conservative, Balanced, Aggressive"):
        stepped(closed_form, 2.0, mode=LoopMode.ADAPTIVE, iteration=1)


def unit_response(closed_form: Any) -> Any:
    """Growth of 2 % today that moves point for point with COLA."""
    return lambda cells: 2.0 + closed_form.percent_moved(cells, "cola_rate")


def test_balanced_history_is_the_one_worked_out_by_hand(closed_form: Any) -> None:
    result = closed_form.loop(
        unit_response(closed_form), target_growth=3.0, mode="Balanced", levers=("cola_rate",), max_iterations=3
    )
    # Gap 1: step 0.3; gap 0.7: step 0.7 x 0.24 = 0.168; gap 0.532: step 0.532 x 0.192 = 0.102144.
    assert [record.iteration for record in result.iteration_history] == [0, 1, 2, 3]
    assert [record.growth for record in result.iteration_history] == pytest.approx([2.0, 2.3, 2.468, 2.570144])
    assert [record.gap for record in result.iteration_history] == pytest.approx([1.0, 0.7, 0.532, 0.429856])
    assert result.iteration_history[3].levers["cola_rate"] == pytest.approx(0.02070144)
    assert result.status is LoopStatus.BUDGET_EXHAUSTED
    assert "use mode Adaptive" in result.message


def test_a_gap_that_the_digits_cannot_show_is_said_to_be_smaller(closed_form: Any) -> None:
    result = closed_form.loop(
        unit_response(closed_form),
        target_growth=2.0004,
        tolerance=1e-6,
        mode="Balanced",
        levers=("cola_rate",),
        max_iterations=1,
    )
    # Gap 0.0004: the step leaves 0.7 of it.
    assert result.final_gap == pytest.approx(0.00028, abs=1e-6)
    assert "gives 2.000% a year, less than 0.001 percentage points below the target of 2.0004%." in result.message


@pytest.mark.parametrize(
    ("mode", "left"), [("Conservative", 0.630798), ("Balanced", 0.226437), ("Aggressive", 0.067085)]
)
def test_ten_iterations_with_unit_response_leave_the_known_share_of_the_gap(
    closed_form: Any, mode: str, left: float
) -> None:
    result = closed_form.loop(
        unit_response(closed_form), target_growth=4.0, tolerance=0.001, mode=mode, levers=("cola_rate",)
    )
    # The product of 1 - share x 0.8^(k-1) over k = 1..10.
    assert result.final_gap == pytest.approx(2.0 * left, abs=1e-5)
    assert result.iterations == 10
    assert result.status is LoopStatus.BUDGET_EXHAUSTED


def test_aggressive_converges_when_the_response_is_strong_enough(closed_form: Any) -> None:
    # Response two: the first step closes 2 x 0.5 of the gap, all of it.
    result = closed_form.loop(
        lambda cells: 2.0 + 2 * closed_form.percent_moved(cells, "cola_rate"),
        target_growth=3.0,
        mode="Aggressive",
        levers=("cola_rate",),
    )
    assert result.status is LoopStatus.CONVERGED
    assert result.converged
    assert result.iterations == 1
    assert result.final_growth == pytest.approx(3.0)


def test_levers_at_their_bounds_stall_and_the_message_says_so(closed_form: Any) -> None:
    result = closed_form.loop(unit_response(closed_form), target_growth=40.0, mode="Aggressive", levers=("cola_rate",))
    assert result.status is LoopStatus.STALLED
    assert "All levers that this mode moves are at their bounds." in result.message
    assert "Use mode Adaptive: it moves all levers that may move" in result.message
    assert "shrink" not in result.message
    assert [(lever.lever, lever.side, lever.value) for lever in result.levers_at_bound] == [
        ("cola_rate", "upper", 0.08)
    ]


def test_a_step_too_small_for_the_levers_is_not_taken_for_a_bound(closed_form: Any) -> None:
    # The tenth of a gap of 0.000004 points moves COLA by four billionths, which eight decimals do not show.
    result = closed_form.loop(
        unit_response(closed_form), target_growth=2.000004, tolerance=1e-6, mode="Conservative", levers=("cola_rate",)
    )
    assert result.status is LoopStatus.STALLED
    assert "The next step is too small for levers, which are set to 8 decimals." in result.message
    assert "bound" not in result.message


def test_levers_that_change_nothing_stall_after_two_iterations(closed_form: Any) -> None:
    result = closed_form.loop(lambda _: 2.0, target_growth=3.0, mode="Balanced")
    assert result.status is LoopStatus.STALLED
    assert result.iterations == 2
    assert result.cells_after == result.cells_before


def test_the_best_iteration_is_proposed_not_the_last(closed_form: Any) -> None:
    result = closed_form.loop(
        lambda cells: 2.0 + 30 * closed_form.percent_moved(cells, "cola_rate"),
        target_growth=2.1,
        tolerance=0.01,
        mode="Conservative",
        levers=("cola_rate",),
        max_iterations=1,
    )
    # Gap 0.1: step 0.01 x 30 = 0.3, growth 2.3, twice as far from the target as today.
    assert [record.gap for record in result.iteration_history] == pytest.approx([0.1, -0.2])
    assert result.final_gap == pytest.approx(0.1)
    assert result.cells_after == result.cells_before


def test_modes_that_move_no_promotion_lever_refuse_a_choice_of_nothing_else(closed_form: Any) -> None:
    with pytest.raises(BadInputError, match="Adaptive"):
        closed_form.loop(lambda _: 2.0, mode="Balanced", levers=("promotion_raise",))
