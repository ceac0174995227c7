"""What the engine found: the levers it proposes beside the status quo, and everything needed to judge and repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.lever_risk import RiskLevel
from optimization.search.engine_config import EngineConfig
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.protocol import Metrics

SCHEMA_VERSION = 1


class EngineStatus(StrEnum):
    """How a search ended. Not to converge is a result, not an error."""

    CONVERGED = "CONVERGED"
    BUDGET_EXHAUSTED = "BUDGET_EXHAUSTED"
    INFEASIBLE = "INFEASIBLE"
    TIMEOUT = "TIMEOUT"
    NUMERICAL = "NUMERICAL"
    CANCELLED = "CANCELLED"

    @property
    def sentence(self) -> str:
        """The status as a sentence for a reader who has no code at hand."""
        return _SENTENCES[self]


_SENTENCES: Mapping[EngineStatus, str] = {
    EngineStatus.CONVERGED: "The search came to a point that no small change of the levers improves.",
    EngineStatus.BUDGET_EXHAUSTED: "All evaluations were used before the search came to an end by itself.",
    EngineStatus.INFEASIBLE: "No candidate that was simulated satisfies all constraints.",
    EngineStatus.TIMEOUT: "The time was over before the search came to an end by itself.",
    EngineStatus.NUMERICAL: "The solver gave up before it came to a point that it could call the best.",
    EngineStatus.CANCELLED: "The search was cancelled; what it had found by then is kept.",
}


@dataclass(frozen=True, kw_only=True)
class BatchRecord:
    """One step of the search: candidates that it asked for together, of which a warm cache may have known all.

    `evaluations` were simulated so far, this step included; `cached` are the candidates of this step that were known
    already. Objective, and violation relative to the constraints' sizes, are of the best candidate so far.
    """

    step: int
    evaluations: int
    cached: int
    best_objective: float
    best_violation: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class ConstraintOutcome:
    """A constraint, and how far today's levers and the answer lie beyond it, in its unit; kept at zero or less."""

    name: str
    unit: str
    before: float
    after: float

    @property
    def is_kept(self) -> bool:
        """Whether the answer satisfies it."""
        return self.after <= 0


@dataclass(frozen=True, kw_only=True)
class TargetOutcome:
    """A target with its metric for today's levers and the answer, in the metric's unit."""

    metric: str
    unit: str
    target: float
    tolerance: float
    priority: str
    before: float
    after: float

    @property
    def is_met(self) -> bool:
        """Whether the answer is within the tolerance."""
        return abs(self.after - self.target) <= self.tolerance


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """Another candidate that was simulated, and what it stands for. Levers by name, total cost in census currency."""

    label: str
    parameters: Mapping[str, float]
    objective: float
    terms: ObjectiveTerms
    total_compensation_cost: float
    is_feasible: bool


@dataclass(frozen=True, kw_only=True)
class SyntheticComparison:
    """What the response surface said of the answer, what the simulation says, and the surface's measured error.

    Both objectives are of the surface's own answer, which is not the result's where another candidate, or today's
    levers, turned out to be better. `simulations` are the candidates that were simulated to fit the surface, to measure
    its error and to judge what it proposes; the search's own evaluations are estimates.
    """

    estimated_objective: float
    simulated_objective: float
    simulations: int
    surface_errors: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class OptimizationResult:
    """A finished search. It proposes and has changed nothing. Any field can also be read as `result["field"]`.

    Levers are in their own unit (fraction or factor) by name; `cells_*` hold every cell of the scenario. The objective
    is minimised, and is `status_quo_objective` for today's levers. `iterations` are the solver's own, or the steps of
    a search that was cut off. `function_evaluations` counts candidates simulated by the search, never more than
    `config.max_evaluations`; those taken from the cache and those simulated afterwards to assess the answer are
    counted apart. `batches` are those that were simulated, `history` has every step. `parameter_sensitivities`: change
    of the objective per +10 basis points of a lever, at the answer; empty where it was not measured.
    `solution_quality_score`: 1 for the best objective known, 0 for the status quo or for an infeasible answer; best
    known are all starts and `baseline_objective`, the best of as many random candidates as were searched. Both are None
    where these were not all simulated, the score of an infeasible answer excepted.

    Where a response surface was searched, `function_evaluations`, `cached_evaluations`, `batches` and `history` are of
    its estimates. Everything else is simulated, the sensitivities and the alternatives too, and no random candidates
    are compared with.
    """

    status: EngineStatus
    message: str
    notes: tuple[str, ...]
    optimal_parameters: Mapping[str, float]
    current_parameters: Mapping[str, float]
    objectives: ObjectiveWeights
    objective_value: float
    objective_terms: ObjectiveTerms
    status_quo_objective: float
    status_quo_terms: ObjectiveTerms
    algorithm_used: str
    algorithm_reason: str
    iterations: int
    function_evaluations: int
    cached_evaluations: int
    assessment_evaluations: int
    batches: int
    runtime_seconds: float
    constraints: tuple[ConstraintOutcome, ...]
    targets: tuple[TargetOutcome, ...]
    estimated_cost_impact: Mapping[str, Any]
    estimated_employee_impact: Mapping[str, Any]
    risk_assessment: RiskLevel
    solution_quality_score: float | None
    baseline_objective: float | None
    parameter_sensitivities: Mapping[str, float]
    history: tuple[BatchRecord, ...]
    alternatives: tuple[Alternative, ...]
    cells_before: Mapping[LeverCell, float]
    cells_after: Mapping[LeverCell, float]
    locked_cells: frozenset[LeverCell]
    metrics_before: Metrics
    metrics_after: Metrics
    config: EngineConfig
    seeds: tuple[int, ...]
    inputs_fingerprint: str
    synthetic: SyntheticComparison | None = None
    evidence_report: str | None = None
    cache_statistics: Mapping[str, Any] = field(default_factory=dict)

    @property
    def converged(self) -> bool:
        """Whether the search ended by itself at a point it calls the best."""
        return self.status is EngineStatus.CONVERGED

    @property
    def is_feasible(self) -> bool:
        """Whether the answer satisfies every constraint."""
        return all(constraint.is_kept for constraint in self.constraints)

    @property
    def constraint_violations(self) -> dict[str, float]:
        """By constraint, how far the answer lies beyond it in the constraint's unit; empty where all are kept."""
        return {constraint.name: constraint.after for constraint in self.constraints if not constraint.is_kept}

    @property
    def proposal(self) -> LeverVector:
        """The cells that the result proposes to change."""
        changed = {cell: value for cell, value in self.cells_after.items() if value != self.cells_before[cell]}
        return LeverVector(cells=changed)

    def __getitem__(self, name: str) -> Any:
        """The field of this name.

        Raises:
            KeyError: there is none.
        """
        # A method is no field.
        if name.startswith("_") or not hasattr(self, name) or callable(getattr(self, name)):
            raise KeyError(name)
        return getattr(self, name)

    def as_json(self) -> dict[str, Any]:
        """The result as JSON types; `engine_json.result_from_json` reads it back without loss."""
        return {
            "schema_version": SCHEMA_VERSION,
            "status": str(self.status),
            "converged": self.converged,
            "message": self.message,
            "notes": list(self.notes),
            "optimal_parameters": dict(self.optimal_parameters),
            "current_parameters": dict(self.current_parameters),
            "objectives": self.objectives.model_dump(),
            "objective_value": self.objective_value,
            "objective_terms": asdict(self.objective_terms),
            "status_quo_objective": self.status_quo_objective,
            "status_quo_terms": asdict(self.status_quo_terms),
            "algorithm_used": self.algorithm_used,
            "algorithm_reason": self.algorithm_reason,
            "iterations": self.iterations,
            "function_evaluations": self.function_evaluations,
            "cached_evaluations": self.cached_evaluations,
            "assessment_evaluations": self.assessment_evaluations,
            "batches": self.batches,
            "runtime_seconds": self.runtime_seconds,
            "constraint_violations": self.constraint_violations,
            "constraints": [{**asdict(each), "is_kept": each.is_kept} for each in self.constraints],
            "targets": [{**asdict(each), "is_met": each.is_met} for each in self.targets],
            "estimated_cost_impact": dict(self.estimated_cost_impact),
            "estimated_employee_impact": dict(self.estimated_employee_impact),
            "risk_assessment": str(self.risk_assessment),
            "solution_quality_score": self.solution_quality_score,
            "baseline_objective": self.baseline_objective,
            "parameter_sensitivities": dict(self.parameter_sensitivities),
            "history": [asdict(record) for record in self.history],
            "alternatives": [asdict(each) for each in self.alternatives],
            "cells": [
                {**cell._asdict(), "before": before, "after": self.cells_after[cell]}
                for cell, before in sorted(self.cells_before.items())
            ],
            "locked_cells": [cell._asdict() for cell in sorted(self.locked_cells)],
            "metrics_before": self.metrics_before.as_json(),
            "metrics_after": self.metrics_after.as_json(),
            "config": self.config.model_dump(mode="json"),
            "seeds": list(self.seeds),
            "inputs_fingerprint": self.inputs_fingerprint,
            "synthetic": None if self.synthetic is None else asdict(self.synthetic),
            "evidence_report": self.evidence_report,
            "cache_statistics": dict(self.cache_statistics),
        }
