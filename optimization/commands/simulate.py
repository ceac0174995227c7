"""`planwise simulate`: the official run through dbt, published, and its figures."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.progress import shown_steps
from optimization.commands.settings_flags import (
    EndYearOption,
    NewHireTerminationRateOption,
    StartYearOption,
    TerminationRateOption,
    WorkforceGrowthOption,
    overridden,
)
from optimization.errors import PlanwiseError
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.protocol import Metrics

# What `official_run` begins besides the years before the last: inputs, the last year with marts and tests, publishing.
_STEPS_BESIDE_YEARS = 3


def simulate(  # noqa: PLR0913 - one argument per option
    scenario: Annotated[
        list[str] | None, typer.Option(help="Scenario to simulate; give the option again for more. [default: default]")
    ] = None,
    seed: Annotated[
        list[int] | None,
        typer.Option(help="Random world; give the option again for more. random_seed of config/simulation.yaml else."),
    ] = None,
    start_year: StartYearOption = None,
    end_year: EndYearOption = None,
    workforce_growth: WorkforceGrowthOption = None,
    termination_rate: TerminationRateOption = None,
    new_hire_termination_rate: NewHireTerminationRateOption = None,
    resume_from: Annotated[
        int | None,
        typer.Option(
            help="Keep the published years before this one. Their inputs must be the same, but for the last year."
        ),
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="DuckDB's threads; all cores if not given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Simulate scenarios, test every table, publish the result."""
    from optimization.commands.simulation_tables import horizon_lines, years_table
    from optimization.simulation.official_run import official_run
    from optimization.simulation.run_inputs import gather_inputs

    started = time.perf_counter()
    settings = overridden(
        load_simulation_settings(),
        {
            "start_year": start_year,
            "end_year": end_year,
            "workforce_growth_rate": workforce_growth,
            "total_termination_rate": termination_rate,
            "new_hire_termination_rate": new_hire_termination_rate,
        },
    )
    places = home_places()
    inputs = gather_inputs(places, settings, scenario_ids=scenario or [DEFAULT_SCENARIO], seeds=seed or None)
    first_year = settings.start_year if resume_from is None else resume_from
    with shown_steps(total=steps_of_a_run(first_year=first_year, end_year=settings.end_year)) as steps:
        run = official_run(inputs, places, resume_from=resume_from, threads=threads, on_progress=steps.begin)
    metrics = _published_metrics(places, fingerprint=run.inputs_fingerprint)
    ordered = {(name, world): metrics[name, world] for world in inputs.seeds for name in inputs.scenario_ids}
    if as_json:
        print_json(
            {
                **_scenarios_json(ordered, inputs.seeds),
                "inputs_fingerprint": run.inputs_fingerprint,
                "warehouse": str(run.warehouse),
                "seconds": time.perf_counter() - started,
            }
        )
        return
    print_table(years_table(ordered))
    for line in horizon_lines(ordered):
        print_line(line)
    print_line(f"Published: {run.warehouse}")


def steps_of_a_run(*, first_year: int, end_year: int) -> int:
    """How many steps a run begins, and says so, that simulates these years."""
    return max(end_year - first_year, 0) + _STEPS_BESIDE_YEARS


def _published_metrics(places: Places, *, fingerprint: str) -> dict[tuple[str, int], Metrics]:
    from optimization.simulation.warehouse import open_published, read_metrics, read_run_fingerprint

    with open_published(places) as connection:
        if read_run_fingerprint(connection) != fingerprint:
            raise PlanwiseError(
                f"The run was published, and another one in its place before its figures were read: {places.warehouse} "
                "now holds other inputs. Run again, or give each run a PLANWISE_HOME of its own."
            )
        return read_metrics(connection)


def _scenarios_json(metrics: Mapping[tuple[str, int], Metrics], seeds: tuple[int, ...]) -> dict[str, Any]:
    """The scenarios of the first seed; with several seeds all of them by seed as well."""
    by_seed = {
        str(seed): {name: found.as_json() for (name, world), found in metrics.items() if world == seed}
        for seed in seeds
    }
    first = {"scenarios": by_seed[str(seeds[0])]}
    return first if len(seeds) == 1 else {**first, "seeds": by_seed}
