"""`planwise proposal risk`: what the risk of a proposal rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.proposal_flags import ProposalArgument
from optimization.errors import BadInputError


def risk(proposal_id: ProposalArgument, as_json: JsonOption = False) -> None:
    """Show the risk report that a proposal carries since it was made."""
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.proposals import find_proposal

    with open_ledger(home_places()) as ledger:
        proposal = find_proposal(ledger, proposal_id)
    if proposal.risk_report is None:
        raise BadInputError(
            f"{proposal_id} is of a version of the program that assessed no risk. Ask the search again: its new "
            "proposal carries its risk."
        )
    if as_json:
        print_json({"proposal_id": proposal_id, **proposal.risk_report})
    else:
        _print(proposal_id, proposal.risk_report)


def _print(proposal_id: str, report: Mapping[str, Any]) -> None:
    from optimization.commands.proposal_risk_texts import risk_components_table, risk_line, risk_reasons

    print_line(risk_line(proposal_id, report))
    print_table(risk_components_table(report))
    for line in (*risk_reasons(report), *report["mitigation_recommendations"]):
        print_line(f"- {line}")
    for gap in report["not_assessed"]:
        print_line(f"Not assessed: {gap}.")
