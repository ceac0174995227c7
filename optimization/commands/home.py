"""The places that a command works on, refused at the door when they cannot be."""

from __future__ import annotations

from optimization.errors import BadInputError
from optimization.places import Places, places


def home_places() -> Places:
    """The places that the environment names, with the home's folder made.

    Raises:
        BadInputError: PLANWISE_HOME is no folder, or none can be made there.
    """
    named = places()
    try:
        named.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            f"PLANWISE_HOME cannot be {named.home}: {error.strerror}. Name a folder that you can write to."
        ) from error
    return named
