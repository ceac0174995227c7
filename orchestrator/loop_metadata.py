"""A finished target loop as metadata: figures that Dagster plots, tables and a picture for whoever decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

from optimization.evidence.charts.convergence_picture import convergence_picture
from optimization.evidence.loop.loop_answer import no_proposal_reason
from optimization.evidence.loop.loop_report import convergence_trace
from optimization.evidence.loop.loop_tables import growth_table, levers_table
from optimization.evidence.reports.markdown_text import markdown_table
from optimization.parameters.lever_catalogue import load_lever_catalogue
from orchestrator.markdown import picture_markdown
from orchestrator.report_metadata import report_metadata

if TYPE_CHECKING:
    from optimization.recommendation.target_loop import Recommendation


def loop_metadata(found: Recommendation) -> dict[str, Any]:
    """Keys stay the same from run to run, so that Dagster plots them; growth in percent, gap in percentage points."""
    result = found.result
    levers = levers_table(result, catalogue=load_lever_catalogue())
    metadata: dict[str, Any] = {
        "status": str(result.status),
        "message": result.message,
        "initial_growth": result.initial_growth,
        "final_growth": result.final_growth,
        "gap": result.final_gap,
        "iterations": result.iterations,
        "evaluations": result.evaluations,
        "seconds": result.seconds,
        "seed": result.config.seed,
        "inputs_fingerprint": result.inputs_fingerprint,
        "run_id": found.run_id,
        "proposal_id": found.proposal_id or f"none: {no_proposal_reason(result)}",
    }
    if result.iteration_history:
        picture = convergence_picture(convergence_trace(result.iteration_history, result.config))
        metadata["convergence"] = dg.MetadataValue.md(picture_markdown(picture, label="Pay growth by iteration"))
    return {
        **metadata,
        "levers": dg.MetadataValue.md(markdown_table(levers)),
        "growth_by_year": dg.MetadataValue.md(markdown_table(growth_table(result))),
        # Last: Dagster shows it in full.
        **report_metadata(found.report, run_id=found.run_id),
    }
