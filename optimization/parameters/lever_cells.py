"""Lever cells: the rows of a lever file as (year, level, parameter), and vectors of values for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

JOB_LEVELS = (1, 2, 3, 4, 5)


class LeverCell(NamedTuple):
    """One row of a scenario's levers: `parameter_name` is the file's name, e.g. merit_base."""

    fiscal_year: int
    job_level: int
    parameter_name: str


@dataclass(frozen=True, kw_only=True)
class LeverVector:
    """A candidate: the cells whose value it sets; every other cell keeps today's value.

    Values are fractions (0.03 is three percent) or, for new_hire_salary_adjustment, a factor.
    """

    cells: Mapping[LeverCell, float]


@dataclass(frozen=True, kw_only=True)
class LeverSetting:
    """What is in force in one cell, and where it comes from."""

    value: float
    is_locked: bool
    source_scenario_id: str


@dataclass(frozen=True, kw_only=True)
class LeverTable:
    """The levers in force for one scenario: a setting for every year, level and parameter."""

    scenario_id: str
    settings: Mapping[LeverCell, LeverSetting]

    @property
    def years(self) -> tuple[int, ...]:
        """The simulated years, ascending."""
        return tuple(sorted({cell.fiscal_year for cell in self.settings}))

    def values(self) -> dict[LeverCell, float]:
        """The value in force in every cell."""
        return {cell: setting.value for cell, setting in self.settings.items()}

    def after(self, vector: LeverVector) -> dict[LeverCell, float]:
        """The value in every cell once the vector's cells are set."""
        return {**self.values(), **vector.cells}
