"""Proposals in the ledger: lever changes that somebody put forward, what they were computed from, where each stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.unknown_ids import unknown_id
from optimization.governance.proposals.approval_trail import ApprovalAction, append_approval
from optimization.governance.proposals.proposal_content import CONTENT_SHA256, content_sha256
from optimization.governance.runs.runs import SearchRun
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.lever_rows import LeverKey, RowState, rows_as_json, states_from_json

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

# Where a risk report says how much a proposal asks to be looked at.
PROPOSAL_RISK_LEVEL = "proposal_risk_level"


class ProposalState(StrEnum):
    """Where a proposal stands in its life; proposal_states.py says what may follow what."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGES_REQUESTED = "changes_requested"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"
    COMPLETED = "completed"

    @property
    def in_words(self) -> str:
        """The state as people read it."""
        return self.value.replace("_", " ")


class CellChange(NamedTuple):
    """A cell that a proposal changes, its value when it was proposed and its proposed value, in the lever's unit."""

    cell: LeverCell
    before: float
    after: float


def changes_as_json(changes: Sequence[CellChange]) -> list[dict[str, Any]]:
    """The changes as JSON types: the fields of each cell beside its two values."""
    return [{**change.cell._asdict(), "before": change.before, "after": change.after} for change in changes]


def changes_from_json(stored: Sequence[Mapping[str, Any]]) -> tuple[CellChange, ...]:
    """The changes of `changes_as_json` again."""
    return tuple(
        CellChange(
            LeverCell(change["fiscal_year"], change["job_level"], change["parameter_name"]),
            change["before"],
            change["after"],
        )
        for change in stored
    )


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Changes put forward.

    Attributes:
        changes: Ascending by cell.
        fingerprints: A SHA-256 per input that they were computed from.
        lever_rows: Every row of the lever file that they were computed from. None, as risk_level and risk_report, for
            proposals of the first versions of the program.
        risk_level: Decides how many people must approve.
        risk_report: What the level rests on, as JSON types.
    """

    proposal_id: str
    run_id: str
    scenario_id: str
    proposer: str
    created_at: datetime
    state: ProposalState
    changes: tuple[CellChange, ...]
    fingerprints: Mapping[str, str]
    lever_rows: Mapping[LeverKey, RowState] | None
    risk_level: RiskLevel | None
    risk_report: Mapping[str, Any] | None

    @property
    def changes_by_cell(self) -> dict[LeverCell, float]:
        """The proposed value of every cell that changes."""
        return {change.cell: change.after for change in self.changes}


def record_proposal(  # noqa: PLR0913 - what is proposed, and everything that it was computed from
    ledger: Ledger,
    *,
    run: SearchRun,
    before: Mapping[LeverCell, float],
    changes: Mapping[LeverCell, float],
    lever_rows: Sequence[LeverRow],
    risk_report: Mapping[str, Any],
    proposer: str | None = None,
) -> Proposal:
    """Put changes forward in a transaction of their own; see `record_proposal_within`.

    Raises:
        BadInputError: nothing would change.
        PlanwiseError: the ledger cannot be written to, or does not hold the run.
    """
    with ledger.write() as connection:
        return record_proposal_within(
            connection,
            run=run,
            before=before,
            changes=changes,
            lever_rows=lever_rows,
            risk_report=risk_report,
            proposer=proposer,
        )


def record_proposal_within(  # noqa: PLR0913 - what is proposed, and everything that it was computed from
    connection: Connection,
    *,
    run: SearchRun,
    before: Mapping[LeverCell, float],
    changes: Mapping[LeverCell, float],
    lever_rows: Sequence[LeverRow],
    risk_report: Mapping[str, Any],
    proposer: str | None = None,
) -> Proposal:
    """Put the changes that a run found forward, under the next number.

    Args:
        connection: of a transaction that writes; the ledger holds the run.
        run: the search that found them, or the run that simulated a draft of them.
        before: the value in force in every cell, changed or not.
        changes: the proposed values; a cell that would keep its value is no change and is left out.
        lever_rows: the lever file that the run read; applying is refused where it has moved since.
        risk_report: as JSON types; its proposal_risk_level decides how many people must approve.
        proposer: who puts them forward; the run's user unless given.

    Raises:
        BadInputError: nothing would change.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.ledger_tables import proposals

    moved = [CellChange(cell, before[cell], after) for cell, after in sorted(changes.items()) if before[cell] != after]
    if not moved:
        raise BadInputError(
            f"The run {run.run_id} changes no lever of the scenario {run.scenario_id!r}, so it has nothing to propose."
        )
    risk_level = RiskLevel(risk_report[PROPOSAL_RISK_LEVEL])
    # Writers take turns, so nobody else takes this number; an undone transaction gives it back.
    number = connection.scalar(select(func.coalesce(func.max(proposals.c.number), 0) + 1))
    row = connection.execute(
        proposals.insert()
        .values(
            number=number,
            run_id=run.run_id,
            scenario_id=run.scenario_id,
            proposer=run.user if proposer is None else proposer,
            created_at=datetime.now(UTC),
            state=str(ProposalState.PROPOSED),
            changes=changes_as_json(moved),
            fingerprints=dict(run.fingerprints),
            lever_rows=rows_as_json(lever_rows),
            risk_level=str(risk_level),
            risk_report=dict(risk_report),
        )
        .returning(proposals)
    ).one()
    proposal = _proposal(row)
    append_approval(
        connection,
        ApprovalAction.PROPOSED,
        proposal_id=proposal.proposal_id,
        scenario_id=run.scenario_id,
        user=proposal.proposer,
        run_id=run.run_id,
        risk_level=str(risk_level),
        changes=row.changes,
        **{CONTENT_SHA256: content_sha256(proposal)},
    )
    return proposal


def list_proposals(ledger: Ledger, limit: int) -> tuple[Proposal, ...]:
    """The `limit` proposals made last, newest first.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return newest_within(connection, limit)


def newest_within(connection: Connection, limit: int) -> tuple[Proposal, ...]:
    """The `limit` proposals made last, newest first, as they are within a transaction."""
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import proposals

    newest_first = select(proposals).order_by(proposals.c.number.desc())
    return tuple(_proposal(row) for row in connection.execute(newest_first.limit(limit)))


def find_proposal(ledger: Ledger, proposal_id: str) -> Proposal:
    """The proposal of this id.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return proposal_within(connection, proposal_id)


def proposals_of_run_within(connection: Connection, run_id: str) -> tuple[Proposal, ...]:
    """What was put forward of a run, in the order in which it was made, as it is within a transaction."""
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import proposals

    in_order = select(proposals).where(proposals.c.run_id == run_id).order_by(proposals.c.number)
    return tuple(_proposal(row) for row in connection.execute(in_order))


def proposal_within(connection: Connection, proposal_id: str) -> Proposal:
    """The proposal of this id, as it is within a transaction.

    Raises:
        BadInputError: there is none; names the nearest.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import proposals

    number = _number(proposal_id)
    row = connection.execute(select(proposals).where(proposals.c.number == number)).one_or_none()
    if row is None:
        newest_first: Sequence[int] = connection.scalars(
            select(proposals.c.number).order_by(proposals.c.number.desc())
        ).all()
        raise unknown_id("proposal", proposal_id, [proposal_id_of(number) for number in newest_first])
    return _proposal(row)


def proposal_id_of(number: int) -> str:
    """The id of the proposal of this number."""
    return f"PRP-{number:06d}"


def proposal_number(proposal_id: str) -> int:
    """The number in a proposal's id.

    Raises:
        BadInputError: it is no such id.
    """
    number = _number(proposal_id)
    if number is None:
        raise BadInputError(f"{proposal_id!r} is no proposal's id: such an id looks like {proposal_id_of(1)}.")
    return number


def _number(proposal_id: str) -> int | None:
    # Ids grow past six digits, but not past what an integer column can be compared with.
    digits = re.fullmatch(r"PRP-([0-9]{6,9})", proposal_id)
    number = int(digits[1]) if digits else None
    return number if number is not None and proposal_id_of(number) == proposal_id else None


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        proposal_id=proposal_id_of(row.number),
        run_id=row.run_id,
        scenario_id=row.scenario_id,
        proposer=row.proposer,
        created_at=row.created_at,
        state=ProposalState(row.state),
        changes=changes_from_json(row.changes),
        fingerprints=row.fingerprints,
        lever_rows=None if row.lever_rows is None else states_from_json(row.lever_rows),
        risk_level=None if row.risk_level is None else RiskLevel(row.risk_level),
        risk_report=row.risk_report,
    )
