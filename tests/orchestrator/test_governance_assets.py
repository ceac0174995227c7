"""What governance keeps on record, through Dagster: decision records, and applied proposals against actual figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from optimization.governance.decision_records.decision_store import list_decisions
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.applying import apply_proposal
from optimization.governance.lever_file.checkpoint_store import Baseline
from optimization.governance.proposals.proposals import record_proposal
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import read_lever_file
from optimization.parameters.lever_rows import lever_rows_sha256
from optimization.places import Places
from orchestrator.names import DECISION_RECORD

CELL = LeverCell(2025, 1, "merit_base")
HEADER = "period,metric_name,value,source\n"


@pytest.fixture
def run_review(run_job: Any) -> Callable[[], Any]:
    return lambda: run_job("implementation_review_job")


@pytest.fixture
def run_record(defs: dg.Definitions, instance: dg.DagsterInstance) -> Callable[..., Any]:
    """Materializes the decision record alone, with its check."""

    def run(**config: Any) -> dg.ExecuteInProcessResult:
        return defs.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey(DECISION_RECORD)],
            run_config={"ops": {DECISION_RECORD: {"config": config}}},
            raise_on_error=False,
        )

    return run


@pytest.fixture
def searched(own: Places) -> str:
    """The id of a proposal whose search left a result."""
    run = SearchRun(
        run_id="loop-20250102-030405-abc123",
        kind=RunKind.TARGET_LOOP,
        scenario_id="default",
        started_at=datetime(2025, 1, 2, tzinfo=UTC),
        user="analyst",
        config={},
        fingerprints={},
    )
    result = {
        "status": "converged",
        "converged": True,
        "message": "Growth is within reach of 2 %.",
        "final_growth": 2.0,
    }
    with open_ledger(own) as ledger:
        with record_run(ledger, run) as outcome:
            outcome.finish(status="converged", result=result)
        return record_proposal(
            ledger,
            run=run,
            before={CELL: 0.032},
            changes={CELL: 0.031},
            lever_rows=(),
            risk_report={"proposal_risk_level": "LOW"},
        ).proposal_id


def apply(own: Places, proposal_id: str) -> None:
    """Apply a proposal with a made-up baseline: 20 of 100 people leave in 2025, and the wage bill is a million."""
    rows = read_lever_file(own.levers, load_lever_catalogue())
    year = {"opening_headcount": 100, "terminations": 20, "wage_bill": 1_000_000.0}
    baseline = Baseline(metrics={"years": {"2025": year}}, levers_sha256=lever_rows_sha256(rows))
    with open_ledger(own) as ledger:
        apply_proposal(ledger, own, proposal_id, user="analyst", baseline=baseline)


def metadata(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    (event,) = result.get_asset_materialization_events()
    return {name: value.value for name, value in event.materialization.metadata.items()}


def check(result: dg.ExecuteInProcessResult) -> dg.AssetCheckEvaluation:
    (evaluation,) = result.get_asset_check_evaluations()
    return evaluation


def verdicts(shown: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Verdict and change by trigger and metric, from the table; without a metric it is of those that lack data."""
    lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in shown["triggers"].splitlines()[2:]]
    return {(line[1], line[4]): (line[3], line[8]) for line in lines if len(line) == 10}


def test_a_record_is_read_in_dagster_and_handed_on_as_a_page(run_record: Any, searched: str, own: Places) -> None:
    result = run_record()

    shown = metadata(result)
    assert result.success
    assert (shown["proposal_id"], shown["approval_status"], shown["approvals"]) == (searched, "proposed", 0)
    assert "Growth is within reach of 2 %." in shown["record"]
    assert shown["record"].startswith(f"# Decision {shown['decision_id']}\n")
    page = Path(shown["page_path"])
    assert page.is_relative_to(own.reports)
    assert shown["decision_id"] in page.read_text()
    trail = check(result)
    assert trail.passed
    # The search began, it ended, and it proposed.
    assert trail.metadata["entries"].value == 3


def test_a_decision_is_recorded_once(run_record: Any, searched: str, own: Places) -> None:
    run_record()
    run_record(proposal_id=searched)

    with open_ledger(own) as ledger:
        assert [record.proposal_id for record in list_decisions(ledger, limit=5)] == [searched]


@pytest.mark.usefixtures("own")
def test_without_a_proposal_there_is_no_record_and_the_finished_run_says_so(run_record: Any) -> None:
    result = run_record()

    assert result.success
    assert metadata(result)["message"] == "No proposal was put forward so far, so there is no decision to show."


def test_an_unknown_proposal_is_a_failed_run_in_words(run_record: Any, searched: str) -> None:
    result = run_record(proposal_id="PRP-000009")

    (failed,) = (event for event in result.all_events if event.is_step_failure)
    assert f"Did you mean '{searched}'?" in failed.step_failure_data.user_failure_data.description


@pytest.mark.usefixtures("searched")
def test_a_changed_entry_of_the_audit_trail_fails_the_run_and_is_named(run_record: Any, own: Places) -> None:
    forge = "update audit_entries set entry = replace(entry, 'analyst', 'another') where sequence = 2"
    with open_ledger(own) as ledger, ledger.write() as connection:
        connection.exec_driver_sql("drop trigger audit_entries_refuse_update")
        connection.exec_driver_sql(forge)

    result = run_record()

    assert not result.success
    assert not check(result).passed
    assert check(result).metadata["first_broken"].value == 2
    assert check(result).description.startswith("Entry 2 ")


def test_every_trigger_is_shown_as_triggered_fine_or_without_data(
    run_review: Any, own: Places, put_forward: Any
) -> None:
    apply(own, put_forward(0.031))
    own.actual_metrics.write_text(HEADER + "2025,turnover_rate,0.25,payroll\n2025,wage_bill,1050000,payroll\n")

    run = run_review()

    shown = metadata(run.result)
    assert run.result.success
    # By hand: 0.25 is a quarter above 20 of 100, and a fifth is allowed; 1,050,000 is five percent above a million.
    assert verdicts(shown)["turnover_increase", "turnover_rate"] == ("triggered", "25.00%")
    assert verdicts(shown)["budget_overrun", "wage_bill"] == ("fine", "5.00%")
    assert {trigger: verdict for (trigger, metric), (verdict, _) in verdicts(shown).items() if not metric} == {
        "budget_overrun": "no data: budget_utilization has no figure; total_compensation_cost has no figure",
        "employee_satisfaction": "no data: employee_satisfaction_score has no figure",
        "turnover_increase": "no data: voluntary_turnover_rate has no figure",
        "market_position": "no data: market_competitiveness_ratio has no figure",
    }
    counts = ("proposals", "triggers_activated", "triggers_without_data", "rollbacks_recommended")
    assert [shown[name] for name in counts] == [1, 1, 2, 1]
    warned = run.checks["no_rollback_recommended"]
    assert (warned.passed, warned.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "since turnover_rate rose by 25.00% and may by 20%" in warned.description


def test_a_review_rolls_nothing_back(run_review: Any, own: Places, put_forward: Any) -> None:
    apply(own, put_forward(0.031))
    in_force = own.levers.read_bytes()
    own.actual_metrics.write_text(HEADER + "2025,budget_utilization,1.5,finance\n")

    run_review()

    assert own.levers.read_bytes() == in_force


def test_figures_as_they_were_expected_recommend_nothing(run_review: Any, own: Places, put_forward: Any) -> None:
    apply(own, put_forward(0.031))
    own.actual_metrics.write_text(HEADER + "2025,budget_utilization,1.0,finance\n")

    assert run_review().checks["no_rollback_recommended"].passed


def test_without_figures_the_review_says_what_is_missing(run_review: Any, own: Places, put_forward: Any) -> None:
    apply(own, put_forward(0.031))

    run = run_review()

    assert run.result.success
    assert metadata(run.result)["message"] == f"There are no actual figures: {own.actual_metrics} is missing."
    assert run.checks["no_rollback_recommended"].passed


def test_wrong_figures_are_a_failed_run_that_names_the_line(run_review: Any, own: Places) -> None:
    own.actual_metrics.write_text(HEADER + "2025,turnover_rate,much,payroll\n")

    run = run_review()

    assert not run.result.success
    assert re.search(r"line 2.*much", run.failure, re.S)
