"""What is said of a draft before it is simulated: what cannot be, what is unusual, and how risky each cell is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import pytest

from optimization.parameters.draft_validation import DraftFindings, validate_draft
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable
from optimization.parameters.lever_risk import RiskLevel

YEARS = (2025, 2026)
VALUES = {
    "merit_base": 0.035,
    "cola_rate": 0.025,
    "new_hire_salary_adjustment": 1.05,
    "promotion_probability": 0.1,
    "promotion_raise": 0.12,
}
LOCKED = LeverCell(2025, 5, "merit_base")


@pytest.fixture(scope="module")
def table() -> LeverTable:
    catalogue = load_lever_catalogue()
    assert set(VALUES) == set(catalogue.parameter_names)
    return LeverTable(
        scenario_id="default",
        settings={
            cell: LeverSetting(value=VALUES[name], is_locked=cell == LOCKED, source_scenario_id="default")
            for name in catalogue.parameter_names
            for cell in cells(name, years=YEARS)
        },
    )


def cells(name: str, *, years: Iterable[int] = YEARS, levels: Iterable[int] = JOB_LEVELS) -> list[LeverCell]:
    return [LeverCell(year, level, name) for year in years for level in levels]


def judged(changes: Mapping[LeverCell, float], table: LeverTable) -> DraftFindings:
    return validate_draft(changes, table, load_lever_catalogue())


def test_nothing_is_said_of_values_in_the_recommended_range(table: LeverTable) -> None:
    found = judged(dict.fromkeys(cells("cola_rate"), 0.03), table)

    assert (found.errors, found.warnings, found.insights) == ((), (), ())
    assert found.risk_by_cell == dict.fromkeys(cells("cola_rate"), RiskLevel.LOW)
    assert found.risk is RiskLevel.LOW


def test_a_value_that_all_levels_and_years_share_is_told_of_once(table: LeverTable) -> None:
    family = load_lever_catalogue().family("cola_rate")
    high = (family.recommended_upper + family.upper) / 2

    found = judged(dict.fromkeys(cells("cola_rate"), high), table)

    (warning,) = found.warnings[:1]
    assert warning.startswith(f"cola_rate = {high} is above its recommended range, ")
    assert found.warnings_by_cell == dict.fromkeys(cells("cola_rate"), warning)
    assert set(found.risk_by_cell.values()) == {RiskLevel.MEDIUM}
    assert found.errors == ()


def test_a_value_beyond_the_search_bounds_is_possible_and_critical(table: LeverTable) -> None:
    family = load_lever_catalogue().family("cola_rate")
    cell = LeverCell(2026, 3, "cola_rate")

    found = judged({cell: family.possible_upper}, table)

    assert found.errors == ()
    assert found.warnings[0].startswith(f"cola_rate_level_3@2026 = {family.possible_upper} is above its bounds, ")
    assert found.risk_by_cell == {cell: RiskLevel.CRITICAL}


def test_a_value_that_no_lever_file_can_hold_is_an_error(table: LeverTable) -> None:
    cell = LeverCell(2026, 3, "cola_rate")
    found = judged({cell: 1.5}, table)

    (error,) = found.errors
    assert error.startswith("cola_rate_level_3@2026 = 1.5 is not possible: it must be from 0.0 to ")
    assert found.errors_by_cell == {cell: error}
    assert found.risk is RiskLevel.CRITICAL


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_is_an_error_and_has_no_risk(table: LeverTable, value: float) -> None:
    cell = LeverCell(2026, 3, "cola_rate")
    found = judged({cell: value}, table)

    assert found.errors == (f"Lever 'cola_rate_level_3@2026' is given {value!r}: a lever needs a finite number.",)
    assert found.risk_by_cell == {}


def test_a_locked_row_is_an_error_only_where_it_moves(table: LeverTable) -> None:
    moved = judged({LOCKED: 0.04}, table)
    kept = judged({LOCKED: 0.035}, table)

    assert moved.errors == (
        "merit_rate_level_5@2025 is locked (scenario default, is_locked = 1): take its change back, or have its row "
        "unlocked.",
    )
    assert (kept.errors, kept.risk_by_cell) == ((), {})


def test_a_year_that_is_not_simulated_is_an_error(table: LeverTable) -> None:
    cell = LeverCell(2031, 1, "cola_rate")
    assert judged({cell: 0.03}, table).errors_by_cell == {
        cell: "Lever 'cola_rate_level_1@2031' has no value in force that could change: the simulated years are 2025 "
        "to 2026. Take this change back, or simulate that year first."
    }


def test_remarks_look_at_the_whole_lever_and_not_only_at_what_moves(table: LeverTable) -> None:
    found = judged({LeverCell(2026, 2, "merit_base"): 0.03}, table)
    assert "2026: Merit falls with level: 3% at level 2 after 3.5% at level 1." in found.warnings


def test_no_cola_is_an_insight(table: LeverTable) -> None:
    found = judged(dict.fromkeys(cells("cola_rate"), 0.0), table)
    assert found.insights == ("COLA is zero: pay loses against prices wherever merit does not make up for it.",)
