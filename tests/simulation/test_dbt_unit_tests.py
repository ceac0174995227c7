"""dbt's own unit tests: they need the relations of a run, and then compare hand-made rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from optimization.simulation.official_run import open_session, prepare_warehouse, simulate_years
from optimization.simulation.private_run import private_run
from reference.defaults import default_inputs
from reference.inputs import CensusRow
from reference.problem import Problem
from reference.real_run import fresh_places, install_problem_census, run_inputs


def test_every_dbt_unit_test_passes(tmp_path: Path) -> None:
    person = CensusRow(
        employee_id="1",
        birth_date=date(1990, 5, 5),
        hire_date=date(2020, 1, 1),
        annual_salary=Decimal(60_000),
        job_level=1,
    )
    problem = Problem(inputs=default_inputs(census=(person,)), scenario_ids=("default",), seeds=(1,))
    places = fresh_places(tmp_path)
    install_problem_census(problem.inputs, places)
    inputs = run_inputs(problem, places)
    with private_run(places) as private:
        session = open_session(private, places, threads=1)
        prepare_warehouse(session, inputs)
        simulate_years(session, inputs, first_year=problem.inputs.start_year)
        session.call("run")
        outcomes = session.call("test", "--select", "test_type:unit")
    declared = {name for name in session.manifest.unit_tests if name.startswith("unit_test.")}
    assert {outcome.unique_id for outcome in outcomes} == declared
    assert declared
