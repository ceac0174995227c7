"""The code location: everything that Dagster shows and runs."""

from __future__ import annotations

import dagster as dg

from orchestrator.checks import (
    baseline_workforce_validated,
    engine_convergence_check,
    optimization_convergence_check,
    optimization_parameter_bounds_check,
    validate_growth_rates,
)
from orchestrator.engine_assets import (
    advanced_optimization_engine,
    optimization_evidence_report,
    optimization_pareto_front,
    optimization_sensitivity_analysis,
)
from orchestrator.governance_assets import implementation_review, optimization_decision_record
from orchestrator.governance_checks import audit_chain_intact, no_rollback_recommended
from orchestrator.governance_jobs import apply_approved_proposal_job, rollback_job
from orchestrator.governance_sensors import actual_metrics_changed, proposal_approved
from orchestrator.jobs import (
    advanced_optimization_job,
    compensation_optimization_job,
    implementation_review_job,
    multi_year_simulation,
    single_optimization_iteration,
    single_year_simulation,
)
from orchestrator.loggers import progress_logger
from orchestrator.optimization_assets import compensation_optimization_loop, optimization_results_summary
from orchestrator.schedules import quarterly_compensation_optimization
from orchestrator.sensors import census_changed
from orchestrator.simulator_pipeline import (
    census,
    input_tables,
    published_warehouse,
    simulation_models,
    simulation_year_state,
)

defs = dg.Definitions(
    assets=[
        census,
        *input_tables,
        simulation_models,
        published_warehouse,
        simulation_year_state,
        compensation_optimization_loop,
        optimization_results_summary,
        advanced_optimization_engine,
        optimization_sensitivity_analysis,
        optimization_pareto_front,
        optimization_evidence_report,
        optimization_decision_record,
        implementation_review,
    ],
    asset_checks=[
        baseline_workforce_validated,
        validate_growth_rates,
        optimization_convergence_check,
        engine_convergence_check,
        optimization_parameter_bounds_check,
        audit_chain_intact,
        no_rollback_recommended,
    ],
    jobs=[
        single_year_simulation,
        multi_year_simulation,
        compensation_optimization_job,
        single_optimization_iteration,
        advanced_optimization_job,
        apply_approved_proposal_job,
        rollback_job,
        implementation_review_job,
    ],
    schedules=[quarterly_compensation_optimization],
    sensors=[census_changed, proposal_approved, actual_metrics_changed],
    # Values that pass between assets lie in the instance's storage, also when a job runs in its caller's process.
    resources={"io_manager": dg.FilesystemIOManager()},
    loggers={"console": dg.colored_console_logger, "progress": progress_logger},
    executor=dg.in_process_executor,
)
