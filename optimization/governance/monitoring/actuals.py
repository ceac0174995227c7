"""Actual figures in the ledger: what was measured in the company, with the history of its corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.errors import PlanwiseError
from optimization.governance.monitoring.actuals_file import ActualRow
from optimization.governance.monitoring.periods import Period, parse_period

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True)
class Actual:
    """A metric's value in a period as it was said last; `known_since` is when the period's figure was said first."""

    period: Period
    metric_name: str
    value: float
    source: str
    known_since: datetime
    recorded_at: datetime
    recorded_by: str


def record_actuals(connection: Connection, rows: Sequence[ActualRow], *, user: str) -> tuple[ActualRow, ...]:
    """Record the figures that are new, or said otherwise than last time, within a transaction of `Ledger.write`.

    Returns:
        Those rows.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import actuals

    said = {(each.period, each.metric_name): (each.value, each.source) for each in latest_actuals(connection)}
    new = tuple(row for row in rows if said.get((row.period, row.metric_name)) != (row.value, row.source))
    first_number = connection.scalar(select(func.coalesce(func.max(actuals.c.number), 0) + 1)) or 1
    now = datetime.now(UTC)
    for number, row in enumerate(new, start=first_number):
        connection.execute(
            actuals.insert().values(
                number=number,
                period=str(row.period),
                metric_name=row.metric_name,
                value=row.value,
                source=row.source,
                recorded_at=now,
                recorded_by=user,
            )
        )
    return new


def latest_actuals(connection: Connection) -> tuple[Actual, ...]:
    """The figure that holds of each metric and period, in the order in which they became known.

    Raises:
        PlanwiseError: the ledger names a period that this version does not know.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import actuals

    latest: dict[tuple[str, str], Actual] = {}
    for row in connection.execute(select(actuals).order_by(actuals.c.number)):
        key = (row.period, row.metric_name)
        latest[key] = Actual(
            period=_period(row.period),
            metric_name=row.metric_name,
            value=row.value,
            source=row.source,
            known_since=latest[key].known_since if key in latest else row.recorded_at,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )
    return tuple(latest.values())


def _period(text: str) -> Period:
    period = parse_period(text)
    if period is None:
        raise PlanwiseError(f"The ledger holds an actual figure of {text!r}, a period that this version cannot read.")
    return period
