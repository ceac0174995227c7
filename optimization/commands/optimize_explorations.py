"""`planwise optimize sensitivity | pareto | robustness`: looks around today's levers, or around a proposal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import typer

from optimization.commands import exploration_flags as flags
from optimization.commands.config_flags import ConfigFlags
from optimization.commands.engine_flags import DEFAULT_OBJECTIVES, ObjectivesOption, fraction_warning, repeating_command
from optimization.commands.exit_codes import EXIT_INTERRUPTED
from optimization.commands.home import home_places
from optimization.commands.identity import acting_user
from optimization.commands.machine_flags import given_memory_bytes, given_workers
from optimization.commands.output import print_json, print_line, print_table, say
from optimization.commands.progress import shown_steps
from optimization.commands.search_flags import keyword, search_flags, with_flags
from optimization.commands.settings_flags import overridden, say_where_settings_differ, settings_flags
from optimization.errors import BadInputError, unknown_name
from optimization.governance.run_kinds import RunKind
from optimization.search.engine_config import engine_config
from optimization.search.problem.objective_weights import parse_objectives

if TYPE_CHECKING:
    from optimization.evidence.explorations.exploration import Around, Exploration
    from optimization.places import Places
    from optimization.recommendation.explorations import Centre, Kind, RecordedExploration
    from optimization.recommendation.looks import Look

    Find = Callable[[Look, Around], Exploration]


def sensitivity(**given: Any) -> None:
    """Which lever moves growth, cost, equity and the objective, and by how much; leaves a report."""
    from optimization.recommendation.explorations import find_sensitivity
    from optimization.search.exploration.sobol_result import Over

    over: Any = given["over"] or flags.DEFAULT_OVER
    if over not in get_args(Over):
        raise unknown_name("--over", over, get_args(Over))
    find = partial(find_sensitivity, sobol_evaluations=given["sobol"] or 0, over=over)
    own = ["--sobol", str(given["sobol"]), "--over", over] if given["sobol"] else []
    _explore(RunKind.SENSITIVITY, find, given, flags.SENSITIVITY_FLAGS, own_flags=own)


def pareto(**given: Any) -> None:
    """What cost, pay dispersion and missed targets may be had for at each other's expense; leaves a report."""
    from optimization.recommendation.explorations import find_front
    from optimization.search.exploration.pareto_result import FrontMethod

    method = given["front_method"] or flags.DEFAULT_FRONT_METHOD
    if method not in set(FrontMethod):
        raise unknown_name("--front-method", method, map(str, FrontMethod))
    points = given["points"] or flags.DEFAULT_POINTS
    find = partial(find_front, points=points, method=FrontMethod(method))
    own = ["--points", str(points), "--front-method", method]
    _explore(RunKind.PARETO, find, given, flags.FRONT_FLAGS, own_flags=own)


def robustness(**given: Any) -> None:
    """How levers fare in many random worlds: bands, the chance of the target, the worst costs; leaves a report."""
    from optimization.recommendation.explorations import find_robustness

    seeds = given["seeds"] or flags.DEFAULT_SEEDS
    _explore(
        RunKind.ROBUSTNESS,
        partial(find_robustness, seeds=seeds),
        given,
        flags.ROBUSTNESS_FLAGS,
        own_flags=["--seeds", str(seeds)],
    )


def _explore(kind: Kind, find: Find, given: dict[str, Any], question: ConfigFlags, *, own_flags: Sequence[str]) -> None:
    weights = parse_objectives(given["objectives"] or DEFAULT_OBJECTIVES)
    asked_fields = question.given(given)
    user = acting_user(given["user"])
    from optimization.recommendation.explorations import explore
    from optimization.recommendation.recorded_run import AskedRun
    from optimization.simulation.search_settings import search_settings

    places = home_places()
    centre, scenario_id = _centre(places, given.get("proposal"))
    if scenario_id is not None and asked_fields.setdefault("scenario_id", scenario_id) != scenario_id:
        raise BadInputError(
            f"The proposal {centre.name} is for scenario {scenario_id!r}, but --scenario names "
            f"{asked_fields['scenario_id']!r}. Leave --scenario out."
        )
    config = engine_config(asked_fields)
    if warning := fraction_warning(config):
        say(f"Warning: {warning}")
    taken = search_settings(places)
    say_where_settings_differ(taken, given)
    settings = overridden(taken, given)
    around = ["--proposal", given["proposal"]] if given.get("proposal") else []
    words = [*around, *own_flags, *question.repeating(config)]
    with shown_steps() as steps:
        found = explore(
            kind,
            find,
            weights=weights,
            config=config,
            centre=centre,
            settings=settings,
            places=places,
            asked=AskedRun(user=user, command=repeating_command(kind, weights, words, settings)),
            workers=given_workers(given),
            memory_bytes=given_memory_bytes(given),
            on_progress=steps.begin,
        )
    _show(found, as_json=given["as_json"])
    if found.is_cancelled:
        say("Cancelled. What was found by then is recorded with the run.")
        raise typer.Exit(EXIT_INTERRUPTED)


def _centre(places: Places, proposal_id: str | None) -> tuple[Centre, str | None]:
    """What to look around, and the scenario that a proposal is for."""
    from optimization.recommendation.explorations import Centre

    if proposal_id is None:
        return Centre(changes={}), None
    from optimization.governance.ledger import open_ledger
    from optimization.governance.proposals import find_proposal

    with open_ledger(places) as ledger:
        proposal = find_proposal(ledger, proposal_id)
    changes = {change.cell: change.after for change in proposal.changes}
    return Centre(name=proposal.proposal_id, changes=changes), proposal.scenario_id


def _show(found: RecordedExploration, *, as_json: bool) -> None:
    from optimization.evidence.explorations.exploration_json import exploration_as_json
    from optimization.evidence.explorations.exploration_tables import exploration_tables

    if as_json:
        stored = exploration_as_json(found.found)
        print_json({**stored, "run_id": found.run_id, "report": found.report.as_json()})
        return
    for title, table in exploration_tables(found.found):
        print_table(table, title=title)
        print_line()
    if words := _words(found.found):
        print_line(words)
    print_line(f"Report: {found.report.html}")
    print_line(f"Run: {found.run_id}")


def _words(found: Exploration) -> str:
    """What no table says: how a search for a front ended, which worlds meet the target, why bands are withheld."""
    from optimization.evidence.explorations.exploration import FrontReport, RobustnessReport
    from optimization.evidence.explorations.robustness_section import robustness_sentences

    if isinstance(found, RobustnessReport):
        return robustness_sentences(found.robustness)
    return found.front.message if isinstance(found, FrontReport) else ""


def _command(command: Callable[..., None], question: ConfigFlags, own: dict[str, Any]) -> Any:
    return with_flags(
        command,
        [
            *(keyword(name, option) for name, option in own.items()),
            keyword("objectives", ObjectivesOption),
            *question.parameters(),
            *settings_flags(),
            *search_flags(),
        ],
    )


sensitivity_command = _command(
    sensitivity,
    flags.SENSITIVITY_FLAGS,
    {"proposal": flags.ProposalOption, "sobol": flags.SobolOption, "over": flags.OverOption},
)
pareto_command = _command(
    pareto, flags.FRONT_FLAGS, {"points": flags.PointsOption, "front_method": flags.FrontMethodOption}
)
robustness_command = _command(
    robustness, flags.ROBUSTNESS_FLAGS, {"proposal": flags.ProposalOption, "seeds": flags.SeedsOption}
)
