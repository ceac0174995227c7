"""Rollout plans in the ledger: the phases in which a proposal is to come into force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.lever_writes import LeverWriteState, writes_where
from optimization.governance.proposals.proposals import (
    Proposal,
    ProposalState,
    proposal_id_of,
    proposal_number,
    proposal_within,
)
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import cells_of, parse_lever_name

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

# Once a phase is in force the way that is left cannot be exchanged for another.
PLANNABLE_STATES = (ProposalState.PROPOSED, ProposalState.APPROVED)


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """A stored plan: phases as `create_staged_rollout_plan` gives them, by cell names, each with what it would give."""

    proposal_id: str
    created_at: datetime
    created_by: str
    risk_tolerance: str
    phases: tuple[Mapping[str, Any], ...]

    def cells(self, phase: int) -> dict[LeverCell, float]:
        """The value of every cell of the proposal after a phase, 1 to the number of phases; the last is the proposal's.

        Raises:
            BadInputError: the plan has no such phase.
        """
        if not 1 <= phase <= len(self.phases):
            raise BadInputError(f"The rollout of {self.proposal_id} has phases 1 to {len(self.phases)}, not {phase}.")
        return parameter_cells(self.phases[phase - 1]["parameters"], load_lever_catalogue())


def record_rollout(
    ledger: Ledger, proposal_id: str, *, user: str, risk_tolerance: str, phases: Sequence[Mapping[str, Any]]
) -> Rollout:
    """Store a proposal's plan, in the place of one that it has already.

    Args:
        ledger: it holds the proposal.
        proposal_id: whose plan it is.
        user: who made it.
        risk_tolerance: what it was made for.
        phases: JSON types; `parameters` give every cell of the proposal by its name, in the last phase its final value.

    Raises:
        BadInputError: there is no such proposal, or it is neither proposed nor approved any more, or the plan leads
            elsewhere than the proposal.
        PlanwiseError: the ledger cannot be written to.
    """
    from optimization.governance.ledger.governance_tables import rollouts

    with ledger.write() as connection:
        proposal = proposal_within(connection, proposal_id)
        require_plannable(connection, proposal)
        require_same_end(proposal, phases)
        number = proposal_number(proposal_id)
        connection.execute(rollouts.delete().where(rollouts.c.proposal_number == number))
        row = connection.execute(
            rollouts.insert()
            .values(
                proposal_number=number,
                created_at=datetime.now(UTC),
                created_by=user,
                risk_tolerance=risk_tolerance,
                phases=[dict(phase) for phase in phases],
            )
            .returning(rollouts)
        ).one()
    return _rollout(row)


def find_rollout(ledger: Ledger, proposal_id: str) -> Rollout | None:
    """The plan of a proposal; None where nobody has made one.

    Raises:
        BadInputError: there is no such proposal.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        proposal_within(connection, proposal_id)
        return rollout_within(connection, proposal_number(proposal_id))


def rollout_within(connection: Connection, number: int) -> Rollout | None:
    """The plan of the proposal of this number, within a transaction."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import rollouts

    row = connection.execute(select(rollouts).where(rollouts.c.proposal_number == number)).one_or_none()
    return None if row is None else _rollout(row)


def parameter_cells(parameters: Mapping[str, float], catalogue: LeverCatalogue) -> dict[LeverCell, float]:
    """The parameters of a phase by cell.

    Raises:
        BadInputError: a name is none of a lever, or stands for more than one cell.
    """
    return {_cell(name, catalogue): value for name, value in parameters.items()}


def require_plannable(connection: Connection, proposal: Proposal) -> None:
    """Refuse a plan for a proposal of which a part is in force, or that nothing is to come of.

    Raises:
        BadInputError: naming the state, or the write that is under way.
    """
    from optimization.governance.ledger.governance_tables import lever_writes

    if proposal.state not in PLANNABLE_STATES:
        raise BadInputError(
            f"{proposal.proposal_id} is {proposal.state}: a rollout is planned while a proposal is "
            f"{' or '.join(PLANNABLE_STATES)}."
        )
    begun = writes_where(
        connection,
        lever_writes.c.proposal_number == proposal_number(proposal.proposal_id),
        lever_writes.c.state == str(LeverWriteState.BEGUN),
    )
    if begun:
        raise BadInputError(
            f"{proposal.proposal_id} is being applied: its rollout cannot be planned anew. If nobody is at work on it, "
            "planwise doctor settles what was left."
        )


def require_same_end(proposal: Proposal, phases: Sequence[Mapping[str, Any]]) -> None:
    """Refuse phases that do not lead from the proposal's cells to its values.

    Raises:
        BadInputError: a phase names other cells, or the last one gives another value.
    """
    catalogue, wanted = load_lever_catalogue(), proposal.changes_by_cell
    cells = [parameter_cells(phase["parameters"], catalogue) for phase in phases]
    if not cells or cells[-1] != wanted or any(set(each) != set(wanted) for each in cells):
        raise BadInputError(
            f"The plan does not end at the values of {proposal.proposal_id}: it must name each cell that the proposal "
            "changes, and in its last phase give the proposed value."
        )


def _cell(name: str, catalogue: LeverCatalogue) -> LeverCell:
    year = parse_lever_name(name, catalogue).year
    cells = cells_of(name, years=() if year is None else (year,), catalogue=catalogue)
    if len(cells) != 1:
        raise BadInputError(f"{name!r} stands for more than one cell: a stored plan names level and year.")
    return cells[0]


def _rollout(row: Row[Any]) -> Rollout:
    return Rollout(
        proposal_id=proposal_id_of(row.proposal_number),
        created_at=row.created_at,
        created_by=row.created_by,
        risk_tolerance=row.risk_tolerance,
        phases=tuple(row.phases),
    )
