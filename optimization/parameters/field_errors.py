"""What pydantic refuses, said in our words: field, value, bounds, and the nearest name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, unknown_name

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_BOUND_ERRORS = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"})
_CHOICE_ERRORS = frozenset({"enum", "literal_error"})
_BOUND_WORDS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}


def field_errors(
    error: ValidationError, *, where: str, names: Iterable[str], fields: Mapping[str, FieldInfo] | None = None
) -> BadInputError:
    """The error to raise in place of pydantic's.

    Args:
        error: What pydantic raised.
        where: What was validated, first in the message: a file, or "Settings".
        names: The names that exist, for the nearest one.
        fields: The model's fields, where they carry bounds that the message should quote.
    """
    known = tuple(names)
    sentences = [_sentence(detail, names=known, fields=fields or {}) for detail in error.errors()]
    if len(sentences) == 1:
        return BadInputError(f"{where}: {sentences[0]}")
    return BadInputError("\n".join([f"{where}: {len(sentences)} problems.", *(f"  {text}" for text in sentences)]))


def _sentence(detail: ErrorDetails, *, names: tuple[str, ...], fields: Mapping[str, FieldInfo]) -> str:
    name = ".".join(str(part) for part in detail["loc"])
    kind, given = detail["type"], detail["input"]
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        # `names` are those of the outermost level.
        is_nested = len(detail["loc"]) > 1
        return (
            f"{name}: there is no such key. Correct or remove it."
            if is_nested
            else str(unknown_name("key", name, names))
        )
    if kind in {"missing", "missing_argument", "missing_keyword_only_argument"}:
        return f"{name} is missing: add it."
    if kind == "value_error":
        reason = str(detail["ctx"]["error"])
        return f"{name} = {given}: {reason}" if name else reason
    if kind in _CHOICE_ERRORS and isinstance(given, str):
        return str(unknown_name(name, given, re.findall(r"'([^']*)'", detail["ctx"]["expected"])))
    if kind in _BOUND_ERRORS and detail["loc"][0] in fields:
        return f"{name} = {given} is out of range: it must be {bounds_text(fields[str(detail['loc'][0])])}."
    if kind == "string_type" and isinstance(given, bool | int | Decimal):
        # YAML reads an unquoted Yes as true, and an unquoted 0007 as 7.
        return f"{name} = {given}: input should be a valid string. Write it in quotation marks."
    return f"{name} = {given!r}: {detail['msg'][0].lower()}{detail['msg'][1:]}."


def bounds_text(field: FieldInfo) -> str:
    """The bounds of a field in words: "more than -1 and at most 1"."""
    found: dict[str, Any] = {}
    for constraint in field.metadata:
        found |= {key: getattr(constraint, key) for key in _BOUND_WORDS if getattr(constraint, key, None) is not None}
    return " and ".join(f"{_BOUND_WORDS[key]} {found[key]}" for key in _BOUND_WORDS if key in found)
