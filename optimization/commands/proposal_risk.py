"""`planwise proposal risk`: what the risk of a proposal rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.proposal_flags import ProposalArgument
from optimization.errors import BadInputError

if TYPE_CHECKING:
    from optimization.evidence.reports.report_table import ReportTable

# In a reason, between the lever's name and what is said of it.
_SAID_OF = " = "


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
    print_line(
        f"{proposal_id}: risk {report['proposal_risk_level']}, overall score {report['overall_risk_score']:.2f} of 1 "
        f"({report['overall_risk_level']})"
    )
    print_table(_factors(report))
    for each in report["risk_factors"]:
        for reason in _merged(each["reasons"]):
            print_line(f"- {each['factor']}: {reason}")
    for recommendation in report["mitigation_recommendations"]:
        print_line(f"- {recommendation}")
    for gap in report["not_assessed"]:
        print_line(f"Not assessed: {gap}.")


def _factors(report: Mapping[str, Any]) -> ReportTable:
    from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns

    return ReportTable(
        columns=(*text_columns("Component"), *number_columns("Score")),
        rows=tuple((each["factor"], f"{each['score']:.2f}") for each in report["risk_factors"]),
    )


def _merged(reasons: Sequence[str]) -> list[str]:
    """The reasons, those that say the same of several levers as one: `lever, lever = value is ...`."""
    levers: dict[str, list[str]] = {}
    for reason in reasons:
        lever, _, said = reason.rpartition(_SAID_OF)
        levers.setdefault(said, []).append(lever)
    return [_SAID_OF.join(filter(None, (", ".join(names), said))) for said, names in levers.items()]
