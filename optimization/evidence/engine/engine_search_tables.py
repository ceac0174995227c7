"""How an engine run searched, as tables: what was asked, what it cost, step by step, and what else was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from optimization.evidence.engine.engine_answer_texts import QUALITY, quality_text, unmeasured_quality
from optimization.evidence.lever_texts import lever_span
from optimization.evidence.quantities import (
    NOT_AVAILABLE,
    as_typed,
    count,
    duration,
    fraction_as_percent,
    money,
    objective,
    relative_change,
)
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import parse_lever_name
from optimization.search.engine_result import BatchRecord, OptimizationResult
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.search.problem.objective_weights import ObjectiveWeights

# A step that brings less of the whole improvement than this tells a reader nothing.
_NOTABLE_SHARE = 0.01


def question_table(result: OptimizationResult) -> ReportTable:
    """What was asked, in the terms of the config, and how the search ended."""
    config = result.config
    facts = {
        "Objectives": weights_text(result.objectives),
        "Levers allowed to move": ", ".join(config.decision_variables),
        "Decided by level": {None: "as config/levers.yaml says", True: "yes", False: "no"}[config.by_level],
        "Decided by year": "yes" if config.by_year else "no",
        "Constraints": "; ".join(each.name for each in result.constraints) or "none beside the bounds of the levers",
        "Targets": "; ".join(each.metric for each in result.targets) or "none",
        "Growth is measured by": str(config.growth_method),
        "Scenario": config.scenario_id,
        "Method": f"{result.algorithm_used}: {result.algorithm_reason}",
        "Evaluations allowed": count(config.max_evaluations),
        "Time allowed": f"{as_typed(config.timeout_minutes)} minutes",
        "Starts": count(config.multi_start),
        "Chance in the search": f"seed {config.random_seed}",
        "Simulator": "response surface, its answer simulated" if config.use_synthetic else "real",
        "How it ended": result.message,
    }
    return ReportTable(columns=text_columns("Asked", "Value"), rows=tuple(facts.items()))


def search_table(result: OptimizationResult) -> ReportTable:
    """What the search took, and what its answer was measured to be worth."""
    evaluations = result.function_evaluations
    synthetic = result.synthetic
    facts = {
        ("Candidates estimated" if synthetic else "Candidates simulated"): (
            f"{count(evaluations)} of {count(result.config.max_evaluations)}"
        ),
        "Taken from the cache": count(result.cached_evaluations),
        "Steps": count(len(result.history)),
        "Iterations of the solver": count(result.iterations),
        ("Time, assessment included" if _was_assessed(result) else "Time"): duration(result.runtime_seconds),
        "Evaluated afterwards, to assess the answer": count(result.assessment_evaluations),
        "Best of as many random candidates": objective(result.baseline_objective),
        QUALITY: quality_text(result),
        **(
            {}
            if synthetic is None
            else {
                "Candidates simulated": count(synthetic.simulations),
                "Surface's own answer, estimated": objective(synthetic.estimated_objective),
                "Surface's own answer, simulated": objective(synthetic.simulated_objective),
                "Proposal, simulated": objective(result.objective_value),
            }
        ),
    }
    return ReportTable(
        columns=(*text_columns("Measure"), *number_columns("Value")),
        rows=tuple(facts.items()),
        note=f"{QUALITY}: 1 means that no start and no random candidate was better, 0 is no better than today's or "
        "breaks a constraint; it does not say how far the best possible is."
        + (f" It was not measured: {unmeasured_quality(result)}." if result.solution_quality_score is None else "")
        + (" Candidates, steps and iterations above are of estimates." if synthetic else ""),
    )


def _was_assessed(result: OptimizationResult) -> bool:
    return bool(result.parameter_sensitivities) or result.assessment_evaluations > 0


def history_table(result: OptimizationResult) -> ReportTable:
    """The steps that found something notably better, the first and the last; the workbook has every step."""
    shown = _telling(result.history)
    return ReportTable(
        columns=number_columns("Step", "Candidates so far", "Cached", "Best objective", "Violation", "Time"),
        rows=tuple(
            (
                count(record.step),
                count(record.evaluations),
                count(record.cached),
                objective(record.best_objective),
                fraction_as_percent(record.best_violation),
                duration(record.seconds),
            )
            for record in shown
        ),
        note=f"{count(len(shown))} of {count(len(result.history))} steps: the first, the last, and those that "
        "found something notably better. Violation of constraints is relative to their size; what breaks none beats "
        "what does." + (" All of them are estimates of the response surface." if result.synthetic else ""),
    )


def alternatives_table(result: OptimizationResult, *, catalogue: LeverCatalogue) -> ReportTable:
    """Today's levers, the answer, and the best of what else was simulated by each objective."""
    others = result.alternatives
    before = result.metrics_before.total_compensation_cost
    after = result.metrics_after.total_compensation_cost
    rows = [
        ("Today's levers", result.status_quo_objective, result.status_quo_terms, before, result.current_parameters),
        ("Proposal", result.objective_value, result.objective_terms, after, result.optimal_parameters),
        *((each.label, each.objective, each.terms, each.total_compensation_cost, each.parameters) for each in others),
    ]
    return ReportTable(
        columns=(
            *text_columns("Candidate"),
            *number_columns("Objective", "Total compensation cost", "Relative", "Equity", "Targets"),
            *text_columns("Levers"),
        ),
        rows=tuple(
            (
                label,
                objective(value),
                money(cost),
                relative_change(before, cost),
                *_terms(terms),
                _levers(parameters, result, catalogue),
            )
            for label, value, terms, cost, parameters in rows
        ),
        note="Equity is relative to today's, targets is the mean squared distance to the targets; lower is better."
        + (" All of them were simulated." if result.synthetic else ""),
    )


def weights_text(weights: ObjectiveWeights) -> str:
    """The weights of the objectives, as they were given."""
    return ", ".join(f"{name} {as_typed(weight)}" for name, weight in weights.model_dump().items())


def improving_points(history: Sequence[BatchRecord]) -> list[tuple[int, float]]:
    """Candidates so far and the best objective among them, from the first that breaks no constraint if any does not."""
    feasible = [record for record in history if record.best_violation == 0]
    return [(record.evaluations, record.best_objective) for record in feasible or history]


def _telling(history: tuple[BatchRecord, ...]) -> list[BatchRecord]:
    if not history:
        return []
    notable = _NOTABLE_SHARE * abs(history[0].best_objective - history[-1].best_objective)
    better = [
        after
        for before, after in pairwise(history)
        if after.best_violation < before.best_violation or before.best_objective - after.best_objective > notable
    ]
    ends = [history[0], *better, history[-1]]
    return list({record.step: record for record in ends}.values())


def _terms(terms: ObjectiveTerms) -> tuple[str, str]:
    return NOT_AVAILABLE if terms.equity is None else objective(terms.equity), objective(terms.targets)


def _levers(parameters: Mapping[str, float], result: OptimizationResult, catalogue: LeverCatalogue) -> str:
    """The lowest to the highest of each family that was allowed to move."""
    allowed = {parse_lever_name(name, catalogue).family.name for name in result.config.decision_variables}
    values: dict[str, list[float]] = {}
    for name, value in parameters.items():
        family = parse_lever_name(name, catalogue).family.name
        if family in allowed:
            values.setdefault(family, []).append(value)
    return ", ".join(f"{name} {lever_span(found, catalogue.family(name))}" for name, found in values.items())
