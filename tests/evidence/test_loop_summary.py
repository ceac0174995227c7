"""The summary of a target loop, against statuses and shares worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from optimization.evidence.loop.loop_summary import LoopSummary, performance_status, summarize_loop
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.search.loop.target_loop_config import LoopMode
from optimization.search.loop.target_loop_result import LeverAtBound, LoopStatus, TargetLoopResult


def ended(
    result: TargetLoopResult,
    status: LoopStatus,
    *,
    growth: tuple[float, float] = (3.0, 2.04),
    iterations: int = 10,
    **config: object,
) -> TargetLoopResult:
    """The result as if the loop had ended so; growth is initial and final, the target 2 %."""
    return replace(
        result,
        status=status,
        initial_growth=growth[0],
        final_growth=growth[1],
        final_gap=2.0 - growth[1],
        iterations=iterations,
        config=result.config.model_copy(update=config),
    )


def summary_of(result: TargetLoopResult) -> LoopSummary:
    return summarize_loop(result, catalogue=load_lever_catalogue())


# From 4 % with a target of 2 % the gap is 2 pp; all these numbers are exact in binary.
@pytest.mark.parametrize(
    ("status", "final_growth", "iterations", "expected"),
    [
        (LoopStatus.CONVERGED, 2.0, 3, "Excellent - Target achieved"),
        (LoopStatus.INFEASIBLE, 2.25, 1, "Infeasible - Target out of reach"),
        (LoopStatus.BUDGET_EXHAUSTED, 2.984375, 10, "Good - Significant progress made"),
        (LoopStatus.BUDGET_EXHAUSTED, 3.0, 10, "Poor - Limited progress"),
        (LoopStatus.BUDGET_EXHAUSTED, 3.015625, 10, "Poor - Limited progress"),
        (LoopStatus.BUDGET_EXHAUSTED, 2.25, 9, "Interrupted - Early termination"),
        (LoopStatus.BUDGET_EXHAUSTED, 4.0, 0, "Interrupted - Early termination"),
        (LoopStatus.STALLED, 2.984375, 4, "Good - Significant progress made"),
        (LoopStatus.STALLED, 1.015625, 4, "Good - Significant progress made"),
        (LoopStatus.STALLED, 3.0, 4, "Poor - Limited progress"),
    ],
)
def test_the_performance_status_follows_from_how_the_loop_ended(
    loop_result: TargetLoopResult, status: LoopStatus, final_growth: float, iterations: int, expected: str
) -> None:
    result = ended(loop_result, status, growth=(4.0, final_growth), iterations=iterations)

    assert performance_status(result) == expected


def test_the_gap_reduction_is_in_points_and_in_percent_of_the_first_gap(loop_result: TargetLoopResult) -> None:
    summary = summary_of(ended(loop_result, LoopStatus.STALLED, growth=(4.0, 2.5)))

    assert summary.gap_reduction == 1.5
    assert summary.gap_reduction_percentage == 75.0


def test_a_loop_that_starts_on_its_target_has_no_share_of_a_gap(loop_result: TargetLoopResult) -> None:
    summary = summary_of(ended(loop_result, LoopStatus.CONVERGED, growth=(2.0, 2.0)))

    assert summary.gap_reduction == 0.0
    assert summary.gap_reduction_percentage is None
    assert summary.performance_insights.first_iteration_gap_percentage is None


def test_progression_and_insights_are_counted_from_the_history(loop_result: TargetLoopResult) -> None:
    summary = summary_of(loop_result)
    insights = summary.performance_insights

    assert summary.progression == (3.0, 2.4, 2.04)
    assert insights.first_iteration_gap_percentage == pytest.approx(60.0)
    assert insights.best_iteration == 2
    assert insights.seconds_per_evaluation == 0.5
    # COLA in five levels and merit in one, two years each.
    assert insights.cells_moved == 12
    assert insights.levers_at_bound == 1


def test_an_empty_history_is_summed_up_without_guesses(loop_result: TargetLoopResult) -> None:
    summary = summary_of(replace(loop_result, iteration_history=(), evaluations=0))

    assert summary.progression == ()
    assert summary.performance_insights.best_iteration is None
    assert summary.performance_insights.seconds_per_evaluation is None


def test_the_summary_as_json_holds_the_contract_keys(loop_result: TargetLoopResult) -> None:
    stored = json.loads(json.dumps(summary_of(loop_result).as_json(), allow_nan=False))

    assert stored["status"] == "converged"
    assert stored["performance_status"] == "Excellent - Target achieved"
    assert stored["progression"] == [3.0, 2.4, 2.04]
    assert set(stored) == {
        "status",
        "performance_status",
        "gap_reduction",
        "gap_reduction_percentage",
        "progression",
        "recommendations",
        "performance_insights",
    }


def recommended(result: TargetLoopResult) -> str:
    return "\n".join(summary_of(result).recommendations)


def test_a_step_mode_that_falls_short_is_sent_to_adaptive_with_the_share_it_closed(
    loop_result: TargetLoopResult,
) -> None:
    result = ended(loop_result, LoopStatus.STALLED, growth=(4.0, 3.5), iterations=7, mode=LoopMode.BALANCED)

    assert "mode Adaptive: mode Balanced closed 25.0% of the gap in 7 iterations" in recommended(result)


def test_adaptive_is_not_recommended_to_adaptive(loop_result: TargetLoopResult) -> None:
    result = ended(loop_result, LoopStatus.BUDGET_EXHAUSTED, growth=(4.0, 3.5))

    assert recommended(result).splitlines() == [
        "The proposal does not meet the target: growth would be 1.500 pp away from it.",
        "Allow more than 10 iterations: 1.500 pp of the gap is left.",
        "The order of merit rates changes from 2025 on: today falling with level, "
        "then neither falling nor rising with level throughout.",
    ]


def test_an_infeasible_target_is_answered_with_the_range_the_bounds_and_the_levers_left_out(
    loop_result: TargetLoopResult,
) -> None:
    bounds = (
        LeverAtBound(lever="cola_rate", side="upper", value=0.08),
        LeverAtBound(lever="merit_rate_level_2", side="upper", value=0.1),
        LeverAtBound(lever="new_hire_salary_adjustment", side="lower", value=1.0),
    )
    infeasible = ended(loop_result, LoopStatus.INFEASIBLE, target_growth=9.0)
    texts = recommended(replace(infeasible, levers_at_bound=bounds, achievable_range=(0.5, 7.25)))

    assert texts.startswith("Nothing is proposed: no setting that was found meets the target")
    assert "between 0.500% and 7.250%" in texts
    assert "These bounds hold growth where it is: cola_rate (upper bound), merit_rate_level_2 (upper bound). " in texts
    assert "these kept today's values: promotion_probability, promotion_raise." in texts


def test_a_long_list_of_bounds_is_cut_short_and_counted(loop_result: TargetLoopResult) -> None:
    bounds = tuple(LeverAtBound(lever=f"cola_rate@{year}", side="lower", value=0.01) for year in range(2025, 2034))

    texts = recommended(replace(loop_result, levers_at_bound=bounds))

    assert "cola_rate@2031 (lower bound) and 2 more." in texts
    assert "cola_rate@2032" not in texts


def test_a_target_that_looks_like_a_fraction_is_questioned_first(loop_result: TargetLoopResult) -> None:
    result = replace(loop_result, config=loop_result.config.model_copy(update={"target_growth": 0.03}))

    first, *_ = summary_of(result).recommendations
    assert "percent" in first
    assert "3" in first
    assert summary_of(loop_result).recommendations[0] != first


def test_levers_that_already_meet_the_target_leave_nothing_to_apply(loop_result: TargetLoopResult) -> None:
    result = replace(loop_result, cells_after=loop_result.cells_before, levers_after=loop_result.levers_before)

    assert recommended(result) == "Today's levers already meet the target: there is nothing to apply."


def test_a_proposal_is_sent_to_review_with_the_families_that_move(loop_result: TargetLoopResult) -> None:
    texts = recommended(loop_result)

    assert "merit_rate" in texts
    assert "cola_rate" in texts
    assert "new_hire_salary_adjustment" not in texts
    assert "planwise proposal show" in texts
    assert "does not meet the target" not in texts


def moved(result: TargetLoopResult, parameter_name: str, by_level: dict[int, float]) -> TargetLoopResult:
    """The result with these values proposed in every year, and nothing else."""
    cells = {
        cell: by_level.get(cell.job_level, value) if cell.parameter_name == parameter_name else value
        for cell, value in result.cells_before.items()
    }
    return replace(result, cells_after=cells)


def test_moved_levers_beyond_their_recommended_range_are_named_with_who_decides(loop_result: TargetLoopResult) -> None:
    texts = recommended(moved(loop_result, "cola_rate", dict.fromkeys(range(1, 6), 0.035)))

    assert "Beyond the recommended range: cola_rate 3.500% (recommended 1% to 3%)." in texts
    assert "who decides: Compensation committee, with finance." in texts
    # The upper end itself is recommended; promotion probability of 12 % did not move.
    within = recommended(moved(loop_result, "cola_rate", dict.fromkeys(range(1, 6), 0.03)))
    assert "Beyond" not in within


@pytest.mark.parametrize(
    ("merit", "expected"),
    [
        ({1: 0.033}, None),
        ({level: 0.02 for level in range(1, 6)}, "then the same at every level"),
        ({level: 0.02 + level / 1000 for level in range(1, 6)}, "then rising with level"),
    ],
    ids=["still_falling", "flat", "rising"],
)
def test_merit_that_changes_its_order_by_level_is_pointed_out(
    loop_result: TargetLoopResult, merit: dict[int, float], expected: str | None
) -> None:
    texts = recommended(moved(loop_result, "merit_base", merit))

    assert ("The order of merit rates changes" in texts) == (expected is not None)
    assert (expected or "") in texts
