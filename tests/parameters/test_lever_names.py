"""The grammar of lever names, and the way from names to cells and back."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, Limits, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable
from optimization.parameters.lever_names import (
    cell_name,
    cells_of,
    lever_names,
    named_values,
    parse_lever_name,
    vector_from_names,
)

YEARS = (2025, 2026, 2027)
BuildTable = Callable[..., LeverTable]


def test_a_bare_family_stands_for_all_levels_and_years(catalogue: LeverCatalogue) -> None:
    assert set(cells_of("cola_rate", years=YEARS, catalogue=catalogue)) == {
        LeverCell(year, level, "cola_rate") for year in YEARS for level in (1, 2, 3, 4, 5)
    }


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("merit_rate_level_3", [LeverCell(year, 3, "merit_base") for year in YEARS]),
        ("cola_rate@2026", [LeverCell(2026, level, "cola_rate") for level in (1, 2, 3, 4, 5)]),
        ("promotion_raise_level_2@2027", [LeverCell(2027, 2, "promotion_raise")]),
        ("cola_rate_level_5@2025", [LeverCell(2025, 5, "cola_rate")]),
    ],
)
def test_a_name_stands_for_the_cells_that_it_fixes(
    catalogue: LeverCatalogue, name: str, cells: list[LeverCell]
) -> None:
    assert list(cells_of(name, years=YEARS, catalogue=catalogue)) == cells


def test_the_levers_are_called_as_analysts_call_them(catalogue: LeverCatalogue) -> None:
    names = set(lever_names(catalogue))
    expected = {
        f"{family}_level_{level}"
        for family in ("merit_rate", "promotion_probability", "promotion_raise")
        for level in (1, 2, 3, 4, 5)
    }
    assert names == expected | {"cola_rate", "new_hire_salary_adjustment"}


def test_a_cell_is_named_by_level_and_year(catalogue: LeverCatalogue) -> None:
    assert cell_name(LeverCell(2026, 3, "merit_base"), catalogue) == "merit_rate_level_3@2026"


@pytest.mark.parametrize(
    ("name", "fragments"),
    [
        ("cola_rte", ["Unknown lever 'cola_rte'", "Did you mean 'cola_rate'"]),
        ("merit_base", ["Unknown lever 'merit_base'", "merit_rate_level_1"]),
        ("merit_rate_level_6", ["merit_rate_level_6", "the levels are 1 to 5"]),
        ("merit_rate_level_0", ["level 0", "1 to 5"]),
        ("merit_rate_level_03", ["level 03", "1 to 5"]),
        ("merit_rate_level_x", ["Unknown lever 'merit_rate_level_x'", "Did you mean 'merit_rate_level_"]),
        ("cola_rate@2031", ["cola_rate@2031", "2031", "the simulated years are 2025 to 2027"]),
        ("cola_rate@26", ["'26'", "four digits"]),
        ("cola_rate@02026", ["'02026'", "four digits"]),
        ("cola_rate@2026@2027", ["'2026@2027'", "four digits"]),
        ("cola_rate@", ["''", "four digits"]),
        ("", ["Unknown lever ''"]),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused(catalogue: LeverCatalogue, name: str, fragments: list[str]) -> None:
    with pytest.raises(BadInputError) as caught:
        cells_of(name, years=YEARS, catalogue=catalogue)
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_cells_that_no_name_reaches_are_not_in_the_vector(catalogue: LeverCatalogue, default_table: BuildTable) -> None:
    vector = vector_from_names({"cola_rate@2026": 0.02}, default_table(), catalogue)
    assert vector.cells == {LeverCell(2026, level, "cola_rate"): 0.02 for level in JOB_LEVELS}


def test_the_more_specific_name_wins_in_every_order(catalogue: LeverCatalogue, default_table: BuildTable) -> None:
    values = {
        "merit_rate": 0.02,
        "merit_rate@2026": 0.03,
        "merit_rate_level_2": 0.04,
        "merit_rate_level_2@2026": 0.05,
    }
    expected = {LeverCell(year, level, "merit_base"): 0.02 for year in YEARS for level in JOB_LEVELS}
    expected |= {LeverCell(2026, level, "merit_base"): 0.03 for level in JOB_LEVELS}
    expected |= {LeverCell(year, 2, "merit_base"): 0.04 for year in YEARS}
    expected[LeverCell(2026, 2, "merit_base")] = 0.05
    for names in itertools.permutations(values):
        vector = vector_from_names({name: values[name] for name in names}, default_table(), catalogue)
        assert vector.cells == expected


def test_two_names_of_which_neither_is_more_specific_must_agree(
    catalogue: LeverCatalogue, default_table: BuildTable
) -> None:
    with pytest.raises(BadInputError, match=r"level 2 in 2026 two values.*name 'merit_rate_level_2@2026' as well"):
        vector_from_names({"merit_rate_level_2": 0.04, "merit_rate@2026": 0.03}, default_table(), catalogue)
    agreeing = vector_from_names({"merit_rate_level_2": 0.04, "merit_rate@2026": 0.04}, default_table(), catalogue)
    assert set(agreeing.cells.values()) == {0.04}


@pytest.mark.parametrize(
    ("value", "fragments"),
    [
        ("0.02", ["cola_rate", "'0.02'", "not a number"]),
        (None, ["cola_rate", "None", "not a number"]),
        (True, ["cola_rate", "True", "not a number"]),
        ([0.02], ["cola_rate", "[0.02]", "not a number"]),
        (math.nan, ["cola_rate", "nan", "finite"]),
        (math.inf, ["cola_rate", "inf", "finite"]),
        (-math.inf, ["cola_rate", "-inf", "finite"]),
        (10**400, ["cola_rate", "finite"]),
        (2, ["cola_rate", "2.0", "from 0.01 to 0.08", "0.03 is three percent"]),
        (0.0, ["cola_rate", "0.0", "from 0.01 to 0.08"]),
        (0.0800001, ["cola_rate", "0.0800001", "from 0.01 to 0.08"]),
    ],
)
def test_a_value_that_a_search_may_not_choose_is_refused(
    catalogue: LeverCatalogue, default_table: BuildTable, value: float, fragments: list[str]
) -> None:
    with pytest.raises(BadInputError) as caught:
        vector_from_names({"cola_rate": value}, default_table(), catalogue)
    for fragment in fragments:
        assert fragment in str(caught.value)


@pytest.mark.parametrize("value", [0.01, 0.08, Decimal("0.05")])
def test_values_at_the_bounds_are_taken(catalogue: LeverCatalogue, default_table: BuildTable, value: float) -> None:
    vector = vector_from_names({"cola_rate": value}, default_table(), catalogue)
    assert set(vector.cells.values()) == {float(value)}


def test_a_value_out_of_bounds_is_refused_even_where_other_names_win_all_its_cells(
    catalogue: LeverCatalogue, default_table: BuildTable
) -> None:
    by_level = {f"cola_rate_level_{level}": 0.02 for level in JOB_LEVELS}
    with pytest.raises(BadInputError, match=r"'cola_rate' = 0\.5 is out of bounds"):
        vector_from_names({"cola_rate": 0.5, **by_level}, default_table(), catalogue)


def test_what_is_possible_may_be_asked_for_instead_of_what_a_search_may_choose(
    catalogue: LeverCatalogue, default_table: BuildTable
) -> None:
    vector = vector_from_names({"cola_rate": 0.0}, default_table(), catalogue, limits=Limits.POSSIBLE)
    assert set(vector.cells.values()) == {0.0}
    with pytest.raises(BadInputError, match=r"from 0\.0 to 1\.0"):
        vector_from_names({"cola_rate": 1.5}, default_table(), catalogue, limits=Limits.POSSIBLE)


def test_a_lever_in_force_outside_the_search_bounds_may_stay_where_it_is(catalogue: LeverCatalogue) -> None:
    cells = cola_cells(dict.fromkeys(itertools.product((2025, 2026), JOB_LEVELS), 0.0))
    table = LeverTable(
        scenario_id="frozen",
        settings={cell: LeverSetting(value=0.0, is_locked=False, source_scenario_id="frozen") for cell in cells},
    )
    assert vector_from_names(named_values(cells, catalogue), table, catalogue).cells == cells


@pytest.mark.parametrize(
    ("today", "taken", "refused"),
    [(0.0, (0.0, 0.005, 0.01, 0.08), (-0.001, 0.081)), (0.12, (0.01, 0.08, 0.1, 0.12), (0.009, 0.121))],
)
def test_a_lever_in_force_outside_the_search_bounds_may_move_back_towards_them(
    catalogue: LeverCatalogue, today: float, taken: tuple[float, ...], refused: tuple[float, ...]
) -> None:
    cells = cola_cells(dict.fromkeys(itertools.product((2025, 2026), JOB_LEVELS), today))
    table = LeverTable(
        scenario_id="frozen",
        settings={cell: LeverSetting(value=today, is_locked=False, source_scenario_id="frozen") for cell in cells},
    )
    for value in taken:
        assert set(vector_from_names({"cola_rate": value}, table, catalogue).cells.values()) == {value}
    for value in refused:
        with pytest.raises(BadInputError, match="is out of bounds"):
            vector_from_names({"cola_rate": value}, table, catalogue)


def test_a_name_moves_no_cell_out_of_bounds_because_another_of_its_cells_lies_there(
    catalogue: LeverCatalogue, default_table: BuildTable
) -> None:
    # 2025 is at 0.5 %, under the bound of 1 %; the other years at 1.5 % may not follow.
    settings = {
        cell: replace(setting, value=0.005) if cell[0] == 2025 and cell.parameter_name == "cola_rate" else setting
        for cell, setting in default_table().settings.items()
    }
    table = LeverTable(scenario_id="default", settings=settings)
    with pytest.raises(BadInputError, match=r"from 0\.01 to 0\.08"):
        vector_from_names({"cola_rate": 0.007}, table, catalogue)
    vector = vector_from_names({"cola_rate@2025": 0.007}, table, catalogue)
    assert vector.cells == {LeverCell(2025, level, "cola_rate"): 0.007 for level in JOB_LEVELS}


def test_no_name_is_more_specific_than_itself(catalogue: LeverCatalogue) -> None:
    general, specific = (parse_lever_name(name, catalogue) for name in ("cola_rate@2026", "cola_rate_level_1@2026"))
    assert specific.is_more_specific_than(general)
    assert not general.is_more_specific_than(specific)
    assert not general.is_more_specific_than(general)


def test_a_locked_row_is_not_moved(catalogue: LeverCatalogue, default_table: BuildTable) -> None:
    table = default_table(locked={LeverCell(2026, 3, "cola_rate")})
    with pytest.raises(BadInputError, match=r"'cola_rate' would move cola_rate of level 3 in 2026 .*locked.*default"):
        vector_from_names({"cola_rate": 0.02}, table, catalogue)


def test_a_locked_row_may_be_given_the_value_it_has(catalogue: LeverCatalogue, default_table: BuildTable) -> None:
    table = default_table(locked={LeverCell(2026, 3, "cola_rate")})
    vector = vector_from_names({"cola_rate": 0.02, "cola_rate_level_3": 0.015}, table, catalogue)
    assert table.after(vector)[LeverCell(2026, 3, "cola_rate")] == 0.015
    assert table.after(vector)[LeverCell(2026, 4, "cola_rate")] == 0.02


def test_the_default_levers_are_described_by_one_number_per_analyst_name(
    catalogue: LeverCatalogue, default_table: BuildTable
) -> None:
    assert named_values(default_table().values(), catalogue) == {
        "merit_rate_level_1": 0.032,
        "merit_rate_level_2": 0.031,
        "merit_rate_level_3": 0.030,
        "merit_rate_level_4": 0.028,
        "merit_rate_level_5": 0.028,
        "cola_rate": 0.015,
        "new_hire_salary_adjustment": 1.05,
        "promotion_probability_level_1": 0.12,
        "promotion_probability_level_2": 0.08,
        "promotion_probability_level_3": 0.05,
        "promotion_probability_level_4": 0.02,
        "promotion_probability_level_5": 0.01,
        "promotion_raise_level_1": 0.12,
        "promotion_raise_level_2": 0.12,
        "promotion_raise_level_3": 0.12,
        "promotion_raise_level_4": 0.12,
        "promotion_raise_level_5": 0.12,
    }


def cola_cells(change: dict[tuple[int, int], float]) -> dict[LeverCell, float]:
    return {
        LeverCell(year, level, "cola_rate"): change.get((year, level), 0.02)
        for year in (2025, 2026)
        for level in JOB_LEVELS
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {"cola_rate": 0.02}),
        ({(2026, level): 0.03 for level in JOB_LEVELS}, {"cola_rate@2025": 0.02, "cola_rate@2026": 0.03}),
        (
            {(2025, 5): 0.01, (2026, 5): 0.01},
            {**{f"cola_rate_level_{level}": 0.02 for level in (1, 2, 3, 4)}, "cola_rate_level_5": 0.01},
        ),
        (
            {(2026, 5): 0.01},
            {
                **{f"cola_rate_level_{level}": 0.02 for level in (1, 2, 3, 4)},
                "cola_rate_level_5@2025": 0.02,
                "cola_rate_level_5@2026": 0.01,
            },
        ),
    ],
    ids=["uniform", "by year", "by level", "one cell"],
)
def test_a_lever_for_all_levels_is_split_only_where_it_differs(
    catalogue: LeverCatalogue, change: dict[tuple[int, int], float], expected: dict[str, float]
) -> None:
    assert list(named_values(cola_cells(change), catalogue).items()) == list(expected.items())


def test_half_a_table_has_no_description(catalogue: LeverCatalogue) -> None:
    cells = cola_cells({})
    cells.pop(LeverCell(2026, 5, "cola_rate"))
    with pytest.raises(ValueError, match=r"cola_rate has values for 9 cells"):
        named_values(cells, catalogue)


CATALOGUE = load_lever_catalogue()


@st.composite
def full_tables(draw: st.DrawFn) -> dict[LeverCell, float]:
    """Levers for some years: each family constant, by year, by level, or by cell, inside the search bounds."""
    first = draw(st.integers(1990, 2100))
    years = range(first, first + draw(st.integers(1, 4)))
    cells: dict[LeverCell, float] = {}
    for family in CATALOGUE.families:
        number = st.floats(family.lower, family.upper) | st.sampled_from([family.lower, family.upper])
        by_year, by_level = draw(st.booleans()), draw(st.booleans())
        chosen: dict[tuple[int, int], float] = {}
        for year in years:
            for level in JOB_LEVELS:
                key = (year if by_year else 0, level if by_level else 0)
                if key not in chosen:
                    chosen[key] = draw(number)
                cells[LeverCell(year, level, family.parameter_name)] = chosen[key]
    return cells


@settings(max_examples=60, deadline=None)
@given(cells=full_tables(), is_locked=st.booleans())
def test_the_description_of_a_table_gives_the_table_back(cells: dict[LeverCell, float], is_locked: bool) -> None:
    table = LeverTable(
        scenario_id="default",
        settings={
            # Locked rows hold the described values already; free ones start elsewhere.
            cell: LeverSetting(value=value if is_locked else 0.5, is_locked=is_locked, source_scenario_id="default")
            for cell, value in cells.items()
        },
    )
    named = named_values(cells, CATALOGUE)
    assert vector_from_names(named, table, CATALOGUE).cells == cells
    reversed_names = dict(reversed(named.items()))
    assert vector_from_names(reversed_names, table, CATALOGUE).cells == cells


@given(
    family=st.sampled_from(CATALOGUE.names),
    level=st.none() | st.sampled_from(JOB_LEVELS),
    year=st.none() | st.integers(1900, 2999),
)
def test_a_parsed_name_reads_as_it_was_written(family: str, level: int | None, year: int | None) -> None:
    name = family + (f"_level_{level}" if level else "") + (f"@{year}" if year else "")
    parsed = parse_lever_name(name, CATALOGUE)
    assert (parsed.family.name, parsed.job_level, parsed.year, str(parsed)) == (family, level, year, name)
