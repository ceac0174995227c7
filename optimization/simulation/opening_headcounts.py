"""Who is there when the simulation begins: people of the census by job level, as dbt's own compiled SQL counts them."""

from __future__ import annotations

from optimization.places import Places
from optimization.simulation import input_tables
from optimization.simulation.in_memory import create_seeds, in_memory, load_seeds
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.run_inputs import RunInputs

_MODEL = "stg_hris__census"


def opening_headcounts(inputs: RunInputs, places: Places) -> dict[int, int]:
    """People on the first opening roster by job level; a level without anybody is left out.

    Raises:
        BadInputError: a seed breaks one of its tests.
        PlanwiseError: the dbt project does not compile.
    """
    plan = ensure_plan(places)
    with in_memory() as connection:
        create_seeds(connection, plan)
        load_seeds(connection, plan)
        input_tables.create_input_tables(connection, inputs)
        input_tables.replace_parameter_rows(connection, inputs)
        for model in plan.with_ancestors([_MODEL]):
            connection.execute(f"create view {model.relation} as {model.sql}")
        return dict(
            connection.execute(f"select job_level, count(*) from {_MODEL} group by job_level order by all").fetchall()
        )
