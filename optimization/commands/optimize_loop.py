"""`planwise optimize loop`: move levers until pay growth meets a target."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from optimization.commands.exit_codes import EXIT_GOAL_NOT_MET
from optimization.commands.home import home_places
from optimization.commands.identity import acting_user
from optimization.commands.loop_flags import LOOP_FLAGS, repeating_command
from optimization.commands.machine_flags import given_memory_bytes, given_workers
from optimization.commands.output import print_json, print_line, print_table, say
from optimization.commands.progress import Steps, shown_steps
from optimization.commands.search_flags import (
    asked_run,
    no_proposal_line,
    proposing_flags,
    search_flags,
    with_flags,
)
from optimization.commands.settings_flags import overridden, say_where_settings_differ, settings_flags
from optimization.evidence.loop.iteration_table import FIRST_BATCH
from optimization.evidence.quantities import counted, duration, growth_digits, percent, percentage_points
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.search.loop.target_loop_config import LoopMode, TargetLoopConfig, target_loop_config, unit_warning

if TYPE_CHECKING:
    from optimization.recommendation.target_loop import Recommendation
    from optimization.search.loop.loop_run import OnIteration
    from optimization.search.loop.target_loop_result import IterationRecord


def loop(**given: Any) -> None:
    """Move levers until pay growth meets a target; leaves a report, and a proposal where there is one to make."""
    config = target_loop_config(**LOOP_FLAGS.given(given))
    catalogue = load_lever_catalogue()
    for name in config.levers:
        catalogue.family(name)
    user = acting_user(given["user"])
    warning = unit_warning(config)
    if warning is not None:
        say(f"Warning: {warning}")
    from optimization.recommendation.target_loop import recommend_levers
    from optimization.simulation.search_settings import search_settings

    places = home_places()
    taken = search_settings(places)
    say_where_settings_differ(taken, given)
    settings = overridden(taken, given)
    with shown_steps() as steps:
        found = recommend_levers(
            config,
            settings=settings,
            places=places,
            asked=asked_run(given, user=user, command=repeating_command(config, settings)),
            workers=given_workers(given),
            memory_bytes=given_memory_bytes(given),
            on_iteration=_iteration_line(steps, config),
            on_progress=steps.begin,
            on_chunk=_chunk_line(steps),
        )
    if given["as_json"]:
        print_json(_as_json(found))
    else:
        _print_recommendation(found)
    if not found.result.converged:
        raise typer.Exit(EXIT_GOAL_NOT_MET)


command = with_flags(
    loop,
    [
        *LOOP_FLAGS.parameters(),
        *settings_flags(),
        *proposing_flags(),
        *search_flags(),
    ],
)


def _chunk_line(steps: Steps) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        # A batch of one chunk ends with its iteration, which has a line of its own.
        if done < total:
            steps.note(f"{done} of {total} candidates of the batch simulated")

    return show


def _iteration_line(steps: Steps, config: TargetLoopConfig) -> OnIteration:
    digits = growth_digits(config.tolerance)
    evaluated = "candidate" if config.simulator == "real" else "estimate"

    def show(record: IterationRecord) -> None:
        label = "today's levers" if record.iteration == 0 else f"iteration {record.iteration}"
        if record.iteration == 1 and config.mode is LoopMode.ADAPTIVE:
            label += f" ({FIRST_BATCH})"
        # Today's levers may be one candidate of the batch that the next record counts.
        cost = f", {counted(record.evaluations, evaluated)}, {duration(record.seconds)}" if record.evaluations else ""
        steps.note(
            f"{label}: growth {percent(record.growth, digits=digits)}, "
            f"gap {percentage_points(record.gap, digits=digits)}{cost}"
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
    from optimization.commands.proposal_texts import asked_of_approvers
    from optimization.evidence.lever_tables import before_after_table, family_cells
    from optimization.evidence.loop.loop_answer import loop_answer, no_proposal_reason
    from optimization.evidence.outcome_tables import outcome_table

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
        print_line(no_proposal_line(found.run_id, no_proposal_reason(result)))
    else:
        missed = "" if result.converged else ", which does not meet the target"
        asked = asked_of_approvers(home_places(), found.proposal_id)
        print_line(f"Proposal: {found.proposal_id}{missed}; {asked} (see `planwise proposal show {found.proposal_id}`)")
