"""The audit report: what the trail tells of a period, and whether the rules were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from optimization.errors import unknown_name
from optimization.governance.audit_trail.audit_chain import AuditAction
from optimization.governance.audit_trail.audit_entries import read_entries
from optimization.governance.audit_trail.audit_history import History
from optimization.governance.audit_trail.audit_period import audit_period
from optimization.governance.audit_trail.audit_rules import Finding
from optimization.governance.audit_trail.audit_verify import ChainVerdict, verify_chain
from optimization.governance.audit_trail.changes_approved import ChangesApproved, unexplained
from optimization.governance.audit_trail.searches_ended import SearchesEnded
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.unexplained_change import unexplained_change
from optimization.governance.runs.runs import RUNNING, list_unended_runs
from optimization.parameters.scenarios import known_scenarios


class ComplianceStatus(StrEnum):
    """Whether all rules were kept. Of no entries nothing is said, unless the trail itself is broken."""

    COMPLIANT = "COMPLIANT"
    NOT_COMPLIANT = "NOT_COMPLIANT"
    NO_ENTRIES = "NO_ENTRIES"


def generate_audit_report(
    ledger: Ledger,
    start_date: str | date | None,
    end_date: str | date | None,
    scenario_id: str | None = None,
    *,
    levers: Path | None = None,
) -> dict[str, Any]:
    """Count what the trail tells of a period, and judge it by the rules and approvers of today's configuration.

    Whatever explains an entry may stand outside of the period: an approval before it, the end of a search after it.
    From the first broken entry on, nothing of the trail is counted.

    Args:
        ledger: whose trail it is.
        start_date: a date or an instant, as such or in ISO 8601, in UTC unless it says otherwise; None for the first
            entry.
        end_date: the same; a date is its whole day. None for now.
        scenario_id: only entries of this scenario, and those that are of no single one.
        levers: the lever file in force, which a period that is not over is judged by too: nothing but what the trail
            tells of may have changed it. None for the trail alone.

    Returns:
        report_period, scenario_filter, total_entries, action_summary (entries by action), optimization_summary (of the
        searches that started in the period: optimizations_started, _completed, _failed, _under_way, completion_rate as
        a fraction and average_execution_time in seconds, both None where there is nothing to divide by),
        compliance_status, compliance_rules ({rule, description, is_kept, findings [{sequence, reason}]}; a finding on
        the lever file has no sequence), history (what `History` tells) and history_left_out, chain (entries, head_hash,
        is_intact, first_broken, reason) and message, a sentence.

    Raises:
        BadInputError: the dates are none, or in the wrong order; or nobody knows the scenario.
        PlanwiseError: the ledger or the lever file cannot be read.
    """
    period = audit_period(start_date, end_date)
    if scenario_id is not None:
        _require_known(ledger, scenario_id)
    change = None if levers is None or not period.includes(datetime.now(UTC)) else unexplained_change(ledger, levers)
    verdict = verify_chain(ledger)
    # After the entries that are judged were fixed, and before the trail is read: a search that began among them and
    # ends meanwhile is either found running here, or its end is found in the trail.
    running = {each.run.run_id for each in list_unended_runs(ledger) if each.status == RUNNING}
    changes = ChangesApproved(load_governance_settings().approvals)
    if change is not None:
        changes.findings.append(Finding(sequence=None, reason=unexplained(str(change.lever_file), change.rows)))
    searches, history = SearchesEnded(), History()
    actions = Counter[str](dict.fromkeys(map(str, AuditAction), 0))
    with ledger.read() as connection:
        for entry in read_entries(connection, last=None if verdict.is_intact else verdict.entries):
            is_judged = (
                entry.sequence <= verdict.entries
                and period.includes(entry.recorded_at)
                and (scenario_id is None or entry.scenario_id in (scenario_id, None))
            )
            actions[str(entry.action)] += is_judged
            changes.see(entry, is_judged=is_judged)
            searches.see(entry, is_judged=is_judged)
            if is_judged:
                history.see(entry)
    rules = [
        _rule("chain_intact", "The trail is as it was written.", _chain_findings(verdict)),
        _rule(changes.name, changes.description, changes.findings),
        _rule(searches.name, searches.description, searches.findings(running)),
    ]
    total = actions.total()
    return {
        "report_period": period.text,
        "scenario_filter": scenario_id,
        "total_entries": total,
        "action_summary": dict(actions),
        "optimization_summary": {
            "optimizations_started": searches.started,
            "optimizations_completed": searches.completed,
            "optimizations_failed": searches.failed,
            "optimizations_under_way": searches.under_way(running),
            "completion_rate": searches.completed / searches.started if searches.started else None,
            "average_execution_time": _mean(searches.durations_seconds),
        },
        "compliance_status": str(_status(rules, total)),
        "compliance_rules": rules,
        "history": list(history.events),
        "history_left_out": history.left_out,
        "chain": {**asdict(verdict), "is_intact": verdict.is_intact},
        "message": _message(rules, total),
    }


def _require_known(ledger: Ledger, scenario_id: str) -> None:
    """Refuse a scenario that neither exists nor is in the trail: an empty report would say that all is well with it."""
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import audit_entries

    with ledger.read() as connection:
        told: Sequence[str | None] = connection.scalars(select(audit_entries.c.scenario_id).distinct()).all()
    known = {*known_scenarios(), *filter(None, told)}
    if scenario_id not in known:
        raise unknown_name("scenario", scenario_id, known)


def _rule(name: str, description: str, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "rule": name,
        "description": description,
        "is_kept": not findings,
        "findings": [asdict(finding) for finding in findings],
    }


def _chain_findings(verdict: ChainVerdict) -> list[Finding]:
    if verdict.first_broken is None or verdict.reason is None:
        return []
    return [Finding(sequence=verdict.first_broken, reason=verdict.reason)]


def _status(rules: Sequence[dict[str, Any]], total: int) -> ComplianceStatus:
    if not all(rule["is_kept"] for rule in rules):
        return ComplianceStatus.NOT_COMPLIANT
    return ComplianceStatus.COMPLIANT if total else ComplianceStatus.NO_ENTRIES


def _message(rules: Sequence[dict[str, Any]], total: int) -> str:
    told = f"{total:,} entries" if total else "Nothing is recorded of this period"
    broken = [rule["rule"] for rule in rules if not rule["is_kept"]]
    if broken:
        return f"{told}; broken: {', '.join(broken)}."
    return f"{told}; every rule was kept." if total else f"{told}."


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
