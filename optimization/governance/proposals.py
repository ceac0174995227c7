"""Proposals in the ledger: lever changes that somebody put forward, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from optimization.errors import BadInputError
from optimization.governance.ledger import Ledger
from optimization.governance.runs import SearchRun
from optimization.governance.unknown_ids import unknown_id
from optimization.parameters.lever_cells import LeverCell

if TYPE_CHECKING:
    from sqlalchemy import Row


class ProposalState(StrEnum):
    """Where a proposal stands in its life."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGES_REQUESTED = "changes_requested"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"
    COMPLETED = "completed"


class CellChange(NamedTuple):
    """A cell that a proposal changes, its value when it was proposed and its proposed value, in the lever's unit."""

    cell: LeverCell
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Changes put forward. `changes` ascend by cell; `fingerprints` say what they were computed from."""

    proposal_id: str
    run_id: str
    scenario_id: str
    proposer: str
    created_at: datetime
    state: ProposalState
    changes: tuple[CellChange, ...]
    fingerprints: Mapping[str, str]


def record_proposal(
    ledger: Ledger, *, run: SearchRun, before: Mapping[LeverCell, float], changes: Mapping[LeverCell, float]
) -> Proposal:
    """Put the changes that a run found forward, in the name of the run's user, under the next number.

    Args:
        ledger: it holds the run.
        run: the search that found them.
        before: the value in force in every cell, changed or not.
        changes: the proposed values; a cell that would keep its value is no change and is left out.

    Raises:
        BadInputError: nothing would change.
        PlanwiseError: the ledger cannot be written to, or does not hold the run.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger_tables import proposals

    moved = [CellChange(cell, before[cell], after) for cell, after in sorted(changes.items()) if before[cell] != after]
    if not moved:
        raise BadInputError(
            f"The run {run.run_id} changes no lever of the scenario {run.scenario_id!r}, so it has nothing to propose."
        )
    with ledger.write() as connection:
        # Writers take turns, so nobody else takes this number; an undone transaction gives it back.
        number = connection.scalar(select(func.coalesce(func.max(proposals.c.number), 0) + 1))
        row = connection.execute(
            proposals.insert()
            .values(
                number=number,
                run_id=run.run_id,
                scenario_id=run.scenario_id,
                proposer=run.user,
                created_at=datetime.now(UTC),
                state=str(ProposalState.PROPOSED),
                changes=[{**c.cell._asdict(), "before": c.before, "after": c.after} for c in moved],
                fingerprints=dict(run.fingerprints),
            )
            .returning(proposals)
        ).one()
    return _proposal(row)


def list_proposals(ledger: Ledger, limit: int) -> tuple[Proposal, ...]:
    """The `limit` proposals made last, newest first.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger_tables import proposals

    with ledger.read() as connection:
        rows = connection.execute(select(proposals).order_by(proposals.c.number.desc()).limit(limit)).all()
    return tuple(_proposal(row) for row in rows)


def find_proposal(ledger: Ledger, proposal_id: str) -> Proposal:
    """The proposal of this id.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger_tables import proposals

    with ledger.read() as connection:
        number = _number(proposal_id)
        row = connection.execute(select(proposals).where(proposals.c.number == number)).one_or_none()
        if row is None:
            numbers = select(proposals.c.number).order_by(proposals.c.number.desc())
            raise unknown_id("proposal", proposal_id, [_proposal_id(r.number) for r in connection.execute(numbers)])
    return _proposal(row)


def _proposal_id(number: int) -> str:
    return f"PRP-{number:06d}"


def _number(proposal_id: str) -> int | None:
    # Ids grow past six digits, but not past what an integer column can be compared with.
    digits = re.fullmatch(r"PRP-(\d{6,9})", proposal_id)
    return int(digits[1]) if digits else None


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        proposal_id=_proposal_id(row.number),
        run_id=row.run_id,
        scenario_id=row.scenario_id,
        proposer=row.proposer,
        created_at=row.created_at,
        state=ProposalState(row.state),
        changes=tuple(
            CellChange(
                LeverCell(change["fiscal_year"], change["job_level"], change["parameter_name"]),
                change["before"],
                change["after"],
            )
            for change in row.changes
        ),
        fingerprints=row.fingerprints,
    )
