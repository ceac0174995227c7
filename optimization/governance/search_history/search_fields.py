"""What a finished search says of itself, whatever holds it: a result, its JSON, or an object with such fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from optimization.errors import BadInputError


def search_fields(result: object) -> Mapping[str, Any]:
    """The fields of a result by name, properties too, as it holds them."""
    if isinstance(result, Mapping):
        return result
    as_json = getattr(result, "as_json", None)
    if callable(as_json):
        found: Mapping[str, Any] = as_json()
        return found
    values = {name: getattr(result, name) for name in dir(result) if not name.startswith("_")}
    return {name: value for name, value in values.items() if not callable(value)}


def first_of(fields: Mapping[str, Any], *names: str) -> Any:
    """The first of the named fields that says anything; None where none does."""
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def json_types(value: object, *, what: str) -> Any:
    """The value as JSON types: enums as their values, instants as texts, NumPy's numbers as numbers.

    Args:
        value: what is to be stored.
        what: what it is, for the message.

    Raises:
        BadInputError: it holds something that JSON has no form for, or a number that is not finite.
    """
    from pydantic_core import PydanticSerializationError, to_jsonable_python

    try:
        plain = to_jsonable_python(value, fallback=_numpy_value)
        return json.loads(json.dumps(plain, allow_nan=False))
    except (PydanticSerializationError, ValueError) as error:
        raise BadInputError(f"{what} cannot be recorded: {error}. Give plain values and finite numbers.") from error


def _numpy_value(value: object) -> Any:
    # Arrays and scalars alike.
    to_list = getattr(value, "tolist", None)
    if not callable(to_list):
        raise ValueError(f"{type(value).__name__} has no form in JSON")
    return to_list()
