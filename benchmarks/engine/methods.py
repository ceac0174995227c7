"""Every method on the same question: what it finds, and what that takes."""

from __future__ import annotations

from typing import Any

from optimization.search.engine import run_optimization
from optimization.search.engine_config import MethodName
from optimization.search.engine_world import EngineWorld
from optimization.search.problem.objective_weights import ObjectiveWeights

METHODS = tuple(MethodName)
EVALUATIONS = 200


def method_answer(method: MethodName, preset: str, weights: ObjectiveWeights, world: EngineWorld) -> dict[str, Any]:
    """What a method finds with the default levers, beside the status quo and random search, as JSON types."""
    result = run_optimization(weights, {"method": method, "max_evaluations": EVALUATIONS}, world=world)
    return {
        "method": str(method),
        "used": result.algorithm_used,
        "preset": preset,
        "status": str(result.status),
        "objective": result.objective_value,
        "status_quo": result.status_quo_objective,
        "random": result.baseline_objective,
        "quality": result.solution_quality_score,
        "evaluations": result.function_evaluations,
        "batches": result.batches,
        "seconds": sum(record.seconds for record in result.history),
    }
