"""Who a run is for: the name recorded with searches and proposals."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping

from optimization.errors import BadInputError

USER_TAG = "planwise/user"
_USER_VARIABLE = "PLANWISE_USER"


def run_user(tags: Mapping[str, str], environ: Mapping[str, str] | None = None) -> str:
    """The run's tag `planwise/user`, else PLANWISE_USER, else the login of whoever started the process.

    Raises:
        BadInputError: none of the three names anybody.
    """
    environ = os.environ if environ is None else environ
    named = tags.get(USER_TAG) or environ.get(_USER_VARIABLE)
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise BadInputError(
            f"Nobody can be named as the user of this run: set {_USER_VARIABLE}, or give the run a tag {USER_TAG}."
        ) from error
