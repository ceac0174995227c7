"""The error for levers that have no value in a scenario, nor in anything that it is based on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.errors import BadInputError

if TYPE_CHECKING:
    import duckdb

_SHOWN = 10


def refuse_unresolved_levers(connection: duckdb.DuckDBPyConnection) -> None:
    """Check that every row of int_levers_resolved has a value.

    Raises:
        BadInputError: naming scenario, year, level and parameter of the first ten that have none.
    """
    rows = connection.execute(
        "select scenario_id, simulation_year, job_level, parameter_name from int_levers_resolved "
        "where parameter_value is null order by all"
    ).fetchall()
    if not rows:
        return
    named = [f"  scenario {s}, year {y}, level {level}, {name}" for s, y, level, name in rows[:_SHOWN]]
    more = [f"  and {len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
    raise BadInputError(
        "\n".join(
            [
                "These levers have no value, neither in the scenario nor in what it is based on, up to `default`:",
                *named,
                *more,
                "Add the rows to the lever file; a row holds for its year and all later ones.",
            ]
        )
    )
