"""Approved proposals written to the lever file, whole or phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.checkpoints import Baseline
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_writing import OnStep, lever_file_alone, write_lever_file
from optimization.governance.lever_file.lever_writes import (
    LeverWrite,
    LeverWriteKind,
    WrittenRow,
    content_after,
    done_writes,
)
from optimization.governance.lever_file.meant_writes import MeantWrite
from optimization.governance.lever_file.phases_in_force import phases_in_force, writes_in_force
from optimization.governance.lever_file.shown_rows import shown_rows
from optimization.governance.proposals.proposals import Proposal, ProposalState, proposal_number, proposal_within
from optimization.governance.rollouts.rollout_plans import Rollout, rollout_within
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file_edit import edit_lever_file
from optimization.parameters.lever_names import cell_name
from optimization.parameters.lever_rows import LeverKey, RowState, row_differences
from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Who is written down beside a value that a proposal brought into force.
CREATED_BY = "optimization_engine"


def apply_proposal(  # noqa: PLR0913 - who applies what, where, and what was measured before
    ledger: Ledger,
    places: Places,
    proposal_id: str,
    *,
    user: str,
    baseline: Baseline,
    on_step: OnStep = lambda _step: None,
) -> LeverWrite:
    """Write all changes of an approved proposal to the lever file at once.

    Args:
        ledger: it holds the proposal.
        places: name the lever file.
        proposal_id: what to apply.
        user: who applies it.
        baseline: what the simulation gives for the levers in force; the checkpoint keeps it.
        on_step: told each step, and what was settled of earlier writes.

    Raises:
        BadInputError: there is no such proposal, it is not approved or partly applied, a row of the lever file is not
            as it was when the proposal was computed, or a row that would move is locked.
        PlanwiseError: somebody else writes the file or has changed it, or it or the ledger cannot be written to.
    """

    def meant(connection: Connection) -> MeantWrite:
        proposal = proposal_within(connection, proposal_id)
        if proposal.state is not ProposalState.APPROVED:
            raise BadInputError(_not_appliable(proposal))
        rollout = rollout_within(connection, proposal_number(proposal_id))
        return _meant(
            held,
            proposal,
            proposal.changes_by_cell,
            kind=LeverWriteKind.APPLY,
            expected=_proposed_on(proposal),
            phase=1 if rollout is None else len(rollout.phases),
            reason=f"{proposal_id} is applied whole.",
            starts_rollout=True,
            user=user,
            baseline=baseline,
        )

    with lever_file_alone(ledger, places, user=user, on_step=on_step) as held:
        return write_lever_file(ledger, held, meant, on_step=on_step)


def apply_next_phase(  # noqa: PLR0913 - as above
    ledger: Ledger,
    places: Places,
    proposal_id: str,
    *,
    user: str,
    baseline: Baseline,
    on_step: OnStep = lambda _step: None,
) -> LeverWrite:
    """Write the next phase of a proposal's stored rollout to the lever file; the arguments are as in `apply_proposal`.

    Raises:
        BadInputError: there is no such proposal or it has no rollout, it is neither approved nor being rolled out, all
            of its phases are in force, or the lever file is not as the phase before left it.
        PlanwiseError: somebody else writes the file or has changed it, or it or the ledger cannot be written to.
    """

    def meant(connection: Connection) -> MeantWrite:
        proposal = proposal_within(connection, proposal_id)
        if proposal.state not in (ProposalState.APPROVED, ProposalState.APPLIED):
            raise BadInputError(_not_appliable(proposal))
        rollout = _rollout(connection, proposal)
        own = [w for w in writes_in_force(done_writes(connection, str(held.path))) if w.proposal_id == proposal_id]
        if proposal.state is ProposalState.APPLIED and not own:
            raise BadInputError(
                f"{proposal_id} was applied to another lever file than {held.path}: name that one in PLANWISE_LEVERS. "
                "Nothing was changed."
            )
        phase = phases_in_force(own).get(proposal_id, 0) + 1
        if phase > len(rollout.phases):
            raise BadInputError(
                f"All {len(rollout.phases)} phases of {proposal_id} are in force. `planwise proposal complete "
                f"{proposal_id}` ends its rollout."
            )
        return _meant(
            held,
            proposal,
            rollout.cells(phase),
            kind=LeverWriteKind.PHASE,
            expected=held.states(content_after(connection, own[-1])) if own else _proposed_on(proposal),
            phase=phase,
            reason=f"Phase {phase} of {len(rollout.phases)} of {proposal_id} is applied.",
            starts_rollout=not own,
            user=user,
            baseline=baseline,
        )

    with lever_file_alone(ledger, places, user=user, on_step=on_step) as held:
        return write_lever_file(ledger, held, meant, on_step=on_step)


def _meant(  # noqa: PLR0913 - what is written, and everything that is checked before
    held: HeldLeverFile,
    proposal: Proposal,
    changes: Mapping[LeverCell, float],
    *,
    kind: LeverWriteKind,
    expected: Mapping[LeverKey, RowState],
    phase: int,
    reason: str,
    starts_rollout: bool,
    user: str,
    baseline: Baseline,
) -> MeantWrite:
    _require_expected(held, proposal, expected)
    held.require_measured(baseline)
    edited = edit_lever_file(
        held.content,
        changes,
        path=held.path,
        scenario_id=proposal.scenario_id,
        created_at=datetime.now(UTC).date(),
        created_by=CREATED_BY,
        catalogue=held.catalogue,
        years=baseline.years,
    )
    return MeantWrite(
        kind=kind,
        content=edited.content,
        moved=tuple(
            WrittenRow(
                key=(key := LeverKey(proposal.scenario_id, row.cell)),
                name=cell_name(row.cell, held.catalogue),
                before=float(row.in_force_before),
                after=float(row.after),
                text=f"{key}: {row.in_force_before}{' (inherited)' * (row.before is None)} -> {row.after}",
            )
            for row in edited.moved
        ),
        scenario_id=proposal.scenario_id,
        user=user,
        reason=reason,
        parameters={cell_name(row.cell, held.catalogue): float(row.in_force_before) for row in edited.moved},
        proposal_id=proposal.proposal_id,
        phase=phase,
        starts_rollout=starts_rollout,
        baseline=baseline,
    )


def _not_appliable(proposal: Proposal) -> str:
    name = proposal.proposal_id
    match proposal.state:
        case ProposalState.PROPOSED:
            todo = f"others than {proposal.proposer!r} must approve it first: `planwise proposal approve {name}`"
        case ProposalState.APPLIED:
            todo = f"`planwise proposal rollout {name} --next` applies the next phase, where it has one"
        case _:
            todo = "ask the search for a new proposal"
    return f"{name} is {proposal.state} and cannot be applied: {todo}. Nothing was changed."


def _rollout(connection: Connection, proposal: Proposal) -> Rollout:
    rollout = rollout_within(connection, proposal_number(proposal.proposal_id))
    if rollout is None:
        raise BadInputError(
            f"{proposal.proposal_id} has no rollout plan. `planwise proposal rollout {proposal.proposal_id}` makes "
            f"one, `planwise proposal apply {proposal.proposal_id}` applies the proposal whole."
        )
    return rollout


def _proposed_on(proposal: Proposal) -> Mapping[LeverKey, RowState]:
    if proposal.lever_rows is None:
        raise BadInputError(
            f"{proposal.proposal_id} is of a version of the program that did not keep which levers it was computed "
            "from. Ask the search again. Nothing was changed."
        )
    return proposal.lever_rows


def _require_expected(held: HeldLeverFile, proposal: Proposal, expected: Mapping[LeverKey, RowState]) -> None:
    """Refuse a lever file that says something else than when the proposal was computed, or its last phase applied."""
    others = [difference.text for difference in row_differences(expected, held.states())]
    if not others:
        return
    if proposal.state is ProposalState.APPROVED:
        since, todo = f"{proposal.proposal_id} was computed", "Put them back, or ask the search again."
    else:
        since = f"{proposal.proposal_id} was last applied"
        todo = f"Put them back, or undo the rollout: `planwise proposal rollback {proposal.proposal_id} --force`."
    raise BadInputError(f"{held.path} has moved since {since}: {shown_rows(others)}{todo} Nothing was changed.")
