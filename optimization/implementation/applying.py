"""A proposal brought into force or taken back, with the figures that its checkpoint keeps measured first."""

from __future__ import annotations

from collections.abc import Callable

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.appliable import appliable, next_phase
from optimization.governance.lever_file.checkpoint_store import Baseline
from optimization.governance.lever_file.lever_file_writing import write_steps
from optimization.governance.lever_file.lever_writes import LeverWrite
from optimization.implementation.measured_levers import baseline
from optimization.implementation.monitoring import record_actual_metrics
from optimization.places import Places

Told = Callable[[str], None]


def _nobody(_step: str) -> None:
    pass


def apply(
    places: Places, proposal_id: str, *, user: str, on_step: Told = _nobody, on_progress: Told = _nobody
) -> LeverWrite:
    """Simulate the levers in force for the checkpoint, then write an approved proposal to the lever file, whole.

    Args:
        places: census, levers and ledger.
        proposal_id: an approved proposal.
        user: who applies it.
        on_step: told every step of the write, see `WriteStep`.
        on_progress: told what is done now, for people.

    Raises:
        BadInputError: there is no such proposal, it may not be applied, or the levers have moved since it was made.
        PlanwiseError: the levers in force cannot be simulated, or the lever file cannot be written.
    """
    from optimization.governance.lever_file.applying import apply_proposal

    with open_ledger(places) as ledger:
        # What cannot be applied anyway is refused before the simulation takes its seconds.
        with ledger.read() as connection:
            proposal = appliable(connection, proposal_id)
        measured = _measured(places, proposal.scenario_id, user=user, on_progress=on_progress)
        told = _telling(on_step, on_progress)
        return apply_proposal(ledger, places, proposal_id, user=user, baseline=measured, on_step=told)


def apply_phase(
    places: Places, proposal_id: str, *, user: str, on_step: Told = _nobody, on_progress: Told = _nobody
) -> LeverWrite:
    """The same for the next phase of its stored rollout.

    Raises:
        BadInputError: there is no such proposal or no rollout of it, all its phases are in force, it may not be
            applied, the levers have moved since, or somebody else applied the phase meanwhile.
        PlanwiseError: the levers in force cannot be simulated, or the lever file cannot be written.
    """
    from optimization.governance.lever_file.applying import apply_next_phase

    with open_ledger(places) as ledger:
        with ledger.read() as connection:
            coming = next_phase(connection, proposal_id)
        measured = _measured(places, coming.proposal.scenario_id, user=user, on_progress=on_progress)
        told = _telling(on_step, on_progress)
        return apply_next_phase(
            ledger, places, proposal_id, user=user, baseline=measured, phase=coming.phase, on_step=told
        )


def roll_back(  # noqa: PLR0913 - what, to where, by whom, why, and who is told
    places: Places,
    proposal_id: str,
    *,
    user: str,
    reason: str,
    force: bool = False,
    checkpoint_id: str | None = None,
    on_step: Told = _nobody,
    on_progress: Told = _nobody,
) -> LeverWrite:
    """Restore the lever file's exact bytes from before a proposal, or from before one of its phases.

    Args:
        places: levers and ledger.
        proposal_id: a proposal in force.
        user: who rolls it back.
        reason: why, for the audit trail.
        force: also where somebody else has changed the file since; their state is checkpointed first.
        checkpoint_id: one of the proposal's; its first unless given.
        on_step: told every step of the write, see `WriteStep`.
        on_progress: told what was settled of earlier writes, for people.

    Raises:
        BadInputError: there is no such proposal or checkpoint, it is not in force, or the file was changed since.
        PlanwiseError: the lever file cannot be written.
    """
    from optimization.governance.lever_file.rollback import roll_back_proposal

    with open_ledger(places) as ledger:
        return roll_back_proposal(
            ledger,
            places,
            proposal_id,
            user=user,
            reason=reason,
            force=force,
            checkpoint_id=checkpoint_id,
            on_step=_telling(on_step, on_progress),
        )


def _telling(on_step: Told, on_progress: Told) -> Told:
    """Steps go to whoever follows the write; what was settled of earlier writes is for people too."""
    steps = frozenset(write_steps())

    def tell(said: str) -> None:
        on_step(said)
        if said not in steps:
            on_progress(said)

    return tell


def _measured(places: Places, scenario_id: str, *, user: str, on_progress: Told) -> Baseline:
    """The levers in force, simulated.

    Actual figures that are there already are recorded now: they are of the time before, and never evidence of what
    comes after.
    """
    if places.actual_metrics.exists():
        try:
            record_actual_metrics(places, user=user)
        except BadInputError as error:
            # They are wanted when the proposal is monitored, and asked for again then.
            on_progress(f"going on without recording the actual figures: {error}")
    on_progress("simulating the levers in force")
    measured = baseline(places, scenario_id=scenario_id, on_progress=on_progress)
    on_progress("writing the lever file")
    return measured
