"""Decision records: what was decided stays as it was, and what became of it is read anew; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.decision_records.decision_store import DecisionRecord, find_decision, list_decisions
from optimization.governance.decisions import OptimizationDecisionRecord, record_decision
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.approvals import approve
from optimization.governance.proposals.proposals import record_proposal
from optimization.governance.rollouts.rollout_plans import record_rollout
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.lever_cells import LeverCell

CELL = LeverCell(2025, 1, "merit_base")
LOOP: dict[str, Any] = {
    "status": "converged",
    "converged": True,
    "iterations": 2,
    "initial_growth": 3.4,
    "final_growth": 3.0,
    "levers_before": {"cola_rate": 0.015, "promotion_raise": 0.12},
    "levers_after": {"cola_rate": 0.01, "promotion_raise": 0.12},
    "iteration_history": [
        {"iteration": 0, "growth": 3.4, "gap": -0.4, "levers": {"cola_rate": 0.015}},
        {"iteration": 1, "growth": 3.2, "gap": -0.2, "levers": {"cola_rate": 0.0125}},
        {"iteration": 2, "growth": 3.2, "gap": -0.2, "levers": {"cola_rate": 0.0125}},
    ],
    "metrics_before": {"total_compensation_cost": 100.0},
    "metrics_after": {"total_compensation_cost": 98.0},
    "config": {"target_growth": 3.0, "tolerance": 0.1, "method": "continuous"},
}
MORNING = datetime(2025, 3, 31, 9, tzinfo=UTC)

Decide = Callable[..., DecisionRecord]


@pytest.fixture
def proposal_id(ledger: Ledger, search_run: SearchRun) -> str:
    """A proposal of the run, in the name of the analyst."""
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result=LOOP)
    return record_proposal(
        ledger,
        run=search_run,
        before={CELL: 0.032},
        changes={CELL: 0.03},
        lever_rows=(),
        risk_report={"proposal_risk_level": "LOW"},
    ).proposal_id


@pytest.fixture
def decide(ledger: Ledger) -> Decide:
    """Records a decision; what is not said is as a careful person would say it."""

    def record(**said: Any) -> DecisionRecord:
        usual = {
            "scenario_id": "default", "decision_maker": "analyst", "result": LOOP, "rationale": "In line.",
            "now": MORNING,
        }  # fmt: skip
        with ledger.write() as connection:
            return record_decision(connection, **{**usual, **said})

    return record


def test_a_guide_makes_a_record_and_exports_it(ledger: Ledger) -> None:
    maker = OptimizationDecisionRecord(ledger)
    record = maker.create_decision_record(
        scenario_id="default",
        decision_maker="analyst",
        optimization_result=LOOP,
        business_rationale="Growth in line with the budget.\n\n<b>Second</b> thought.",
    )
    assert record["decision_id"] == f"OPT-{record.timestamp:%Y%m%d}-default-1"
    assert abs((datetime.now(UTC) - record["timestamp"]).total_seconds()) < 60
    assert (record["decision_maker"], record["approval_status"]) == ("analyst", "no proposal")
    assert (record["business_context"], record["implementation_plan"]) == ({}, None)
    assert record["optimization_config"] == LOOP["config"]
    results = record["results_summary"]
    assert results["total_compensation_cost"] == {"before": 100.0, "after": 98.0}
    assert results["optimal_parameters"] == LOOP["levers_after"]
    # The second iteration proposed the levers of the first again, and nothing is listed twice.
    assert [each["label"] for each in record["alternatives_considered"]] == ["today's levers", "iteration 1"]
    assert record["success_criteria"] == (
        "Pay growth is within 0.1 percentage points of 3% a year: met at the decision, 3.000%.",
        "None of these triggers fires within 90 days: budget_overrun, employee_satisfaction, turnover_increase, "
        "market_position.",
    )
    with pytest.raises(KeyError):
        record["as_json"]
    markdown = maker.export_decision_record(record)
    assert markdown.startswith(f"# Decision {record.decision_id}\n")
    assert "\n\nGrowth in line with the budget.\n\n\\<b\\>Second\\</b\\> thought.\n" in markdown
    assert (
        "1 of 2 levers move.\n\n| Lever | Before | Decided |\n| :--- | :--- | :--- |\n| cola_rate | 1.500% | 1.000% |"
        in markdown
    )
    assert "No business context was given." in markdown
    assert "No rollout is planned so far." in markdown
    page = maker.export_decision_record(record, format="html")
    assert "<!doctype html>" in page
    assert "&lt;b&gt;Second&lt;/b&gt; thought." in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("moment", "scenario_id", "expected"),
    [
        (datetime(2025, 3, 31, 23, 59, tzinfo=UTC), "default", "OPT-20250331-default-3"),
        (datetime(2025, 3, 31, 23, 59, tzinfo=UTC), "growth-1", "OPT-20250331-growth-1-1"),
        (datetime(2025, 4, 1, tzinfo=UTC), "default", "OPT-20250401-default-1"),
        # Two in the morning there is midnight less two hours here: still the day before.
        (datetime.fromisoformat("2025-04-01T01:00:00+02:00"), "default", "OPT-20250331-default-3"),
    ],
)
def test_ids_count_the_decisions_of_a_scenario_on_a_utc_day(
    decide: Decide, moment: datetime, scenario_id: str, expected: str
) -> None:
    assert decide().decision_id == "OPT-20250331-default-1"
    assert decide().decision_id == "OPT-20250331-default-2"
    assert decide(now=moment, scenario_id=scenario_id).decision_id == expected


def test_the_review_is_thirty_days_later_and_the_triggers_are_those_configured(decide: Decide) -> None:
    record = decide()
    assert record.review_schedule == {
        "review_date": "2025-04-30",
        "monitoring_period_days": 90,
        "review_every_days": 7,
    }
    assert [(each["trigger"], each["threshold"]) for each in record.rollback_triggers] == [
        ("budget_overrun", 0.1),
        ("employee_satisfaction", 0.15),
        ("turnover_increase", 0.2),
        ("market_position", 0.1),
    ]


def test_approval_and_rollout_plan_are_read_as_they_stand_now(
    ledger: Ledger, decide: Decide, proposal_id: str, search_run: SearchRun
) -> None:
    record = decide(proposal_id=proposal_id)
    assert (record.run_id, record.proposal_id) == (search_run.run_id, proposal_id)
    assert (record.approval_status, record.approvals, record.implementation_plan) == ("proposed", (), None)
    phases = [
        {"phase": 1, "parameters": {"merit_rate_level_1@2025": 0.031}, "description": "Half | of it"},
        {"phase": 2, "parameters": {"merit_rate_level_1@2025": 0.03}, "description": "The rest"},
    ]
    record_rollout(ledger, proposal_id, user="analyst", risk_tolerance="medium", phases=phases)
    approve(ledger, proposal_id, user="approver", comments="within budget")

    now = find_decision(ledger, record.decision_id)
    (approval,) = now.approvals
    assert (now.approval_status, approval["action"], approval["user"]) == ("approved", "APPROVED", "approver")
    assert now.implementation_plan == tuple(phases)
    unchanged = {"approval_status": "proposed", "approvals": (), "implementation_plan": None}
    assert replace(now, **unchanged) == record
    exported = OptimizationDecisionRecord(ledger).export_decision_record(record)
    assert "- Approval status: **approved**" in exported
    assert "| 1 | Half \\| of it | n/a | n/a |" in exported


def test_what_is_given_takes_the_place_of_what_would_be_gathered(decide: Decide, proposal_id: str) -> None:
    record = decide(
        proposal_id=proposal_id,
        business_context={"market": "calm"},
        alternatives=[{"label": "wait a year"}],
        implementation_plan=[{"phase": 1, "description": "All at once", "validation_required": "the wage bill"}],
    )
    assert record.business_context == {"market": "calm"}
    assert record.alternatives_considered == ({"label": "wait a year"},)
    assert [phase["description"] for phase in record.implementation_plan or ()] == ["All at once"]


def test_goals_of_an_engine_are_its_targets_and_constraints(decide: Decide) -> None:
    result = {
        "converged": True,
        "objectives": {"cost": 0.4, "targets": 0.6},
        "config": {"growth_method": "current", "target_growth": None},
        "targets": [{"metric": "equity_cv", "target": 0.15, "tolerance": 0.01, "unit": "fraction", "is_met": True}],
        "constraints": [{"name": "budget", "after": -1.0}],
        "alternatives": [{"label": "lowest cost", "objective": 0.6, "parameters": {"cola_rate": 0.01}}],
    }
    record = decide(result=result)
    assert record.success_criteria[:2] == (
        "equity_cv is within 0.01 of 0.15.",
        "The constraint budget is kept: met at the decision.",
    )
    assert record.optimization_config == {"objectives": {"cost": 0.4, "targets": 0.6}, **result["config"]}
    assert record.alternatives_considered == tuple(result["alternatives"])


@pytest.mark.parametrize(
    ("metric", "unit", "figures", "expected"),
    [
        ("equity_cv", "fraction", (0.155, 0.00775, 0.1446), "0.00775 of 0.155: not met at the decision, 0.1446."),
        (
            "yoy_growth_current@2026",
            "fraction",
            (0.032, 0.00064, 0.0325),
            "0.064 percentage points of 3.2%: met at the decision, 3.250%.",
        ),
        ("wage_bill@2026", "money", (1e6, 12_345.0, 1.2e6), "12,345 of 1,000,000: not met at the decision, 1,200,000."),
    ],
)
def test_a_goal_is_said_in_its_unit_and_whether_it_is_met_when_decided(
    decide: Decide, metric: str, unit: str, figures: tuple[float, ...], expected: str
) -> None:
    target = {"metric": metric, "unit": unit, **dict(zip(("target", "tolerance", "after"), figures, strict=True))}
    record = decide(result={"converged": True, "objectives": {"targets": 1.0}, "targets": [target]})
    assert record.success_criteria[0] == f"{metric} is within {expected}"


def test_what_was_not_weighed_is_no_goal_and_what_is_broken_is_said_so(decide: Decide) -> None:
    target = {"metric": "equity_cv", "target": 0.15, "tolerance": 0.01, "unit": "fraction", "after": 0.3}
    result = {"converged": True, "objectives": {"cost": 1.0, "targets": 0.0}, "targets": [target]}
    assert len(decide(result=result).success_criteria) == 1
    broken = decide(result={**result, "constraints": [{"name": "budget", "after": 5.0}]})
    assert broken.success_criteria[0] == "The constraint budget is kept: not met at the decision."


def test_the_risk_is_the_proposals_and_the_searchs_own_word_is_the_lever_position(
    ledger: Ledger, decide: Decide, proposal_id: str
) -> None:
    record = decide(proposal_id=proposal_id, result={**LOOP, "risk_assessment": "MEDIUM"})
    assert record.risk_report == {"proposal_risk_level": "LOW"}
    exported = OptimizationDecisionRecord(ledger).export_decision_record(record)
    assert "- Risk: **LOW**" in exported
    assert f"The risk of {proposal_id} is LOW." in exported
    assert "| Lever position | MEDIUM |" in exported
    assert decide().risk_report is None


def test_levers_whose_values_before_are_not_known_do_not_count_as_moved(ledger: Ledger, decide: Decide) -> None:
    record = decide(result={"converged": True, "optimal_parameters": {"cola_rate": 0.01}})
    exported = OptimizationDecisionRecord(ledger).export_decision_record(record)
    assert "The result does not say where the levers stood before, so which of them move is not known." in exported
    assert "| Lever | Decided |\n| :--- | :--- |\n| cola_rate | 1.000% |" in exported


def test_the_newest_decisions_come_first(ledger: Ledger, decide: Decide) -> None:
    for hour in (9, 11, 10):
        decide(now=MORNING.replace(hour=hour))
    assert [record.timestamp.hour for record in list_decisions(ledger, 2)] == [11, 10]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"rationale": " "}, "rationale of the decision is blank"),
        ({"decision_maker": ""}, "decision maker of the decision is blank"),
        ({"scenario_id": ""}, "scenario of the decision is blank"),
        ({"result": {"something": 1}}, "says nothing of a search"),
        ({"result": {**LOOP, "final_growth": float("inf")}}, "result cannot be recorded"),
        ({"proposal_id": "PRP-000009"}, "Unknown proposal 'PRP-000009'"),
        ({"proposal_id": "PRP-000001", "scenario_id": "growth"}, "scenario 'default', not of 'growth'"),
        ({"proposal_id": "PRP-000001", "run_id": "loop-x"}, "not of loop-x"),
    ],
)
@pytest.mark.usefixtures("proposal_id")
def test_what_answers_nobodys_question_is_refused(
    ledger: Ledger, decide: Decide, said: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        decide(**said)
    assert list_decisions(ledger, 10) == ()


def test_only_what_was_recorded_is_exported(ledger: Ledger, decide: Decide) -> None:
    maker, record = OptimizationDecisionRecord(ledger), decide()
    changed = replace(record, rationale="Another reason")
    assert "Another reason" not in maker.export_decision_record(changed)
    with pytest.raises(BadInputError, match=r"Unknown decision 'OPT-1'\. .*The newest: OPT-20250331-default-1"):
        maker.export_decision_record({"decision_id": "OPT-1"})
    with pytest.raises(BadInputError, match="Unknown format 'pdf'"):
        maker.export_decision_record(record, "pdf")
