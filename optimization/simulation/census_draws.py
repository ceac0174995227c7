"""The model's uniform draw in Python, for what is drawn before the model runs: a census's unknown days."""

from __future__ import annotations

import hashlib

# 13 hexadecimal digits are 52 bits, which a double holds exactly on every machine.
HEX_DIGITS = 13
DRAW_RANGE = 2**52


def draw(seed: int, stream: str, employee_id: str, year: int) -> float:
    """A number in [0, 1) that depends on nothing but its four arguments.

    The same rule as the SQL macro: the first 13 hexadecimal digits of `md5("<seed>|<stream>|<employee_id>|<year>")`
    over 2^52, the text in UTF-8.
    """
    text = f"{seed}|{stream}|{employee_id}|{year}"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return int(digest[:HEX_DIGITS], 16) / DRAW_RANGE
