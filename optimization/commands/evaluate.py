"""`planwise evaluate`: what lever sets would give, without a search and without touching the lever file."""

from __future__ import annotations

import inspect
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimization.commands.home import home_places
from optimization.commands.lever_sets import candidates_of, families_of, read_lever_sets
from optimization.commands.machine_flags import MemoryOption, WorkersOption, given_memory_bytes, given_workers
from optimization.commands.output import JsonOption, print_json, print_line, print_table, say
from optimization.commands.progress import shown_steps
from optimization.commands.settings_flags import overridden, say_where_settings_differ, settings_flags
from optimization.errors import BadInputError, unknown_name
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.scenarios import DEFAULT_SCENARIO

if TYPE_CHECKING:
    from optimization.simulation.protocol import Metrics
    from optimization.simulation.simulators import SimulatorKind

LeversOption = Annotated[
    Path,
    typer.Option(
        "--levers",
        help='File with a JSON list of lever sets, such as [{"cola_rate": 0.02}]. Unnamed levers keep their values.',
    ),
]
ScenarioOption = Annotated[str | None, typer.Option("--scenario", help="What the sets differ from. [default: default]")]
SeedOption = Annotated[
    list[int] | None,
    typer.Option(
        "--seed", help="Random world; give the option again for more. random_seed of config/simulation.yaml else."
    ),
]
SimulatorOption = Annotated[
    str | None,
    typer.Option("--simulator", help="batch, dbt (slow, for comparison) or surrogate (an estimate). [default: batch]"),
]


def evaluate(**given: Any) -> None:
    """Evaluate lever sets: headcount, pay growth, cost and dispersion of each, simulated for the whole horizon."""
    from optimization.simulation.run_inputs import gather_inputs
    from optimization.simulation.search_settings import search_settings
    from optimization.simulation.simulators import SimulatorKind, open_simulator
    from optimization.simulation.surrogate_simulator import SurrogateSimulator

    started = time.perf_counter()
    kind = _kind(given)
    catalogue = load_lever_catalogue()
    sets = read_lever_sets(given["levers"], catalogue)
    families = families_of(sets, catalogue)
    if kind is SimulatorKind.SURROGATE and not families:
        raise BadInputError(
            f"No set in {given['levers']} names a lever, and a surrogate estimates what named levers do. "
            f"Name some, or use --simulator {SimulatorKind.BATCH}."
        )
    places = home_places()
    taken = search_settings(places)
    say_where_settings_differ(taken, given)
    inputs = gather_inputs(
        places,
        overridden(taken, given),
        scenario_ids=[given["scenario"] or DEFAULT_SCENARIO],
        seeds=given["seed"] or None,
    )
    with shown_steps() as steps:
        steps.begin("preparing the simulator")
        with open_simulator(
            kind,
            inputs,
            places,
            families=families,
            workers=given_workers(given),
            memory_bytes=given_memory_bytes(given),
            on_progress=steps.note,
            on_chunk=lambda done, total: steps.note(f"{done} of {total} evaluated"),
        ) as simulator:
            candidates = candidates_of(sets, given["levers"], table=simulator.levers, catalogue=catalogue)
            steps.begin("evaluating")
            evaluations = simulator.simulate(candidates, seeds=inputs.seeds)
            errors = list(simulator.errors.values()) if isinstance(simulator, SurrogateSimulator) else []
    notes = ["Estimates of a response surface, not simulations:", *map(str, errors)] if errors else []
    if given["as_json"]:
        for line in notes:
            say(line)
        print_json(
            {
                "evaluations": [metrics.as_json() for metrics in evaluations],
                "seconds": time.perf_counter() - started,
                "simulator": str(kind),
                "inputs_fingerprint": inputs.fingerprint,
                **({"surrogate_errors": [error.as_json() for error in errors]} if errors else {}),
            }
        )
        return
    # With the figures, wherever these are sent.
    for line in notes:
        print_line(line)
    _print(evaluations, seeds=inputs.seeds)


def _with_flags() -> Any:
    flags = {
        "levers": (LeversOption, inspect.Parameter.empty),
        "scenario": (ScenarioOption, None),
        "seed": (SeedOption, None),
        "simulator": (SimulatorOption, None),
        "workers": (WorkersOption, None),
        "memory_mib": (MemoryOption, None),
        "as_json": (JsonOption, False),
    }
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in flags.items()
    ]
    parameters[-1:-1] = settings_flags()
    command: Any = evaluate
    command.__signature__ = inspect.Signature(parameters)
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command


command = _with_flags()


def _kind(given: Mapping[str, Any]) -> SimulatorKind:
    from optimization.simulation.simulators import SimulatorKind

    name = given["simulator"] or SimulatorKind.BATCH
    if name not in list(SimulatorKind):
        raise unknown_name("simulator", name, map(str, SimulatorKind))
    kind = SimulatorKind(name)
    if kind is SimulatorKind.DBT:
        for option, reason in (("workers", "dbt runs in one process"), ("memory_mib", "dbt takes what it needs")):
            if given[option] is not None:
                flag = f"--{option.replace('_', '-')}"
                raise BadInputError(
                    f"{flag} {given[option]}: {reason}. Leave {flag} out, or use --simulator {SimulatorKind.BATCH}."
                )
    return kind


def _print(evaluations: Sequence[Metrics], *, seeds: Sequence[int]) -> None:
    from optimization.commands.simulation_tables import horizon_lines, years_table

    named = {
        (f"set {position // len(seeds) + 1}", metrics.seed): metrics for position, metrics in enumerate(evaluations)
    }
    print_table(years_table(named))
    for line in horizon_lines(named):
        print_line(line)
