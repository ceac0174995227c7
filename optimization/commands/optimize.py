"""`planwise optimize`: search for levers, and record what was found as a proposal."""

from __future__ import annotations

import inspect
import shlex
from typing import TYPE_CHECKING, Any

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.loop_flags import given_fields, loop_flags, repeating_flags
from optimization.commands.output import JsonOption, print_json, print_line, print_table, say
from optimization.commands.progress import Steps, shown_steps
from optimization.evidence.quantities import counted, duration, growth_digits, percent, percentage_points
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.search.target_loop_config import TargetLoopConfig, target_loop_config, unit_warning

if TYPE_CHECKING:
    from optimization.recommendation import Recommendation
    from optimization.search.loop_run import OnIteration
    from optimization.search.target_loop_result import IterationRecord

# The search finished and the goal is not met.
EXIT_GOAL_NOT_MET = 3

app = command_group("Search for levers that meet a goal. What is found is proposed; nothing is applied.")


def loop(**given: Any) -> None:
    """Move levers until pay growth meets a target; leaves a report, and a proposal when a lever moves."""
    config = target_loop_config(**given_fields(given))
    catalogue = load_lever_catalogue()
    for name in config.levers:
        catalogue.family(name)
    settings = load_simulation_settings()
    user = acting_user(given["user"])
    warning = unit_warning(config)
    if warning is not None:
        say(f"Warning: {warning}")
    from optimization.recommendation import recommend_levers

    with shown_steps() as steps:
        found = recommend_levers(
            config,
            settings=settings,
            places=home_places(),
            user=user,
            command=shlex.join(["planwise", "optimize", "loop", *repeating_flags(config)]),
            on_iteration=_iteration_line(steps, config),
            on_progress=steps.begin,
        )
    if given["as_json"]:
        print_json(_as_json(found))
    else:
        _print_recommendation(found)
    if not found.result.converged:
        raise typer.Exit(EXIT_GOAL_NOT_MET)


def _with_flags() -> Any:
    """`loop` with a signature that Typer can read: the config's fields, then what every such command has."""
    flags = [
        *loop_flags(),
        inspect.Parameter("user", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=UserOption),
        inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=JsonOption),
    ]
    command: Any = loop
    command.__signature__ = inspect.Signature(flags)
    command.__annotations__ = {flag.name: flag.annotation for flag in flags}
    return command


app.command("loop")(_with_flags())


def _iteration_line(steps: Steps, config: TargetLoopConfig) -> OnIteration:
    digits = growth_digits(config.tolerance)

    def show(record: IterationRecord) -> None:
        label = "today's levers" if record.iteration == 0 else f"iteration {record.iteration}"
        steps.note(
            f"{label}: growth {percent(record.growth, digits=digits)}, "
            f"gap {percentage_points(record.gap, digits=digits)}, "
            f"{counted(record.evaluations, 'candidate')}, {duration(record.seconds)}"
        )

    return show


def _as_json(found: Recommendation) -> dict[str, Any]:
    return {
        **found.result.as_json(),
        "run_id": found.run_id,
        "proposal_id": found.proposal_id,
        "report": {
            "html": str(found.report.html),
            "markdown": str(found.report.markdown),
            "result": str(found.report.result),
        },
        "summary": found.summary.as_json(),
    }


def _print_recommendation(found: Recommendation) -> None:
    from optimization.commands.lever_tables import before_after_table, family_cells
    from optimization.evidence.loop_answer import loop_answer
    from optimization.evidence.loop_tables import outcome_table

    result, catalogue = found.result, load_lever_catalogue()
    print_line(f"{found.summary.performance_status}. {loop_answer(result)}")
    movable = family_cells(result.cells_after, families=result.config.levers, catalogue=catalogue)
    print_table(before_after_table(result.cells_before, movable, catalogue=catalogue))
    print_table(outcome_table(result))
    for recommendation in found.summary.recommendations:
        print_line(f"- {recommendation}")
    print_line(f"Report: {found.report.html}")
    print_line(f"Run: {found.run_id}")
    if found.proposal_id is None:
        print_line("No proposal: today's levers are the best that was found.")
    else:
        print_line(f"Proposal: {found.proposal_id} (see `planwise proposal show {found.proposal_id}`)")
