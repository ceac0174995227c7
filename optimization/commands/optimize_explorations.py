"""`planwise optimize sensitivity | pareto | robustness`: looks around today's levers, or around a proposal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from optimization.commands import exploration_flags as flags
from optimization.commands.cancelled import CancelledError
from optimization.commands.config_flags import ConfigFlags
from optimization.commands.engine_flags import ObjectivesOption, fraction_warning, repeating_command
from optimization.commands.home import home_places
from optimization.commands.identity import acting_user
from optimization.commands.look_question import asked_look
from optimization.commands.machine_flags import given_memory_bytes, given_workers
from optimization.commands.output import print_json, print_line, print_table, say
from optimization.commands.progress import shown_steps
from optimization.commands.search_flags import keyword, search_flags, with_flags
from optimization.commands.settings_flags import overridden, say_where_settings_differ, settings_flags
from optimization.errors import unknown_name
from optimization.governance.runs.run_kinds import RunKind

if TYPE_CHECKING:
    from optimization.evidence.explorations.exploration import Around, Exploration
    from optimization.recommendation.explorations import Kind, RecordedExploration
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
    user = acting_user(given["user"])
    asked = asked_look(given, question)
    if warning := fraction_warning(asked.config):
        say(f"Warning: {warning}")
    from optimization.recommendation.explorations import explore
    from optimization.recommendation.recorded_run import AskedRun
    from optimization.simulation.search_settings import search_settings

    places = home_places()
    if asked.settings is None:
        taken = search_settings(places)
        say_where_settings_differ(taken, given)
    else:
        taken = asked.settings
    settings = overridden(taken, given)
    command = repeating_command(kind, asked.weights, [*own_flags, *asked.flags], settings)
    with shown_steps() as steps:
        found = explore(
            kind,
            find,
            weights=asked.weights,
            config=asked.config,
            centre=asked.centre,
            settings=settings,
            places=places,
            asked=AskedRun(user=user, command=command),
            workers=given_workers(given),
            memory_bytes=given_memory_bytes(given),
            on_progress=steps.begin,
        )
    _show(found, as_json=given["as_json"])
    if found.is_cancelled:
        raise CancelledError(f"What was found by then is recorded as run {found.run_id}.")


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
            keyword("proposal", flags.ProposalOption),
            *(keyword(name, option) for name, option in own.items()),
            keyword("objectives", ObjectivesOption),
            *question.parameters(),
            *settings_flags(),
            *search_flags(),
        ],
    )


sensitivity_command = _command(
    sensitivity, flags.SENSITIVITY_FLAGS, {"sobol": flags.SobolOption, "over": flags.OverOption}
)
pareto_command = _command(
    pareto, flags.FRONT_FLAGS, {"points": flags.PointsOption, "front_method": flags.FrontMethodOption}
)
robustness_command = _command(robustness, flags.ROBUSTNESS_FLAGS, {"seeds": flags.SeedsOption})
