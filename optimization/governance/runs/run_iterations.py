"""Iterations of runs in the ledger: what a run under way has done so far, for others to follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from optimization.governance.ledger.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class RecordedIteration:
    """An iteration as the ledger has it: numbered from 1 within its run, and in the search's own JSON."""

    number: int
    recorded_at: datetime
    iteration: Mapping[str, Any]


def record_iteration(ledger: Ledger, run_id: str, iteration: Mapping[str, Any]) -> int:
    """Record the next iteration of a run; its number is returned.

    Raises:
        PlanwiseError: the ledger cannot be written to, or holds no such run.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import run_iterations

    with ledger.write() as connection:
        last = select(func.coalesce(func.max(run_iterations.c.number), 0)).where(run_iterations.c.run_id == run_id)
        number = connection.execute(last).scalar_one() + 1
        connection.execute(
            run_iterations.insert().values(
                run_id=run_id, number=number, recorded_at=datetime.now(UTC), iteration=dict(iteration)
            )
        )
    return int(number)


def list_iterations(ledger: Ledger, run_id: str) -> tuple[RecordedIteration, ...]:
    """The iterations of a run so far, in their order; none for a run that records none.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import run_iterations

    in_order = select(run_iterations).where(run_iterations.c.run_id == run_id).order_by(run_iterations.c.number)
    with ledger.read() as connection:
        rows = connection.execute(in_order).all()
    return tuple(
        RecordedIteration(number=row.number, recorded_at=row.recorded_at, iteration=row.iteration) for row in rows
    )
