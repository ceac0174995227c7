"""Approved proposals written to the lever file, whole or phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.appliable import appliable, next_phase, require_same_file
from optimization.governance.lever_file.checkpoint_store import Baseline
from optimization.governance.lever_file.expected_rows import require_as_applied, require_as_proposed
from optimization.governance.lever_file.held_lever_file import HeldLeverFile
from optimization.governance.lever_file.lever_file_writing import OnStep, lever_file_alone, write_lever_file
from optimization.governance.lever_file.lever_writes import (
    LeverWrite,
    LeverWriteKind,
    LeverWriteState,
    WrittenRow,
    done_writes,
    writes_where,
)
from optimization.governance.lever_file.meant_writes import MeantWrite
from optimization.governance.lever_file.phases_in_force import phases_applied, writes_in_force
from optimization.governance.proposals.proposals import Proposal, proposal_number
from optimization.governance.rollouts.rollout_plans import rollout_within
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file_edit import edit_lever_file
from optimization.parameters.lever_names import cell_name
from optimization.parameters.lever_rows import LeverKey
from optimization.parameters.settings import load_simulation_settings
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
        proposal = appliable(connection, proposal_id)
        require_same_file(connection, proposal_id, held.path)
        require_as_proposed(held, proposal)
        rollout = rollout_within(connection, proposal_number(proposal_id))
        return _meant(
            held,
            proposal,
            proposal.changes_by_cell,
            kind=LeverWriteKind.APPLY,
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
    phase: int | None = None,
    on_step: OnStep = lambda _step: None,
) -> LeverWrite:
    """Write the next phase of a proposal's stored rollout to the lever file; the arguments are as in `apply_proposal`.

    `phase` is the one that is meant; where another one is next by now, somebody else was quicker.

    Raises:
        BadInputError: there is no such proposal or it has no rollout, it is neither approved nor being rolled out, all
            of its phases are in force, another phase than the one that is meant is next, or the lever file is not as
            the phase before and other proposals since left it.
        PlanwiseError: somebody else writes the file or has changed it, or it or the ledger cannot be written to.
    """

    def meant(connection: Connection) -> MeantWrite:
        require_same_file(connection, proposal_id, held.path)
        _require_meant_phase(connection, proposal_id, phase)
        coming = next_phase(connection, proposal_id)
        writes = writes_in_force(done_writes(connection, str(held.path)))
        is_first = coming.phase == 1
        if is_first:
            require_as_proposed(held, coming.proposal)
        else:
            require_as_applied(connection, held, coming.proposal, in_force=writes)
        return _meant(
            held,
            coming.proposal,
            coming.rollout.cells(coming.phase),
            kind=LeverWriteKind.PHASE,
            phase=coming.phase,
            reason=f"Phase {coming.phase} of {len(coming.rollout.phases)} of {proposal_id} is applied.",
            starts_rollout=is_first,
            user=user,
            baseline=baseline,
        )

    with lever_file_alone(ledger, places, user=user, on_step=on_step) as held:
        return write_lever_file(ledger, held, meant, on_step=on_step)


def _require_meant_phase(connection: Connection, proposal_id: str, meant: int | None) -> None:
    """Refuse to apply another phase than the one that was meant: it was asked for when another one was next."""
    from optimization.governance.ledger.governance_tables import lever_writes

    in_force = phases_applied(connection, proposal_id)
    if meant is None or meant == in_force + 1:
        return
    number = proposal_number(proposal_id)
    last = writes_where(
        connection, lever_writes.c.proposal_number == number, lever_writes.c.state == str(LeverWriteState.DONE)
    )[-1]
    what = "rolled back" if last.kind is LeverWriteKind.ROLLBACK else f"phase {last.phase} was applied"
    raise BadInputError(
        f"Phase {meant} of {proposal_id} is not the next one any more: {what} by {last.user!r} meanwhile. `planwise "
        f"proposal rollout {proposal_id}` shows where it stands. Nothing was changed."
    )


def _meant(  # noqa: PLR0913 - what is written, and everything that is checked before
    held: HeldLeverFile,
    proposal: Proposal,
    changes: Mapping[LeverCell, float],
    *,
    kind: LeverWriteKind,
    phase: int,
    reason: str,
    starts_rollout: bool,
    user: str,
    baseline: Baseline,
) -> MeantWrite:
    held.require_measured(baseline)
    edited = edit_lever_file(
        held.content,
        changes,
        path=held.path,
        scenario_id=proposal.scenario_id,
        created_at=datetime.now(UTC).date(),
        created_by=CREATED_BY,
        catalogue=held.catalogue,
        years=_years(proposal, baseline),
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


def _years(proposal: Proposal, baseline: Baseline) -> set[int]:
    """The years in which every other cell is to stay: all that are simulated, or that anybody has looked at."""
    named = {key.cell.fiscal_year for key in proposal.lever_rows or ()}
    return {*load_simulation_settings().years, *(baseline.years or ()), *named}
