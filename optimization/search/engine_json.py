"""Reading an engine's result back from the JSON that `OptimizationResult.as_json` gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel
from optimization.search.engine_config import engine_config
from optimization.search.engine_result import (
    SCHEMA_VERSION,
    Alternative,
    BatchRecord,
    ConstraintOutcome,
    EngineStatus,
    OptimizationResult,
    SyntheticComparison,
    TargetOutcome,
)
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.search.problem.objective_weights import objective_weights
from optimization.simulation.metrics_json import metrics_from_json

# What follows from other fields.
_DERIVED = {"is_kept", "is_met"}
_AS_STORED = (
    "message",
    "optimal_parameters",
    "current_parameters",
    "objective_value",
    "status_quo_objective",
    "algorithm_used",
    "algorithm_reason",
    "iterations",
    "function_evaluations",
    "cached_evaluations",
    "assessment_evaluations",
    "batches",
    "runtime_seconds",
    "estimated_cost_impact",
    "estimated_employee_impact",
    "solution_quality_score",
    "baseline_objective",
    "parameter_sensitivities",
    "inputs_fingerprint",
    "evidence_report",
    "cache_statistics",
)


def result_from_json(stored: Mapping[str, Any]) -> OptimizationResult:
    """The result that was stored.

    Raises:
        BadInputError: another schema version, or a field that is missing or that this version does not have.
    """
    version = stored.get("schema_version")
    if version != SCHEMA_VERSION:
        raise BadInputError(
            f"This engine result has schema_version {version!r}; this version of the program reads {SCHEMA_VERSION}. "
            "Run the search again."
        )
    try:
        return _result(stored)
    except KeyError as error:
        raise BadInputError(f"This engine result lacks the field {error}. Run the search again.") from error
    except (TypeError, ValueError) as error:
        raise BadInputError(
            f"This engine result is not as this version of the program writes it ({error}). Run the search again."
        ) from error


def _result(stored: Mapping[str, Any]) -> OptimizationResult:
    rows = {LeverCell(row["fiscal_year"], row["job_level"], row["parameter_name"]): row for row in stored["cells"]}
    synthetic = stored["synthetic"]
    return OptimizationResult(
        status=EngineStatus(stored["status"]),
        notes=tuple(stored["notes"]),
        objectives=objective_weights(stored["objectives"]),
        objective_terms=ObjectiveTerms(**stored["objective_terms"]),
        status_quo_terms=ObjectiveTerms(**stored["status_quo_terms"]),
        constraints=tuple(ConstraintOutcome(**_given(each)) for each in stored["constraints"]),
        targets=tuple(TargetOutcome(**_given(each)) for each in stored["targets"]),
        risk_assessment=RiskLevel(stored["risk_assessment"]),
        history=tuple(BatchRecord(**record) for record in stored["history"]),
        alternatives=tuple(
            Alternative(**{**each, "terms": ObjectiveTerms(**each["terms"])}) for each in stored["alternatives"]
        ),
        cells_before={cell: row["before"] for cell, row in rows.items()},
        cells_after={cell: row["after"] for cell, row in rows.items()},
        locked_cells=frozenset(LeverCell(**cell) for cell in stored["locked_cells"]),
        metrics_before=metrics_from_json(stored["metrics_before"]),
        metrics_after=metrics_from_json(stored["metrics_after"]),
        config=engine_config(stored["config"]),
        seeds=tuple(stored["seeds"]),
        synthetic=None
        if synthetic is None
        else SyntheticComparison(**{**synthetic, "surface_errors": tuple(synthetic["surface_errors"])}),
        **{name: stored[name] for name in _AS_STORED},
    )


def _given(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if name not in _DERIVED}
