"""Effects of ten basis points, known beforehand from the formula that stands for the simulator."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverVector
from optimization.search.exploration.local_sensitivity import local_sensitivity
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity

TODAY = LeverVector(cells={})
COLA, MERIT, ADJUSTMENT = "cola_rate", "merit_rate_level_1", "new_hire_salary_adjustment"
# Cola is 0.015 today, merit of level 1 is 0.032, the adjustment 1.05: all have room on both sides.
NAMES = (COLA, MERIT, ADJUSTMENT)


def explored(formulas: Any, formula: Any, *names: str, candidate: LeverVector = TODAY, **today: Any) -> Any:
    space = formulas.space(*names, **today)
    return local_sensitivity(space, candidate, ask=formulas.asked(space, formula), measures={"value": formulas.value})


def effects(found: LocalSensitivity) -> dict[str, float]:
    return {lever.lever: lever.responses["value"].per_ten_basis_points for lever in found.levers}


def test_a_linear_function_gives_its_slopes(formulas: Any) -> None:
    found = explored(formulas, lambda at: 3 + 2 * at[COLA] + 4 * at[MERIT] - 0.5 * at[ADJUSTMENT], *NAMES)
    assert effects(found) == pytest.approx({COLA: 0.002, MERIT: 0.004, ADJUSTMENT: -0.0005}, rel=1e-9)
    assert {lever.difference for lever in found.levers} == {"central"}
    assert [pair.per_ten_basis_points_squared["value"] for pair in found.interactions] == pytest.approx(
        [0] * 3, abs=1e-12
    )


def test_the_probes_say_where_the_measure_was_taken(formulas: Any) -> None:
    found = explored(formulas, lambda at: 100 * at[COLA], *NAMES)
    cola, _, adjustment = found.levers
    assert found.base == {"value": pytest.approx(1.5)}
    assert (cola.value, cola.low_shift, cola.high_shift) == pytest.approx((0.015, -0.001, 0.001))
    assert (cola.responses["value"].low, cola.responses["value"].high) == pytest.approx((1.4, 1.6))
    assert (cola.unit, adjustment.unit) == ("fraction", "factor")
    assert (adjustment.responses["value"].low, adjustment.responses["value"].high) == pytest.approx((1.5, 1.5))


# Of 100 x^2: central 2 * 100 * 0.015 * 0.001; forward 100 (0.011^2 - 0.01^2); backward 100 (0.08^2 - 0.079^2).
SQUARES = {
    "inside": (0.015, "central", 0.003),
    "at the lower bound": (0.01, "forward", 0.0021),
    "at the upper bound": (0.08, "backward", 0.0159),
    "half a step below the upper bound": (0.0795, "backward", 100 * (0.0795**2 - 0.0785**2)),
    "a step below the upper bound": (0.079, "central", 2 * 100 * 0.079 * 0.001),
    "beyond the upper bound": (0.09, "backward", 100 * (0.09**2 - 0.089**2)),
}


@pytest.mark.parametrize(("value", "difference", "effect"), SQUARES.values(), ids=SQUARES)
def test_a_bound_makes_the_difference_one_sided(formulas: Any, value: float, difference: str, effect: float) -> None:
    space = formulas.space(COLA)
    found = explored(
        formulas, lambda at: 100 * at[COLA] ** 2, COLA, candidate=formulas.candidate(space, cola_rate=value)
    )
    assert found.levers[0].difference == difference
    assert effects(found) == pytest.approx({COLA: effect}, rel=1e-9)


@pytest.mark.parametrize(
    "candidate", [{}, {COLA: 0.08}, {COLA: 0.08, MERIT: 0.10}], ids=["inside", "one_at_a_bound", "both_at_a_bound"]
)
def test_a_product_gives_the_interaction_on_whichever_side_there_is_room(
    formulas: Any, candidate: dict[str, float]
) -> None:
    moved = formulas.candidate(formulas.space(*NAMES), **candidate)
    found = explored(formulas, lambda at: 1000 * at[COLA] * at[MERIT] + 7 * at[ADJUSTMENT], *NAMES, candidate=moved)
    together = {pair.levers: pair.per_ten_basis_points_squared["value"] for pair in found.interactions}
    # 1000 * 0.001^2, with a sum of about eight known to sixteen digits.
    assert together == pytest.approx({(COLA, MERIT): 0.001, (COLA, ADJUSTMENT): 0, (MERIT, ADJUSTMENT): 0}, abs=1e-12)


# For three levers: the candidate, two probes each, one for each pair. A lever at a bound has one probe.
@pytest.mark.parametrize(
    ("candidate", "interactions", "count"), [({}, True, 10), ({}, False, 7), ({COLA: 0.08}, True, 9)]
)
def test_every_probe_is_in_the_one_batch(
    formulas: Any, candidate: dict[str, float], interactions: bool, count: int
) -> None:
    space = formulas.space(*NAMES)
    ask = formulas.asked(space, lambda at: at[COLA])
    found = local_sensitivity(
        space,
        formulas.candidate(space, **candidate),
        ask=ask,
        measures={"value": formulas.value},
        interactions=interactions,
    )
    (batch,) = ask.batches
    assert len(batch) == count == found.evaluations
    assert len({tuple(ask.values(candidate).values()) for candidate in batch}) == count
    assert (found.interactions is not None) is interactions


def test_effects_are_those_around_the_candidate(formulas: Any) -> None:
    space = formulas.space(COLA, ADJUSTMENT)
    moved = formulas.candidate(space, new_hire_salary_adjustment=1.2)
    # A candidate may also set levers that the space does not move.
    cells = {LeverCell(2026, 1, "merit_base"): 0.05, **moved.cells}
    ask = formulas.asked(space, lambda at: at[COLA] * at[ADJUSTMENT])
    found = local_sensitivity(space, LeverVector(cells=cells), ask=ask, measures={"value": formulas.value})
    assert effects(found) == pytest.approx({COLA: 1.2 * 0.001, ADJUSTMENT: 0.015 * 0.001})
    assert all(asked.cells[LeverCell(2026, 1, "merit_base")] == 0.05 for asked in ask.batches[0])


def test_promotions_are_probed_by_a_hundredth_of_the_range_and_told_for_ten_basis_points(formulas: Any) -> None:
    # 0.12 today; the range from 0 to 0.3 makes the step 0.003. Of a thousand 117 and 123 are promoted: 6 for 0.006.
    name = "promotion_probability_level_1"
    found = explored(formulas, lambda at: float(round(1000 * at[name])), name)
    (lever,) = found.levers
    assert (lever.low_shift, lever.high_shift) == pytest.approx((-0.003, 0.003))
    assert (lever.responses["value"].low, lever.responses["value"].high) == (117, 123)
    assert effects(found) == pytest.approx({name: 1.0})


# Of ten cells so many lie at the upper bound, the others at the lower.
@pytest.mark.parametrize(
    ("at_upper", "difference", "shift"), [(4, "forward", 0.0006), (5, "forward", 0.0005), (6, "backward", -0.0006)]
)
def test_where_cells_lie_at_both_bounds_those_on_the_side_of_more_room_move(
    formulas: Any, at_upper: int, difference: str, shift: float
) -> None:
    cells = [LeverCell(year, level, "cola_rate") for year in (2025, 2026) for level in JOB_LEVELS]
    ends = {cell: 0.08 if number < at_upper else 0.01 for number, cell in enumerate(cells)}
    found = explored(formulas, lambda at: 2 * at[COLA], COLA, changed=ends)
    (lever,) = found.levers
    assert lever.difference == difference
    assert lever.low_shift + lever.high_shift == pytest.approx(shift)
    assert effects(found) == pytest.approx({COLA: 0.002})


def test_a_locked_cell_stays(formulas: Any) -> None:
    locked = [LeverCell(2025, level, "cola_rate") for level in JOB_LEVELS]
    space = formulas.space(COLA, locked=locked)
    ask = formulas.asked(space, lambda at: at[COLA])
    local_sensitivity(space, TODAY, ask=ask, measures={"value": formulas.value})
    assert not {cell for asked in ask.batches[0] for cell in asked.cells} & set(locked)


def test_levers_rank_by_the_size_of_their_effect_measure_by_measure(formulas: Any) -> None:
    space = formulas.space(*NAMES)
    ask = formulas.asked(space, lambda at: at[COLA] + 2 * at[MERIT] - 3 * at[ADJUSTMENT])
    found = local_sensitivity(
        space,
        TODAY,
        ask=ask,
        measures={"value": formulas.value, "cola": lambda candidate, _metrics: ask.values(candidate)[COLA]},
    )
    assert found.ranking("value") == (ADJUSTMENT, MERIT, COLA)
    assert found.ranking("cola")[0] == COLA
    assert len(ask.batches) == 1


def test_the_json_has_every_figure_by_name(formulas: Any) -> None:
    found = explored(formulas, lambda at: 100 * at[COLA] * at[MERIT], COLA, MERIT)
    shown = json.loads(json.dumps(found.as_json()))
    assert shown["base"] == {"value": pytest.approx(100 * 0.015 * 0.032)}
    assert shown["evaluations"] == 6
    assert shown["ranking"] == {"value": [COLA, MERIT]}
    assert shown["levers"][0]["lever"] == COLA
    assert shown["levers"][0]["difference"] == "central"
    assert shown["levers"][0]["responses"]["value"]["per_ten_basis_points"] == pytest.approx(0.0032)
    assert shown["interactions"] == [
        {"levers": [COLA, MERIT], "per_ten_basis_points_squared": {"value": pytest.approx(0.0001)}}
    ]
