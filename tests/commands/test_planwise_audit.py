"""`planwise audit`: the report, the verification and the anchor at a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from optimization.commands.audit import app
from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.audit_trail.audit_chain import AuditAction, append_entry
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.places import Places

Audit = Callable[..., tuple[int, str]]


@pytest.fixture
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home with three entries in its trail: a change that nobody approved among them."""
    monkeypatch.setenv("PLANWISE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
    home = Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")
    with open_ledger(home, {}) as ledger:
        append(ledger, AuditAction.OPTIMIZATION_START, run_id="loop-1")
        append(ledger, AuditAction.OPTIMIZATION_COMPLETE, run_id="loop-1", has_result=True, execution_time_seconds=2.5)
        append(ledger, AuditAction.PARAMETER_CHANGE, parameter="cola_rate")
    return home


@pytest.fixture
def audit(audited: Places) -> Audit:
    """Run `planwise audit`: its exit code and what it printed; errors are raised."""

    def run(*arguments: str) -> tuple[int, str]:
        assert audited.home.exists()
        result = CliRunner().invoke(app, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout

    return run


def append(ledger: Ledger, action: AuditAction, **details: Any) -> None:
    with ledger.write() as connection:
        append_entry(connection, action, user_id="analyst", scenario_id="default", details=details)


def tamper(home: Places) -> None:
    """Change the second entry, round the triggers."""
    with open_ledger(home, {}) as ledger, ledger.write() as connection:
        connection.exec_driver_sql("drop trigger audit_entries_refuse_update")
        connection.exec_driver_sql("update audit_entries set entry = replace(entry, '2.5', '0.5') where sequence = 2")


def test_a_report_reads_as_markdown_html_or_json(audit: Audit) -> None:
    code, text = audit("report")
    assert code == 3
    assert text.startswith("# Audit report\n\n- Period (UTC): **the first entry to now**")
    assert "changes_approved, entry 3: cola_rate was changed outside of a proposal" in " ".join(text.split())
    assert audit("report", "--format", "html")[1].startswith("<!doctype html>")
    report = json.loads(audit("report", "--json", "--start", "2025-01-01", "--scenario", "default")[1])
    assert (report["total_entries"], report["compliance_status"]) == (3, "NOT_COMPLIANT")
    assert report["optimization_summary"]["average_execution_time"] == 2.5


def test_an_empty_period_is_a_sentence(audit: Audit) -> None:
    code, text = audit("report", "--end", "2024-12-31")
    assert code == 0
    assert "Nothing is recorded of this period." in text


def test_a_date_that_is_none_is_bad_input(audit: Audit) -> None:
    with pytest.raises(BadInputError, match="'soon' is neither a date nor an instant"):
        audit("report", "--end", "soon")


def test_an_intact_trail_is_said_to_be_intact_and_to_agree_with_its_anchor(audit: Audit, tmp_path: Path) -> None:
    assert audit("verify") == (0, "The audit trail is intact: 3 entries.\n")
    code, text = audit("anchor", str(tmp_path / "anchor.json"))
    assert code == 0
    assert text.startswith(f"Entry 3 is anchored in {tmp_path / 'anchor.json'}")
    code, text = audit("anchor", str(tmp_path / "anchor.json"), "--json")
    assert (code, json.loads(text)) == (
        0,
        {"file": str(tmp_path / "anchor.json"), **json.loads((tmp_path / "anchor.json").read_text())},
    )
    code, text = audit("verify", "--anchor", str(tmp_path / "anchor.json"))
    assert code == 0
    assert "It agrees with the anchor of" in text


def test_a_broken_trail_is_named_with_its_entry_and_exit_code_1(audit: Audit, audited: Places, tmp_path: Path) -> None:
    tamper(audited)
    assert audit("verify") == (
        1,
        "The audit trail is broken at entry 2. Entry 2 was changed: it does not match its hash.\n",
    )
    code, text = audit("verify", "--json")
    verdict = json.loads(text)
    assert (code, verdict["is_intact"], verdict["first_broken"], verdict["entries"]) == (1, False, 2, 1)
    with pytest.raises(PlanwiseError, match="A broken trail is not anchored"):
        audit("anchor", str(tmp_path / "anchor.json"))


def test_a_cut_off_end_is_found_with_the_anchor(audit: Audit, audited: Places, tmp_path: Path) -> None:
    audit("anchor", str(tmp_path / "anchor.json"))
    with open_ledger(audited, {}) as ledger, ledger.write() as connection:
        connection.exec_driver_sql("drop trigger audit_entries_refuse_delete")
        connection.exec_driver_sql("delete from audit_entries where sequence = 3")
    assert audit("verify")[0] == 0
    code, text = audit("verify", "--anchor", str(tmp_path / "anchor.json"))
    assert (code, text.startswith("The audit trail is broken at entry 3. The trail ends with entry 2")) == (1, True)
