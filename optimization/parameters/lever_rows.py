"""What the rows of a lever file say, whatever their order and formatting: states by key, and how two files differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LeverRow


class LeverKey(NamedTuple):
    """What a row of a lever file is about; no two rows of a file share it."""

    scenario_id: str
    cell: LeverCell

    def __str__(self) -> str:
        year, level, parameter_name = self.cell
        return f"{self.scenario_id} {year} level {level} {parameter_name}"


@dataclass(frozen=True, kw_only=True)
class RowState:
    """What a row says of its key. 0.03 and 0.030 are equal."""

    value: Decimal
    is_locked: bool

    def __str__(self) -> str:
        return f"{self.value} (locked)" if self.is_locked else str(self.value)


@dataclass(frozen=True, kw_only=True)
class RowDifference:
    """A row that says something else, that is new (`before` is None) or that is gone (`now` is None)."""

    key: LeverKey
    before: RowState | None
    now: RowState | None

    @property
    def text(self) -> str:
        """The difference in one phrase: default 2025 level 3 merit_base: 0.030 -> 0.031."""
        before, now = ("no row" if state is None else str(state) for state in (self.before, self.now))
        return f"{self.key}: {before} -> {now}"


def row_state(row: LeverRow) -> RowState:
    """What a row says of its key."""
    return RowState(value=row.value, is_locked=row.is_locked)


def row_states(rows: Iterable[LeverRow]) -> dict[LeverKey, RowState]:
    """What a file's rows say, in the file's order."""
    return {LeverKey(row.scenario_id, row.cell): row_state(row) for row in rows}


def row_differences(before: Mapping[LeverKey, RowState], now: Mapping[LeverKey, RowState]) -> tuple[RowDifference, ...]:
    """Where two files differ, ascending by key; row order and formatting are no difference."""
    return tuple(
        RowDifference(key=key, before=before.get(key), now=now.get(key))
        for key in sorted({*before, *now})
        if before.get(key) != now.get(key)
    )


def rows_as_json(rows: Iterable[LeverRow]) -> list[list[Any]]:
    """The rows' keys and states for JSON: scenario, year, level, parameter, value as text, whether it is locked."""
    return [[row.scenario_id, *row.cell, str(row.value), row.is_locked] for row in rows]


def states_from_json(rows: Iterable[Sequence[Any]]) -> dict[LeverKey, RowState]:
    """What `rows_as_json` wrote, as states by key."""
    return {
        LeverKey(scenario_id, LeverCell(year, level, name)): RowState(value=Decimal(value), is_locked=is_locked)
        for scenario_id, year, level, name, value, is_locked in rows
    }


def lever_rows_sha256(rows: Iterable[LeverRow]) -> str:
    """The fingerprint of a lever file's rows, in their order and with their values as written."""
    content = [[row.scenario_id, *map(str, row.cell), str(row.value), str(row.is_locked)] for row in rows]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
