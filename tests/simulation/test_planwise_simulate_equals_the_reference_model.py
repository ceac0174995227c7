"""`planwise simulate --json` and what it publishes equal the plain-Python model, person by person."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from optimization.cli import main
from optimization.parameters.lever_file import LEVER_COLUMNS
from optimization.places import places
from optimization.simulation.protocol import GrowthMethod
from optimization.simulation.warehouse import open_published, read_metrics
from reference.comparison import assert_figure, assert_same_events, assert_same_metrics, assert_same_people
from reference.defaults import default_inputs
from reference.inputs import ModelInputs
from reference.problem import Problem, run_reference
from reference.real_run import install_problem_census, lever_rows
from reference.strategies import problems

# test_the_simulation_equals_the_reference_model.py compares more problems; through the command each takes ten seconds.
EXAMPLES = 8
SCENARIO = "default"


def as_asked_on_the_command_line(problem: Problem) -> Problem:
    """The problem without what the command has no flag for: other tables, and scenarios that are not shipped."""
    inputs = problem.inputs
    shipped = default_inputs()
    rates = replace(
        shipped.assumptions,
        workforce_growth=inputs.assumptions.workforce_growth,
        total_termination_rate=inputs.assumptions.total_termination_rate,
        new_hire_termination_rate=inputs.assumptions.new_hire_termination_rate,
    )
    return Problem(
        inputs=replace(
            inputs,
            assumptions=rates,
            tables=shipped.tables,
            lever_rows=tuple(row for row in inputs.lever_rows if row.scenario_id == SCENARIO),
            scenario_meta={SCENARIO: None},
        ),
        scenario_ids=(SCENARIO,),
        seeds=problem.seeds[:1],
    )


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    # Shrinking would run dbt hundreds of times; a failing problem is printed whole.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(problem=problems().map(as_asked_on_the_command_line))
def test_the_command_gives_the_reference_models_people_events_and_figures(problem: Problem) -> None:
    ((key, run),) = run_reference(problem).items()
    with tempfile.TemporaryDirectory() as home, environment(Path(home), problem.inputs):
        install_problem_census(problem.inputs, places())
        printed = planwise_simulate(problem)
        with open_published(places()) as connection:
            assert_same_people(connection, run)
            assert_same_events(connection, run)
            assert_same_metrics(read_metrics(connection)[key], run)
    (scenario,) = printed["scenarios"].values()
    assert printed["scenarios"].keys() == {SCENARIO}
    assert_figure(scenario["total_compensation_cost"], run.scenario.total_compensation_cost, "cost", relative=True)
    assert_figure(scenario["equity_cv"], run.scenario.equity_cv, "equity_cv")
    for method in GrowthMethod:
        assert_figure(scenario["horizon_growth"][method], run.scenario.horizon_growth[method], method)
    assert scenario["years"].keys() == {str(year) for year in run.years}
    for year, expected in run.years.items():
        row = scenario["years"][str(year)]
        assert row["closing_headcount"] == expected.closing_headcount
        assert row["new_hire_terminations"] == expected.new_hire_terminations
        assert_figure(row["wage_bill"], expected.wage_bill, year, relative=True)
        for method in GrowthMethod:
            assert_figure(row["yoy_growth"][method], expected.yoy_growth[method], (year, method))


def planwise_simulate(problem: Problem) -> dict[str, dict[str, dict[str, object]]]:
    """What the command prints, read as the one JSON object that it must be."""
    inputs, rates = problem.inputs, problem.inputs.assumptions
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        exit_code = main(
            [
                "simulate",
                "--json",
                f"--seed={problem.seeds[0]}",
                f"--start-year={inputs.start_year}",
                f"--end-year={inputs.years[-1]}",
                f"--workforce-growth={rates.workforce_growth:f}",
                f"--termination-rate={rates.total_termination_rate:f}",
                f"--new-hire-termination-rate={rates.new_hire_termination_rate:f}",
            ]
        )
    assert exit_code == 0, err.getvalue()
    printed: dict[str, dict[str, dict[str, object]]] = json.loads(out.getvalue())
    return printed


@contextlib.contextmanager
def environment(home: Path, inputs: ModelInputs) -> Iterator[None]:
    """A home with the problem's lever file, named in the environment as a user names it."""
    levers = home / "levers.csv"
    with levers.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(LEVER_COLUMNS)
        for row in lever_rows(inputs):
            year, level, name = row.cell
            value = f"{row.value:f}"
            writer.writerow([row.scenario_id, year, level, row.event_type, name, value, 0, "2025-01-01", "test"])
    given_environment = {"PLANWISE_HOME": str(home), "PLANWISE_LEVERS": str(levers)}
    before = {name: os.environ.get(name) for name in given_environment}
    os.environ.update(given_environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
