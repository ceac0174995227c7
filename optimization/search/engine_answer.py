"""From a search that is over to its result: what is proposed beside the status quo, with all that judges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import named_values
from optimization.search.choice import MethodChoice
from optimization.search.engine_assessment import Assessment, quality_score
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_history import EngineHistory, ScoredCandidate
from optimization.search.engine_impact import answer_risk, cost_impact, employee_impact
from optimization.search.engine_outcome import EngineOutcome
from optimization.search.engine_result import (
    Alternative,
    ConstraintOutcome,
    OptimizationResult,
    SyntheticComparison,
    TargetOutcome,
)
from optimization.search.engine_world import EngineWorld
from optimization.search.metered_simulator import MeteredSimulator
from optimization.search.problem.objective_problem import ObjectiveProblem


@dataclass(frozen=True, kw_only=True)
class FinishedSearch:
    """All that a result is made of.

    `simulated` begins with the status quo, and its best is the answer: the history itself, unless that is of estimates.
    """

    config: EngineConfig
    choice: MethodChoice
    problem: ObjectiveProblem
    history: EngineHistory
    simulated: EngineHistory
    metered: MeteredSimulator
    outcome: EngineOutcome
    notes: tuple[str, ...]
    assessment: Assessment = field(default_factory=Assessment)
    synthetic: SyntheticComparison | None = None


def optimization_result(finished: FinishedSearch, world: EngineWorld, *, seconds: float) -> OptimizationResult:
    """The result of a search in a world, which took so many seconds."""
    problem, answer, status_quo = finished.problem, finished.simulated.best, finished.simulated.scored[0]
    table, catalogue = problem.space.table, world.catalogue
    before, after = table.values(), table.after(answer.simulated.candidate)
    changed = {cell: value for cell, value in after.items() if value != before[cell]}
    metrics_before, metrics_after = status_quo.simulated.metrics, answer.simulated.metrics
    return OptimizationResult(
        status=finished.outcome.status,
        message=finished.outcome.message,
        notes=finished.notes,
        optimal_parameters=named_values(after, catalogue),
        current_parameters=named_values(before, catalogue),
        objectives=problem.weights,
        objective_value=answer.score.objective,
        objective_terms=answer.score.terms,
        status_quo_objective=status_quo.score.objective,
        status_quo_terms=status_quo.score.terms,
        algorithm_used=str(finished.choice),
        algorithm_reason=finished.choice.reason,
        iterations=finished.outcome.iterations,
        function_evaluations=finished.metered.evaluations,
        cached_evaluations=finished.metered.cached_evaluations,
        assessment_evaluations=finished.assessment.evaluations,
        batches=finished.metered.batches,
        runtime_seconds=seconds,
        constraints=_constraints(problem, status_quo, answer),
        targets=_targets(problem, status_quo, answer),
        estimated_cost_impact=cost_impact(metrics_before, metrics_after),
        estimated_employee_impact=employee_impact(changed, world.headcounts, metrics_after, catalogue=catalogue),
        risk_assessment=answer_risk(changed, catalogue=catalogue),
        solution_quality_score=quality_score(answer, status_quo, finished.assessment),
        baseline_objective=finished.assessment.baseline_objective,
        parameter_sensitivities=finished.assessment.sensitivities,
        history=tuple(finished.history.records),
        alternatives=_alternatives(finished.simulated, problem, catalogue),
        cells_before=before,
        cells_after=after,
        locked_cells=frozenset(cell for cell, setting in table.settings.items() if setting.is_locked),
        metrics_before=metrics_before,
        metrics_after=metrics_after,
        config=finished.config,
        seeds=(finished.config.seed,),
        inputs_fingerprint=world.simulator.inputs_fingerprint,
        synthetic=finished.synthetic,
    )


def _constraints(
    problem: ObjectiveProblem, status_quo: ScoredCandidate, answer: ScoredCandidate
) -> tuple[ConstraintOutcome, ...]:
    rows = zip(problem.constraints, status_quo.score.excess, answer.score.excess, strict=True)
    return tuple(
        ConstraintOutcome(name=constraint.name, unit=constraint.unit, before=max(before), after=max(after))
        for constraint, before, after in rows
    )


def _targets(
    problem: ObjectiveProblem, status_quo: ScoredCandidate, answer: ScoredCandidate
) -> tuple[TargetOutcome, ...]:
    outcomes = []
    for aim in problem.targets:
        before, after = aim.metric.of(status_quo.simulated.metrics), aim.metric.of(answer.simulated.metrics)
        assert before is not None, "a metric that cannot be measured is refused when scored"
        assert after is not None, "a metric that cannot be measured is refused when scored"
        outcomes.append(
            TargetOutcome(
                metric=str(aim.metric),
                unit=aim.metric.unit,
                target=aim.target.target_value,
                tolerance=aim.target.tolerance,
                priority=str(aim.target.priority),
                before=before,
                after=after,
            )
        )
    return tuple(outcomes)


def _alternatives(
    simulated: EngineHistory, problem: ObjectiveProblem, catalogue: LeverCatalogue
) -> tuple[Alternative, ...]:
    """Of what was simulated, the best by each single objective, and the second best of all; none of them twice."""
    feasible = [each for each in simulated.scored if each.score.is_feasible]
    measured = [each for each in feasible if each.score.terms.equity is not None]
    second = sorted(feasible, key=lambda each: each.score.objective)[1:2]
    labelled: Mapping[str, Sequence[ScoredCandidate]] = {
        "lowest cost": sorted(feasible, key=lambda each: each.score.terms.cost)[:1],
        "most even pay": sorted(measured, key=lambda each: each.score.terms.equity or 0.0)[:1],
        "nearest to the targets": sorted(feasible, key=lambda each: each.score.terms.targets)[:1],
        "second best": second,
    }
    taken = {simulated.best.simulated.number, simulated.scored[0].simulated.number}
    found = []
    for label, candidates in labelled.items():
        for each in candidates:
            if each.simulated.number not in taken:
                taken.add(each.simulated.number)
                found.append(_alternative(label, each, problem, catalogue))
    return tuple(found)


def _alternative(
    label: str, each: ScoredCandidate, problem: ObjectiveProblem, catalogue: LeverCatalogue
) -> Alternative:
    return Alternative(
        label=label,
        parameters=named_values(problem.space.table.after(each.simulated.candidate), catalogue),
        objective=each.score.objective,
        terms=each.score.terms,
        total_compensation_cost=each.simulated.metrics.total_compensation_cost,
        is_feasible=each.score.is_feasible,
    )
