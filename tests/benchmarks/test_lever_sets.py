"""Candidates to measure with differ in every lever, level and year."""

from __future__ import annotations

from benchmarks.lever_sets import MovedLevers, lever_sets
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable

YEARS = (2025, 2026, 2027)
PAY_FAMILIES_BY_LEVEL, PAY_FAMILIES_FOR_ALL_LEVELS = 2, 2


def test_every_pay_lever_has_a_value_of_its_own_in_every_candidate_and_year() -> None:
    catalogue = load_lever_catalogue()
    cells = [
        LeverCell(year, level, name) for year in YEARS for level in JOB_LEVELS for name in catalogue.parameter_names
    ]
    setting = LeverSetting(value=0.0, is_locked=False, source_scenario_id="default")
    table = LeverTable(scenario_id="default", settings=dict.fromkeys(cells, setting))
    found = lever_sets(table, catalogue, moved=MovedLevers.PAY, count=4, draw=0)
    moved = [cell for cell in cells if cell.parameter_name != "promotion_probability"]
    assert [sorted(candidate.cells) for candidate in found] == [sorted(moved)] * 4
    drawn_each_year = PAY_FAMILIES_BY_LEVEL * len(JOB_LEVELS) + PAY_FAMILIES_FOR_ALL_LEVELS
    assert len({value for each in found for value in each.cells.values()}) == 4 * len(YEARS) * drawn_each_year
