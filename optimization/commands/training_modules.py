"""`planwise training list | show`: the modules, and the exercises of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.training_flags import ModuleArgument

if TYPE_CHECKING:
    from optimization.governance.training_programme.learner import Learner
    from optimization.governance.training_programme.training_curriculum import Curriculum


def list_them(user: UserOption = None, as_json: JsonOption = False) -> None:
    """List the modules, what each needs first, and how much of it the user has passed."""
    from optimization.commands.training_texts import modules_table
    from optimization.governance.training_programme.training_curriculum import load_curriculum

    curriculum, acting = load_curriculum(), acting_user(user)
    passed = _learner(acting).passed_by_module
    if as_json:
        print_json({"user_id": acting, "modules": _modules_json(curriculum, passed)})
    else:
        print_table(modules_table(curriculum, passed))


def show(module: ModuleArgument, user: UserOption = None, as_json: JsonOption = False) -> None:
    """Show what a module teaches, and the commands of its exercises, ready to be typed by the user."""
    from optimization.commands.training_texts import module_lines, typed_commands
    from optimization.governance.training_programme.training_curriculum import load_curriculum

    acting, places = acting_user(user), home_places()
    chosen = load_curriculum().module(module)
    proposal_id = _learner(acting).proposal_id
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


def _learner(user: str) -> Learner:
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.training_programme.learner import learner_of

    places = home_places()
    with open_ledger(places) as ledger:
        return learner_of(ledger, places, user)


def _modules_json(curriculum: Curriculum, passed: Mapping[str, set[str]]) -> list[dict[str, Any]]:
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
