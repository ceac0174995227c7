"""What to do after an engine run, derived from its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from optimization.evidence.engine.engine_answer_texts import broken_constraints
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_levers import engine_lever_changes
from optimization.evidence.lever_cautions import lever_cautions
from optimization.evidence.lever_texts import lever_value
from optimization.evidence.measure_units import metric_unit
from optimization.evidence.quantities import as_typed, count, counted, objective
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_risk import RiskLevel, lever_risk
from optimization.search.engine_config import MAX_EVALUATIONS
from optimization.search.engine_result import EngineStatus, OptimizationResult
from optimization.search.problem.objective_problem import ObjectiveTerms

# Objectives nearer to each other than this are the same: so near do solvers come.
_OBJECTIVE_RESOLUTION = 1e-6


def engine_recommendations(evidence: EngineEvidence, *, catalogue: LeverCatalogue) -> tuple[str, ...]:
    """Sentences for whoever asked, the most urgent first.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
    """
    result = evidence.result
    has_proposal = result.is_feasible and bool(result.proposal.cells)
    return (
        *_when_infeasible(result),
        *_on_estimates(result),
        *_unfinished(result),
        *_better_known(evidence),
        *_targets_missed(result),
        *(_cautions(result, catalogue) if has_proposal else ()),
        *_from_robustness(evidence),
        *_next_step(result),
    )


def _when_infeasible(result: OptimizationResult) -> Iterator[str]:
    if result.is_feasible:
        return
    broken = " and ".join(broken_constraints(result))
    yield f"Nothing can be proposed: loosen what the nearest candidate breaks ({broken}), or let other levers move."


def _on_estimates(result: OptimizationResult) -> Iterator[str]:
    if result.synthetic is None:
        return
    yield (
        f"This was searched on a response surface. The surface's own answer has the objective "
        f"{objective(result.synthetic.estimated_objective)} estimated, "
        f"{objective(result.synthetic.simulated_objective)} simulated; this run's answer has "
        f"{objective(result.objective_value)} simulated. Search again with the real simulator before you decide."
    )


def _unfinished(result: OptimizationResult) -> Iterator[str]:
    config = result.config
    if result.status is EngineStatus.BUDGET_EXHAUSTED and config.max_evaluations < MAX_EVALUATIONS:
        yield (
            f"Allow more than {counted(config.max_evaluations, 'evaluation')}: the search was cut off before it came "
            "to its end, and a better setting may exist."
        )
    elif result.status is EngineStatus.TIMEOUT:
        yield f"Allow more than {as_typed(config.timeout_minutes)} minutes: the search was cut off before its end."
    elif result.status is EngineStatus.CANCELLED:
        yield "Run it again to the end: the search was cancelled, and nothing is proposed from a part of it."
    elif result.status is EngineStatus.NUMERICAL and result.synthetic is None:
        yield f"Try another method than {result.algorithm_used}, or several starts: the solver gave up on its way."


def _better_known(evidence: EngineEvidence) -> Iterator[str]:
    """What was found to be better than the answer, by chance or on the front."""
    result = evidence.result
    by_chance = result.baseline_objective
    if result.is_feasible and by_chance is not None and by_chance < result.objective_value - _OBJECTIVE_RESOLUTION:
        yield (
            f"A random candidate reached the objective {objective(by_chance)}, better than the answer's "
            f"{objective(result.objective_value)}: search again with more evaluations, or from more starts than "
            f"{count(result.config.multi_start)}."
        )
    if evidence.front is None or not evidence.front.points or not result.is_feasible:
        return
    weighed = {point.label: _weighed(point.terms, result) for point in evidence.front.points}
    label, best = min(weighed.items(), key=lambda item: item[1])
    if best < result.objective_value - _OBJECTIVE_RESOLUTION:
        yield (
            f"{label} of the Pareto front has the objective {objective(best)}, better than the answer's "
            f"{objective(result.objective_value)}: search again with more evaluations, or start from that point."
        )


def _weighed(terms: ObjectiveTerms, result: OptimizationResult) -> float:
    weights = result.objectives
    return weights.cost * terms.cost + weights.equity * (terms.equity or 0.0) + weights.targets * terms.targets


def _targets_missed(result: OptimizationResult) -> Iterator[str]:
    missed = [target for target in result.targets if not target.is_met]
    if not missed or not result.is_feasible:
        return
    texts = [
        f"{target.metric} {metric_unit(target.metric).write(target.after)} "
        f"(target {metric_unit(target.metric).write(target.target)})"
        for target in missed
    ]
    yield (
        f"{count(len(missed))} of {counted(len(result.targets), 'target')} missed: {', '.join(texts)}. To come nearer, "
        f"give targets more weight than {as_typed(result.objectives.targets)}, or allow other levers to move."
    )


def _cautions(result: OptimizationResult, catalogue: LeverCatalogue) -> Iterator[str]:
    changes = engine_lever_changes(result, catalogue=catalogue)
    risky = [
        f"{name} {lever_value(state.after, name.family)}"
        for name, state in changes.items()
        if state.after != state.before and lever_risk(state.after, name.family) is result.risk_assessment
    ]
    if result.risk_assessment >= RiskLevel.HIGH and risky:
        yield f"The lever position is {result.risk_assessment} because of {', '.join(risky)}."
    yield from lever_cautions(result, catalogue=catalogue)
    held = [f"{name} ({state.bound_side})" for name, state in changes.items() if state.bound_side is not None]
    if held:
        yield (f"At a bound of the search: {', '.join(held)}. To widen one is a decision for whoever owns the lever.")


def _from_robustness(evidence: EngineEvidence) -> Iterator[str]:
    if evidence.robustness is not None and evidence.robustness.bands_withheld is not None:
        yield f"Simulate more random worlds before you rely on a single one: {evidence.robustness.bands_withheld}"


def _next_step(result: OptimizationResult) -> Iterator[str]:
    if not result.is_feasible or result.status is EngineStatus.CANCELLED:
        return
    if result.proposal.cells:
        yield (
            "Review the change with planwise proposal show and planwise proposal risk. Once others have approved it, "
            "planwise proposal rollout brings it into force in phases, planwise proposal apply at once."
        )
    else:
        yield "Today's levers are the best that was found: there is nothing to apply."
