"""What a search may know of a simulator: candidates in, metrics out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from optimization.parameters.lever_cells import LeverTable, LeverVector


class GrowthMethod(StrEnum):
    """How mean pay is measured; see fct_compensation_growth."""

    CURRENT = "current"
    CONTINUOUS = "continuous"
    FULL_YEAR_EQUIVALENT = "full_year_equivalent"


@dataclass(frozen=True, kw_only=True)
class YearMetrics:
    """A row of fct_year_metrics. Rates and growth are fractions; None where nobody is there to measure."""

    opening_headcount: int
    hires: int
    terminations: int
    new_hire_terminations: int
    promotions: int
    raises: int
    closing_headcount: int
    wage_bill: float
    mean_pay: Mapping[GrowthMethod, float | None]
    yoy_growth: Mapping[GrowthMethod, float | None]
    equity_cv: float | None
    promotion_rate: float | None
    raise_budget_rate: float | None


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """A row of fct_scenario_metrics with its years: what one candidate gives under one seed."""

    seed: int
    horizon_growth: Mapping[GrowthMethod, float | None]
    total_compensation_cost: float
    equity_cv: float | None
    closing_headcount: int
    promotion_rate: float | None
    raise_budget_rate: float | None
    years: Mapping[int, YearMetrics]

    def as_json(self) -> dict[str, Any]:
        """The shape that `planwise simulate --json` prints for a scenario."""
        return {
            "seed": self.seed,
            "horizon_growth": {str(method): value for method, value in self.horizon_growth.items()},
            "total_compensation_cost": self.total_compensation_cost,
            "equity_cv": self.equity_cv,
            "closing_headcount": self.closing_headcount,
            "promotion_rate": self.promotion_rate,
            "raise_budget_rate": self.raise_budget_rate,
            "years": {
                str(year): {
                    "opening_headcount": row.opening_headcount,
                    "hires": row.hires,
                    "terminations": row.terminations,
                    "new_hire_terminations": row.new_hire_terminations,
                    "promotions": row.promotions,
                    "raises": row.raises,
                    "closing_headcount": row.closing_headcount,
                    "wage_bill": row.wage_bill,
                    "mean_pay": {str(method): value for method, value in row.mean_pay.items()},
                    "yoy_growth": {str(method): value for method, value in row.yoy_growth.items()},
                    "equity_cv": row.equity_cv,
                    "promotion_rate": row.promotion_rate,
                    "raise_budget_rate": row.raise_budget_rate,
                }
                for year, row in sorted(self.years.items())
            },
        }


class Simulator(Protocol):
    """Evaluates lever vectors for one scenario on one census. A failure raises, naming the candidate."""

    @property
    def levers(self) -> LeverTable:
        """The levers in force for the scenario: what a candidate's unnamed cells keep."""
        ...

    @property
    def inputs_fingerprint(self) -> str:
        """SHA-256 over census, levers, seeds tables, assumptions and SQL: the as-of hash of a baseline."""
        ...

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        """Metrics per candidate and seed, candidates in the order given, seeds within a candidate.

        Raises:
            SimulationError: naming the candidate that could not be simulated.
        """
        ...
