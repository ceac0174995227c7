"""Proposals applied and taken back through Dagster, for real: a lever file, a ledger, simulated checkpoints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import dagster as dg

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.lever_writes import list_writes
from optimization.governance.proposals.proposals import ProposalState, find_proposal
from optimization.governance.rollouts.rollout_plans import record_rollout
from optimization.implementation.monitoring import record_actual_metrics
from optimization.places import Places
from orchestrator.governance_choices import is_next_phase
from orchestrator.governance_config import Extent
from orchestrator.run_identity import USER_TAG

APPLY, ROLL_BACK = "apply_approved_proposal_job", "rollback_job"
APPLY_OP, ROLL_BACK_OP = "apply_approved_proposal", "roll_back_proposal"
CELL_NAME = "merit_rate_level_1@2025"
BEFORE = b"default,2025,1,RAISE,merit_base,0.032,0,2025-01-01,planwise"
HEADER = "period,metric_name,value,source\n"
# A year that is over whenever the levers come into force.
OVER_BUDGET = f"{HEADER}2025,budget_utilization,1.2,finance\n"
YEAR = datetime.now(UTC).year
BEFORE_THE_CHANGE = f"{HEADER}{YEAR - 1},turnover_rate,0.10,hr\n"


def plan_two_equal_phases(own: Places, proposal_id: str) -> None:
    values = [{CELL_NAME: 0.031}, {CELL_NAME: 0.03}]
    with open_ledger(own) as ledger:
        record_rollout(
            ledger,
            proposal_id,
            user="analyst",
            risk_tolerance="equal steps",
            phases=[{"phase": number, "parameters": parameters} for number, parameters in enumerate(values, start=1)],
        )


def state(own: Places, proposal_id: str) -> ProposalState:
    with open_ledger(own) as ledger:
        return find_proposal(ledger, proposal_id).state


def asked(op: str, **config: Any) -> dict[str, Any]:
    return {"ops": {op: {"config": config}}}


def written(own: Places) -> str:
    """The value of the cell as it stands in the file."""
    (row,) = (
        line for line in own.levers.read_text().splitlines() if line.startswith("default,2025,1,RAISE,merit_base")
    )
    return row.split(",")[5]


def test_the_oldest_approved_proposal_is_applied_in_the_name_of_the_runs_user(
    run_job: Any, own: Places, put_forward: Any
) -> None:
    shipped = own.levers.read_bytes()
    proposal_id = put_forward(0.031)
    put_forward(0.03)
    days = [datetime.now(UTC).date()]

    run = run_job(APPLY, tags={USER_TAG: "second approver"})

    assert run.result.success
    days.append(datetime.now(UTC).date())
    after = [b"default,2025,1,RAISE,merit_base,0.031,0,%s,optimization_engine" % str(day).encode() for day in days]
    assert own.levers.read_bytes() in [shipped.replace(BEFORE, row) for row in after]
    assert state(own, proposal_id) is ProposalState.APPLIED
    with open_ledger(own) as ledger:
        (write,) = list_writes(ledger, proposal_id)
    assert write.user == "second approver"
    tags = run.instance.get_run_by_id(run.result.run_id).tags
    asked = {
        "planwise/user": "second approver",
        "planwise/proposal": proposal_id,
        "planwise/scenario": "default",
        "planwise/kind": "lever-file",
    }
    assert asked.items() <= tags.items()
    assert run.result.output_for_node(APPLY_OP) == {
        "proposal_id": "PRP-000001",
        "write_id": write.write_id,
        "checkpoint_id": "CHK-000001",
    }
    (observed,) = run.result.filter_events(lambda event: event.event_type is dg.DagsterEventType.ASSET_OBSERVATION)
    shown = observed.asset_observation_data.asset_observation
    assert shown.asset_key == dg.AssetKey("comp_levers")
    assert shown.metadata["rows_moved"].value == 1
    assert "| default | merit_rate_level_1@2025 | 0.032 | 0.031 |" in shown.metadata["moved"].value


def test_levers_that_moved_since_stop_a_proposal_and_are_named(run_job: Any, own: Places, put_forward: Any) -> None:
    put_forward(0.031)
    moved = own.levers.read_bytes().replace(BEFORE, BEFORE.replace(b"0.032", b"0.0325"))
    own.levers.write_bytes(moved)

    run = run_job(APPLY)

    assert not run.result.success
    assert "default 2025 level 1 merit_base: 0.032 -> 0.0325" in run.failure
    assert own.levers.read_bytes() == moved


def test_a_stored_rollout_is_applied_phase_by_phase(run_job: Any, own: Places, put_forward: Any) -> None:
    proposal_id = put_forward(0.03)
    plan_two_equal_phases(own, proposal_id)

    first = run_job(APPLY)
    halfway = written(own)
    nobody_waits = run_job(APPLY)
    second = run_job(APPLY, asked(APPLY_OP, proposal_id=proposal_id, extent="next_phase"))

    assert first.result.success
    assert halfway == "0.031"
    assert nobody_waits.result.success
    assert nobody_waits.result.output_for_node(APPLY_OP)["proposal_id"] is None
    assert second.result.success
    assert written(own) == "0.03"


def test_a_proposal_is_applied_as_it_was_planned_unless_somebody_asks_for_another_extent(
    own: Places, put_forward: Any
) -> None:
    planned, unplanned = put_forward(0.03), put_forward(0.03)
    plan_two_equal_phases(own, planned)

    with open_ledger(own) as ledger:
        as_phase = {
            extent: [is_next_phase(ledger, proposal_id, extent) for proposal_id in (planned, unplanned)]
            for extent in Extent
        }

    assert as_phase == {
        Extent.as_planned: [True, False],
        Extent.whole: [False, False],
        Extent.next_phase: [True, True],
    }


def test_what_nobody_approved_is_left_alone_and_the_finished_run_says_so(
    run_job: Any, own: Places, put_forward: Any
) -> None:
    put_forward(0.031, is_approved=False)
    shipped = own.levers.read_bytes()

    run = run_job(APPLY)
    named = run_job(APPLY, asked(APPLY_OP, proposal_id="PRP-000001"))
    unknown = run_job(APPLY, asked(APPLY_OP, proposal_id="PRP-000002"))

    assert run.result.success
    assert run.result.output_for_node(APPLY_OP)["message"] == (
        "No approved proposal waits to be applied: nothing was changed."
    )
    assert not named.result.success
    assert named.failure.startswith("PRP-000001 is proposed")
    assert "Did you mean 'PRP-000001'?" in unknown.failure
    assert own.levers.read_bytes() == shipped


def turnover(rate: float) -> str:
    """What the file says once this year's turnover is known too."""
    return f"{BEFORE_THE_CHANGE}{YEAR},turnover_rate,{rate},hr\n"


def test_too_many_leavers_take_back_what_was_applied_last_and_then_what_lay_below(
    run_job: Any, own: Places, put_forward: Any
) -> None:
    shipped = own.levers.read_bytes()
    own.actual_metrics.write_text(BEFORE_THE_CHANGE)
    record_actual_metrics(own, user="analyst")
    first = put_forward(0.031)
    run_job(APPLY)
    between = own.levers.read_bytes()
    second = put_forward(0.03)
    run_job(APPLY)
    assert written(own) == "0.03"

    own.actual_metrics.write_text(turnover(0.12))
    at_the_limit = run_job(ROLL_BACK)
    assert at_the_limit.result.output_for_node(ROLL_BACK_OP)["message"] == (
        "No rollback is recommended. Nothing was changed."
    )
    assert state(own, second) is ProposalState.APPLIED

    own.actual_metrics.write_text(turnover(0.13))
    assert run_job(ROLL_BACK).result.output_for_node(ROLL_BACK_OP)["proposal_id"] == second
    assert own.levers.read_bytes() == between
    assert (state(own, first), state(own, second)) == (ProposalState.APPLIED, ProposalState.ROLLED_BACK)
    with open_ledger(own) as ledger:
        assert list_writes(ledger, second)[-1].reason == (
            "Monitoring recommends to roll back: turnover_increase (HIGH), since turnover_rate rose by 30.00% and may "
            "by 20%."
        )

    assert run_job(ROLL_BACK).result.output_for_node(ROLL_BACK_OP)["proposal_id"] == first
    assert own.levers.read_bytes() == shipped
    assert run_job(ROLL_BACK).result.output_for_node(ROLL_BACK_OP)["message"] == (
        "No proposal is applied, so there is nothing to review. Nothing was changed."
    )


def test_figures_that_all_carry_a_caution_take_nothing_back_by_themselves(
    run_job: Any, own: Places, put_forward: Any
) -> None:
    proposal_id = put_forward(0.031)
    run_job(APPLY)
    in_force = own.levers.read_bytes()
    own.actual_metrics.write_text(OVER_BUDGET)

    run = run_job(ROLL_BACK)

    assert run.result.success
    message = run.result.output_for_node(ROLL_BACK_OP)["message"]
    assert message.startswith(f"{proposal_id}: Monitoring recommends to roll back: budget_overrun (HIGH), since budget")
    assert "budget_utilization: 2025 ended before the levers came into force" in message
    assert message.endswith("and name the proposal with a reason to roll it back.")
    assert own.levers.read_bytes() == in_force
    assert state(own, proposal_id) is ProposalState.APPLIED


def test_one_figure_without_a_caution_is_enough_and_the_others_cautions_are_in_the_reason(
    run_job: Any, own: Places, put_forward: Any
) -> None:
    own.actual_metrics.write_text(BEFORE_THE_CHANGE)
    record_actual_metrics(own, user="analyst")
    proposal_id = put_forward(0.031)
    run_job(APPLY)
    own.actual_metrics.write_text(turnover(0.13) + OVER_BUDGET.removeprefix(HEADER))

    run_job(ROLL_BACK)

    assert state(own, proposal_id) is ProposalState.ROLLED_BACK
    with open_ledger(own) as ledger:
        reason = list_writes(ledger, proposal_id)[-1].reason
    assert "turnover_rate rose by 30.00%" in reason
    assert "budget_utilization: 2025 ended before the levers came into force" in reason


def test_a_named_proposal_is_taken_back_for_a_reason_and_an_edit_since_only_by_force(
    run_job: Any, own: Places, put_forward: Any
) -> None:
    shipped = own.levers.read_bytes()
    proposal_id = put_forward(0.031)
    run_job(APPLY)
    own.levers.write_bytes(own.levers.read_bytes().replace(b"merit_base,0.030,", b"merit_base,0.029,", 1))
    edited = own.levers.read_bytes()

    no_reason = run_job(ROLL_BACK, asked(ROLL_BACK_OP, proposal_id=proposal_id, reason=" "))
    nobody_named = run_job(ROLL_BACK, asked(ROLL_BACK_OP, force=True))
    no_figures = run_job(ROLL_BACK)
    not_forced = run_job(ROLL_BACK, asked(ROLL_BACK_OP, proposal_id=proposal_id, reason="the board said no"))

    assert no_reason.failure == "Say why PRP-000001 is to be rolled back: give a reason."
    assert nobody_named.failure.startswith("reason and force are for a proposal that you name")
    assert no_figures.result.output_for_node(ROLL_BACK_OP)["message"] == (
        f"There are no actual figures: {own.actual_metrics} is missing. Nothing was changed."
    )
    assert "default 2025 level 3 merit_base: 0.030 -> 0.029" in not_forced.failure
    assert own.levers.read_bytes() == edited

    forced = run_job(ROLL_BACK, asked(ROLL_BACK_OP, proposal_id=proposal_id, reason="the board said no", force=True))

    assert forced.result.success
    assert own.levers.read_bytes() == shipped
    assert state(own, proposal_id) is ProposalState.ROLLED_BACK
