"""Levers that differ are named once, measured exactly, and counted for the people they reach."""

from __future__ import annotations

from fractions import Fraction

import pytest

from optimization.errors import BadInputError
from optimization.parameters.affected_people import affected_people
from optimization.parameters.changed_levers import changed_levers, named_sets
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable

YEARS = (2025, 2026)
IN_FORCE = {
    "merit_base": 0.03,
    "cola_rate": 0.015,
    "new_hire_salary_adjustment": 1.05,
    "promotion_probability": 0.0,
    "promotion_raise": 0.12,
}
HEADCOUNTS = {1: 50, 2: 30, 3: 15, 4: 5}


@pytest.fixture(scope="module")
def catalogue() -> LeverCatalogue:
    return load_lever_catalogue()


@pytest.fixture(scope="module")
def table() -> LeverTable:
    return LeverTable(
        scenario_id="default",
        settings={
            LeverCell(year, level, name): LeverSetting(
                value=value, is_locked=(name, level) == ("promotion_raise", 5), source_scenario_id="default"
            )
            for name, value in IN_FORCE.items()
            for level in JOB_LEVELS
            for year in YEARS
        },
    )


def changes_of(
    table: LeverTable, catalogue: LeverCatalogue, current: dict[str, float], proposed: dict[str, float]
) -> dict[str, tuple[float, float]]:
    before, after = named_sets(current, proposed, table, catalogue)
    return {str(each.name): (each.before, each.after) for each in changed_levers(before, after, catalogue)}


@pytest.mark.parametrize(
    ("current", "proposed", "expected"),
    [
        ({}, {}, {}),
        ({}, {"cola_rate": 0.015}, {}),
        ({}, {"cola_rate": 0.02}, {"cola_rate": (0.015, 0.02)}),
        ({}, {"cola_rate@2026": 0.02}, {"cola_rate@2026": (0.015, 0.02)}),
        # What the proposed levers leave out stays as in the current ones: it is no change.
        ({"merit_rate": 0.04}, {"cola_rate": 0.02}, {"cola_rate": (0.015, 0.02)}),
        ({"merit_rate": 0.04}, {"merit_rate_level_2": 0.05}, {"merit_rate_level_2": (0.04, 0.05)}),
        # A general name proposed covers what a more specific current one had set.
        (
            {"merit_rate_level_1@2026": 0.05},
            {"merit_rate_level_1": 0.04},
            {"merit_rate_level_1@2025": (0.03, 0.04), "merit_rate_level_1@2026": (0.05, 0.04)},
        ),
        # A locked lever may be named with the value that it has.
        ({}, {"promotion_raise": 0.12}, {}),
    ],
)
def test_levers_that_differ_have_the_most_general_name_that_hides_no_difference(
    table: LeverTable,
    catalogue: LeverCatalogue,
    current: dict[str, float],
    proposed: dict[str, float],
    expected: dict[str, tuple[float, float]],
) -> None:
    assert changes_of(table, catalogue, current, proposed) == expected


def test_a_move_is_measured_on_the_numbers_as_they_are_written(table: LeverTable, catalogue: LeverCatalogue) -> None:
    before, after = named_sets({}, {"merit_rate_level_1": 0.036, "promotion_probability": 0.3}, table, catalogue)
    merit, *promotions = changed_levers(before, after, catalogue)
    # (0.036 - 0.03) / 0.03 is 0.19999999999999996 in binary floats.
    assert merit.relative_change == Fraction(1, 5)
    assert merit.change == Fraction(6, 1000)
    assert len(promotions) == len(JOB_LEVELS)
    assert {each.relative_change for each in promotions} == {None}


@pytest.mark.parametrize(
    ("proposed", "message"),
    [
        ({"merit": 0.03}, "Unknown lever 'merit'"),
        ({"cola_rate": float("nan")}, "needs a finite number"),
        ({"cola_rate": 3.5}, "0.03 is three percent"),
        ({"cola_rate@2031": 0.03}, "the simulated years are 2025 to 2026"),
        ({"promotion_raise_level_5": 0.2}, "is_locked = 1"),
    ],
)
def test_levers_that_cannot_be_are_refused(
    table: LeverTable, catalogue: LeverCatalogue, proposed: dict[str, float], message: str
) -> None:
    for pair in (({}, proposed), (proposed, {})):
        with pytest.raises(BadInputError, match=message):
            named_sets(*pair, table, catalogue)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([], 0),
        ([LeverCell(2025, 1, "merit_base"), LeverCell(2026, 1, "cola_rate")], 50),
        ([LeverCell(2025, 2, "cola_rate"), LeverCell(2025, 4, "promotion_raise")], 35),
        # Starting pay is for people who are not there yet; nobody holds level 5.
        ([LeverCell(2025, 1, "new_hire_salary_adjustment"), LeverCell(2025, 5, "merit_base")], 0),
    ],
)
def test_people_are_affected_by_their_levels_levers_and_not_by_starting_pay(
    catalogue: LeverCatalogue, cells: list[LeverCell], expected: int
) -> None:
    assert affected_people(cells, HEADCOUNTS, catalogue) == expected
