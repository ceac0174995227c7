"""Asset checks of our own, beside those that dbt's tests are."""

from typing import Any

import dagster as dg

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import places
from optimization.search.engine_json import result_from_json
from optimization.simulation.census_read import read_census
from orchestrator.census_findings import census_findings
from orchestrator.check_limits import load_check_limits
from orchestrator.dbt_translation import CENSUS_KEY
from orchestrator.failures import failures_in_words
from orchestrator.lever_findings import bounds_findings
from orchestrator.names import ENGINE, LOOP
from orchestrator.published import read_published
from orchestrator.year_results import growth_findings


@dg.asset_check(asset=CENSUS_KEY, blocking=True)
def baseline_workforce_validated() -> dg.AssetCheckResult:
    """Everybody in the census is there once, is paid, and was hired before its date, the last day of a year."""
    with failures_in_words():
        findings = census_findings(read_census(places()))
    return dg.AssetCheckResult(passed=not findings, metadata={"findings": findings})


@dg.asset_check(asset="published_warehouse")
def validate_growth_rates() -> dg.AssetCheckResult:
    """Headcount and mean pay grow plausibly in every published scenario and year; limits in config/checks.yaml."""
    with failures_in_words():
        run, limits = read_published(places()), load_check_limits()
    target = run.settings.workforce_growth_rate
    findings = [
        f"scenario {scenario}, seed {seed}, {finding}"
        for (scenario, seed), metrics in sorted(run.metrics.items())
        for finding in growth_findings(metrics, target_growth_rate=target, limits=limits)
    ]
    return dg.AssetCheckResult(
        passed=not findings,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"findings": findings, "limits": limits.model_dump()},
    )


@dg.asset_check(asset=LOOP)
def optimization_convergence_check(compensation_optimization_loop: dict[str, Any]) -> dg.AssetCheckResult:
    """The search met its target within the tolerance. Where it did not, its result stands and says why."""
    result = compensation_optimization_loop["result"]
    return dg.AssetCheckResult(
        passed=result["converged"],
        description=result["message"],
        metadata={
            "status": result["status"],
            "final_growth": result["final_growth"],
            "gap": result["final_gap"],
            "tolerance": result["config"]["tolerance"],
        },
    )


@dg.asset_check(asset=ENGINE, name="optimization_convergence_check")
def engine_convergence_check(advanced_optimization_engine: dict[str, Any]) -> dg.AssetCheckResult:
    """The engine came to an end by itself. Where it did not, its answer stands and its message says why."""
    result = advanced_optimization_engine["result"]
    return dg.AssetCheckResult(
        passed=result["converged"],
        description=result["message"],
        metadata={
            "status": result["status"],
            "objective": result["objective_value"],
            "quality": result["solution_quality_score"],
            "evaluations": result["function_evaluations"],
        },
    )


@dg.asset_check(asset=ENGINE, blocking=True)
def optimization_parameter_bounds_check(advanced_optimization_engine: dict[str, Any]) -> dg.AssetCheckResult:
    """The engine moves no locked row, and no lever beyond what a search may choose, unless it lies there today.

    What is beyond must never reach whoever decides.
    """
    with failures_in_words():
        findings = bounds_findings(
            result_from_json(advanced_optimization_engine["result"]), catalogue=load_lever_catalogue()
        )
    return dg.AssetCheckResult(passed=not findings, metadata={"findings": findings})
