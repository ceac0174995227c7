"""The risk report that a proposal carries, made from what its search has measured: nothing is simulated for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.governance.risk_assessment.risk_context import checked_context
from optimization.governance.risk_assessment.risk_report import risk_report
from optimization.governance.risk_assessment.risk_rules import load_risk_rules
from optimization.parameters.affected_people import affected_people
from optimization.parameters.changed_levers import changed_levers
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.measured import annual_cost_unit
from optimization.simulation.protocol import Metrics

COST_IMPACT = "cost_impact"
# The year's wage bill by year, if the proposal is in force as a whole.
PLANNED_WAGE_BILLS = "wage_bill_after"
_CONFIGURED, _SIMULATED = "the search's budget", "simulated"


def proposal_risk(  # noqa: PLR0913 - what changes, what each side gives, for whom, and within what budget
    changes: Mapping[LeverCell, float],
    before: Mapping[LeverCell, float],
    *,
    metrics_before: Metrics,
    metrics_after: Metrics,
    headcounts: Mapping[int, int],
    budget: float | None,
    budget_year: int | None,
    catalogue: LeverCatalogue,
) -> dict[str, Any]:
    """The report of `risk_report` with `cost_impact`, for `record_proposal`.

    Nobody gave a market position or volatility to a search: these are reported as not assessed.

    Args:
        changes: The proposed values; a cell that keeps its value is no change.
        before: The value in force in every cell.
        metrics_before: What the levers in force give.
        metrics_after: What the proposed ones give.
        headcounts: People on the first opening roster by job level.
        budget: What the search was told that pay may cost; None where it was told nothing.
        budget_year: The year whose wage bill the budget is for; the whole horizon where None.
        catalogue: The levers that exist.
    """
    moved = {cell: value for cell, value in changes.items() if value != before[cell]}
    years = sorted(metrics_after.years)
    cost, limit = _annual(metrics_after), budget
    if budget is not None and budget_year is not None:
        cost = metrics_after.years[budget_year].wage_bill
    elif budget is not None:
        limit = budget / len(years)
    context = checked_context(
        {
            "estimated_annual_cost": cost,
            "budget_limit": limit,
            "affected_employee_count": affected_people(moved, headcounts, catalogue),
            "total_employee_count": sum(headcounts.values()),
        }
    )
    sources = {name: _CONFIGURED if name == "budget_limit" else _SIMULATED for name in type(context).model_fields}
    annual_before, annual_after = _annual(metrics_before), _annual(metrics_after)
    return {
        **risk_report(
            changed_levers(before, {**before, **moved}, catalogue), context, load_risk_rules(), sources=sources
        ),
        COST_IMPACT: {
            "annual_cost_before": annual_before,
            "annual_cost_after": annual_after,
            "annual_cost_change": annual_after - annual_before,
            "unit": annual_cost_unit(years),
            PLANNED_WAGE_BILLS: {str(year): metrics_after.years[year].wage_bill for year in years},
        },
    }


def _annual(metrics: Metrics) -> float:
    return metrics.total_compensation_cost / len(metrics.years)
