"""An engine's answer and what was found around it as metadata: figures that Dagster plots, tables and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

from optimization.evidence.charts.bands_picture import bands_picture
from optimization.evidence.charts.chart_units import MONEY, PERCENT
from optimization.evidence.charts.front_picture import front_picture
from optimization.evidence.charts.objective_picture import objective_picture
from optimization.evidence.charts.sobol_picture import sobol_picture
from optimization.evidence.charts.tornado_picture import tornado_picture
from optimization.evidence.charts.waterfall_picture import waterfall_picture
from optimization.evidence.engine.engine_goal_tables import constraints_table, targets_table, terms_table
from optimization.evidence.engine.engine_levers import engine_levers_table
from optimization.evidence.engine.engine_search_tables import improving_points
from optimization.evidence.explorations.drivers_section import DRIVERS_TOTAL, driver_parts, drivers_table
from optimization.evidence.explorations.front_section import front_points, front_table
from optimization.evidence.explorations.robustness_section import bands_of, robustness_table
from optimization.evidence.explorations.sensitivity_section import sensitivity_table, tornado_bars
from optimization.evidence.explorations.sobol_section import sobol_table
from optimization.evidence.measure_units import measure_title, measure_unit
from optimization.evidence.reports.markdown_text import markdown_table
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.search.exploration.measures import OBJECTIVE
from orchestrator.markdown import picture_markdown
from orchestrator.report_metadata import report_metadata

if TYPE_CHECKING:
    from optimization.evidence.engine.engine_evidence import EngineEvidence
    from optimization.evidence.reports.report_files import ReportFiles
    from optimization.evidence.reports.report_table import ReportTable
    from optimization.recommendation.engine import EngineRecommendation
    from optimization.search.engine_result import OptimizationResult
    from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
    from optimization.search.exploration.pareto_result import ParetoFront
    from optimization.search.exploration.sobol_result import SobolSensitivity


def engine_metadata(found: EngineRecommendation) -> dict[str, Any]:
    """Keys stay the same from run to run, so that Dagster plots them; growth in percent, as for the target loop."""
    from optimization.recommendation.engine import no_proposal_reason

    result = found.result
    method = result.config.growth_method
    return {
        "status": str(result.status),
        "message": result.message,
        "objective": result.objective_value,
        "status_quo_objective": result.status_quo_objective,
        "cost_impact": result.estimated_cost_impact["value"],
        "final_growth": _percent(result.metrics_after.horizon_growth[method]),
        "initial_growth": _percent(result.metrics_before.horizon_growth[method]),
        "quality": result.solution_quality_score,
        "risk": str(result.risk_assessment),
        "is_feasible": result.is_feasible,
        "algorithm": f"{result.algorithm_used}: {result.algorithm_reason}",
        "evaluations": result.function_evaluations,
        "cached_evaluations": result.cached_evaluations,
        "batches": result.batches,
        "seconds": result.runtime_seconds,
        "seed": result.config.seed,
        "inputs_fingerprint": result.inputs_fingerprint,
        "run_id": found.run_id,
        "proposal_id": found.proposal_id or f"none: {no_proposal_reason(result)}",
        "convergence": _picture(
            objective_picture(improving_points(result.history), status_quo=result.status_quo_objective),
            label="Best objective by simulated candidates",
        ),
        "levers": _table(engine_levers_table(result, catalogue=load_lever_catalogue())),
        "objectives": _table(terms_table(result)),
        "targets": _table(targets_table(result)),
        "constraints": _table(constraints_table(result)),
        # Last: Dagster shows it in full.
        **report_metadata(found.report, run_id=found.run_id),
    }


def sensitivity_metadata(local: LocalSensitivity, sobol: SobolSensitivity | None) -> dict[str, Any]:
    """The slopes as a table, and what moves the objective as a tornado; Sobol indices where there are any."""
    metadata: dict[str, Any] = {
        "strongest_lever": local.ranking(OBJECTIVE)[0],
        "evaluations": local.evaluations + (0 if sobol is None else sobol.evaluations),
        "sensitivity": _table(sensitivity_table(local)),
        "tornado": _picture(
            tornado_picture(
                tornado_bars(local, OBJECTIVE),
                title=f"Change of {measure_title(OBJECTIVE)}",
                unit=measure_unit(OBJECTIVE),
            ),
            label="What each lever's step changes the objective by",
        ),
    }
    if sobol is not None:
        metadata["sobol"] = _table(sobol_table(sobol, OBJECTIVE))
        metadata["sobol_indices"] = _picture(sobol_picture(sobol.measures[OBJECTIVE]), label="Sobol indices")
    return metadata


def front_metadata(front: ParetoFront, result: OptimizationResult) -> dict[str, Any]:
    """The front as a table and a picture, with the engine's answer in it."""
    today, proposal = result.metrics_before, (result.objective_terms, result.metrics_after)
    points = front_points(front, today=today, proposal=proposal)
    table = front_table(front, today=today, method=result.config.growth_method, proposal=proposal)
    metadata: dict[str, Any] = {
        "points": len(front.points),
        "is_complete": front.is_complete,
        "message": front.message,
        "front": _table(table),
    }
    if front.hypervolume is not None:
        metadata["hypervolume"] = front.hypervolume
    if points:
        metadata["picture"] = _picture(front_picture(points), label="Cost, pay dispersion and target gap")
    return metadata


def evidence_metadata(evidence: EngineEvidence, report: ReportFiles, *, run_id: str) -> dict[str, Any]:
    """Where the report lies, and the parts of it that no other asset has: drivers and other random worlds."""
    metadata: dict[str, Any] = {}
    if evidence.drivers_after is not None:
        metadata["drivers"] = _table(drivers_table(evidence.drivers_after, before=evidence.drivers_before))
        parts = driver_parts(evidence.drivers_after)
        if parts is not None:
            metadata["waterfall"] = _picture(
                waterfall_picture(parts, total_label=DRIVERS_TOTAL), label="Drivers of growth"
            )
    if evidence.robustness is not None:
        metadata["robustness"] = _table(robustness_table(evidence.robustness))
        if evidence.robustness.bands_withheld is None:
            for name, of_cost, title, unit in (
                ("growth_bands", False, "Pay growth, per year", PERCENT),
                ("cost_bands", True, "Total compensation cost", MONEY),
            ):
                bands = bands_of(evidence.robustness, of_cost=of_cost)
                metadata[name] = _picture(bands_picture(bands, title=title, unit=unit), label=title)
    return {**metadata, **report_metadata(report, run_id=run_id)}


def _table(content: ReportTable) -> dg.MetadataValue[Any]:
    return dg.MetadataValue.md(markdown_table(content))


def _picture(png: bytes, *, label: str) -> dg.MetadataValue[Any]:
    return dg.MetadataValue.md(picture_markdown(png, label=label))


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else 100.0 * fraction
