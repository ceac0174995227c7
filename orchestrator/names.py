"""Names that more than one file of definitions refers to."""

from __future__ import annotations

# The seed that is the lever file.
LEVERS = "comp_levers"
SIMULATION_MODELS = "simulation_models"
LOOP = "compensation_optimization_loop"
SUMMARY = "optimization_results_summary"
ENGINE = "advanced_optimization_engine"
SENSITIVITY = "optimization_sensitivity_analysis"
FRONT = "optimization_pareto_front"
EVIDENCE_REPORT = "optimization_evidence_report"
DECISION_RECORD = "optimization_decision_record"
REVIEW = "implementation_review"
APPLY = "apply_approved_proposal"
# Everything that writes census or warehouse: one at a time (dagster.yaml).
WAREHOUSE_POOL = "warehouse"
