"""The answer of an engine run in a few sentences, how it is marked, and the figures above everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

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
from optimization.parameters.metric_targets import Priority
from optimization.search.engine_result import EngineStatus, OptimizationResult

# What the score of solution quality says, in the words of its figure.
QUALITY = "Best of what was tried"
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
    if result.synthetic is not None and result.converged:
        # A surface came to rest, which says little of the simulator.
        return "Estimated"
    says_so = result.is_feasible or result.status is EngineStatus.INFEASIBLE
    return _ENDED[result.status] if says_so else f"{_ENDED[result.status]}, nothing feasible found"


def engine_tone(result: OptimizationResult) -> Tone:
    """Good where the simulator was searched to the end and no important target is missed, poor without a proposal."""
    if not result.is_feasible:
        return "poor"
    misses = any(each.priority == Priority.HIGH and not each.is_met for each in result.targets)
    return "good" if result.converged and result.synthetic is None and not misses else "fair"


def engine_answer(result: OptimizationResult) -> str:
    """What would change and what it would do, whether targets and constraints are met, and how the search ended."""
    if not result.is_feasible:
        ended = "" if result.status is EngineStatus.INFEASIBLE else f" {_ending(result)}"
        return f"{_what_is_missed(result)} {_effect('The nearest one', result)}{ended}"
    if not result.proposal.cells:
        return (
            f"Of {_how_many(result)}, none is better than today's levers, whose objective is "
            f"{objective(result.objective_value)}: nothing needs to move. {_constraints_hold(result)}"
            f"{_ending(result)}"
        )
    moved = _capital(f"{_so_far(result)}moving {counted(len(result.proposal.cells), 'lever row')}")
    return f"{_effect(moved, result)} {_targets_are_met(result)}{_constraints_hold(result)}{_ending(result)}"


def broken_constraints(result: OptimizationResult) -> list[str]:
    """Each constraint that the answer breaks, with how far beyond its limit it lies."""
    return [
        f"{value.outcome.name} by {value.unit.write_change(value.outcome.after).lstrip('+')}"
        for value in limited_values(result)
        if not value.outcome.is_kept
    ]


def engine_figures(result: OptimizationResult) -> tuple[KeyFigure, ...]:
    """Objective, cost, growth, equity, targets if there are any, people affected, risk and quality."""
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
        *_targets_figure(result),
        KeyFigure(
            label="Employees affected",
            value=count(people["count"]),
            detail=f"{share} of today's workforce, and {_hires(people['hires'])}",
        ),
        KeyFigure(
            label="Risk of the levers",
            value=str(result.risk_assessment),
            detail=f"reach into the workforce {people['risk_level']}",
        ),
        KeyFigure(
            label=QUALITY,
            value=quality_text(result),
            detail=_beside_random(result),
        ),
    )


def quality_text(result: OptimizationResult) -> str:
    """The score of solution quality, or that there is none."""
    score = result.solution_quality_score
    return "not measured" if score is None else f"{score:.{_SCORE_DIGITS}f}"


def unmeasured_quality(result: OptimizationResult) -> str:
    """Why the answer was not compared with random candidates."""
    if result.synthetic is not None:
        return "a response surface was searched, and its estimates are not compared with random candidates"
    if not result.config.assessment:
        return "no assessment was asked for"
    if result.status is EngineStatus.CANCELLED:
        return "the run was cancelled"
    return "the assessment was cut short, as the notes say"


def _beside_random(result: OptimizationResult) -> str:
    if result.solution_quality_score is None:
        return unmeasured_quality(result)
    if result.baseline_objective is None:
        return "1 means that no start was better; there is no random candidate to compare with"
    return (
        "1 means that no start and no random candidate was better; the best random one has "
        f"{objective(result.baseline_objective)}"
    )


def _hires(number: int | None) -> str:
    return "future hires at some levels" if number is None else counted(number, "future hire")


def _effect(subject: str, result: OptimizationResult) -> str:
    before, after = result.metrics_before, result.metrics_after
    method = result.config.growth_method
    first, last = min(before.years), max(before.years)
    costs = before.total_compensation_cost, after.total_compensation_cost
    return (
        f"{subject} takes the objective from {objective(result.status_quo_objective)} to "
        f"{objective(result.objective_value)} "
        f"({relative_change(result.status_quo_objective, result.objective_value)}), changes total compensation cost "
        f"over {first} to {last} by {money_change(*costs)} ({relative_change(*costs)}) and takes pay growth from "
        f"{fraction_as_percent(before.horizon_growth[method], digits=GROWTH_DIGITS)} to "
        f"{fraction_as_percent(after.horizon_growth[method], digits=GROWTH_DIGITS)} a year ({method})."
    )


def _what_is_missed(result: OptimizationResult) -> str:
    return (
        f"Of {_how_many(result)}, none satisfies all constraints; the nearest one breaks "
        f"{' and '.join(broken_constraints(result))}."
    )


def _targets_figure(result: OptimizationResult) -> Iterator[KeyFigure]:
    if result.targets:
        met, met_before = _targets_met(result)
        yield KeyFigure(
            label="Targets met",
            value=f"{count(met)} of {count(len(result.targets))}",
            detail=f"before: {count(met_before)}",
        )


def _targets_are_met(result: OptimizationResult) -> str:
    if not result.targets:
        return ""
    met, met_before = _targets_met(result)
    return f"{count(met)} of {counted(len(result.targets), 'target')} met (before: {count(met_before)}). "


def _targets_met(result: OptimizationResult) -> tuple[int, int]:
    """How many the answer meets, and how many today's levers."""
    todays = [replace(each, after=each.before) for each in result.targets]
    return sum(each.is_met for each in result.targets), sum(each.is_met for each in todays)


def _constraints_hold(result: OptimizationResult) -> str:
    number = len(result.constraints)
    if not number:
        return ""
    return "The constraint holds. " if number == 1 else f"All {count(number)} constraints hold. "


def _ending(result: OptimizationResult) -> str:
    if result.synthetic is not None and result.status is EngineStatus.NUMERICAL:
        return "What the response surface promised did not hold when it was simulated."
    if result.synthetic is not None and result.converged:
        return "A response surface was searched and its best candidates simulated: a better one may exist."
    return result.status.sentence


def _so_far(result: OptimizationResult) -> str:
    is_cut_off = result.status in (EngineStatus.CANCELLED, EngineStatus.TIMEOUT)
    return "this is the best that was found until the search was cut off: " if is_cut_off else ""


def _how_many(result: OptimizationResult) -> str:
    number = counted(result.function_evaluations + result.cached_evaluations, "candidate")
    return number if result.synthetic is None else f"{number} on a response surface, the best of them simulated"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
