"""`planwise decision`: what was decided, by whom and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.evidence.reports.report_table import ReportTable, text_columns

if TYPE_CHECKING:
    from optimization.governance.decision_records.decision_store import DecisionRecord

# A screenful.
_SHOWN = 20

app = command_group("Record decisions, and look at them.")


@app.command("list")
def list_them(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = _SHOWN,
    as_json: JsonOption = False,
) -> None:
    """List the decisions that were made last."""
    from optimization.governance.decision_records.decision_store import list_decisions
    from optimization.governance.ledger.ledger import open_ledger

    with open_ledger(home_places()) as ledger:
        records = list_decisions(ledger, limit)
    if as_json:
        print_json({"decisions": [record.as_json() for record in records]})
    elif not records:
        print_line("There are no decision records yet: `planwise decision record` makes one for a proposal.")
    else:
        print_table(_list_table(records))


@app.command()
def show(
    decision_id: Annotated[str, typer.Argument(help="The decision's id, as it was printed.", metavar="ID")],
    output_format: Annotated[str, typer.Option("--format", help="markdown or html.")] = "markdown",
    output: Annotated[
        Path | None, typer.Option(help="Write it to this file, which is replaced where it exists, and print no record.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show a decision record with where its approval stands now."""
    from optimization.governance.decision_records.decision_store import find_decision
    from optimization.governance.decisions import OptimizationDecisionRecord
    from optimization.governance.ledger.ledger import open_ledger

    with open_ledger(home_places()) as ledger:
        record = find_decision(ledger, decision_id)
        text = OptimizationDecisionRecord(ledger).export_decision_record(record, output_format)
    if output is not None:
        _write(output, text)
    if as_json:
        print_json(record.as_json())
    elif output is None:
        print_line(text.rstrip())
    else:
        print_line(str(output))


@app.command("record")
def record_it(
    proposal_id: Annotated[str, typer.Argument(help="The proposal that was decided on.", metavar="PROPOSAL")],
    rationale: Annotated[str, typer.Option(help="Why it was decided so, in your words.")],
    context: Annotated[
        list[str] | None,
        typer.Option(help="What it was decided in, like market_position=median. Can be given several times."),
    ] = None,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a decision on a proposal: question, results and alternatives come from its search."""
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.proposals.proposals import find_proposal
    from optimization.implementation.decision_records import record_decision_of

    business_context = _context(context or [])
    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        proposal = find_proposal(ledger, proposal_id)
        record = record_decision_of(
            ledger,
            proposal.run_id,
            proposal_id,
            user=acting,
            rationale=rationale,
            business_context=business_context,
        )
    if as_json:
        print_json(record.as_json())
    else:
        print_line(f"{record.decision_id} (see `planwise decision show {record.decision_id}`)")


def _context(given: list[str]) -> dict[str, str]:
    from optimization.errors import BadInputError

    pairs = [text.partition("=") for text in given]
    for name, _, value in pairs:
        if not name.strip() or not value.strip():
            raise BadInputError(f"--context {name!r} names no value: write it like market_position=median.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _write(path: Path, text: str) -> None:
    from optimization.atomic_file import replace_file
    from optimization.errors import BadInputError

    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise BadInputError(f"--output {path}: {error.strerror}. Name a file that you can write to.") from error


def _list_table(records: tuple[DecisionRecord, ...]) -> ReportTable:
    return ReportTable(
        columns=text_columns("Decision", "Decided by", "At (UTC)", "Scenario", "Proposal", "Approval", "Review on"),
        rows=tuple(
            (
                record.decision_id,
                record.decision_maker,
                f"{record.timestamp:%Y-%m-%d %H:%M}",
                record.scenario_id,
                record.proposal_id or "none",
                record.approval_status,
                str(record.review_schedule["review_date"]),
            )
            for record in records
        ),
    )
