"""Lever cells in the fewest rows that hide no difference: levels and years that agree share a row."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from optimization.parameters.lever_cells import LeverCell

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class LeverBlock(Generic[State]):
    """Cells of one parameter that agree: every level of `levels` in every year of `years`, both ascending."""

    parameter_name: str
    levels: tuple[int, ...]
    years: tuple[int, ...]
    state: State

    @property
    def cells(self) -> tuple[LeverCell, ...]:
        """All of them, by year and level."""
        return tuple(LeverCell(year, level, self.parameter_name) for year in self.years for level in self.levels)

    @property
    def level_text(self) -> str:
        """The levels as text: ``1-5`` or ``3``."""
        return _span(self.levels)

    @property
    def year_text(self) -> str:
        """The years as text: ``2025-2029`` or ``2026``."""
        return _span(self.years)


def lever_blocks(states: Mapping[LeverCell, State], *, parameter_names: Sequence[str]) -> tuple[LeverBlock[State], ...]:
    """The cells as blocks, parameters in the order given, then by level and year.

    A block holds neighbouring years, and neighbouring levels whose years are all alike; cells that are not given are
    in no block.
    """
    blocks: list[LeverBlock[State]] = []
    for name in parameter_names:
        levels = sorted({cell.job_level for cell in states if cell.parameter_name == name})
        stretches = {level: _stretches(states, name, level) for level in levels}
        for group in _runs(stretches):
            blocks += [
                LeverBlock(parameter_name=name, levels=group, years=years, state=state)
                for years, state in stretches[group[0]]
            ]
    return tuple(blocks)


def _stretches(states: Mapping[LeverCell, State], name: str, level: int) -> list[tuple[tuple[int, ...], State]]:
    by_year = {
        cell.fiscal_year: state
        for cell, state in states.items()
        if cell.parameter_name == name and cell.job_level == level
    }
    return [(years, by_year[years[0]]) for years in _runs(by_year)]


def _runs(states: Mapping[int, object]) -> list[tuple[int, ...]]:
    """The keys, ascending, in runs of neighbours whose states are equal."""
    runs: list[tuple[int, ...]] = []
    for key in sorted(states):
        if runs and runs[-1][-1] == key - 1 and states[key - 1] == states[key]:
            runs[-1] += (key,)
        else:
            runs.append((key,))
    return runs


def _span(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
