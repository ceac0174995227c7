"""How every search went, in the ledger: whether it converged, what it took, what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.search_history.search_fields import first_of, json_types, search_fields

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, kw_only=True)
class SearchPerformance:
    """How a search went. What its result does not say is None: `quality_score` and `objective_value` of a target loop.

    `quality_score` is 1 for the best objective known and 0 for the status quo's; `algorithm` is the engine's method or
    the target loop's mode. `run_id` is None for a search that the ledger holds no run of.
    """

    number: int
    run_id: str | None
    scenario_id: str
    recorded_at: datetime
    converged: bool
    iterations: int | None
    evaluations: int | None
    runtime_seconds: float | None
    objective_value: float | None
    quality_score: float | None
    algorithm: str | None
    parameters: Mapping[str, Any]
    business_context: Mapping[str, Any]


def record_search_performance(  # noqa: PLR0913 - what was searched, what came of it, and when
    connection: Connection,
    *,
    scenario_id: str,
    result: object,
    parameters: Mapping[str, Any],
    business_context: Mapping[str, Any],
    now: datetime,
    run_id: str | None = None,
) -> SearchPerformance:
    """Keep how a search went, under the next number.

    Args:
        connection: of a transaction that writes; the ledger holds the run, where one is named.
        scenario_id: whose levers were searched.
        result: what the search found, or a mapping or object with such fields.
        parameters: the levers that it ended with, by name.
        business_context: what whoever asked wants to be remembered, as it is.
        now: the moment, as an aware datetime.
        run_id: the search's run in the ledger.

    Raises:
        BadInputError: the result does not say whether it converged, or something given cannot be stored.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import search_performance

    values = {
        "run_id": run_id,
        "scenario_id": scenario_id,
        "recorded_at": now,
        **_figures(result),
        "parameters": json_types(parameters, what="The parameters"),
        "business_context": json_types(business_context, what="The business context"),
    }
    number = connection.scalar(select(func.coalesce(func.max(search_performance.c.number), 0) + 1))
    row = connection.execute(
        search_performance.insert().values(number=number, **values).returning(search_performance)
    ).one()
    return _performance(row)


def performance_since(ledger: Ledger, start: datetime) -> tuple[SearchPerformance, ...]:
    """How the searches went that were recorded at a moment or after it, oldest first.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import search_performance

    recent = select(search_performance).where(search_performance.c.recorded_at >= start)
    with ledger.read() as connection:
        rows = connection.execute(recent.order_by(search_performance.c.number)).all()
    return tuple(_performance(row) for row in rows)


def _figures(result: object) -> dict[str, Any]:
    fields = search_fields(result)
    converged = first_of(fields, "converged")
    if converged is None:
        raise BadInputError("The result does not say whether it converged: give what the search returned.")
    mode = first_of(search_fields(first_of(fields, "config") or {}), "mode")
    figures = {
        "converged": bool(converged),
        "iterations": first_of(fields, "iterations"),
        "evaluations": first_of(fields, "function_evaluations", "evaluations"),
        "runtime_seconds": first_of(fields, "runtime_seconds", "seconds"),
        "objective_value": first_of(fields, "objective_value"),
        "quality_score": first_of(fields, "solution_quality_score"),
        "algorithm": first_of(fields, "algorithm_used") or mode,
    }
    plain: dict[str, Any] = json_types(figures, what="The result")
    return plain


def _performance(row: Row[Any]) -> SearchPerformance:
    return SearchPerformance(**row._mapping)
