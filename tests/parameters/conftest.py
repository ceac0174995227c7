"""The shipped lever catalogue, and a table of the default plan's levers for three years."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable

DEFAULT_VALUES = {
    "merit_base": (0.032, 0.031, 0.030, 0.028, 0.028),
    "cola_rate": (0.015,) * 5,
    "promotion_probability": (0.12, 0.08, 0.05, 0.02, 0.01),
    "promotion_raise": (0.12,) * 5,
    "new_hire_salary_adjustment": (1.05,) * 5,
}


@pytest.fixture(scope="session")
def catalogue() -> LeverCatalogue:
    return load_lever_catalogue()


@pytest.fixture(scope="session")
def default_table() -> Callable[..., LeverTable]:
    """Builds the default levers for 2025 to 2027, with the given cells locked."""

    def build(*, locked: Collection[LeverCell] = ()) -> LeverTable:
        cells = {
            LeverCell(year, level, parameter): DEFAULT_VALUES[parameter][level - 1]
            for year in (2025, 2026, 2027)
            for level in JOB_LEVELS
            for parameter in DEFAULT_VALUES
        }
        return LeverTable(
            scenario_id="default",
            settings={
                cell: LeverSetting(value=value, is_locked=cell in locked, source_scenario_id="default")
                for cell, value in cells.items()
            },
        )

    return build
