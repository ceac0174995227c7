"""The levers before and after a search, in the fewest rows that hide no difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import LeverName, cells_of
from optimization.search.target_loop_result import TargetLoopResult


@dataclass(frozen=True, kw_only=True)
class LeverState:
    """What is true of a cell: its values in the lever's unit, its lock, and the bound it sits at, if any."""

    before: float
    after: float
    is_locked: bool
    bound_side: str | None


@dataclass(frozen=True, kw_only=True)
class LeverChange:
    """A lever by name and what is true of all cells that the name stands for."""

    name: str
    family: LeverFamily
    state: LeverState


def lever_changes(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> tuple[LeverChange, ...]:
    """Every lever of the scenario, in the catalogue's order.

    Levers decided by level are named by level, others only where levels differ; years are named only where they
    differ. Differing in a lock or in a bound counts as differing.

    Raises:
        BadInputError: a lever at a bound, or a cell's parameter, is not in the catalogue.
    """
    states = _states(result, catalogue=catalogue)
    return tuple(
        change
        for family in catalogue.families
        for change in _family_changes(
            family, {cell: state for cell, state in states.items() if cell.parameter_name == family.parameter_name}
        )
    )


def _states(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> dict[LeverCell, LeverState]:
    years = {cell.fiscal_year for cell in result.cells_before}
    locked = result.locked_cells
    sides = {
        cell: lever.side
        for lever in result.levers_at_bound
        for cell in cells_of(lever.lever, years=years, catalogue=catalogue)
    }
    return {
        cell: LeverState(
            before=before,
            after=result.cells_after[cell],
            is_locked=cell in locked,
            bound_side=None if cell in locked else sides.get(cell),
        )
        for cell, before in result.cells_before.items()
    }


def _family_changes(family: LeverFamily, states: Mapping[LeverCell, LeverState]) -> list[LeverChange]:
    if not states:
        return []
    years = sorted({cell.fiscal_year for cell in states})
    levels = sorted({cell.job_level for cell in states})
    by_level = {level: [states[LeverCell(year, level, family.parameter_name)] for year in years] for level in levels}
    levels_agree = all(by_level[level] == by_level[levels[0]] for level in levels)
    changes: list[LeverChange] = []
    for level in [None] if levels_agree and not family.by_level else levels:
        by_year = by_level[levels[0] if level is None else level]
        years_agree = all(state == by_year[0] for state in by_year)
        changes += [
            LeverChange(name=str(LeverName(family=family, job_level=level, year=year)), family=family, state=state)
            for year, state in ([(None, by_year[0])] if years_agree else zip(years, by_year, strict=True))
        ]
    return changes
