"""`planwise proposal show`: one proposal, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.proposal_flags import ProposalArgument

if TYPE_CHECKING:
    from optimization.governance.proposals.proposal_standing import ProposalStanding
    from optimization.recommendation.recorded_results import RecordedResult


def show(proposal_id: ProposalArgument, as_json: JsonOption = False) -> None:
    """Show one proposal with every lever that it would change, and what was decided and done about it."""
    from optimization.commands.proposal_standing_texts import standing_as_json
    from optimization.commands.proposal_texts import proposal_as_json, run_of
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.proposal_standing import standing_of

    with open_ledger(home_places()) as ledger:
        standing = standing_of(ledger, proposal_id)
        run = run_of(ledger, standing.proposal)
    if as_json:
        print_json({**proposal_as_json(standing.proposal, run), **standing_as_json(standing)})
    else:
        _print(standing, run)


def _print(standing: ProposalStanding, run: RecordedResult) -> None:
    from optimization.commands.proposal_rollout_texts import phases_table
    from optimization.commands.proposal_standing_texts import (
        approvals_line,
        checkpoints_table,
        history_lines,
        next_step,
    )
    from optimization.commands.proposal_texts import goal_line, growth_method, moment
    from optimization.evidence.lever_tables import before_after_table
    from optimization.parameters.lever_catalogue import load_lever_catalogue

    proposal = standing.proposal
    print_line(
        f"{proposal.proposal_id}, {proposal.state.in_words}: scenario {proposal.scenario_id}, proposed by "
        f"{proposal.proposer} on {moment(proposal)} from run {proposal.run_id}"
    )
    print_line(goal_line(run))
    print_table(
        before_after_table(
            {change.cell: change.before for change in proposal.changes},
            proposal.changes_by_cell,
            catalogue=load_lever_catalogue(),
        )
    )
    for line in filter(None, (approvals_line(standing), *history_lines(standing), next_step(standing))):
        print_line(line)
    if standing.rollout is not None:
        print_table(phases_table(standing.rollout, in_force=standing.phases_in_force, method=growth_method(run)))
    if standing.checkpoints:
        print_table(checkpoints_table(standing))
    print_line(f"Its risk: `planwise proposal risk {proposal.proposal_id}`")
    print_line(f"Its report: `planwise report {proposal.run_id}`")
