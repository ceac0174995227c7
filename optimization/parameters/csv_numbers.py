"""Numbers in CSV fields: plain decimals that Python, dbt and DuckDB read alike, and how to write what is none."""

from __future__ import annotations

import re
from decimal import Decimal

# Python alone would also take 1_000, NaN and other scripts' digits. An exponent has three digits at most: written out,
# 1e-999999999 would fill the memory.
_NUMBER = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def written_number(text: str) -> Decimal | None:
    """The number exactly as it is written, or None where the text is no plain decimal number."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def how_to_write(text: str) -> str:
    """What to write in place of a text that is no number, for messages."""
    percent = written_number(text.removesuffix("%").strip())
    if text.endswith("%") and percent is not None:
        return f"write the fraction {percent.scaleb(-2):f}, without a percent sign."
    if written_number(with_point := text.replace(",", ".")) is not None:
        return f"write it with a decimal point, {with_point}."
    return "it must be a number, like 0.03."
