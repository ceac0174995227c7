"""What an answer would mean: for cost, for the people whose levers change, and how unusual its values are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.parameters.affected_people import affected_people
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.parameters.lever_risk import RiskLevel, highest_risk, lever_risk
from optimization.simulation.protocol import Metrics

_PERCENT = 100.0
# Shares of the workforce: a change for more than the first is nothing that only some hear of, for more than the second
# it is one for nearly everybody.
_MANY = 0.25
_NEARLY_ALL = 0.8


def cost_impact(before: Metrics, after: Metrics) -> dict[str, Any]:
    """Change of total compensation over the horizon, in census currency, and in percent of the status quo."""
    baseline = before.total_compensation_cost
    change = after.total_compensation_cost - baseline
    years = sorted(before.years)
    return {
        "value": change,
        "unit": f"census currency, {years[0]} to {years[-1]}",
        "percent": change / baseline * _PERCENT if baseline else None,
        "baseline": baseline,
    }


def employee_impact(
    changed: Mapping[LeverCell, float],
    headcounts: Mapping[int, int],
    metrics: Metrics,
    *,
    catalogue: LeverCatalogue,
) -> dict[str, Any]:
    """Today's people whose raises or promotions follow other levers than before, and future hires paid differently.

    Hires are simulated by year and not by level: where starting pay changes at some levels of a year only, their number
    is not known, and `hires` is None.

    Args:
        changed: The cells that the answer changes.
        headcounts: People on the first opening roster by job level.
        metrics: What the answer gives, for the number of hires.
        catalogue: The levers.
    """
    families = {cell: catalogue.of_parameter(cell.parameter_name) for cell in changed}
    levels_of_hires: dict[int, set[int]] = {}
    for cell, family in families.items():
        if family.event_type == "HIRE":
            levels_of_hires.setdefault(cell.fiscal_year, set()).add(cell.job_level)
    are_all_levels = all(changed_levels == set(JOB_LEVELS) for changed_levels in levels_of_hires.values())
    count, everybody = affected_people(changed, headcounts, catalogue), sum(headcounts.values())
    share = count / everybody if everybody else 0.0
    return {
        "count": count,
        "percentage_of_workforce": share * _PERCENT,
        "risk_level": str(_share_risk(share)),
        "hires": sum(metrics.years[year].hires for year in levels_of_hires) if are_all_levels else None,
    }


def answer_risk(changed: Mapping[LeverCell, float], *, catalogue: LeverCatalogue) -> RiskLevel:
    """The highest risk of the levers that change; LOW where none does."""
    return highest_risk(
        lever_risk(value, catalogue.of_parameter(cell.parameter_name)) for cell, value in changed.items()
    )


def _share_risk(share: float) -> RiskLevel:
    if share > _NEARLY_ALL:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if share > _MANY else RiskLevel.LOW
