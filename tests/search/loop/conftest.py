"""A simulator whose growth is a formula, so that every expected value of a search can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from figures import HORIZON, TODAY, YEAR, lever_table
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.search.loop.target_loop import run_target_loop
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.simulation.protocol import GrowthMethod, Metrics

YEARS = (2025, 2026)
# Growth in percent, from the value of every cell.
Growth = Callable[[Mapping[LeverCell, float]], float | None]


@dataclass
class ClosedForm:
    """The Simulator protocol over a formula; remembers what it was asked."""

    growth: Growth
    levers: LeverTable = field(default_factory=lambda: lever_table(YEARS))
    inputs_fingerprint: str = "closed-form"
    batches: list[list[LeverVector]] = field(default_factory=list)

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        self.batches.append(list(candidates))
        return [self._metrics(candidate, seed) for candidate in candidates for seed in seeds]

    def _metrics(self, candidate: LeverVector, seed: int) -> Metrics:
        percent = self.growth(self.levers.after(candidate))
        growth = dict.fromkeys(GrowthMethod, None if percent is None else percent / 100)
        return replace(
            HORIZON, seed=seed, horizon_growth=growth, years=dict.fromkeys(YEARS, replace(YEAR, yoy_growth=growth))
        )


def mean_of(cells: Mapping[LeverCell, float], parameter: str) -> float:
    """The mean value of one parameter over all years and levels."""
    values = [value for cell, value in sorted(cells.items()) if cell.parameter_name == parameter]
    return sum(values) / len(values)


@dataclass(frozen=True)
class ClosedFormTools:
    """What the tests of this folder share."""

    catalogue: LeverCatalogue
    simulator: type[ClosedForm] = ClosedForm

    def table(self, **changes: Any) -> LeverTable:
        """Today's levers, with changed or locked cells."""
        return lever_table(YEARS, **changes)

    def percent_moved(self, cells: Mapping[LeverCell, float], parameter: str) -> float:
        """By how many percentage points the parameter's mean differs from today's shipped value."""
        return 100 * (mean_of(cells, parameter) - sum(TODAY[parameter]) / len(TODAY[parameter]))

    def loop(self, growth: Growth | ClosedForm, **config: Any) -> TargetLoopResult:
        """Run the loop on a formula."""
        simulator = growth if isinstance(growth, ClosedForm) else ClosedForm(growth)
        return run_target_loop(target_loop_config(**config), simulator, catalogue=self.catalogue)


@pytest.fixture(scope="session")
def closed_form() -> ClosedFormTools:
    return ClosedFormTools(catalogue=load_lever_catalogue())
