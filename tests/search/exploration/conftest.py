"""Formulas of decision variables in the place of a simulator, so that what is explored is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from figures import HORIZON, lever_table
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.search.problem.search_space import SearchSpace, search_space
from optimization.simulation.protocol import Metrics

YEARS = (2025, 2026)
# A number from the decision variables by name, each the mean of its cells.
Formula = Callable[[Mapping[str, float]], float]


@dataclass
class AskedFormula:
    """Answers what is asked with the formula's value as the cost; remembers the batches."""

    space: SearchSpace
    formula: Formula
    batches: list[list[LeverVector]] = field(default_factory=list)

    def __call__(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        self.batches.append(list(candidates))
        return [
            replace(HORIZON, total_compensation_cost=self.formula(self.values(candidate))) for candidate in candidates
        ]

    def values(self, candidate: LeverVector) -> dict[str, float]:
        """The mean of each variable's cells."""
        cells = self.space.table.after(candidate)
        return {
            variable.name: sum(cells[cell] for cell in variable.rooms) / len(variable.rooms)
            for variable in self.space.variables
        }


@dataclass(frozen=True)
class Formulas:
    """What the tests of this folder share."""

    catalogue: LeverCatalogue

    def space(self, *names: str, **changes: Any) -> SearchSpace:
        """The decision variables of these names; with changed or locked cells of today."""
        return search_space(lever_table(YEARS, **changes), names, catalogue=self.catalogue)

    def asked(self, space: SearchSpace, formula: Formula) -> AskedFormula:
        """What to ask for the formula's values."""
        return AskedFormula(space, formula)

    def candidate(self, space: SearchSpace, **values: float) -> LeverVector:
        """The candidate that sets every cell of these variables to a value."""
        rooms = {variable.name: variable.rooms for variable in space.variables}
        return LeverVector(cells={cell: value for name, value in values.items() for cell in rooms[name]})

    @staticmethod
    def value(_candidate: LeverVector, metrics: Metrics) -> float:
        """The measure that gives the formula's value back."""
        return metrics.total_compensation_cost


@pytest.fixture(scope="session")
def formulas() -> Formulas:
    return Formulas(catalogue=load_lever_catalogue())
