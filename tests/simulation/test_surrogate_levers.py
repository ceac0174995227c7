"""What moves a response surface: levers of common shift, and the candidates that lie on none."""

from __future__ import annotations

import math

import pytest

from figures import TODAY, lever_table
from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverTable, LeverVector
from optimization.search.movable_levers import movable_levers, moved_as_one
from optimization.simulation.surrogate_levers import (
    SurfaceLever,
    coordinates_of,
    refuse_unfit_levers,
    surface_lever,
    surface_levers,
)

YEARS = (2025, 2026)
MERIT_3 = LeverCell(2026, 3, "merit_base")


@pytest.fixture(scope="module")
def catalogue() -> LeverCatalogue:
    return load_lever_catalogue()


def cola_lever(catalogue: LeverCatalogue, table: LeverTable) -> SurfaceLever:
    (lever,) = surface_levers(table, families=["cola_rate"], catalogue=catalogue)
    return lever


def cola(value: float, *, years: tuple[int, ...] = YEARS) -> LeverVector:
    return LeverVector(cells={LeverCell(year, level, "cola_rate"): value for year in years for level in JOB_LEVELS})


def test_levers_hold_the_cells_that_a_target_loop_moves(catalogue: LeverCatalogue) -> None:
    changed = {LeverCell(2026, 2, "cola_rate"): 0.025, LeverCell(2025, 4, "promotion_raise"): 0.5}
    table = lever_table(
        YEARS, changed=changed, locked=[MERIT_3, *(LeverCell(year, 5, "promotion_raise") for year in YEARS)]
    )
    ours = surface_levers(table, families=catalogue.names, catalogue=catalogue)
    loops = movable_levers(table, families=catalogue.names, catalogue=catalogue)
    assert [(lever.name, set(lever.todays)) for lever in ours] == [(lever.name, set(lever.rooms)) for lever in loops]
    by_shift = {lever.name: lever for lever in moved_as_one(loops)}
    for lever in ours:
        assert lever.at(-1.0) == pytest.approx({cell: room.lower for cell, room in by_shift[lever.name].rooms.items()})
        assert lever.at(1.0) == pytest.approx({cell: room.upper for cell, room in by_shift[lever.name].rooms.items()})
    assert len(ours) == 16  # merit 5, cola 1, new hires 1, promotion probability 5, promotion raise 4


def test_a_lever_shifts_until_its_first_cell_reaches_a_bound(catalogue: LeverCatalogue) -> None:
    lever = cola_lever(catalogue, lever_table(YEARS, changed={LeverCell(2026, 2, "cola_rate"): 0.025}))
    # Bounds are 1 to 8 percent; ten cells stand at 1.5 percent and one of them at 2.5.
    assert (lever.lowest_shift, lever.highest_shift) == pytest.approx((-0.005, 0.055))
    assert lever.at(1.0)[LeverCell(2026, 2, "cola_rate")] == pytest.approx(0.08)
    assert lever.at(1.0)[LeverCell(2025, 2, "cola_rate")] == pytest.approx(0.07)


def test_a_cell_outside_its_bounds_may_only_move_back(catalogue: LeverCatalogue) -> None:
    outside = {LeverCell(year, level, "cola_rate"): 0.09 for year in YEARS for level in JOB_LEVELS}
    lever = cola_lever(catalogue, lever_table(YEARS, changed=outside))
    assert (lever.lowest_shift, lever.highest_shift) == pytest.approx((-0.08, 0.0))


def test_a_lever_with_cells_at_opposite_bounds_is_left_out(catalogue: LeverCatalogue) -> None:
    apart = {LeverCell(2025, 3, "merit_base"): 0.01, LeverCell(2026, 3, "merit_base"): 0.10}
    table = lever_table(YEARS, changed=apart)
    levers = surface_levers(table, families=["merit_rate"], catalogue=catalogue)
    assert [lever.name for lever in levers] == [f"merit_rate_level_{level}" for level in (1, 2, 4, 5)]
    stuck = surface_lever("merit_rate_level_3", todays=apart, family=catalogue.family("merit_rate"))
    with pytest.raises(BadInputError, match="'merit_rate_level_3' cannot move"):
        refuse_unfit_levers([stuck])


def test_nothing_to_move_is_refused(catalogue: LeverCatalogue) -> None:
    cells = [LeverCell(year, level, "cola_rate") for year in YEARS for level in JOB_LEVELS]
    with pytest.raises(BadInputError, match="no lever of cola_rate to move"):
        surface_levers(lever_table(YEARS, locked=cells), families=["cola_rate"], catalogue=catalogue)
    with pytest.raises(BadInputError, match="at least one lever"):
        refuse_unfit_levers([])


def test_levers_that_share_a_cell_are_refused(catalogue: LeverCatalogue) -> None:
    lever = cola_lever(catalogue, lever_table(YEARS))
    cell = LeverCell(2026, 3, "cola_rate")
    later = surface_lever("cola_rate_level_3@2026", todays={cell: 0.015}, family=catalogue.family("cola_rate"))
    with pytest.raises(BadInputError, match="'cola_rate' and 'cola_rate_level_3@2026' share cola_rate of level 3"):
        refuse_unfit_levers([lever, later])


def test_coordinates_run_from_one_search_bound_to_the_other(catalogue: LeverCatalogue) -> None:
    table = lever_table(YEARS)
    levers = surface_levers(table, families=["cola_rate", "new_hire_salary_adjustment"], catalogue=catalogue)

    def coordinates(candidate: LeverVector) -> list[float]:
        return coordinates_of(candidate, number=1, levers=levers, table=table)

    # Today's 1.05 lies an eighth of the way from 1.00 to 1.40.
    assert coordinates(cola(0.08)) == pytest.approx([1, -0.75])
    assert coordinates(cola(0.01)) == pytest.approx([-1, -0.75])
    assert coordinates(cola(0.045)) == pytest.approx([0, -0.75])


def test_cells_that_differ_today_lie_on_the_surface_by_their_common_shift(catalogue: LeverCatalogue) -> None:
    changed = {LeverCell(2026, level, "cola_rate"): 0.02 for level in JOB_LEVELS}
    table = lever_table(YEARS, changed=changed)
    lever = cola_lever(catalogue, table)
    shifted = LeverVector(cells={cell: today + 0.01 for cell, today in lever.todays.items()})
    for candidate, shift in ((LeverVector(cells={}), 0.0), (shifted, 0.01)):
        (coordinate,) = coordinates_of(candidate, number=1, levers=[lever], table=table)
        assert lever.at(coordinate) == pytest.approx({cell: today + shift for cell, today in lever.todays.items()})


def test_a_cell_of_no_lever_may_be_named_with_todays_value(catalogue: LeverCatalogue) -> None:
    table = lever_table(YEARS)
    named = LeverVector(cells={MERIT_3: TODAY["merit_base"][2]})
    lever = cola_lever(catalogue, table)
    assert coordinates_of(named, number=1, levers=[lever], table=table) == coordinates_of(
        LeverVector(cells={}), number=1, levers=[lever], table=table
    )


@pytest.mark.parametrize(
    ("candidate", "complaint"),
    [
        (LeverVector(cells={MERIT_3: 0.04}), "Candidate 7 moves merit_base of level 3 in 2026, and .* only cola_rate"),
        (cola(0.03, years=(2026,)), "Candidate 7 moves the cells of cola_rate by different amounts, from 0 to 0.015"),
        (cola(0.015 + 1e-7, years=(2026,)), "Candidate 7 moves the cells of cola_rate by different amounts"),
        (cola(0.0801), "Candidate 7 moves cola_rate by 0.0651 .* from -0.005 to 0.065"),
        (cola(0.0099), "Candidate 7 moves cola_rate by -0.0051"),
        (cola(math.nan), "Candidate 7 sets cola_rate of level 1 in 2025 to nan"),
        (cola(0.02, years=(2031,)), "Candidate 7 sets cola_rate of level 1 in 2031, which scenario 'default'"),
    ],
    ids=["other_lever", "one_year", "by_a_hair", "above", "below", "nan", "other_year"],
)
def test_a_candidate_off_the_surface_is_refused_by_number_and_lever(
    catalogue: LeverCatalogue, candidate: LeverVector, complaint: str
) -> None:
    table = lever_table(YEARS)
    with pytest.raises(BadInputError, match=complaint):
        coordinates_of(candidate, number=7, levers=[cola_lever(catalogue, table)], table=table)
