"""Which row of a lever file is in force in a cell, for whoever reads or writes the file without a simulation.

A simulation resolves all cells at once by the same rules, in SQL (int_levers_in_force).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_rows import LeverKey
from optimization.parameters.years import FIRST_YEAR

Row = TypeVar("Row")


def row_in_force(cell: LeverCell, rows: Mapping[LeverKey, Row], lineage: Sequence[str]) -> Row | None:
    """The row that gives a cell its value; None where no row does.

    A value holds until its scenario's own next one, and the nearest scenario with a value in or before the year counts.

    Args:
        cell: The cell.
        rows: What stands for each row of the file.
        lineage: The scenario and what it falls to, as `scenario_lineage` gives them.
    """
    return next(
        (
            rows[key]
            for scenario_id in lineage
            for year in range(cell.fiscal_year, FIRST_YEAR - 1, -1)
            if (key := LeverKey(scenario_id, cell._replace(fiscal_year=year))) in rows
        ),
        None,
    )
