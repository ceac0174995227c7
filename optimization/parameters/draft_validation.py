"""What can be said of a draft of lever changes before it is simulated, as a whole and cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimization.parameters.lever_catalogue import LeverCatalogue, Limits
from optimization.parameters.lever_cells import LeverCell, LeverTable
from optimization.parameters.lever_names import LeverName, cell_name, cells_of, named_states
from optimization.parameters.lever_remarks import lever_remarks
from optimization.parameters.lever_risk import RiskLevel, highest_risk, lever_risk
from optimization.parameters.remark_limits import load_remark_limits
from optimization.parameters.schema import LeverParameter


@dataclass(frozen=True, kw_only=True)
class DraftFindings:
    """What there is to say of the cells that a draft moves; what keeps its value is not judged.

    Attributes:
        errors: What keeps the draft from being proposed: a value that is no finite number or not possible, a locked
            row, a cell without a value in force.
        warnings: Values outside of what a search may choose or of the recommended range, and remarks on the set.
        insights: Remarks that ask for nothing.
        risk_by_cell: The risk of each moved cell's value, where it is a number.
        errors_by_cell: The error that is about a cell, for those that have one.
        warnings_by_cell: The warning that is about a cell's own value, for those that have one.
    """

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    insights: tuple[str, ...]
    risk_by_cell: Mapping[LeverCell, RiskLevel]
    errors_by_cell: Mapping[LeverCell, str]
    warnings_by_cell: Mapping[LeverCell, str]

    @property
    def risk(self) -> RiskLevel:
        """The highest risk of a moved cell; CRITICAL where anything is wrong."""
        return RiskLevel.CRITICAL if self.errors else highest_risk(self.risk_by_cell.values())


@dataclass(frozen=True, kw_only=True)
class _Move:
    """What all cells of a name have in common: the drafted value, and the lock of the row that gives today's."""

    value: float
    locked_by: str | None


def validate_draft(changes: Mapping[LeverCell, float], table: LeverTable, catalogue: LeverCatalogue) -> DraftFindings:
    """Judge the changes of a draft against the levers in force.

    Args:
        changes: The drafted values in the levers' units, which may be any floats.
        table: The levers in force, with their locks.
        catalogue: The levers that exist, with their bounds.

    Raises:
        BadInputError: a parameter does not exist, or config/lever_remarks.yaml has a problem.
    """
    errors: dict[LeverCell, str] = dict(_unusable(changes, table, catalogue))
    moved = {
        cell: value for cell, value in changes.items() if cell not in errors and value != table.settings[cell].value
    }
    warnings: dict[LeverCell, str] = {}
    for name, move in _named_moves(moved, table, catalogue).items():
        cells = cells_of(str(name), years=table.years, catalogue=catalogue)
        if error := _error(name, move):
            errors |= dict.fromkeys(cells, error)
        elif warning := _warning(name, move.value):
            warnings |= dict.fromkeys(cells, warning)
    touched = {cell.parameter_name for cell in moved}
    after = {cell: value for cell, value in {**table.values(), **moved}.items() if cell.parameter_name in touched}
    remarks = lever_remarks(after, years=table.years, catalogue=catalogue, limits=load_remark_limits())
    return DraftFindings(
        errors=tuple(dict.fromkeys(errors.values())),
        warnings=(*dict.fromkeys(warnings.values()), *remarks.warnings),
        insights=remarks.insights,
        risk_by_cell={
            cell: lever_risk(value, catalogue.of_parameter(cell.parameter_name)) for cell, value in moved.items()
        },
        errors_by_cell=errors,
        warnings_by_cell=warnings,
    )


def _unusable(
    changes: Mapping[LeverCell, float], table: LeverTable, catalogue: LeverCatalogue
) -> Iterator[tuple[LeverCell, str]]:
    """The cells whose value cannot even be compared with the one in force."""
    for cell, value in sorted(changes.items()):
        name = cell_name(cell, catalogue)
        if not math.isfinite(value):
            yield cell, f"Lever {name!r} is given {value!r}: a lever needs a finite number."
        elif cell not in table.settings:
            yield (
                cell,
                f"Lever {name!r} has no value in force that could change: the simulated years are {table.years[0]} to "
                f"{table.years[-1]}. Take this change back, or simulate that year first.",
            )


def _named_moves(
    moved: Mapping[LeverCell, float], table: LeverTable, catalogue: LeverCatalogue
) -> dict[LeverName, _Move]:
    """The moves by the fewest names, so that one sentence tells of a value that levels and years share."""
    states = {
        cell: _Move(value=moved[cell], locked_by=setting.source_scenario_id if setting.is_locked else None)
        if cell in moved
        else None
        for cell, setting in table.settings.items()
    }
    return {name: move for name, move in named_states(states, catalogue).items() if move is not None}


def _error(name: LeverName, move: _Move) -> str | None:
    lower, upper = name.family.bounds(Limits.POSSIBLE)
    if move.locked_by is not None:
        return (
            f"{name} is locked (scenario {move.locked_by}, is_locked = 1): take its change back, or have its row "
            "unlocked."
        )
    if not lower <= move.value <= upper:
        return f"{name} = {move.value} is not possible: it must be from {lower} to {upper} ({name.family.unit_hint})."
    return None


def _warning(name: LeverName, value: float) -> str | None:
    _is_valid, messages, _risk = LeverParameter(name=str(name), family=name.family).validate_value(value)
    return " ".join(messages) or None
