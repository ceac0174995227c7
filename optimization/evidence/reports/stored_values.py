"""Frozen results as JSON types and back without loss: pydantic reads and writes them by their annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.exploration.pareto_result import ParetoFront

Value = TypeVar("Value")


def as_stored(kind: type[Value], value: Value) -> Any:
    """A frozen dataclass of numbers, texts and mappings by name or year as JSON types."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind).dump_python(value, mode="json")


def from_stored(kind: type[Value], stored: Any) -> Value:
    """The value that `as_stored` wrote.

    Raises:
        BadInputError: another version of the program wrote it.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(stored)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInputError(
            f"The stored {kind.__name__} is not one of this version of the program ({where}: {first['msg']}). Run the "
            "same question again."
        ) from error


def front_as_stored(front: ParetoFront) -> dict[str, Any]:
    """A front as JSON types; a candidate's cells are rows, since JSON has no keys of three parts."""
    from pydantic import TypeAdapter

    stored: dict[str, Any] = TypeAdapter(ParetoFront).dump_python(
        front, mode="json", exclude={"points": {"__all__": {"candidate"}}}
    )
    for row, point in zip(stored["points"], front.points, strict=True):
        row["candidate"] = [{**cell._asdict(), "value": value} for cell, value in sorted(point.candidate.cells.items())]
    return stored


def front_from_stored(stored: Mapping[str, Any]) -> ParetoFront:
    """The front that `front_as_stored` wrote.

    Raises:
        BadInputError: another version of the program wrote it.
    """
    points = [{**row, "candidate": _vector(row["candidate"])} for row in stored["points"]]
    return from_stored(ParetoFront, {**stored, "points": points})


def _vector(rows: list[dict[str, Any]]) -> LeverVector:
    return LeverVector(
        cells={LeverCell(row["fiscal_year"], row["job_level"], row["parameter_name"]): row["value"] for row in rows}
    )
