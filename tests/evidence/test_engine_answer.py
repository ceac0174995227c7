"""What an engine run's report says first, and what it advises, by how the search ended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from engine_figures import BEFORE, engine_evidence, engine_result, front, robustness

from optimization.evidence.engine.engine_answer_texts import engine_answer, engine_figures, engine_status, engine_tone
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_recommendations import engine_recommendations
from optimization.evidence.engine.engine_search_tables import search_table
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_risk import RiskLevel
from optimization.search.engine_result import EngineStatus, OptimizationResult, SyntheticComparison


def infeasible() -> OptimizationResult:
    """The budget is missed by 9,000."""
    result = engine_result()
    budget, *others = result.constraints
    return replace(result, status=EngineStatus.INFEASIBLE, constraints=(replace(budget, after=9_000.0), *others))


def advice(evidence: EngineEvidence, catalogue: LeverCatalogue) -> str:
    return " ".join(engine_recommendations(evidence, catalogue=catalogue))


def test_a_converged_search_says_what_would_change_and_that_the_constraints_hold() -> None:
    result = engine_result()

    assert engine_answer(result) == (
        "Moving 12 lever rows takes the objective from 0.775370 to 0.682095 (−12.03%), changes total compensation cost "
        "over 2025 to 2026 by −31,000 (−1.48%) and takes pay growth from 3.000% to 2.040% a year "
        "(full_year_equivalent). 1 of 2 targets met (before: 0). All 3 constraints hold. The "
        "search came to a point that no small change of the levers improves."
    )
    assert (engine_status(result), engine_tone(result)) == ("Converged", "good")


def test_an_infeasible_search_says_which_constraint_is_missed_and_by_how_much(catalogue: LeverCatalogue) -> None:
    result = infeasible()

    assert engine_answer(result).startswith(
        "Of 61 candidates, none satisfies all constraints; the nearest one breaks total_compensation_cost <= 2080000 "
        "by 9,000. The nearest one takes the objective"
    )
    assert (engine_status(result), engine_tone(result)) == ("Infeasible", "poor")
    assert advice(EngineEvidence(result=result), catalogue) == (
        "Nothing can be proposed: loosen what the nearest candidate breaks (total_compensation_cost <= 2080000 by "
        "9,000), or let other levers move."
    )


@pytest.mark.parametrize(
    ("status", "label", "remedy"),
    [
        (EngineStatus.CANCELLED, "Cancelled", "Run it again to the end"),
        (EngineStatus.TIMEOUT, "Time over", "Allow more than 60 minutes"),
        (EngineStatus.BUDGET_EXHAUSTED, "Evaluations used up", "Allow more than 150 evaluations"),
        (EngineStatus.NUMERICAL, "Solver gave up", "Try another method than SLSQP"),
    ],
)
def test_a_search_that_did_not_converge_says_so_and_what_to_do(
    status: EngineStatus, label: str, remedy: str, catalogue: LeverCatalogue
) -> None:
    result = replace(engine_result(), status=status)

    assert (engine_status(result), engine_tone(result)) == (label, "fair")
    assert engine_answer(result).endswith(status.sentence)
    assert remedy in advice(EngineEvidence(result=result), catalogue)


@pytest.mark.parametrize("status", [EngineStatus.CANCELLED, EngineStatus.TIMEOUT])
def test_a_search_that_was_cut_off_calls_its_answer_the_best_so_far(status: EngineStatus) -> None:
    answer = engine_answer(replace(engine_result(), status=status))

    assert answer.startswith("This is the best that was found until the search was cut off: moving 12 lever rows")


def test_a_search_cut_off_before_anything_feasible_says_both() -> None:
    assert engine_status(replace(infeasible(), status=EngineStatus.TIMEOUT)) == "Time over, nothing feasible found"


def test_an_answer_that_changes_nothing_leaves_todays_levers(catalogue: LeverCatalogue) -> None:
    result = replace(engine_result(), cells_after=BEFORE, baseline_objective=None, targets=())

    assert engine_answer(result).startswith("Of 61 candidates, none is better than today's levers")
    assert advice(EngineEvidence(result=result), catalogue) == (
        "Today's levers are the best that was found: there is nothing to apply."
    )


def test_what_was_better_than_the_answer_is_said(catalogue: LeverCatalogue) -> None:
    found = front()
    # 0.4 x 0.9 + 0.3 x 0.9 + 0.3 x 0 = 0.63
    best = replace(found.points[1], terms=replace(found.points[1].terms, cost=0.9, equity=0.9, targets=0.0))
    evidence = replace(engine_evidence(), front=replace(found, points=(found.points[0], best)))

    text = advice(evidence, catalogue)

    assert "A random candidate reached the objective 0.681234, better than the answer's 0.682095" in text
    assert "Point 2, knee of the Pareto front has the objective 0.630000" in text
    beaten = replace(evidence, result=replace(evidence.result, baseline_objective=0.69), front=found)
    assert "better than the answer's" not in advice(beaten, catalogue)


def test_missed_targets_risk_bounds_and_the_owner_of_a_lever_are_named(catalogue: LeverCatalogue) -> None:
    text = advice(engine_evidence(), catalogue)

    assert "1 of 2 targets missed: wage_bill@2026 1,034,500 (target 1,000,000)." in text
    assert "The lever position is HIGH because of merit_rate_level_5 1.200%." in text
    assert "Beyond the recommended range: merit_rate 1.200% (recommended 2% to 4.5%)." in text
    assert "At a bound of the search: cola_rate (lower)." in text
    calm = replace(engine_evidence().result, risk_assessment=RiskLevel.MEDIUM)
    assert "The risk is" not in advice(EngineEvidence(result=calm), catalogue)


def test_withheld_bands_and_estimates_ask_for_more(catalogue: LeverCatalogue) -> None:
    few = replace(robustness(), bands_withheld="3 seeds cannot show a spread.")
    estimated = SyntheticComparison(
        estimated_objective=0.67, simulated_objective=0.691111, simulations=90, surface_errors=()
    )
    evidence = EngineEvidence(result=replace(engine_result(), synthetic=estimated), robustness=few)

    text = advice(evidence, catalogue)

    assert "Simulate more random worlds before you rely on a single one: 3 seeds cannot show a spread." in text
    assert (
        "The surface's own answer has the objective 0.670000 estimated, 0.691111 simulated; this run's answer has "
        "0.682095 simulated. Search again with the real simulator"
    ) in text


def test_the_key_figures_are_those_of_the_result() -> None:
    figures = {figure.label: (figure.value, figure.detail) for figure in engine_figures(engine_result())}

    assert figures == {
        "Objective": ("0.682095", "−12.03% on 0.775370, lower is better"),
        "Total compensation cost": ("−1.48%", "−31,000 on 2,100,000, census currency, 2025 to 2026"),
        "Pay growth per year": ("2.040%", "−0.960 pp on 3.000%"),
        "Pay dispersion (equity_cv)": ("0.1045", "−0.0055 on 0.1100"),
        "Employees affected": ("87", "87.0% of today's workforce, and 41 future hires"),
        "Risk of the levers": ("HIGH", "reach into the workforce HIGH"),
        "Targets met": ("1 of 2", "before: 0"),
        "Best of what was tried": (
            "0.9876",
            "1 means that no start and no random candidate was better; the best random one has 0.681234",
        ),
    }


def test_quality_that_was_not_measured_says_why_and_hires_of_some_levels_are_not_counted() -> None:
    result = engine_result()
    unmeasured = replace(
        result,
        solution_quality_score=None,
        baseline_objective=None,
        estimated_employee_impact={**result.estimated_employee_impact, "hires": None},
    )
    estimated = SyntheticComparison(
        estimated_objective=0.67, simulated_objective=0.682095, simulations=90, surface_errors=()
    )
    unasked = result.config.model_copy(update={"assessment": False})
    reasons = {
        "the assessment was cut short, as the notes say": unmeasured,
        "the run was cancelled": replace(unmeasured, status=EngineStatus.CANCELLED),
        "no assessment was asked for": replace(unmeasured, config=unasked),
        "a response surface was searched, and its estimates are not compared with random candidates": replace(
            unmeasured, synthetic=estimated
        ),
    }
    for reason, of in reasons.items():
        figures = {figure.label: (figure.value, figure.detail) for figure in engine_figures(of)}
        assert figures["Best of what was tried"] == ("not measured", reason)
        assert figures["Employees affected"] == ("87", "87.0% of today's workforce, and future hires at some levels")
        table = search_table(of)
        assert ("Best of what was tried", "not measured") in table.rows
        assert f"It was not measured: {reason}." in table.note


def test_a_surface_that_led_nowhere_is_no_solver_that_gave_up(catalogue: LeverCatalogue) -> None:
    result = engine_result()
    estimated = SyntheticComparison(
        estimated_objective=0.67, simulated_objective=0.8, simulations=90, surface_errors=()
    )
    stayed = replace(
        result,
        status=EngineStatus.NUMERICAL,
        synthetic=estimated,
        cells_after=result.cells_before,
        objective_value=result.status_quo_objective,
    )

    text = engine_answer(stayed)

    assert text.startswith("Of 61 candidates on a response surface, the best of them simulated, none is better than")
    assert text.endswith("What the response surface promised did not hold when it was simulated.")
    assert "gave up" not in text + advice(EngineEvidence(result=stayed), catalogue)


def test_a_surface_that_was_searched_to_its_end_is_an_estimate_and_nothing_settled() -> None:
    estimated = SyntheticComparison(
        estimated_objective=0.67, simulated_objective=0.691111, simulations=90, surface_errors=()
    )
    result = replace(engine_result(), synthetic=estimated)

    assert (engine_status(result), engine_tone(result)) == ("Estimated", "fair")
    assert "no small change" not in engine_answer(result)
    assert engine_answer(result).endswith("a better one may exist.")


def test_a_missed_target_of_high_priority_is_no_good_end() -> None:
    result = engine_result()
    growth, wages = result.targets
    missed = replace(result, targets=(replace(growth, after=0.0212), wages))

    assert engine_tone(missed) == "fair"
    assert "0 of 2 targets met (before: 0)." in engine_answer(missed)
    assert engine_tone(replace(missed, targets=(replace(missed.targets[0], priority="medium"), wages))) == "good"


def test_a_search_that_nobody_assessed_took_its_time_alone() -> None:
    result = engine_result()
    bare = replace(result, assessment_evaluations=0, parameter_sensitivities={})

    assert ("Time", "12.50 s") in search_table(bare).rows
    assert ("Time, assessment included", "12.50 s") in search_table(result).rows
    assert ("Steps", "3") in search_table(result).rows
