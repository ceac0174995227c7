"""The audit report as a record to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from optimization.governance.documents.document import Document, DocumentSection, TextTable


def audit_document(report: Mapping[str, Any]) -> Document:
    """What `generate_audit_report` returned, with a sentence for every entry that breaks a rule."""
    return Document(
        title="Audit report",
        facts=(
            ("Period (UTC)", report["report_period"]),
            ("Scenario", report["scenario_filter"] or "all"),
            ("Compliance", report["compliance_status"]),
            ("Result", report["message"]),
        ),
        sections=(
            _rules(report["compliance_rules"]),
            DocumentSection(
                heading="Entries",
                table=TextTable(
                    headings=("Action", "Entries"),
                    rows=tuple((action, f"{entries:,}") for action, entries in report["action_summary"].items()),
                ),
            ),
            _searches(report["optimization_summary"]),
            _history(report["history"], report["history_left_out"]),
            _chain(report["chain"]),
        ),
    )


def _rules(rules: Sequence[Mapping[str, Any]]) -> DocumentSection:
    return DocumentSection(
        heading="Rules",
        table=TextTable(
            headings=("Rule", "What it asks", "Kept"),
            rows=tuple((rule["rule"], rule["description"], "yes" if rule["is_kept"] else "no") for rule in rules),
        ),
        points=tuple(
            f"{rule['rule']}, {_place(finding)}: {finding['reason']}" for rule in rules for finding in rule["findings"]
        ),
    )


def _place(finding: Mapping[str, Any]) -> str:
    return "the lever file now" if finding["sequence"] is None else f"entry {finding['sequence']}"


def _history(events: Sequence[Mapping[str, Any]], left_out: int) -> DocumentSection:
    if not events:
        return DocumentSection(heading="History", paragraphs=("Nothing happened in this period.",))
    return DocumentSection(
        heading="History",
        paragraphs=(f"{left_out:,} earlier events are left out: ask for a shorter period.",) if left_out else (),
        table=TextTable(
            headings=("Entry", "At (UTC)", "Who", "What", "About", "Why"),
            rows=tuple(
                (
                    str(each["sequence"]),
                    f"{datetime.fromisoformat(each['at']):%Y-%m-%d %H:%M:%S}",
                    each["user"],
                    _what(each),
                    each["proposal_id"] or each["scenario_id"] or "all",
                    each["reason"] or "",
                )
                for each in events
            ),
        ),
    )


def _what(event: Mapping[str, Any]) -> str:
    rows = event["rows_moved"]
    more = (event["event"], event["status"], None if rows is None else f"{rows:,} {'row' if rows == 1 else 'rows'}")
    return " ".join([event["action"], *filter(None, more)])


def _searches(summary: Mapping[str, Any]) -> DocumentSection:
    if not summary["optimizations_started"]:
        return DocumentSection(heading="Searches", paragraphs=("No search started in this period.",))
    seconds = summary["average_execution_time"]
    return DocumentSection(
        heading="Searches",
        table=TextTable(
            headings=("Started", "With a result", "Without", "Under way", "Completion rate", "Mean duration"),
            rows=(
                (
                    f"{summary['optimizations_started']:,}",
                    f"{summary['optimizations_completed']:,}",
                    f"{summary['optimizations_failed']:,}",
                    f"{summary['optimizations_under_way']:,}",
                    f"{summary['completion_rate']:.0%}",
                    "n/a" if seconds is None else f"{seconds:,.1f} s",
                ),
            ),
        ),
    )


def _chain(chain: Mapping[str, Any]) -> DocumentSection:
    if not chain["is_intact"]:
        told = f"The trail is intact for {chain['entries']:,} entries only. {chain['reason']}"
    else:
        told = (
            f"The trail is intact: {chain['entries']:,} entries, the last one's hash is {chain['head_hash']}. A chain "
            "alone cannot show that its end was cut off: hold it against an anchor that is kept elsewhere."
        )
    return DocumentSection(heading="Chain", paragraphs=(told,))
