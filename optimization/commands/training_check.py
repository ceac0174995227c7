"""`planwise training check | progress`: what the exercises left behind, and what is passed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from optimization.commands.exit_codes import EXIT_GOAL_NOT_MET
from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.training_flags import ModuleArgument
from optimization.errors import BadInputError


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
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.training_programme.training_curriculum import load_curriculum
    from optimization.governance.training_programme.training_progress import check_exercises
    from optimization.governance.training_programme.training_trail import Trail

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


def progress(user: UserOption = None, as_json: JsonOption = False) -> None:
    """Show what the user has passed, when, and by which traces."""
    from optimization.commands.training_texts import progress_table
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.training_programme.training_progress import passed_exercises

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


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"--since {text!r} is no moment: write it like 2025-01-31 or 2025-01-31T14:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
