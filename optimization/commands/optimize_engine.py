"""`planwise optimize engine`: choose levers for cost, equity and targets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from optimization.commands.cancelled import CancelledError
from optimization.commands.engine_flags import (
    DEFAULT_OBJECTIVES,
    ENGINE_FLAGS,
    EVIDENCE_FLAGS,
    ObjectivesOption,
    fraction_warning,
    repeating_command,
)
from optimization.commands.exit_codes import EXIT_GOAL_NOT_MET
from optimization.commands.home import home_places
from optimization.commands.identity import acting_user
from optimization.commands.machine_flags import given_memory_bytes, given_workers
from optimization.commands.output import print_json, print_line, print_table, say
from optimization.commands.progress import Steps, shown_steps
from optimization.commands.search_flags import (
    asked_run,
    keyword,
    no_proposal_line,
    proposing_flags,
    search_flags,
    with_flags,
)
from optimization.commands.settings_flags import overridden, say_where_settings_differ, settings_flags
from optimization.evidence.quantities import counted, duration
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.recommendation.evidence_plan import evidence_plan
from optimization.search.engine_config import engine_config
from optimization.search.problem.objective_weights import parse_objectives

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimization.recommendation.engine import EngineRecommendation
    from optimization.search.engine_history import OnBatch
    from optimization.search.engine_result import BatchRecord


def engine(**given: Any) -> None:
    """Choose levers that serve cost, equity and targets at once; leaves a report, and a proposal where there is one."""
    weights = parse_objectives(given["objectives"] or DEFAULT_OBJECTIVES)
    config = engine_config(ENGINE_FLAGS.given(given))
    plan = evidence_plan(**EVIDENCE_FLAGS.given(given))
    user = acting_user(given["user"])
    if warning := fraction_warning(config):
        say(f"Warning: {warning}")
    from optimization.recommendation.engine import recommend_by_objectives
    from optimization.search.engine_result import EngineStatus
    from optimization.simulation.search_settings import search_settings

    places = home_places()
    taken = search_settings(places)
    say_where_settings_differ(taken, given)
    settings = overridden(taken, given)
    flags = [*ENGINE_FLAGS.repeating(config), *EVIDENCE_FLAGS.repeating(plan)]
    with shown_steps() as steps:
        found = recommend_by_objectives(
            weights,
            config,
            settings=settings,
            places=places,
            asked=asked_run(given, user=user, command=repeating_command("engine", weights, flags, settings)),
            plan=plan,
            workers=given_workers(given),
            memory_bytes=given_memory_bytes(given),
            on_batch=_batch_line(steps),
            on_progress=steps.begin,
            on_recorded=_recorded_line(steps),
        )
    if given["as_json"]:
        print_json(_as_json(found))
    else:
        _print_recommendation(found)
    if found.result.status is EngineStatus.CANCELLED:
        raise CancelledError(f"The best that was found by then is recorded as run {found.run_id}; nothing is proposed.")
    if not found.result.converged:
        raise typer.Exit(EXIT_GOAL_NOT_MET)


command = with_flags(
    engine,
    [
        keyword("objectives", ObjectivesOption),
        *ENGINE_FLAGS.parameters(),
        *EVIDENCE_FLAGS.parameters(),
        *settings_flags(),
        *proposing_flags(),
        *search_flags(),
    ],
)


def _batch_line(steps: Steps) -> OnBatch:
    def show(record: BatchRecord) -> None:
        violation = f", constraints broken by {record.best_violation:.2%}" if record.best_violation else ""
        steps.note(
            f"step {record.step}: best objective {record.best_objective:.6f}{violation}, "
            f"{counted(record.evaluations, 'candidate')} so far, {duration(record.seconds)}"
        )

    return show


def _recorded_line(steps: Steps) -> Callable[[str, str | None], None]:
    def show(run_id: str, proposal_id: str | None) -> None:
        proposed = "no proposal" if proposal_id is None else f"proposal {proposal_id}"
        steps.note(f"the search is recorded as run {run_id}, {proposed}; `planwise report {run_id}` shows it")

    return show


def _as_json(found: EngineRecommendation) -> dict[str, Any]:
    from optimization.evidence.engine.engine_evidence_json import evidence_as_json

    return {
        **evidence_as_json(found.evidence),
        "run_id": found.run_id,
        "proposal_id": found.proposal_id,
        "report": found.report.as_json(),
    }


def _print_recommendation(found: EngineRecommendation) -> None:
    from optimization.commands.proposal_texts import asked_of_approvers
    from optimization.evidence.engine.engine_answer_texts import engine_answer, engine_status
    from optimization.evidence.engine.engine_goal_tables import constraints_table, targets_table, terms_table
    from optimization.evidence.engine.engine_levers import engine_levers_table
    from optimization.evidence.engine.engine_recommendations import engine_recommendations
    from optimization.evidence.engine.surface_error_table import SURFACE_ERROR_TITLE, surface_error_table
    from optimization.recommendation.engine import no_proposal_reason

    result, catalogue = found.result, load_lever_catalogue()
    print_line(f"{engine_status(result)}. {engine_answer(result)}")
    for title, table in (
        ("Levers", engine_levers_table(result, catalogue=catalogue)),
        ("Objectives", terms_table(result)),
        ("Targets", targets_table(result)),
        ("Constraints", constraints_table(result)),
        (SURFACE_ERROR_TITLE, surface_error_table(result)),
    ):
        if table.rows:
            print_line()
            print_table(table, title=title)
    print_line()
    for recommendation in engine_recommendations(found.evidence, catalogue=catalogue):
        print_line(f"- {recommendation}")
    print_line(f"Report: {found.report.html}")
    print_line(f"Workbook: {found.report.workbook}")
    print_line(f"Run: {found.run_id}")
    if found.proposal_id is None:
        print_line(no_proposal_line(found.run_id, no_proposal_reason(result)))
    else:
        asked = asked_of_approvers(home_places(), found.proposal_id)
        print_line(f"Proposal: {found.proposal_id}; {asked} (see `planwise proposal show {found.proposal_id}`)")
