"""Whether a rise of cost was planned: an amount of money held against what its own proposal was simulated to cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.evidence.quantities import money
from optimization.governance.monitoring.baseline_figures import AMOUNTS, MONTHS_PER_YEAR
from optimization.governance.monitoring.periods import Period
from optimization.implementation.proposal_risk import COST_IMPACT, PLANNED_WAGE_BILLS


def planned_rise(finding: Mapping[str, Any], period: Period, risk_report: Mapping[str, Any] | None) -> str | None:
    """What makes a rise no overrun, in a sentence; None where the proposal does not explain it.

    A trigger holds an amount against the levers before the proposal, and a proposal may cost more by intent. It
    explains a figure that would not have activated the trigger beside what the proposal, in force as a whole, was
    simulated to cost.

    Args:
        finding: an activated one of a review.
        period: that of its figure.
        risk_report: the proposal's.
    """
    planned_wage_bills = (risk_report or {}).get(COST_IMPACT, {}).get(PLANNED_WAGE_BILLS, {})
    if finding["metric"] not in AMOUNTS or str(period.year) not in planned_wage_bills:
        return None
    planned = planned_wage_bills[str(period.year)] * period.months / MONTHS_PER_YEAR
    if finding["current"] > planned * (1 + finding["threshold"]):
        return None
    return (
        f"{finding['metric']}: the proposal itself was simulated to cost {money(planned)} in {period}, so this rise is "
        "no overrun of what was approved."
    )
