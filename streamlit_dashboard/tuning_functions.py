"""The functions that analysts' guides call: each asks the library what the screens and `planwise` ask it."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, unknown_name
from optimization.governance.identity import USER_VARIABLE, acting_user
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_names import named_values
from optimization.parameters.settings import load_simulation_settings
from optimization.parameters.validation import comprehensive_parameter_validation
from optimization.places import places
from optimization.search.loop.step_modes import MOVED_FAMILIES, mode_step
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.movable_levers import movable_levers

if TYPE_CHECKING:
    import pandas as pd

# As fct_workforce_snapshot has them, in the order in which a year's people are told apart.
STATUSES = ("continuous_active", "new_hire_active", "experienced_termination", "new_hire_termination")


def run_optimization_loop(optimization_config: Mapping[str, Any]) -> dict[str, Any]:
    """Move levers until pay growth meets a target, as `planwise optimize loop` does.

    The search is recorded in the ledger with its iterations and its report, under PLANWISE_USER or the login name; what
    it finds is put forward as a proposal where there is one to make. Levers in force and published run stay.

    Args:
        optimization_config: fields of `TargetLoopConfig`; target_growth in percent a year, tolerance in percentage
            points, mode one of Adaptive, Conservative, Balanced, Aggressive. What is left out has its default.

    Returns:
        What `planwise optimize loop --json` prints of the result (status, converged, message, iterations, final_growth
        in percent, final_gap in percentage points, ...), `run_id`, `proposal_id` (None where nothing is proposed) and
        `iteration_history`, whose entries have `current_growth` and `converged` besides; entry 0 is today's levers.

    Raises:
        BadInputError: a field, the census or the lever file is wrong.
        SimulationError: a candidate could not be simulated.
    """
    from optimization.commands.loop_flags import repeating_command
    from optimization.recommendation.recorded_run import AskedRun
    from optimization.recommendation.target_loop import recommend_levers
    from optimization.simulation.search_settings import search_settings

    config = target_loop_config(**optimization_config)
    home = places()
    settings = search_settings(home)
    found = recommend_levers(
        config,
        settings=settings,
        places=home,
        asked=AskedRun(
            user=acting_user(None, origin=USER_VARIABLE),
            command=repeating_command(config, settings),
        ),
    )
    result = found.result.as_json()
    history = [
        {**record, "current_growth": record["growth"], "converged": abs(record["gap"]) <= config.tolerance}
        for record in result["iteration_history"]
    ]
    return {**result, "iteration_history": history, "run_id": found.run_id, "proposal_id": found.proposal_id}


def adjust_parameters_intelligent(gap: float, mode: str, iteration: int) -> dict[str, float]:
    """The levers in force after one step of a mode of the target loop, by the loop's own rule; nothing is simulated.

    Args:
        gap: target growth less growth, in percentage points.
        mode: Conservative, Balanced or Aggressive.
        iteration: 1 for the first step; later ones are smaller.

    Returns:
        Every lever of the default scenario by name, in its own unit (fraction or factor), moved or not: locked rows
        and promotion levers stay.

    Raises:
        BadInputError: the gap is no finite number, the iteration is none, the mode has no fixed step, or the lever file
            is wrong or has nothing that may move.
    """
    from optimization.implementation.measured_levers import levers_in_force

    if not math.isfinite(gap):
        raise BadInputError(f"gap = {gap} is not a finite number: give percentage points, like 0.5.")
    if iteration < 1:
        raise BadInputError(f"iteration = {iteration}: the first step is iteration 1.")
    catalogue = load_lever_catalogue()
    table = levers_in_force(places())
    levers = movable_levers(table, families=MOVED_FAMILIES, catalogue=catalogue)
    values = table.values()
    moved = mode_step(gap, mode=target_loop_config(mode=mode).mode, iteration=iteration, levers=levers, values=values)
    return named_values({**values, **moved}, catalogue)


def validate_parameters(parameters: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """Judge a set of levers; see `comprehensive_parameter_validation`.

    Args:
        parameters: lever name to value, in the lever's unit.

    Returns:
        Warnings and errors, in words.

    Raises:
        BadInputError: a file of the configuration has a problem.
    """
    judged = comprehensive_parameter_validation(parameters)
    return judged["warnings"], judged["errors"]


def run_simulation() -> dict[str, Any]:
    """Simulate the default scenario, test every table and publish the run, as `planwise simulate` does.

    Returns:
        What `planwise simulate --json` prints: `scenarios` with the metrics of each, `inputs_fingerprint`, `warehouse`
        and `seconds`. Growth is a fraction.

    Raises:
        BadInputError: the census or the lever file is wrong.
        SimulationError: a model broke or a test found rows; nothing is published.
        PlanwiseError: another run is under way.
    """
    from optimization.simulation.official_run import official_run
    from optimization.simulation.run_inputs import gather_inputs
    from optimization.simulation.warehouse import open_published, read_metrics

    started = time.perf_counter()
    home = places()
    inputs = gather_inputs(home, load_simulation_settings())
    run = official_run(inputs, home)
    with open_published(home) as connection:
        metrics = read_metrics(connection)
    return {
        "scenarios": {name: found.as_json() for (name, _), found in metrics.items()},
        "inputs_fingerprint": run.inputs_fingerprint,
        "warehouse": str(run.warehouse),
        "seconds": time.perf_counter() - started,
    }


def load_simulation_results(statuses: Collection[str]) -> pd.DataFrame:
    """The published workforce of these statuses: a row per scenario, seed, year and person of fct_workforce_snapshot.

    Args:
        statuses: one or several of `STATUSES`, the values of detailed_status_code.

    Raises:
        BadInputError: nothing is published, there is no such status, or none is named.
        PlanwiseError: the published warehouse cannot be read.
    """
    from optimization.simulation.warehouse import open_published

    asked = [statuses] if isinstance(statuses, str) else list(statuses)
    if not asked:
        raise BadInputError(f"No status is named. Name one or more of {', '.join(STATUSES)}.")
    for status in asked:
        if status not in STATUSES:
            raise unknown_name("status", status, STATUSES)
    with open_published(places()) as connection:
        return connection.execute(
            "select * from fct_workforce_snapshot where list_contains(?, detailed_status_code) "
            "order by scenario_id, seed, simulation_year, employee_id",
            [asked],
        ).df()
