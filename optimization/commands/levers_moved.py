"""`planwise levers moved`: the lever file in force is one that was somewhere else before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line


def moved(
    old_path: Annotated[Path, typer.Argument(help="Where it was, as messages name it.", metavar="OLD_PATH")],
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that the lever file in force was moved or renamed, so that what was applied to it can go on."""
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.lever_file.lever_file_lock import lever_file_of
    from optimization.governance.lever_file.moved_lever_file import take_over_lever_file

    acting, places = acting_user(user), home_places()
    with open_ledger(places) as ledger:
        settled = take_over_lever_file(ledger, places, old_path, user=acting)
    lever_file, said = lever_file_of(places.levers), [each.text for each in settled]
    if as_json:
        print_json({"lever_file": str(lever_file), "moved_from": str(old_path), "settled": said})
        return
    print_line(f"{lever_file} is the lever file that was {old_path}: its proposals and checkpoints go on here.")
    for text in said:
        print_line(f"Settled: {text}")
