"""The error for rates that make a year hire more people than can be simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.parameters.settings import MAX_CENSUS_EMPLOYEES, SimulationSettings

if TYPE_CHECKING:
    import duckdb

# Nobody hires as many people in a year as the largest census holds; a new-hire termination rate next to 1 does.
MAX_HIRES_PER_YEAR = MAX_CENSUS_EMPLOYEES


def refuse_boundless_hiring(connection: duckdb.DuckDBPyConnection, settings: SimulationSettings) -> None:
    """Check that no year of int_headcount_plan hires more people than can be simulated.

    Raises:
        BadInputError: naming the first such year, its hires, and the rates that they come from.
    """
    beyond = connection.execute(
        f"select simulation_year, opening_headcount, hires from int_headcount_plan where hires > {MAX_HIRES_PER_YEAR} "
        "order by simulation_year limit 1"
    ).fetchone()
    if beyond is None:
        return
    year, opening, hires = beyond
    raise BadInputError(
        f"{year} would hire {hires:,} people on top of {opening:,}; at most {MAX_HIRES_PER_YEAR:,} a year are "
        f"simulated. They come from new_hire_termination_rate = {settings.new_hire_termination_rate}, "
        f"total_termination_rate = {settings.total_termination_rate} and "
        f"workforce_growth_rate = {settings.workforce_growth_rate}. Lower them; one near 1 is the cause."
    )
