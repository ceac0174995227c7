"""What people write to be recorded, on one line: nothing in it can pass for a line of the program's own."""

from __future__ import annotations

import unicodedata

from optimization.errors import BadInputError


def one_line(text: str, *, what: str) -> str:
    """The text with every run of blanks, line breaks and control characters as one blank.

    Args:
        text: as it was given.
        what: what it is, for messages.

    Raises:
        BadInputError: it holds bytes that are no UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadInputError(f"{what} {text!a} holds bytes that are no UTF-8: write it in letters.") from error
    return " ".join("".join(" " if unicodedata.category(each) == "Cc" else each for each in text).split())
