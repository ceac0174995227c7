"""Who acts, as a command's option."""

from __future__ import annotations

from typing import Annotated

import typer

from optimization.commands.output import say
from optimization.governance import identity
from optimization.governance.identity import USER_VARIABLE

UserOption = Annotated[
    str | None,
    typer.Option("--user", help=f"Who acts, as it is recorded. Else {USER_VARIABLE}, else the login name."),
]

RationaleOption = Annotated[
    str, typer.Option("--rationale", help="Why the levers are to change, for the decision record of the proposal.")
]


def acting_user(given: str | None) -> str:
    """The name given, else PLANWISE_USER, else the login name, which is then said.

    Raises:
        BadInputError: a name is blank, or the system has none.
    """
    return identity.acting_user(given, origin="--user", on_login=_say_login)


def _say_login(login: str) -> None:
    say(f"Acting as {login!r}, the login name. Another name: --user, or {USER_VARIABLE}.")
