"""A simulator whose growth is a formula, so that every expected value of a search can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable, LeverVector
from optimization.search.target_loop import run_target_loop
from optimization.search.target_loop_config import target_loop_config
from optimization.search.target_loop_result import TargetLoopResult
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics

YEARS = (2025, 2026)
TODAY: Mapping[str, tuple[float, ...]] = {
    "merit_base": (0.032, 0.031, 0.030, 0.028, 0.028),
    "cola_rate": (0.015,) * 5,
    "promotion_probability": (0.12, 0.08, 0.05, 0.02, 0.01),
    "promotion_raise": (0.12,) * 5,
    "new_hire_salary_adjustment": (1.05,) * 5,
}

# Growth in percent, from the value of every cell.
Growth = Callable[[Mapping[LeverCell, float]], float | None]


def lever_table(
    *, changed: Mapping[LeverCell, float] | None = None, locked: frozenset[LeverCell] = frozenset()
) -> LeverTable:
    values = {
        LeverCell(year, level, parameter): by_level[level - 1]
        for parameter, by_level in TODAY.items()
        for year in YEARS
        for level in JOB_LEVELS
    }
    values |= dict(changed or {})
    return LeverTable(
        scenario_id="default",
        settings={
            cell: LeverSetting(value=value, is_locked=cell in locked, source_scenario_id="default")
            for cell, value in values.items()
        },
    )


@dataclass
class ClosedForm:
    """The Simulator protocol over a formula; remembers what it was asked."""

    growth: Growth
    levers: LeverTable = field(default_factory=lever_table)
    inputs_fingerprint: str = "closed-form"
    batches: list[list[LeverVector]] = field(default_factory=list)

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        self.batches.append(list(candidates))
        return [self._metrics(candidate, seed) for candidate in candidates for seed in seeds]

    def _metrics(self, candidate: LeverVector, seed: int) -> Metrics:
        percent = self.growth(self.levers.after(candidate))
        growth = dict.fromkeys(GrowthMethod, None if percent is None else percent / 100)
        year = YearMetrics(
            opening_headcount=100,
            hires=20,
            terminations=12,
            new_hire_terminations=5,
            promotions=8,
            raises=88,
            closing_headcount=103,
            wage_bill=1.0e7,
            mean_pay=dict.fromkeys(GrowthMethod, 1.0e5),
            yoy_growth=growth,
            equity_cv=None,
            promotion_rate=0.08,
            raise_budget_rate=0.046,
        )
        return Metrics(
            seed=seed,
            horizon_growth=growth,
            total_compensation_cost=1.0e7,
            equity_cv=None,
            closing_headcount=103,
            promotion_rate=0.08,
            raise_budget_rate=0.046,
            years=dict.fromkeys(YEARS, year),
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
        return lever_table(**changes)

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
