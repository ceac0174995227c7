"""How a recorded search went, kept where searches are compared with each other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.governance.runs.runs import SearchRun
from optimization.governance.search_history.search_performance import SearchPerformance, record_search_performance
from optimization.search.engine_result import OptimizationResult
from optimization.search.loop.target_loop_result import TargetLoopResult

if TYPE_CHECKING:
    from sqlalchemy import Connection


def record_performance(
    connection: Connection, run: SearchRun, result: TargetLoopResult | OptimizationResult
) -> SearchPerformance:
    """Keep how a run's search went, with the levers that it ended with, within a transaction that writes."""
    levers = result.levers_after if isinstance(result, TargetLoopResult) else result.optimal_parameters
    return record_search_performance(
        connection,
        scenario_id=run.scenario_id,
        result=result,
        parameters=levers,
        business_context={},
        now=datetime.now(UTC),
        run_id=run.run_id,
    )
