"""The search space: which levers it is made of, how far they move, and which cells move with them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverVector

PAY = ("cola_rate", "merit_rate", "new_hire_salary_adjustment")


def names(space: Any) -> list[str]:
    return [variable.name for variable in space.variables]


def test_a_family_is_one_variable_or_one_for_each_level_as_the_catalogue_says(engine: Any) -> None:
    merit = [f"merit_rate_level_{level}" for level in JOB_LEVELS]
    assert names(engine.space(*PAY)) == ["cola_rate", *merit, "new_hire_salary_adjustment"]


def test_every_family_may_be_decided_by_level_or_for_all_levels(engine: Any) -> None:
    assert names(engine.space("cola_rate", by_level=True)) == [f"cola_rate_level_{level}" for level in JOB_LEVELS]
    (merit,) = engine.space("merit_rate", by_level=False).variables
    assert (merit.name, len(merit.rooms)) == ("merit_rate", 10)


def test_by_year_each_year_is_decided_on_its_own(engine: Any) -> None:
    assert names(engine.space("cola_rate", by_year=True)) == ["cola_rate@2025", "cola_rate@2026"]
    assert engine.space(*PAY, by_year=True).dimension == 14


def test_a_named_level_or_year_is_decided_alone(engine: Any) -> None:
    space = engine.space("merit_rate_level_3", "cola_rate@2026", by_year=True)
    assert names(space) == ["merit_rate_level_3@2025", "merit_rate_level_3@2026", "cola_rate@2026"]
    assert set(space.variables[0].rooms) == {LeverCell(2025, 3, "merit_base")}
    assert set(space.variables[2].rooms) == {LeverCell(2026, level, "cola_rate") for level in JOB_LEVELS}


def test_a_point_is_a_share_of_the_way_between_the_bounds(engine: Any) -> None:
    space = engine.space("cola_rate", "new_hire_salary_adjustment")
    # Cost-of-living from 1 % to 8 %, today 1.5 %; new hires from 1.0 to 1.4, today 1.05.
    assert space.today.tolist() == pytest.approx([0.5 / 7, 0.125])
    candidate = space.candidate([0.5, 1.0])
    assert candidate.cells == {
        **dict.fromkeys(engine.cells("cola_rate"), 0.045),
        **dict.fromkeys(engine.cells("new_hire_salary_adjustment"), 1.4),
    }
    assert space.nearest_point(candidate).tolist() == pytest.approx([0.5, 1.0])


def test_todays_point_changes_nothing_however_many_decimals_todays_levers_have(engine: Any) -> None:
    table = engine.table(changed=dict.fromkeys(engine.cells("cola_rate"), 0.0151234567891))
    space = engine.space(*PAY, table=table)
    assert space.candidate(space.today) == LeverVector(cells={})


def test_a_coordinate_beyond_the_cube_is_taken_for_the_bound(engine: Any) -> None:
    space = engine.space("cola_rate")
    assert space.candidate([-0.1]) == space.candidate([0.0])
    assert set(space.candidate([1.0 + 1e-9]).cells.values()) == {0.08}


def test_years_that_differ_move_by_one_shift_and_each_stops_at_its_bound(engine: Any) -> None:
    later = engine.cells("cola_rate@2026")
    table = engine.table(changed=dict.fromkeys(later, 0.06))
    space = engine.space("cola_rate", table=table)
    (variable,) = space.variables
    # 2025 is at 1.5 %, 2026 at 6 %: down to 1 % takes the later year 5 points, up to 8 % the earlier 6.5 points.
    assert (variable.lowest_shift, variable.highest_shift) == pytest.approx((-0.05, 0.065))
    assert variable.range == pytest.approx(0.115)
    assert space.today.tolist() == pytest.approx([0.05 / 0.115])
    # One point up in both; then three up, where the later year stops at its 8 %; then at the far ends.
    up_one, up_three = space.candidate([0.06 / 0.115]).cells, space.candidate([0.08 / 0.115]).cells
    earlier = engine.cells("cola_rate@2025")
    assert up_one == {**dict.fromkeys(earlier, 0.025), **dict.fromkeys(later, 0.07)}
    assert up_three == {**dict.fromkeys(earlier, 0.045), **dict.fromkeys(later, 0.08)}
    assert set(space.candidate([0.0]).cells.values()) == {0.01}
    assert set(space.candidate([1.0]).cells.values()) == {0.08}


def test_the_nearest_point_shifts_by_the_mean_of_what_the_cells_move(engine: Any) -> None:
    space = engine.space("cola_rate")
    moved = LeverVector(cells=dict.fromkeys(engine.cells("cola_rate@2026"), 0.035))
    # Half of the cells go up by two points: one point in the mean, of a range of seven, from half a point.
    assert space.nearest_point(moved).tolist() == pytest.approx([1.5 / 7])


# Rates of the five levels and two years, in lever files' four decimals: from below the bounds of 1 and 8 % to above.
RATES = st.lists(st.integers(0, 900).map(lambda points: points / 10_000), min_size=10, max_size=10)


@settings(max_examples=60, deadline=None)
@given(rates=RATES, coordinate=st.floats(0.0, 1.0))
def test_the_nearest_point_of_a_candidate_of_the_space_is_its_own(
    engine: Any, rates: list[float], coordinate: float
) -> None:
    table = engine.table(changed=dict(zip(engine.cells("cola_rate"), rates, strict=True)))
    space = engine.space("cola_rate", table=table)
    candidate = space.candidate([coordinate])
    assert space.candidate(space.nearest_point(candidate)) == candidate
    # Levers have eight decimals: over a range of at most fourteen points a coordinate has nearly as many.
    assert space.nearest_point(candidate).tolist() == pytest.approx([coordinate], abs=1e-6)


def test_the_nearest_point_of_years_at_opposite_bounds_is_where_the_mean_lies(engine: Any) -> None:
    later = engine.cells("cola_rate@2026")
    table = engine.table(changed={**dict.fromkeys(engine.cells("cola_rate@2025"), 0.01), **dict.fromkeys(later, 0.08)})
    space = engine.space("cola_rate", table=table)
    # A shift of -7 points to 7, of which each year can follow one half: -3.5 points are the later year at 4.5 %.
    lower = LeverVector(cells=dict.fromkeys(later, 0.045))
    assert space.nearest_point(lower).tolist() == pytest.approx([0.25])
    assert space.candidate([0.25]) == lower
    assert space.nearest_point(LeverVector(cells={})).tolist() == space.today.tolist() == [0.5]


def test_a_lever_outside_its_bounds_today_may_stay_or_come_back(engine: Any) -> None:
    table = engine.table(changed=dict.fromkeys(engine.cells("cola_rate"), 0.1))
    space = engine.space("cola_rate", table=table)
    assert space.today.tolist() == [1.0]
    assert space.candidate([1.0]) == LeverVector(cells={})
    assert set(space.candidate([0.0]).cells.values()) == {0.01}
    assert set(space.candidate([0.5]).cells.values()) == {0.055}


def test_levers_are_set_to_eight_decimals(engine: Any) -> None:
    values = set(engine.space("cola_rate").candidate([1 / 3]).cells.values())
    # 0.01 + 0.07 / 3
    assert values == {0.03333333}


def test_locked_rows_are_left_out_and_the_others_of_their_lever_move(engine: Any) -> None:
    table = engine.table(locked={*engine.cells("cola_rate@2025"), *engine.cells("merit_rate_level_2")})
    space = engine.space("cola_rate", "merit_rate", table=table)
    assert names(space) == ["cola_rate", *(f"merit_rate_level_{level}" for level in (1, 3, 4, 5))]
    assert set(space.variables[0].rooms) == set(engine.cells("cola_rate@2026"))


def test_a_space_without_a_lever_that_may_move_is_refused(engine: Any) -> None:
    table = engine.table(locked={*engine.cells("cola_rate"), *engine.cells("merit_rate")})
    with pytest.raises(BadInputError, match=r"None of the levers cola_rate, merit_rate may move in scenario 'default'"):
        engine.space("cola_rate", "merit_rate", table=table)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("merit_rate", "merit_rate_level_3"), "merit_rate_level_3 both move"),
        (("cola_rate", "cola_rate@2026"), "cola_rate and cola_rate@2026 both move cola_rate of level 1 in 2026"),
        (("cola_rate@2026", "cola_rate_level_2"), "both move cola_rate of level 2 in 2026: name it once"),
    ],
)
def test_two_variables_for_one_cell_are_refused(engine: Any, given: tuple[str, ...], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        engine.space(*given)


def test_a_name_that_stands_twice_is_refused(engine: Any) -> None:
    with pytest.raises(BadInputError, match="cola_rate"):
        engine.space("cola_rate", "cola_rate")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cola_rat", "Did you mean 'cola_rate'"),
        ("merit_rate_level_6", "the levels are 1 to 5"),
        ("cola_rate@2031", "the simulated years are 2025 to 2026"),
    ],
)
def test_a_lever_that_does_not_exist_is_refused(engine: Any, name: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        engine.space(name)
