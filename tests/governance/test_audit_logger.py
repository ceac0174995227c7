"""The audit logger as guides call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from optimization.errors import BadInputError
from optimization.governance.audit import OptimizationAuditLogger
from optimization.governance.audit_trail.audit_entries import read_entries
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.places import Places


@dataclass
class Result:
    """What a guide holds once its search is done."""

    converged: bool = True
    objective_value: float = 0.25
    function_evaluations: int = 42
    unknown_to_the_trail: str = "left out"


def log_everything(logger: OptimizationAuditLogger) -> None:
    logger.log_optimization_start(
        scenario_id="default",
        user_id="analyst",
        initial_parameters={"cola_rate": 0.025},
        objectives={"cost": 0.4, "equity": 0.6},
        config={"max_evaluations": 100},
    )
    logger.log_optimization_completion(scenario_id="default", user_id="analyst", result=Result(), execution_time=12.5)
    logger.log_approval_action(
        scenario_id="default", approver_id="approver", action="APPROVED", comments="within budget"
    )
    logger.log_parameter_change(
        scenario_id="default",
        user_id="analyst",
        parameter_name="cola_rate",
        old_value=0.025,
        new_value=0.03,
        reason="optimised",
    )
    logger.log_implementation_event(
        scenario_id="default", user_id="analyst", event_type="ROLLOUT_START", details={"phase": 1}
    )


def told(ledger: Ledger) -> list[tuple[str, str | None, str, dict[str, Any]]]:
    with ledger.read() as connection:
        return [
            (str(entry.action), entry.scenario_id, entry.user_id, dict(entry.details))
            for entry in read_entries(connection)
        ]


def test_a_guide_logs_and_reports(ledger: Ledger) -> None:
    logger = OptimizationAuditLogger(ledger)
    log_everything(logger)
    assert told(ledger) == [
        (
            "OPTIMIZATION_START",
            "default",
            "analyst",
            {
                "initial_parameters": {"cola_rate": 0.025},
                "objectives": {"cost": 0.4, "equity": 0.6},
                "config": {"max_evaluations": 100},
                "logged_by_hand": True,
            },
        ),
        (
            "OPTIMIZATION_COMPLETE",
            "default",
            "analyst",
            {
                "converged": True,
                "objective_value": 0.25,
                "function_evaluations": 42,
                "status": None,
                "has_result": True,
                "execution_time_seconds": 12.5,
                "logged_by_hand": True,
            },
        ),
        (
            "APPROVAL_ACTION",
            "default",
            "approver",
            {"approval_action": "APPROVED", "comments": "within budget", "logged_by_hand": True},
        ),
        (
            "PARAMETER_CHANGE",
            "default",
            "analyst",
            {
                "parameter": "cola_rate",
                "old_value": 0.025,
                "new_value": 0.03,
                "reason": "optimised",
                "logged_by_hand": True,
            },
        ),
        (
            "IMPLEMENTATION_EVENT",
            "default",
            "analyst",
            {"phase": 1, "event_type": "ROLLOUT_START", "logged_by_hand": True},
        ),
    ]
    assert verify_chain(ledger).entries == 5
    report = logger.generate_audit_report("2025-01-01", "2999-12-31", scenario_id="default")
    assert (report["total_entries"], report["compliance_status"]) == (5, "COMPLIANT")
    assert report["optimization_summary"]["average_execution_time"] == 12.5
    assert logger.generate_audit_report(start_date="2025-01-01", end_date="2025-01-02")["total_entries"] == 0


def test_without_a_ledger_it_opens_the_one_in_force(home: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(home.home))
    monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
    log_everything(OptimizationAuditLogger())
    assert OptimizationAuditLogger().generate_audit_report("2025-01-01", "2999-12-31")["total_entries"] == 5
    with open_ledger(home, {}) as ledger:
        assert verify_chain(ledger).entries == 5


def test_a_search_that_found_nothing_counts_as_failed(ledger: Ledger) -> None:
    logger = OptimizationAuditLogger(ledger)
    logger.log_optimization_start("default", "analyst", {}, {}, {})
    logger.log_optimization_completion("default", "analyst", None, 1.0)
    summary = logger.generate_audit_report("2025-01-01", "2999-12-31")["optimization_summary"]
    assert (summary["optimizations_completed"], summary["optimizations_failed"]) == (0, 1)


def test_results_may_be_mappings_and_numbers_numpys(ledger: Ledger) -> None:
    logger = OptimizationAuditLogger(ledger)
    result = {"converged": np.bool_(True), "objective_value": np.float64(0.5), "iterations": np.int64(3)}
    entry = logger.log_optimization_completion("default", "analyst", result, np.float64(1.5))
    assert (entry.details["converged"], entry.details["objective_value"], entry.details["iterations"]) == (True, 0.5, 3)


def test_what_somebody_tells_cannot_pass_for_what_the_program_did(ledger: Ledger) -> None:
    logger = OptimizationAuditLogger(ledger)
    details = {"logged_by_hand": False, "event_type": "EXTERNAL_CHANGE", "note": "kept"}
    entry = logger.log_implementation_event("default", "analyst", "COMPLETION", details)
    assert entry.details == {"logged_by_hand": True, "event_type": "COMPLETION", "note": "kept"}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda log: log.log_approval_action("default", "approver", "APPROVE", ""), "Did you mean 'APPROVED'"),
        (lambda log: log.log_approval_action("default", "approver", "PROPOSED", ""), "Unknown approval action"),
        (lambda log: log.log_implementation_event("default", "analyst", "ROLL_BACK", {}), "Did you mean 'ROLLBACK'"),
        (
            lambda log: log.log_implementation_event("default", "analyst", "EXTERNAL_CHANGE", {}),
            "Unknown implementation",
        ),
        (lambda log: log.log_parameter_change("default", " ", "cola_rate", 0.02, 0.03, ""), "user_id is blank"),
        (lambda log: log.log_parameter_change("default", "analyst", "cola_rate", 0.02, float("nan"), ""), "recorded"),
        (lambda log: log.log_optimization_start("default", "analyst", {}, object(), {}), "recorded"),
    ],
)
def test_what_cannot_be_logged_is_refused_and_leaves_no_entry(ledger: Ledger, call: Any, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        call(OptimizationAuditLogger(ledger))
    assert verify_chain(ledger).entries == 0
