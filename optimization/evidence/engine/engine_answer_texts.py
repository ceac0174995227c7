"""The answer of an engine run in a few sentences, how it is marked, and the figures above everything else."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.evidence.engine.engine_goal_tables import limited_values
from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    coefficient,
    coefficient_change,
    count,
    counted,
    fraction_as_percent,
    fraction_change_as_points,
    money,
    money_change,
    objective,
    percent,
    relative_change,
)
from optimization.evidence.reports.report_page import KeyFigure, Tone
from optimization.search.engine_result import EngineStatus, OptimizationResult

_SHARE_DIGITS = 1
_SCORE_DIGITS = 4
# Budget is a word for money here.
_ENDED: Mapping[EngineStatus, str] = {
    EngineStatus.CONVERGED: "Converged",
    EngineStatus.BUDGET_EXHAUSTED: "Evaluations used up",
    EngineStatus.INFEASIBLE: "Infeasible",
    EngineStatus.TIMEOUT: "Time over",
    EngineStatus.NUMERICAL: "Solver gave up",
    EngineStatus.CANCELLED: "Cancelled",
}


def engine_status(result: OptimizationResult) -> str:
    """How the run ended, in a word or two, and whether its answer may be used."""
    says_so = result.is_feasible or result.status is EngineStatus.INFEASIBLE
    return _ENDED[result.status] if says_so else f"{_ENDED[result.status]}, nothing feasible found"


def engine_tone(result: OptimizationResult) -> Tone:
    """Good where the search came to its end, poor where nothing can be proposed."""
    if not result.is_feasible:
        return "poor"
    return "good" if result.converged else "fair"


def engine_answer(result: OptimizationResult) -> str:
    """What would change and what it would do, whether the constraints hold, and how the search ended."""
    if not result.is_feasible:
        ended = "" if result.status is EngineStatus.INFEASIBLE else f" {result.status.sentence}"
        return f"{_what_is_missed(result)} {_effect('The nearest one', result)}{ended}"
    if not result.proposal.cells:
        return (
            f"Of {_how_many(result)}, none is better than today's levers, whose objective is "
            f"{objective(result.objective_value)}: nothing needs to move. {_constraints_hold(result)}"
            f"{result.status.sentence}"
        )
    moved = _capital(f"{_so_far(result)}moving {counted(len(result.proposal.cells), 'lever row')}")
    return f"{_effect(moved, result)} {_constraints_hold(result)}{result.status.sentence}"


def broken_constraints(result: OptimizationResult) -> list[str]:
    """Each constraint that the answer breaks, with how far beyond its limit it lies."""
    return [
        f"{value.outcome.name} by {value.unit.write_change(value.outcome.after).lstrip('+')}"
        for value in limited_values(result)
        if not value.outcome.is_kept
    ]


def engine_figures(result: OptimizationResult) -> tuple[KeyFigure, ...]:
    """Objective, cost, growth, equity, people affected, risk and quality."""
    before, after = result.metrics_before, result.metrics_after
    method = result.config.growth_method
    growth_before, growth_after = before.horizon_growth[method], after.horizon_growth[method]
    cost, people = result.estimated_cost_impact, result.estimated_employee_impact
    share = percent(people["percentage_of_workforce"], digits=_SHARE_DIGITS)
    return (
        KeyFigure(
            label="Objective",
            value=objective(result.objective_value),
            detail=f"{relative_change(result.status_quo_objective, result.objective_value)} on "
            f"{objective(result.status_quo_objective)}, lower is better",
        ),
        KeyFigure(
            label="Total compensation cost",
            value=relative_change(cost["baseline"], cost["baseline"] + cost["value"]),
            detail=f"{money_change(0.0, cost['value'])} on {money(cost['baseline'])}, {cost['unit']}",
        ),
        KeyFigure(
            label="Pay growth per year",
            value=fraction_as_percent(growth_after, digits=GROWTH_DIGITS),
            detail=f"{fraction_change_as_points(growth_before, growth_after, digits=GROWTH_DIGITS)} on "
            f"{fraction_as_percent(growth_before, digits=GROWTH_DIGITS)}",
        ),
        KeyFigure(
            label="Pay dispersion (equity_cv)",
            value=coefficient(after.equity_cv),
            detail=f"{coefficient_change(before.equity_cv, after.equity_cv)} on {coefficient(before.equity_cv)}",
        ),
        KeyFigure(
            label="Employees affected",
            value=count(people["count"]),
            detail=f"{share} of today's workforce, and {counted(people['hires'], 'future hire')}",
        ),
        KeyFigure(
            label="Risk of the levers",
            value=str(result.risk_assessment),
            detail=f"reach into the workforce {people['risk_level']}",
        ),
        KeyFigure(
            label="Solution quality",
            value=f"{result.solution_quality_score:.{_SCORE_DIGITS}f}",
            detail="of 1; no random candidate to compare with"
            if result.baseline_objective is None
            else f"of 1; best random candidate {objective(result.baseline_objective)}",
        ),
    )


def _effect(subject: str, result: OptimizationResult) -> str:
    before, after = result.metrics_before, result.metrics_after
    method = result.config.growth_method
    costs = before.total_compensation_cost, after.total_compensation_cost
    return (
        f"{subject} takes the objective from {objective(result.status_quo_objective)} to "
        f"{objective(result.objective_value)} "
        f"({relative_change(result.status_quo_objective, result.objective_value)}), changes total compensation cost by "
        f"{money_change(*costs)} ({relative_change(*costs)}) and takes pay growth from "
        f"{fraction_as_percent(before.horizon_growth[method], digits=GROWTH_DIGITS)} to "
        f"{fraction_as_percent(after.horizon_growth[method], digits=GROWTH_DIGITS)} a year ({method})."
    )


def _what_is_missed(result: OptimizationResult) -> str:
    return (
        f"Of {_how_many(result)}, none satisfies all constraints; the nearest one breaks "
        f"{' and '.join(broken_constraints(result))}."
    )


def _constraints_hold(result: OptimizationResult) -> str:
    number = len(result.constraints)
    if not number:
        return ""
    return "The constraint holds. " if number == 1 else f"All {count(number)} constraints hold. "


def _so_far(result: OptimizationResult) -> str:
    is_cut_off = result.status in (EngineStatus.CANCELLED, EngineStatus.TIMEOUT)
    return "this is the best that was found until the search was cut off: " if is_cut_off else ""


def _how_many(result: OptimizationResult) -> str:
    return counted(result.function_evaluations + result.cached_evaluations, "candidate")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
