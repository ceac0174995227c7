"""What an answer is worth and what it would mean: quality, people, risk, and the words for how a search ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from figures import HORIZON, YEAR
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.lever_risk import RiskLevel
from optimization.search.engine_assessment import Assessment, quality_score
from optimization.search.engine_history import ScoredCandidate
from optimization.search.engine_impact import answer_risk, cost_impact, employee_impact
from optimization.search.engine_outcome import engine_outcome
from optimization.search.engine_result import EngineStatus
from optimization.search.metered_simulator import EndReason, SearchEndedError, SimulatedCandidate
from optimization.search.methods.solver_end import SolverEnd
from optimization.search.problem.objective_problem import ObjectiveTerms, Score


def scored(objective: float, *, violation: float = 0.0, excess: tuple[tuple[float, ...], ...] = ()) -> ScoredCandidate:
    return ScoredCandidate(
        simulated=SimulatedCandidate(
            number=1, batch=1, candidate=LeverVector(cells={}), metrics=HORIZON, is_cached=False
        ),
        score=Score(
            objective=objective,
            terms=ObjectiveTerms(cost=objective, equity=None, targets=0.0),
            excess=excess,
            total_violation=violation,
        ),
    )


@pytest.mark.parametrize(
    ("answer", "status_quo", "baseline", "mean", "expected"),
    [
        # 1 - (objective - best known) / (status quo - best known)
        (scored(0.8), scored(1.0), 0.9, 1.2, 1.0),
        (scored(0.8), scored(1.0), 0.6, 1.2, 0.5),
        (scored(0.9), scored(1.0), 0.5, 1.2, 0.2),
        (scored(1.0), scored(1.0), 0.5, 1.2, 0.0),
        # Nothing better is known, not even random candidates.
        (scored(1.0), scored(1.0), 1.3, 1.4, 1.0),
        (scored(1.0), scored(1.0), None, None, 1.0),
        # An infeasible answer is worth nothing, however cheap.
        (scored(0.1, violation=0.2), scored(1.0), 0.9, 1.2, 0.0),
        # An infeasible status quo is no yardstick: random candidates are, or nothing at all.
        (scored(0.9), scored(0.5, violation=0.2), 0.8, 1.2, 0.75),
        (scored(1.3), scored(0.5, violation=0.2), 0.8, 1.2, 0.0),
        (scored(0.9), scored(0.5, violation=0.2), None, None, 1.0),
    ],
)
def test_quality_lies_between_the_status_quo_and_the_best_that_is_known(
    answer: ScoredCandidate,
    status_quo: ScoredCandidate,
    baseline: float | None,
    mean: float | None,
    expected: float,
) -> None:
    assessment = Assessment(has_baseline=True, baseline_objective=baseline, mean_objective=mean)
    assert quality_score(answer, status_quo, assessment) == pytest.approx(expected)


def test_without_all_of_the_random_candidates_quality_is_not_known_unless_the_answer_is_infeasible() -> None:
    assert quality_score(scored(0.8), scored(1.0), Assessment()) is None
    assert quality_score(scored(1.0), scored(1.0), Assessment()) is None
    assert quality_score(scored(0.8, violation=0.2), scored(1.0), Assessment()) == 0.0


def test_cost_is_told_as_a_change_of_todays() -> None:
    after = replace(HORIZON, total_compensation_cost=9.7e6)
    assert cost_impact(HORIZON, after) == {
        "value": pytest.approx(-3e5),
        "unit": "census currency, 2025 to 2025",
        "percent": pytest.approx(-3.0),
        "baseline": 1e7,
    }


# Of a hundred people 60, 25, 11, 3 and 1 are on levels 1 to 5; 20 are hired in 2025 and 30 in 2026.
TWO_YEARS = replace(HORIZON, years={2025: YEAR, 2026: replace(YEAR, hires=30)})


@pytest.mark.parametrize(
    ("changed", "count", "risk", "hires"),
    [
        ([], 0, "LOW", 0),
        ([LeverCell(2025, 3, "merit_base"), LeverCell(2026, 3, "merit_base")], 11, "LOW", 0),
        ([LeverCell(2025, 2, "promotion_probability")], 25, "LOW", 0),
        ([LeverCell(2025, 2, "cola_rate"), LeverCell(2025, 5, "promotion_raise")], 26, "MEDIUM", 0),
        ([LeverCell(2025, level, "cola_rate") for level in (1, 2, 3)], 96, "HIGH", 0),
        # Starting pay is nobody's who is here already.
        ([LeverCell(2026, level, "new_hire_salary_adjustment") for level in range(1, 6)], 0, "LOW", 30),
        (
            [LeverCell(y, level, "new_hire_salary_adjustment") for y in (2025, 2026) for level in range(1, 6)],
            0,
            "LOW",
            50,
        ),
        # How many are hired at a level is not known.
        ([LeverCell(2026, 5, "new_hire_salary_adjustment")], 0, "LOW", None),
        (
            [
                LeverCell(2025, 1, "new_hire_salary_adjustment"),
                *(LeverCell(2026, level, "new_hire_salary_adjustment") for level in range(1, 6)),
            ],
            0,
            "LOW",
            None,
        ),
    ],
)
def test_people_are_counted_on_the_levels_whose_levers_change(
    engine: Any, changed: Sequence[LeverCell], count: int, risk: str, hires: int | None
) -> None:
    impact = employee_impact(dict.fromkeys(changed, 0.05), engine.headcounts, TWO_YEARS, catalogue=engine.catalogue)
    assert impact == {
        "count": count,
        "percentage_of_workforce": pytest.approx(count),
        "risk_level": risk,
        "hires": hires,
    }


def test_without_anybody_there_is_no_share(engine: Any) -> None:
    changed = {LeverCell(2025, 1, "cola_rate"): 0.02}
    assert employee_impact(changed, {}, HORIZON, catalogue=engine.catalogue)["percentage_of_workforce"] == 0.0


def test_an_answer_that_changes_nothing_has_no_risk_and_an_extreme_lever_has(engine: Any) -> None:
    assert answer_risk({}, catalogue=engine.catalogue) is RiskLevel.LOW
    usual, extreme = {LeverCell(2025, 1, "cola_rate"): 0.02}, {LeverCell(2025, 1, "merit_base"): 0.1}
    assert answer_risk(usual, catalogue=engine.catalogue) is RiskLevel.LOW
    assert answer_risk({**usual, **extreme}, catalogue=engine.catalogue) > RiskLevel.LOW


def ended(reason: EndReason) -> SearchEndedError:
    return SearchEndedError(reason)


def solved(*, converged: bool = True, message: str = "Done.", iterations: int = 3) -> SolverEnd:
    return SolverEnd(converged=converged, message=message, iterations=iterations)


def history(*candidates: ScoredCandidate, batches: int = 2) -> Any:
    best = min(candidates, key=lambda each: each.score.rank)
    return SimpleNamespace(scored=list(candidates), best=best, records=[None] * batches)


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        ([solved()], "CONVERGED"),
        ([solved(converged=False)], "NUMERICAL"),
        ([solved(converged=False), solved()], "CONVERGED"),
        ([solved(), ended(EndReason.BUDGET)], "BUDGET_EXHAUSTED"),
        ([ended(EndReason.TIMEOUT), ended(EndReason.TIMEOUT)], "TIMEOUT"),
        ([ended(EndReason.BUDGET), ended(EndReason.CANCELLED)], "CANCELLED"),
    ],
)
def test_what_cut_any_start_off_is_the_status_of_all(ends: list[Any], status: str) -> None:
    outcome = engine_outcome(ends, history(scored(1.0)), ())
    assert outcome.status is EngineStatus(status)
    assert outcome.message.startswith(outcome.status.sentence)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (solved(), "INFEASIBLE"),
        (ended(EndReason.BUDGET), "INFEASIBLE"),
        (ended(EndReason.TIMEOUT), "TIMEOUT"),
        (ended(EndReason.CANCELLED), "CANCELLED"),
    ],
)
def test_without_a_feasible_candidate_a_search_is_infeasible_unless_it_was_stopped(end: Any, status: str) -> None:
    constraint: Any = SimpleNamespace(name="cost <= 5", unit="money")
    found = history(scored(1.0, violation=0.4, excess=((2.0,),)))
    assert engine_outcome([end], found, (constraint,)).status is EngineStatus(status)


def test_the_nearest_miss_of_each_constraint_that_nobody_satisfied_is_told() -> None:
    constraints: Any = [
        SimpleNamespace(name="cost <= 5", unit="money"),
        SimpleNamespace(name="growth >= 0.1", unit="fraction"),
    ]
    found = history(
        scored(1.0, violation=0.6, excess=((3.0,), (-0.01, -0.02))),
        scored(1.1, violation=0.5, excess=((2.5,), (0.01, -0.02))),
    )
    message = engine_outcome([ended(EndReason.BUDGET)], found, constraints).message
    assert message == (
        "No candidate that was simulated satisfies all constraints. cost <= 5: the nearest of 2 candidates misses it "
        "by 2.50 (money). The evaluations were used up: more of them may find one."
    )


def test_constraints_that_only_together_cannot_be_satisfied_are_told_by_the_nearest() -> None:
    constraints: Any = [
        SimpleNamespace(name="cost <= 5", unit="money"),
        SimpleNamespace(name="growth >= 0.1", unit="fraction"),
    ]
    found = history(
        scored(1.0, violation=0.6, excess=((3.0,), (-0.01,))), scored(1.1, violation=0.1, excess=((-1.0,), (0.01,)))
    )
    message = engine_outcome([solved(message="Stuck. ")], found, constraints).message
    assert message == (
        "No candidate that was simulated satisfies all constraints. Each constraint was satisfied by some candidate, "
        "but no candidate satisfied all of them; the nearest misses growth >= 0.1 by 0.01 (fraction). The solver: "
        "Stuck."
    )


def test_the_solvers_words_are_kept_once_each_with_how_often_they_were_said() -> None:
    ends = [solved(message="Done.", iterations=3), solved(message="Other", iterations=9), solved(message="Done")]
    outcome = engine_outcome(ends, history(scored(1.0)), ())
    assert outcome.message == (
        "The search came to a point that no small change of the levers improves. The solver: Done (2 starts). The "
        "solver: Other."
    )
    assert outcome.iterations == 9


def test_a_search_that_was_cut_off_had_as_many_iterations_as_batches() -> None:
    assert engine_outcome([ended(EndReason.BUDGET)], history(scored(1.0), batches=7), ()).iterations == 7
