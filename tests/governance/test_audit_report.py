"""The audit report: what is counted in a period, and a status that is computed from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_document import audit_document
from optimization.governance.audit_trail.audit_period import audit_period
from optimization.governance.audit_trail.audit_report import generate_audit_report
from optimization.governance.documents.document_markdown import document_as_markdown
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.runs.runs import SearchRun, record_run

WriteTrail = Callable[[Ledger, Sequence[dict[str, Any]]], None]


def on(
    day: int, action: str, user: str = "analyst", scenario: str | None = "default", **details: Any
) -> dict[str, Any]:
    return {
        "recorded_at": datetime(2025, 3, day, 12, tzinfo=UTC),
        "action": action,
        "user_id": user,
        "scenario_id": scenario,
        "details": details,
    }


PROPOSAL = {"proposal_id": "PRP-000001"}
COLA = {"fiscal_year": 2025, "job_level": 1, "parameter_name": "cola_rate"}
EXTERNAL = {"event_type": "EXTERNAL_CHANGE", "lever_file": "levers.csv", "row_differences": None}

# A search on the 1st, its proposal approved on the 2nd and applied on the 3rd, and a search that failed on the 4th.
KEPT = (
    on(1, "OPTIMIZATION_START", run_id="loop-1"),
    on(1, "OPTIMIZATION_COMPLETE", run_id="loop-1", has_result=True, execution_time_seconds=3.0),
    on(
        1,
        "APPROVAL_ACTION",
        **PROPOSAL,
        approval_action="PROPOSED",
        risk_level="LOW",
        changes=[{**COLA, "before": 0.015, "after": 0.02}],
    ),
    on(2, "APPROVAL_ACTION", "approver", **PROPOSAL, approval_action="APPROVED", comments="within budget"),
    on(3, "IMPLEMENTATION_EVENT", event_type="CHECKPOINT"),
    on(3, "PARAMETER_CHANGE", **PROPOSAL, **COLA, parameter="cola_rate", new_value=0.02, restored_checkpoint_id=None),
    on(4, "OPTIMIZATION_START", run_id="loop-2", scenario="other"),
    on(4, "OPTIMIZATION_COMPLETE", run_id="loop-2", has_result=False, execution_time_seconds=9.0, scenario="other"),
)


def broken_rules(report: dict[str, Any]) -> dict[str, list[int]]:
    """The entries that break a rule, by rule."""
    return {
        rule["rule"]: [finding["sequence"] for finding in rule["findings"]]
        for rule in report["compliance_rules"]
        if not rule["is_kept"]
    }


def test_a_history_that_keeps_every_rule_is_compliant(ledger: Ledger, write_trail: WriteTrail) -> None:
    write_trail(ledger, KEPT)
    report = generate_audit_report(ledger, "2025-03-01", "2025-03-31")
    assert report["report_period"] == "2025-03-01T00:00:00+00:00 to 2025-03-31T23:59:59.999999+00:00"
    assert report["scenario_filter"] is None
    assert report["total_entries"] == 8
    assert report["action_summary"] == {
        "OPTIMIZATION_START": 2,
        "OPTIMIZATION_COMPLETE": 2,
        "PARAMETER_CHANGE": 1,
        "APPROVAL_ACTION": 2,
        "IMPLEMENTATION_EVENT": 1,
    }
    assert report["optimization_summary"] == {
        "optimizations_started": 2,
        "optimizations_completed": 1,
        "optimizations_failed": 1,
        "optimizations_under_way": 0,
        "completion_rate": 0.5,
        "average_execution_time": 3.0,
    }
    assert (report["compliance_status"], broken_rules(report)) == ("COMPLIANT", {})
    assert report["message"] == "8 entries; every rule was kept."
    assert (report["chain"]["is_intact"], report["chain"]["entries"]) == (True, 8)


def test_what_explains_an_entry_may_stand_outside_of_the_period(ledger: Ledger, write_trail: WriteTrail) -> None:
    write_trail(ledger, KEPT)
    report = generate_audit_report(ledger, "2025-03-03", "2025-03-03")
    assert (report["total_entries"], report["compliance_status"]) == (2, "COMPLIANT")
    assert report["optimization_summary"]["completion_rate"] is None
    assert report["optimization_summary"]["average_execution_time"] is None


def test_a_scenario_is_told_of_alone_with_what_concerns_all(ledger: Ledger, write_trail: WriteTrail) -> None:
    write_trail(ledger, [*KEPT, on(5, "IMPLEMENTATION_EVENT", scenario=None, **EXTERNAL)])
    report = generate_audit_report(ledger, None, None, "other")
    assert (report["scenario_filter"], report["total_entries"]) == ("other", 3)
    assert broken_rules(report) == {"changes_approved": [9]}


@pytest.mark.parametrize(
    ("history", "broken"),
    [
        ([entry for entry in KEPT if entry["user_id"] != "approver"], {"changes_approved": [5]}),
        ([*KEPT, on(5, "OPTIMIZATION_START", run_id="loop-3")], {"searches_ended": [9]}),
        ([*KEPT, on(5, "IMPLEMENTATION_EVENT", **EXTERNAL)], {"changes_approved": [9]}),
    ],
    ids=["not approved", "never ended", "changed from outside"],
)
def test_each_rule_that_is_broken_alone_is_named_with_its_entries(
    ledger: Ledger, write_trail: WriteTrail, history: list[dict[str, Any]], broken: dict[str, list[int]]
) -> None:
    write_trail(ledger, history)
    report = generate_audit_report(ledger, "2025-03-01", "2025-03-31")
    assert (report["compliance_status"], broken_rules(report)) == ("NOT_COMPLIANT", broken)
    assert report["message"].endswith(f"broken: {next(iter(broken))}.")


def test_a_broken_chain_alone_is_not_compliant_and_counts_as_far_as_it_is_intact(
    ledger: Ledger, write_trail: WriteTrail
) -> None:
    write_trail(ledger, KEPT)
    with ledger.write() as connection:
        connection.exec_driver_sql(
            "insert into audit_entries select 9, recorded_at, action, scenario_id, 'intruder', entry, previous_hash, "
            "entry_hash from audit_entries where sequence = 8"
        )
    report = generate_audit_report(ledger, "2025-03-01", "2025-03-31")
    assert (report["compliance_status"], broken_rules(report)) == ("NOT_COMPLIANT", {"chain_intact": [9]})
    assert (report["total_entries"], report["chain"]["first_broken"]) == (8, 9)


def test_a_search_under_way_is_not_missing_its_end(ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, search_run) as outcome:
        report = generate_audit_report(ledger, None, None)
        assert report["compliance_status"] == "COMPLIANT"
        assert report["optimization_summary"]["optimizations_under_way"] == 1
        outcome.finish(status="converged", result={})
    with pytest.raises(ZeroDivisionError), record_run(ledger, replace(search_run, run_id="loop-2")):
        raise ZeroDivisionError
    summary = generate_audit_report(ledger, None, None)["optimization_summary"]
    assert (summary["optimizations_completed"], summary["optimizations_failed"]) == (1, 1)


def test_an_empty_period_is_a_sentence(ledger: Ledger, write_trail: WriteTrail) -> None:
    for _ in range(2):
        report = generate_audit_report(ledger, "2024-01-01", "2024-12-31")
        assert (report["total_entries"], report["compliance_status"]) == (0, "NO_ENTRIES")
        assert report["message"] == "Nothing is recorded of this period."
        if report["chain"]["entries"] == 0:
            write_trail(ledger, KEPT)


def test_a_report_reads_as_a_record(ledger: Ledger, write_trail: WriteTrail) -> None:
    write_trail(ledger, [*KEPT, on(5, "PARAMETER_CHANGE", parameter="cola_rate | *all*")])
    text = document_as_markdown(audit_document(generate_audit_report(ledger, "2025-03-01", "2025-03-31")))
    assert "- Compliance: **NOT_COMPLIANT**" in text
    assert "changes_approved, entry 9: cola_rate \\| \\*all\\* was changed outside of a proposal" in text
    assert "| 2 | 1 | 1 | 0 | 50% | 3.0 s |" in text
    empty = document_as_markdown(audit_document(generate_audit_report(ledger, "2024-01-01", "2024-12-31")))
    assert "No search started in this period." in empty


def test_the_history_tells_in_order_who_did_what_and_why_with_a_line_per_write(
    ledger: Ledger, write_trail: WriteTrail
) -> None:
    about = {
        "write_id": "LVW-000001",
        "proposal_id": None,
        "restored_checkpoint_id": "CHK-000001",
        "reason": "too dear",
    }
    rows = [on(5, "PARAMETER_CHANGE", parameter=name, **about) for name in ("cola_rate", "merit_rate_level_1")]
    moved = on(5, "IMPLEMENTATION_EVENT", event_type="ROLLBACK", rows_moved=2, **about)
    write_trail(ledger, [*KEPT, *rows, moved])
    report = generate_audit_report(ledger, "2025-03-02", "2025-03-05")
    told = [
        (each["sequence"], each["user"], each["action"], each["event"], each["rows_moved"], each["reason"])
        for each in report["history"]
    ]
    assert told == [
        (4, "approver", "APPROVAL_ACTION", "APPROVED", None, "within budget"),
        (5, "analyst", "IMPLEMENTATION_EVENT", "CHECKPOINT", None, None),
        (6, "analyst", "PARAMETER_CHANGE", None, 1, None),
        (7, "analyst", "OPTIMIZATION_START", None, None, None),
        (8, "analyst", "OPTIMIZATION_COMPLETE", None, None, None),
        (9, "analyst", "PARAMETER_CHANGE", None, 2, "too dear"),
        (11, "analyst", "IMPLEMENTATION_EVENT", "ROLLBACK", 2, "too dear"),
    ]
    assert report["history_left_out"] == 0
    text = document_as_markdown(audit_document(report))
    assert "| 4 | 2025-03-02 12:00:00 | approver | APPROVAL_ACTION APPROVED | PRP-000001 | within budget |" in text
    assert "| 9 | 2025-03-05 12:00:00 | analyst | PARAMETER_CHANGE 2 rows | default | too dear |" in text


def test_a_scenario_that_nobody_knows_is_not_said_to_be_in_order(ledger: Ledger, write_trail: WriteTrail) -> None:
    write_trail(ledger, [on(1, "OPTIMIZATION_START", run_id="loop-1", scenario="of the trail alone")])
    with pytest.raises(BadInputError, match=r"Unknown scenario 'defautl'\. Did you mean 'default'"):
        generate_audit_report(ledger, None, None, "defautl")
    assert generate_audit_report(ledger, None, None, "of the trail alone")["total_entries"] == 1
    assert generate_audit_report(ledger, None, None, "default")["total_entries"] == 0


@pytest.mark.parametrize(
    ("start", "end", "instant", "is_included"),
    [
        ("2025-03-01", "2025-03-02", datetime(2025, 3, 1, tzinfo=UTC), True),
        ("2025-03-01", "2025-03-02", datetime(2025, 3, 2, 23, 59, 59, 999999, tzinfo=UTC), True),
        ("2025-03-01", "2025-03-02", datetime(2025, 3, 3, tzinfo=UTC), False),
        ("2025-03-01T12:00", "2025-03-01T13:00", datetime(2025, 3, 1, 13, tzinfo=UTC), True),
        ("2025-03-01T12:00", "2025-03-01T13:00", datetime(2025, 3, 1, 11, 59, 59, tzinfo=UTC), False),
        ("2025-03-01T12:00+02:00", None, datetime(2025, 3, 1, 10, tzinfo=UTC), True),
        (None, "2025-03-01T12:00:00Z", datetime(2025, 3, 1, 12, 0, 1, tzinfo=UTC), False),
        (date(2025, 3, 1), date(2025, 3, 2), datetime(2025, 3, 2, 23, 59, 59, 999999, tzinfo=UTC), True),
        (date(2025, 3, 1), date(2025, 3, 2), datetime(2025, 3, 3, tzinfo=UTC), False),
        (datetime(2025, 3, 1, 12), datetime(2025, 3, 1, 13), datetime(2025, 3, 1, 13, tzinfo=UTC), True),
        (datetime(2025, 3, 1, 12, tzinfo=UTC), None, datetime(2025, 3, 1, 11, tzinfo=UTC), False),
    ],
)
def test_dates_are_whole_days_and_instants_without_a_zone_are_utc(
    start: str | date | None, end: str | date | None, instant: datetime, is_included: bool
) -> None:
    assert audit_period(start, end).includes(instant) is is_included


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("yesterday", None, "start 'yesterday' is neither"),
        ("2025-03-02", "2025-03-01", "ends before it starts"),
        # ISO 8601 too, but not what somebody means who forgot what --end takes.
        (None, "2026-W52", "end '2026-W52' is neither"),
        (None, "2026-W52-1", "neither a date nor an instant"),
        (None, "20260301", "neither a date nor an instant"),
        ("0001-01-01T00:00+14:00", None, "neither a date nor an instant"),
    ],
)
def test_a_period_that_is_none_is_bad_input(start: str | None, end: str | None, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        audit_period(start, end)
