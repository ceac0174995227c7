"""Who acts: an identity is given by the person or by the system, and never made up."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from optimization.commands.output import say
from optimization.errors import BadInputError

USER_VARIABLE = "PLANWISE_USER"

UserOption = Annotated[
    str | None,
    typer.Option("--user", help=f"Who acts, as it is recorded. Else {USER_VARIABLE}, else the login name."),
]


def acting_user(given: str | None) -> str:
    """The name given, else PLANWISE_USER, else the login name, which is then said.

    Raises:
        BadInputError: a name is blank, or the system has none.
    """
    for origin, name in (("--user", given), (USER_VARIABLE, os.environ.get(USER_VARIABLE))):
        if name is None:
            continue
        if not name.strip():
            raise BadInputError(f"{origin} is blank: give the name under which this is to be recorded.")
        return name.strip()
    login = _login_name()
    say(f"Acting as {login!r}, the login name. Another name: --user, or {USER_VARIABLE}.")
    return login


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise BadInputError(f"The system knows no login name: say who acts with --user, or {USER_VARIABLE}.") from error
