"""`planwise proposal rollout`: a proposal brought into force phase by phase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.progress import shown_steps
from optimization.commands.proposal_flags import ProposalArgument
from optimization.errors import BadInputError

if TYPE_CHECKING:
    from optimization.governance.rollouts.rollout_plans import Rollout
    from optimization.places import Places

# Between the careful and the quick one.
_USUAL_TOLERANCE = "medium"


def rollout(  # noqa: PLR0913 - every flag of a command is a parameter
    proposal_id: ProposalArgument,
    risk_tolerance: Annotated[
        str | None,
        typer.Option(
            "--risk-tolerance",
            help="Plan anew with phases of a size that it allows: low, medium or high. A first plan is medium.",
        ),
    ] = None,
    phases: Annotated[
        int | None, typer.Option("--phases", min=1, help="Plan anew with so many equal steps, whatever their size.")
    ] = None,
    apply_next: Annotated[bool, typer.Option("--next", help="Write the next phase to the lever file.")] = False,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan and simulate the phases of a proposal, show how far they have come, or apply the next one."""
    if sum((risk_tolerance is not None, phases is not None, apply_next)) > 1:
        raise BadInputError(
            "--risk-tolerance and --phases make another plan and --next applies one: give one of the three."
        )
    places = home_places()
    if apply_next:
        _apply_next(places, proposal_id, user=user, as_json=as_json)
        return
    plan = _stored(places, proposal_id) if risk_tolerance is None and phases is None else None
    if plan is None:
        plan = _planned(places, proposal_id, risk_tolerance or _USUAL_TOLERANCE, phases, user=user)
    _show(places, plan, as_json=as_json)


def _stored(places: Places, proposal_id: str) -> Rollout | None:
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.rollouts.rollout_plans import find_rollout

    with open_ledger(places) as ledger:
        return find_rollout(ledger, proposal_id)


def _planned(places: Places, proposal_id: str, risk_tolerance: str, phases: int | None, *, user: str | None) -> Rollout:
    from optimization.implementation.rollout_plans import plan_rollout

    acting = acting_user(user)
    with shown_steps() as steps:
        return plan_rollout(
            places, proposal_id, user=acting, risk_tolerance=risk_tolerance, phases=phases, on_progress=steps.begin
        )


def _apply_next(places: Places, proposal_id: str, *, user: str | None, as_json: bool) -> None:
    from optimization.commands.lever_write_texts import print_write
    from optimization.implementation.applying import apply_phase

    acting = acting_user(user)
    with shown_steps() as steps:
        write = apply_phase(places, proposal_id, user=acting, on_progress=steps.begin)
    print_write(places, write, as_json=as_json)


def _show(places: Places, plan: Rollout, *, as_json: bool) -> None:
    from optimization.commands.proposal_rollout_texts import phases_table, rollout_as_json, rollout_line
    from optimization.commands.proposal_standing_texts import next_step
    from optimization.commands.proposal_texts import growth_method, run_of
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.proposal_standing import standing_of

    with open_ledger(places) as ledger:
        standing = standing_of(ledger, plan.proposal_id)
        method = growth_method(run_of(ledger, standing.proposal))
    if as_json:
        print_json(rollout_as_json(plan, in_force=standing.phases_in_force))
        return
    print_line(" ".join([rollout_line(plan, in_force=standing.phases_in_force), next_step(standing)]).rstrip())
    print_table(phases_table(plan, in_force=standing.phases_in_force, method=method))
