"""The answer of a target loop in one sentence, and the figures that stand above everything else."""

from __future__ import annotations

from optimization.evidence.loop.loop_progress import gap_progress
from optimization.evidence.quantities import (
    as_typed,
    counted,
    growth_digits,
    money,
    money_change,
    percent,
    percentage_points,
    relative_change,
)
from optimization.evidence.reports.report_page import KeyFigure
from optimization.search.loop.target_loop_result import LoopStatus, TargetLoopResult

_SHARE_DIGITS = 1


def loop_answer(result: TargetLoopResult) -> str:
    """What the search found, in one sentence; a second one where a response surface was searched."""
    return f"{_outcome(result)}{_estimate(result)}"


def _outcome(result: TargetLoopResult) -> str:
    if result.converged:
        return _when_met(result)
    if result.status is LoopStatus.INFEASIBLE:
        return _when_out_of_reach(result)
    closed = percent(gap_progress(result).reduction_percentage, digits=_SHARE_DIGITS)
    return (
        f"The target of {_target(result)} a year was not met: the best proposal gives {_growth(result)}, which closes "
        f"{closed} of the gap and leaves {_distance(result)}, {_cost(result)}."
    )


def no_proposal_reason(result: TargetLoopResult) -> str | None:
    """Why a search proposes nothing; None where it has something to propose."""
    if result.status is LoopStatus.INFEASIBLE:
        if result.synthetic is not None:
            return "the nearest setting by the estimate, which stands in the report, falls short when it is simulated"
        return "no setting that was found meets the target; the nearest one stands in the report"
    if result.synthetic is not None and not result.converged and gap_progress(result).reduction < 0:
        return "simulated, the levers that were found on estimates are further from the target than today's"
    return None if result.proposal.cells else "today's levers are the best that was found"


def key_figures(result: TargetLoopResult) -> tuple[KeyFigure, ...]:
    """Target, growth before and after, and what the proposal costs."""
    digits = growth_digits(result.config.tolerance)
    before, after = result.metrics_before, result.metrics_after
    initial_gap = result.config.target_growth - result.initial_growth
    return (
        KeyFigure(
            label="Target", value=_target(result), detail=f"per year, within {as_typed(result.config.tolerance)} pp"
        ),
        KeyFigure(
            label="Growth with today's levers",
            value=percent(result.initial_growth, digits=digits),
            detail=f"gap {percentage_points(initial_gap, digits=digits)}",
        ),
        KeyFigure(
            label="Growth with the nearest setting"
            if result.status is LoopStatus.INFEASIBLE
            else "Growth with the proposal",
            value=_growth(result),
            detail=f"gap {percentage_points(result.final_gap, digits=digits)}",
        ),
        KeyFigure(
            label="Total compensation cost",
            value=relative_change(before.total_compensation_cost, after.total_compensation_cost),
            detail=f"{money_change(before.total_compensation_cost, after.total_compensation_cost)} "
            f"on {money(before.total_compensation_cost)}",
        ),
    )


def _when_met(result: TargetLoopResult) -> str:
    moved = len(result.proposal.cells)
    within = f"within {as_typed(result.config.tolerance)} pp of the target of {_target(result)}"
    if moved == 0:
        return f"Today's levers give pay growth of {_growth(result)} a year, {within}: nothing needs to move."
    return (
        f"Moving {counted(moved, 'lever row')} takes pay growth from "
        f"{percent(result.initial_growth, digits=growth_digits(result.config.tolerance))} to {_growth(result)} a year, "
        f"{within}, {_cost(result)}."
    )


def _when_out_of_reach(result: TargetLoopResult) -> str:
    digits = growth_digits(result.config.tolerance)
    be, reach_verb = ("is", "reach") if result.synthetic is None else ("seems", "are estimated to reach")
    reach = ""
    if result.achievable_range is not None:
        low, high = (percent(end, digits=digits) for end in result.achievable_range)
        reach = f", which {reach_verb} from {low} to {high}"
    return (
        f"The target of {_target(result)} a year {be} out of reach of the allowed levers{reach}: the nearest setting "
        f"gives {_growth(result)} and leaves {_distance(result)}, {_cost(result)}."
    )


def _estimate(result: TargetLoopResult) -> str:
    synthetic = result.synthetic
    if synthetic is None:
        return ""
    digits = growth_digits(result.config.tolerance)
    off = percentage_points(synthetic.estimated_growth - synthetic.simulated_growth, digits=digits)
    return (
        f" A response surface was searched, which put growth at {percent(synthetic.estimated_growth, digits=digits)}, "
        f"{off} from the simulation; the steps of the search and the range it gives are its estimates."
    )


def _target(result: TargetLoopResult) -> str:
    return f"{as_typed(result.config.target_growth)}%"


def _growth(result: TargetLoopResult) -> str:
    return percent(result.final_growth, digits=growth_digits(result.config.tolerance))


def _distance(result: TargetLoopResult) -> str:
    return percentage_points(abs(result.final_gap), digits=growth_digits(result.config.tolerance)).lstrip("+")


def _cost(result: TargetLoopResult) -> str:
    before, after = result.metrics_before.total_compensation_cost, result.metrics_after.total_compensation_cost
    return f"with total compensation cost changing by {money_change(before, after)} ({relative_change(before, after)})"
