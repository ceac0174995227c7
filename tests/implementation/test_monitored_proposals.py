"""Proposals in force are held against actual figures: recorded, judged and written into the audit trail at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_chain import AuditAction
from optimization.governance.checkpoints import OptimizationRollbackManager
from optimization.governance.ledger.governance_tables import actuals, audit_entries, lever_writes
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.checkpoint_store import Baseline, keep_checkpoint
from optimization.governance.proposals.proposal_states import move_proposal
from optimization.governance.proposals.proposals import ProposalState, record_proposal
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.implementation.monitoring import review_applied, review_proposal
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places

HEADER = "period,metric_name,value,source\n"
SIMULATED = {"years": {"2025": {"terminations": 12, "opening_headcount": 100, "wage_bill": 6e6}}}
GIVEN = {"baseline_metrics": {"employee_satisfaction_score": 0.8}}
RUN = SearchRun(
    run_id="loop-20250102-030405-abc123",
    kind="target_loop",
    scenario_id="default",
    started_at=datetime(2025, 1, 2, tzinfo=UTC),
    user="analyst",
    config={},
    fingerprints={},
)


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Places:
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PLANWISE_HOME", str(folder))
    monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
    return Places(home=folder, levers=folder / "comp_levers.csv")


@pytest.fixture
def ledger(home: Places) -> Iterator[Ledger]:
    with open_ledger(home, {}) as ledger:
        with record_run(ledger, RUN) as outcome:
            outcome.finish(status="converged", result={})
        yield ledger


def propose(ledger: Ledger, **risk_report: Any) -> str:
    cell = LeverCell(2025, 1, "merit_base")
    return record_proposal(
        ledger,
        run=RUN,
        before={cell: 0.03},
        changes={cell: 0.04},
        lever_rows=(),
        risk_report={"proposal_risk_level": "LOW", **risk_report},
    ).proposal_id


def bring_into_force(ledger: Ledger, home: Places, number: int, *, phases: int = 1) -> None:
    """What applying leaves in the ledger: a checkpoint and a done write for each phase, and the state."""
    with ledger.write() as connection:
        for phase in range(1, phases + 1):
            checkpoint_number = keep_checkpoint(
                connection,
                lever_file=home.levers,
                content=b"",
                scenario_id="default",
                user="approver",
                parameters={},
                metadata=GIVEN if phase == 1 else {},
                baseline=Baseline(metrics=SIMULATED if phase == 1 else {}, levers_sha256="0" * 64),
                proposal_id=f"PRP-{number:06d}",
                phase=phase,
            )
            connection.execute(
                lever_writes.insert().values(
                    number=checkpoint_number,
                    kind="phase",
                    state="done",
                    scenario_id="default",
                    lever_file=str(home.levers),
                    proposal_number=number,
                    phase=phase,
                    checkpoint_number=checkpoint_number,
                    user_id="approver",
                    reason="",
                    before_sha256="0" * 64,
                    after_sha256="1" * 64,
                    after_content=b"",
                    moved=[],
                    is_forced=False,
                    host="elsewhere",
                    began_at=datetime.now(UTC),
                )
            )
        move_proposal(connection, number, ProposalState.APPROVED)
        move_proposal(connection, number, ProposalState.APPLIED)


@pytest.fixture
def in_force(ledger: Ledger, home: Places) -> str:
    proposal_id = propose(ledger)
    bring_into_force(ledger, home, 1, phases=3)
    return proposal_id


def write_actuals(home: Places, rows: str) -> None:
    home.actual_metrics.write_text(HEADER + rows, encoding="utf-8")


def monitoring_entries(ledger: Ledger) -> list[dict[str, Any]]:
    with ledger.read() as connection:
        rows = connection.execute(audit_entries.select().order_by(audit_entries.c.sequence)).all()
    entries = [json.loads(row.entry) for row in rows if row.action == AuditAction.IMPLEMENTATION_EVENT]
    return [entry for entry in entries if entry["details"]["event_type"] == "MONITORING"]


def recorded(ledger: Ledger) -> list[tuple[str, str, float]]:
    with ledger.read() as connection:
        rows = connection.execute(actuals.select().order_by(actuals.c.number)).all()
    return [(row.period, row.metric_name, row.value) for row in rows]


def test_bad_figures_recommend_a_rollback_to_the_state_before_the_first_phase(
    home: Places, ledger: Ledger, in_force: str
) -> None:
    """0.18 is 50 % over 12 of 100 leavers; 1.7 millions in a quarter are 13.3 % over a fourth of 6 millions."""
    write_actuals(
        home,
        "2024,turnover_rate,0.3,hr\n"
        "2025-Q1,turnover_rate,0.13,hr\n"
        "2025-Q2,turnover_rate,0.18,hr\n"
        "2025-Q1,wage_bill,1.7e6,payroll\n"
        "2025-03,employee_satisfaction_score,0.79,survey\n",
    )
    review = review_proposal(home, in_force, user="analyst")
    assert review.rollback_recommended
    assert (review.proposal_id, review.checkpoint_id) == ("PRP-000001", "CHK-000001")
    assert [(each["trigger"], each["actual"]) for each in review.triggers_activated] == [
        ("budget_overrun", pytest.approx(0.2 / 1.5)),
        ("turnover_increase", pytest.approx(0.5)),
    ]
    assert [each["metrics"] for each in review.not_evaluated] == [
        ["budget_utilization", "total_compensation_cost"],
        ["voluntary_turnover_rate"],
        ["market_competitiveness_ratio"],
    ]
    assert {(each["metric"], each["period"], each["baseline"], each["baseline_origin"]) for each in review.figures} == {
        ("turnover_rate", "2025-Q2", 0.12, "simulated for 2025"),
        ("wage_bill", "2025-Q1", 1.5e6, "simulated for 2025"),
        ("employee_satisfaction_score", "2025-03", 0.8, "given with the checkpoint"),
    }
    assert {(each["period"], each["reason"]) for each in review.set_aside} == {
        ("2024", "2024 is before 2025, the first year whose levers change"),
        ("2025-Q1", "2025-Q2 is later"),
    }
    assert any("2025-Q2 ended before the levers came into force" in caution for caution in review.cautions)
    (entry,) = monitoring_entries(ledger)
    assert (entry["user_id"], entry["scenario_id"]) == ("analyst", "default")
    assert entry["details"] == {
        "event_type": "MONITORING",
        "message": "budget_overrun, turnover_increase went off; a rollback is recommended",
        **review.as_json(),
    }
    assert len(recorded(ledger)) == 5


def test_a_figure_that_is_corrected_or_withdrawn_is_judged_as_the_file_says_now(
    home: Places, ledger: Ledger, in_force: str
) -> None:
    write_actuals(home, "2025-Q1,turnover_rate,0.18,hr\n2025-Q2,turnover_rate,0.9,hr\n")
    assert review_proposal(home, in_force, user="analyst").rollback_recommended
    write_actuals(home, "2025-Q1,turnover_rate,0.125,hr\n")
    review = review_proposal(home, in_force, user="analyst")
    assert not review.rollback_recommended
    assert [each["current"] for each in review.evaluated] == [0.125]
    assert recorded(ledger) == [
        ("2025-Q1", "turnover_rate", 0.18),
        ("2025-Q2", "turnover_rate", 0.9),
        ("2025-Q1", "turnover_rate", 0.125),
    ]
    assert len(monitoring_entries(ledger)) == 2


def test_what_was_known_before_the_change_is_what_later_figures_are_held_against(home: Places, ledger: Ledger) -> None:
    write_actuals(home, "2025-Q1,turnover_rate,0.16,hr\n")
    assert review_applied(home, user="analyst") == ()
    proposal_id = propose(ledger)
    bring_into_force(ledger, home, 1)
    review = review_proposal(home, proposal_id, user="analyst")
    assert [each["reason"] for each in review.set_aside] == ["2025-Q1 was known before the levers came into force"]
    assert review.evaluated == ()
    assert len(review.not_evaluated) == 4
    write_actuals(home, "2025-Q1,turnover_rate,0.16,hr\n2025-Q2,turnover_rate,0.17,hr\n")
    (finding,) = review_proposal(home, proposal_id, user="analyst").evaluated
    assert (finding["baseline"], finding["current"], finding["actual"]) == (0.16, 0.17, pytest.approx(0.0625))


def test_pay_as_it_was_planned_is_no_overrun_whatever_it_was_some_years_ago(home: Places, ledger: Ledger) -> None:
    """33 millions were paid in 2024; the 6.2 of 2025 are held against the 6 that the simulation gives for 2025."""
    write_actuals(home, "2024,wage_bill,33e6,payroll\n")
    assert review_applied(home, user="analyst") == ()
    proposal_id = propose(ledger)
    bring_into_force(ledger, home, 1)
    write_actuals(home, "2024,wage_bill,33e6,payroll\n2025,wage_bill,6.2e6,payroll\n")
    review = review_proposal(home, proposal_id, user="analyst")
    assert [(each["baseline"], each["actual"]) for each in review.evaluated] == [(6e6, pytest.approx(0.2 / 6))]
    assert not review.rollback_recommended


@pytest.mark.parametrize(("paid", "is_planned"), [(1.9e6, True), (2.0e6, False)])
def test_a_rise_that_the_proposal_was_simulated_to_bring_is_said_to_be_planned(
    home: Places, ledger: Ledger, paid: float, is_planned: bool
) -> None:
    """Pay was simulated to go from 1.5 millions a quarter to 1.75, and a tenth above that is 1.925."""
    proposal_id = propose(ledger, cost_impact={"wage_bill_after": {"2025": 7e6}})
    bring_into_force(ledger, home, 1)
    write_actuals(home, f"2025-Q1,wage_bill,{paid},payroll\n")
    review = review_proposal(home, proposal_id, user="analyst")
    assert [each["trigger"] for each in review.triggers_activated] == ["budget_overrun"]
    assert review.rollback_recommended
    planned = (
        "wage_bill: the proposal itself was simulated to cost 1,750,000 in 2025-Q1, so this rise is no overrun of what "
        "was approved."
    )
    assert (planned in review.cautions, planned in review.doubts) == (is_planned, is_planned)


def test_a_review_is_doubtful_where_every_figure_that_calls_for_a_rollback_carries_a_caution(
    home: Places, ledger: Ledger
) -> None:
    """2025 is over, and this year is not."""
    write_actuals(home, "2024,turnover_rate,0.1,hr\n")
    review_applied(home, user="analyst")
    proposal_id = propose(ledger)
    bring_into_force(ledger, home, 1)
    over = "2025-Q2,budget_utilization,1.2,finance\n"
    write_actuals(home, over)
    doubtful = review_proposal(home, proposal_id, user="analyst")
    assert (doubtful.rollback_recommended, doubtful.is_doubtful) == (True, True)
    assert [each.partition(":")[0] for each in doubtful.doubts] == ["budget_utilization"]
    this_year = datetime.now(UTC).year
    write_actuals(home, f"{over}{this_year},turnover_rate,0.2,hr\n2025-Q1,employee_satisfaction_score,0.1,survey\n")
    review = review_proposal(home, proposal_id, user="analyst")
    assert (review.rollback_recommended, review.is_doubtful) == (True, False)
    assert review.doubts == doubtful.doubts
    assert [each.partition(":")[0] for each in review.cautions] == ["budget_utilization", "employee_satisfaction_score"]
    write_actuals(home, "2025-Q1,turnover_rate,0.1,hr\n")
    assert not review_proposal(home, proposal_id, user="analyst").is_doubtful


def test_a_file_with_a_slip_leaves_nothing_behind(home: Places, ledger: Ledger, in_force: str) -> None:
    write_actuals(home, "2025-Q1,turnover_rate,0.18,hr\n2025-Q2,turnover_rate,high,hr\n")
    with pytest.raises(BadInputError, match="line 3: value is 'high'"):
        review_proposal(home, in_force, user="analyst")
    with pytest.raises(BadInputError, match="line 3: value is 'high'"):
        review_applied(home, user="analyst")
    assert recorded(ledger) == []
    assert monitoring_entries(ledger) == []


def test_another_file_can_be_named(home: Places, in_force: str) -> None:
    write_actuals(home, "2025-Q1,turnover_rate,0.5,hr\n")
    other = home.home / "survey.csv"
    other.write_text(HEADER + "2025-Q1,turnover_rate,0.12,hr\n", encoding="utf-8")
    assert not review_proposal(home, in_force, user="analyst", actuals_file=other).rollback_recommended


def test_only_levers_in_force_are_monitored(home: Places, ledger: Ledger) -> None:
    proposal_id = propose(ledger)
    with pytest.raises(BadInputError, match="PRP-000001 is proposed: actual figures are held against a proposal while"):
        review_proposal(home, proposal_id, user="analyst")
    bring_into_force(ledger, home, 1)
    with pytest.raises(BadInputError, match=r"actual_metrics.csv does not exist"):
        review_proposal(home, proposal_id, user="analyst")
    write_actuals(home, "2025-Q1,turnover_rate,0.18,hr\n")
    with ledger.write() as connection:
        move_proposal(connection, 1, ProposalState.COMPLETED)
    completed = review_proposal(home, proposal_id, user="analyst")
    assert (completed.rollback_recommended, completed.proposal_state) == (True, ProposalState.COMPLETED)
    assert review_applied(home, user="analyst") == ()


def test_every_applied_proposal_is_reviewed(home: Places, ledger: Ledger) -> None:
    for number in (1, 2, 3):
        propose(ledger)
        if number != 2:
            bring_into_force(ledger, home, number)
    write_actuals(home, "2025-Q1,turnover_rate,0.18,hr\n")
    reviews = review_applied(home, user="analyst")
    assert [(review.proposal_id, review.checkpoint_id) for review in reviews] == [
        ("PRP-000001", "CHK-000001"),
        ("PRP-000003", "CHK-000002"),
    ]
    assert len(monitoring_entries(ledger)) == 2
    assert len(recorded(ledger)) == 1


@pytest.mark.usefixtures("in_force")
def test_a_guide_holds_figures_against_a_checkpoint_by_hand(home: Places, ledger: Ledger) -> None:
    result = OptimizationRollbackManager(user="analyst", places=home).monitor_rollback_triggers(
        {"budget_utilization": 1.12, "employee_satisfaction_score": 0.60, "voluntary_turnover_rate": 0.15}, "CHK-000001"
    )
    assert [
        (each["trigger"], each["threshold"], each["actual"], each["severity"]) for each in result["triggers_activated"]
    ] == [
        ("budget_overrun", 0.10, pytest.approx(0.12), "HIGH"),
        ("employee_satisfaction", 0.15, pytest.approx(-0.25), "MEDIUM"),
    ]
    assert result["rollback_recommended"] is True
    assert result["monitoring_period"]["days"] == 90
    assert result["next_review_date"]
    # The simulation gives no baseline of those who leave of their own will.
    assert result["not_evaluated"][1]["reason"] == (
        "no data: turnover_rate has no figure; voluntary_turnover_rate has no baseline"
    )
    assert monitoring_entries(ledger) == []
