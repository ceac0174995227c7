"""Lever sets as `planwise evaluate` reads them: a JSON list of lever names with values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, Limits
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.parameters.lever_names import parse_lever_name, vector_from_names

_SHAPE = 'a JSON list of objects that give levers values, such as [{"cola_rate": 0.02}, {"merit_rate_level_1": 0.03}]'


def read_lever_sets(path: Path, catalogue: LeverCatalogue) -> list[dict[str, Any]]:
    """The lever sets of a file, their names known ones.

    Raises:
        BadInputError: the file cannot be read, is no such list, or names an unknown lever; says which set.
    """
    try:
        sets = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_repeats)
    except OSError as error:
        raise BadInputError(
            f"The lever sets in {path} cannot be read: {error.strerror}. Name a file with {_SHAPE}."
        ) from error
    except ValueError as error:
        raise BadInputError(f"{path} is not JSON of lever sets: {error}. It must hold {_SHAPE}.") from error
    if not isinstance(sets, list) or not sets or not all(isinstance(each, dict) for each in sets):
        raise BadInputError(f"{path} must hold {_SHAPE}.")
    for number, values in enumerate(sets, start=1):
        with _said_of_set(number, path):
            for name in values:
                parse_lever_name(name, catalogue)
    return sets


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"a set gives {repeated!r} twice")
    return values


def families_of(sets: Sequence[Mapping[str, Any]], catalogue: LeverCatalogue) -> tuple[str, ...]:
    """The lever families that some set names, in the catalogue's order."""
    named = {parse_lever_name(name, catalogue).family.name for values in sets for name in values}
    return tuple(name for name in catalogue.names if name in named)


def candidates_of(
    sets: Sequence[Mapping[str, Any]], path: Path, *, table: LeverTable, catalogue: LeverCatalogue
) -> list[LeverVector]:
    """The sets as candidates; a lever that a set does not name keeps today's value.

    Raises:
        BadInputError: a value is no number or beyond what a lever file may hold, or moves a locked row; says which set.
    """
    candidates = []
    for number, values in enumerate(sets, start=1):
        with _said_of_set(number, path):
            candidates.append(vector_from_names(values, table, catalogue, limits=Limits.POSSIBLE))
    return candidates


@contextmanager
def _said_of_set(number: int, path: Path) -> Iterator[None]:
    try:
        yield
    except BadInputError as error:
        raise BadInputError(f"Lever set {number} of {path}: {error}") from error
