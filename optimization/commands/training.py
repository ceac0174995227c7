"""`planwise training`: learn the program by exercises that are checked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimization.commands.exit_codes import EXIT_GOAL_NOT_MET
from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.errors import BadInputError

if TYPE_CHECKING:
    from optimization.governance.training_curriculum import Curriculum

ModuleArgument = Annotated[str, typer.Argument(help="The module's name, as `planwise training list` shows it.")]
YearsOption = Annotated[float, typer.Option("--years", min=0, help="Years of work in compensation.")]
AnalyticsOption = Annotated[str, typer.Option("--analytics", help="none, basic, intermediate or advanced.")]
SkillOption = Annotated[
    list[str] | None,
    typer.Option("--skill", help="A technical skill, like python, sql or statistics. Can be given several times."),
]

app = command_group("Learn the program by exercises on the made-up census, each checked by what it leaves behind.")


@app.command("list")
def list_them(user: UserOption = None, as_json: JsonOption = False) -> None:
    """List the modules, what each needs first, and how much of it the user has passed."""
    from optimization.commands.training_texts import modules_table
    from optimization.governance.training_curriculum import load_curriculum

    curriculum, acting = load_curriculum(), acting_user(user)
    passed = _passed(acting)
    if as_json:
        print_json({"user_id": acting, "modules": _modules_json(curriculum, passed)})
    else:
        print_table(modules_table(curriculum, passed))


@app.command()
def show(module: ModuleArgument, user: UserOption = None, as_json: JsonOption = False) -> None:
    """Show what a module teaches, and the commands of its exercises, ready to be typed by the user."""
    from optimization.commands.training_texts import module_lines, typed_commands
    from optimization.governance.training_curriculum import load_curriculum

    acting, places = acting_user(user), home_places()
    chosen = load_curriculum().module(module)
    proposal_id = _newest_proposal(acting)
    commands = {
        name: typed_commands(exercise, home=places.home, proposal_id=proposal_id)
        for name, exercise in chosen.exercises.items()
    }
    if as_json:
        print_json(
            {
                "module": module,
                "title": chosen.title,
                "hours": chosen.hours,
                "prerequisites": list(chosen.prerequisites),
                "objectives": list(chosen.objectives),
                "exercises": [
                    {"exercise": name, "title": each.title, "task": each.task, "commands": commands[name]}
                    for name, each in chosen.exercises.items()
                ],
            }
        )
        return
    for line in module_lines(module, chosen, commands):
        print_line(line)


@app.command()
def assess(
    years: YearsOption = 0.0,
    analytics: AnalyticsOption = "none",
    skill: SkillOption = None,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where to begin, from experience and from what the user has passed."""
    from optimization.commands.training_texts import readiness_lines
    from optimization.governance.ledger import open_ledger
    from optimization.governance.training import OptimizationTrainingProgram

    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        assessed = OptimizationTrainingProgram(ledger).assess_user_readiness(
            _background(years, analytics, skill), user_id=acting
        )
    if as_json:
        print_json({"user_id": acting, **assessed})
        return
    for line in readiness_lines(assessed):
        print_line(line)


@app.command()
def plan(  # noqa: PLR0913 - one argument per option
    years: YearsOption = 0.0,
    analytics: AnalyticsOption = "none",
    skill: SkillOption = None,
    time: Annotated[str, typer.Option(help="limited, moderate or extensive.")] = "moderate",
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lay out the weeks ahead of the user, module by module."""
    from optimization.commands.training_texts import plan_table, readiness_lines
    from optimization.governance.ledger import open_ledger
    from optimization.governance.training import OptimizationTrainingProgram

    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        planned = OptimizationTrainingProgram(ledger).create_personalized_training_plan(
            acting, _background(years, analytics, skill), time
        )
    if as_json:
        print_json(planned)
        return
    for line in readiness_lines(planned):
        print_line(line)
    if planned["training_schedule"]:
        print_table(plan_table(planned))


@app.command()
def check(
    module: ModuleArgument,
    exercise: Annotated[str | None, typer.Option(help="Only this one; all of the module's if not given.")] = None,
    since: Annotated[
        str | None,
        typer.Option(help="Count only what was done since this moment, like 2025-01-31 or 2025-01-31T14:00 (UTC)."),
    ] = None,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look whether the user's exercises left behind what they must, and record those that are passed."""
    from optimization.commands.training_texts import checked_lines
    from optimization.governance.ledger import open_ledger
    from optimization.governance.training_curriculum import load_curriculum
    from optimization.governance.training_progress import check_exercises
    from optimization.governance.training_trail import Trail

    curriculum, acting, places = load_curriculum(), acting_user(user), home_places()
    moment = None if since is None else _moment(since)
    with open_ledger(places) as ledger:
        trail = Trail(ledger=ledger, places=places, user=acting, since=moment)
        checked = check_exercises(trail, curriculum, module, exercise)
    is_passed = all(each.is_passed for each in checked)
    if as_json:
        exercises = [
            {
                "exercise": each.exercise,
                "is_passed": each.is_passed,
                "missing": list(each.missing),
                "evidence": list(each.evidence),
            }
            for each in checked
        ]
        print_json({"user_id": acting, "module": module, "is_passed": is_passed, "exercises": exercises})
    else:
        for line in checked_lines(checked, curriculum):
            print_line(line)
    if not is_passed:
        raise typer.Exit(EXIT_GOAL_NOT_MET)


@app.command()
def progress(user: UserOption = None, as_json: JsonOption = False) -> None:
    """Show what the user has passed, when, and by which traces."""
    from optimization.commands.training_texts import progress_table
    from optimization.governance.ledger import open_ledger
    from optimization.governance.training_progress import passed_exercises

    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        passed = passed_exercises(ledger, acting)
    if as_json:
        print_json(
            {
                "user_id": acting,
                "passed": [
                    {
                        "module": each.module,
                        "exercise": each.exercise,
                        "passed_at": each.passed_at.isoformat(),
                        "evidence": list(each.evidence),
                    }
                    for each in passed
                ],
            }
        )
    elif not passed:
        print_line(f"{acting} has passed no exercise yet: `planwise training show foundations` has the first ones.")
    else:
        print_table(progress_table(passed))


def _background(years: float, analytics: str, skill: list[str] | None) -> dict[str, Any]:
    return {
        "compensation_experience_years": years,
        "analytics_experience": analytics,
        "technical_skills": skill or [],
    }


def _passed(user: str) -> dict[str, set[str]]:
    """By module, the exercises that a user has passed."""
    from optimization.governance.ledger import open_ledger
    from optimization.governance.training_progress import passed_exercises

    found: dict[str, set[str]] = {}
    with open_ledger(home_places()) as ledger:
        for each in passed_exercises(ledger, user):
            found.setdefault(each.module, set()).add(each.exercise)
    return found


def _newest_proposal(user: str) -> str | None:
    from optimization.governance.ledger import open_ledger
    from optimization.governance.training_traces import ProposalTrace
    from optimization.governance.training_trail import Trail

    places = home_places()
    with open_ledger(places) as ledger:
        found = ProposalTrace(what="proposal").look(Trail(ledger=ledger, places=places, user=user))
    return None if found.evidence is None else str(found.evidence["proposal_id"])


def _modules_json(curriculum: Curriculum, passed: dict[str, set[str]]) -> list[dict[str, Any]]:
    return [
        {
            "module": name,
            "title": module.title,
            "hours": module.hours,
            "prerequisites": list(module.prerequisites),
            "exercises": list(module.exercises),
            "passed": [exercise for exercise in module.exercises if exercise in passed.get(name, set())],
        }
        for name, module in curriculum.modules.items()
    ]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"--since {text!r} is no moment: write it like 2025-01-31 or 2025-01-31T14:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
