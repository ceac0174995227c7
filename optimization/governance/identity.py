"""Who acts: a name is given by the person or by the system, and never made up."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from optimization.errors import BadInputError

USER_VARIABLE = "PLANWISE_USER"


def acting_user(
    given: str | None,
    *,
    origin: str,
    environ: Mapping[str, str] | None = None,
    on_login: Callable[[str], None] = lambda _login: None,
) -> str:
    """The name given, else PLANWISE_USER, else the login name.

    Args:
        given: the name that `origin` gives; None where it gives none.
        origin: where a name can be given, for messages.
        environ: the environment, the process's own unless given.
        on_login: told the login name when it is what is used.

    Raises:
        BadInputError: a name is blank, or the system has none.
    """
    environ = os.environ if environ is None else environ
    for where, name in ((origin, given), (USER_VARIABLE, environ.get(USER_VARIABLE))):
        if name is None:
            continue
        if not name.strip():
            raise BadInputError(f"{where} is blank: give the name under which this is to be recorded.")
        return name.strip()
    login = _login_name(origin)
    on_login(login)
    return login


def _login_name(origin: str) -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise BadInputError(
            f"The system knows no login name: say who acts with {origin}, or {USER_VARIABLE}."
        ) from error
