"""`planwise audit`: what the audit trail tells, and whether it can be believed."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from optimization.commands.exit_codes import EXIT_FAILED, EXIT_GOAL_NOT_MET
from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line

app = command_group("Look at the audit trail, and check it.")


class ReportFormat(StrEnum):
    """How a report is written."""

    MARKDOWN = "markdown"
    HTML = "html"


@app.command()
def report(
    start: Annotated[
        str | None, typer.Option(help="From this date or instant on, in UTC unless it says otherwise.", metavar="ISO")
    ] = None,
    end: Annotated[str | None, typer.Option(help="Up to this one; a date is its whole day.", metavar="ISO")] = None,
    scenario: Annotated[str | None, typer.Option(help="Only what is about this scenario, or about all.")] = None,
    as_format: Annotated[
        ReportFormat, typer.Option("--format", help="How the report is written.")
    ] = ReportFormat.MARKDOWN,
    as_json: JsonOption = False,
) -> None:
    """Say what the trail tells of a period, without dates of all time; exit code 3 where a rule was broken."""
    from optimization.governance.audit_trail.audit_document import audit_document
    from optimization.governance.audit_trail.audit_report import ComplianceStatus, generate_audit_report
    from optimization.governance.documents.document_html import document_as_html
    from optimization.governance.documents.document_markdown import document_as_markdown
    from optimization.governance.ledger.ledger import open_ledger

    places = home_places()
    with open_ledger(places) as ledger:
        told = generate_audit_report(ledger, start, end, scenario, levers=places.levers)
    if as_json:
        print_json(told)
    else:
        written = document_as_html if as_format is ReportFormat.HTML else document_as_markdown
        print_line(written(audit_document(told)).rstrip("\n"))
    if told["compliance_status"] == ComplianceStatus.NOT_COMPLIANT:
        raise typer.Exit(EXIT_GOAL_NOT_MET)


@app.command()
def verify(
    anchor: Annotated[
        Path | None, typer.Option(help="An anchor of this trail, which also shows what was cut off.", metavar="FILE")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check every entry of the trail; name the first that is broken, with exit code 1."""
    from optimization.governance.audit_trail.audit_anchor import read_anchor
    from optimization.governance.audit_trail.audit_verify import verify_chain
    from optimization.governance.ledger.ledger import open_ledger

    known = None if anchor is None else read_anchor(anchor)
    with open_ledger(home_places()) as ledger:
        verdict = verify_chain(ledger, known)
    if as_json:
        print_json({**asdict(verdict), "is_intact": verdict.is_intact})
    elif verdict.is_intact:
        print_line(f"The audit trail is intact: {verdict.entries:,} entries.")
        if known is not None:
            print_line(f"It agrees with the anchor of {known.anchored_at:%Y-%m-%d %H:%M} (entry {known.sequence}).")
    else:
        print_line(f"The audit trail is broken at entry {verdict.first_broken}. {verdict.reason}")
    if not verdict.is_intact:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def anchor(
    file: Annotated[Path, typer.Argument(help="Where it is written; keep it where the ledger is not.", metavar="FILE")],
    as_json: JsonOption = False,
) -> None:
    """Write the head of the trail to a small file: later, `verify --anchor FILE` shows what was cut off since."""
    from optimization.governance.audit_trail.audit_anchor import write_anchor
    from optimization.governance.ledger.ledger import open_ledger

    with open_ledger(home_places()) as ledger:
        written = write_anchor(ledger, file)
    if as_json:
        print_json({"file": str(file), **written.model_dump(mode="json")})
    else:
        print_line(
            f"Entry {written.sequence} is anchored in {file}: keep the file where nobody can write who can here."
        )
