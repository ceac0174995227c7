"""Who acts: a name is given by the person or by the system, and never made up."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Mapping

from optimization.errors import BadInputError

USER_VARIABLE = "PLANWISE_USER"

# Unicode's categories of control, formatting and surrogate characters, and of separators of lines and paragraphs.
_NO_PART_OF_A_NAME = ("Cc", "Cf", "Cs", "Zl", "Zp")


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
        BadInputError: a name is blank or cannot be written on a line, or the system has none.
    """
    environ = os.environ if environ is None else environ
    for where, name in ((origin, given), (USER_VARIABLE, environ.get(USER_VARIABLE))):
        if name is None:
            continue
        if not name.strip():
            raise BadInputError(f"{where} is blank: give the name under which this is to be recorded.")
        return _written(name.strip(), where)
    login = _written(_login_name(origin), "the login name")
    on_login(login)
    return login


def person_key(name: str) -> str:
    """Equal for the names of one person: capitals, blanks and how a letter is encoded do not make another person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _written(name: str, where: str) -> str:
    """The name, which must not look like more than a name where it is shown: no line of its own, no hidden character.

    Surrogates stand for bytes that are no text. Other formatting characters have no width, or turn the line round.
    """
    if any(unicodedata.category(character) in _NO_PART_OF_A_NAME for character in name):
        raise BadInputError(
            f"{where} is {name!a}, which holds a line break or another character that cannot be seen, or is no UTF-8: "
            "give a name of letters that can be read."
        )
    return name


def _login_name(origin: str) -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise BadInputError(
            f"The system knows no login name: say who acts with {origin}, or {USER_VARIABLE}."
        ) from error
