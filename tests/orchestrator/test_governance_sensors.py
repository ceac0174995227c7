"""The sensors of governance, evaluated: what starts by itself once a proposal is approved or figures arrive."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest

from optimization.places import Places
from orchestrator.run_identity import run_user

HEADER = "period,metric_name,value,source\n"


@pytest.fixture
def approvals(defs: dg.Definitions, instance: dg.DagsterInstance) -> Any:
    """Looks for approved proposals."""
    return lambda: defs.resolve_sensor_def("proposal_approved")(dg.build_sensor_context(instance=instance))


@pytest.fixture
def figures(defs: dg.Definitions, instance: dg.DagsterInstance) -> Any:
    """Looks at the actual figures: `figures(cursor)` gives what it tells and the next cursor."""

    def look(cursor: str | None = None) -> tuple[Any, str | None]:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        told = defs.resolve_sensor_def("actual_metrics_changed")(context)
        return told, told.cursor if isinstance(told, dg.SensorResult) else context.cursor

    return look


def test_a_proposal_that_waits_for_its_approval_starts_nothing(approvals: Any, put_forward: Any) -> None:
    put_forward(0.031, is_approved=False)

    assert approvals().skip_message == "No approved proposal waits to be applied."


def test_an_approved_proposal_is_asked_for_under_one_key_until_it_is_applied(
    approvals: Any, put_forward: Any, run_job: Any
) -> None:
    put_forward(0.031)

    [request], [again] = approvals().run_requests, approvals().run_requests

    # Of requests with one key the daemon starts one.
    assert request.run_key == again.run_key == "PRP-000001-approval-1"
    assert run_user(request.tags) == "approval sensor"
    run = run_job("apply_approved_proposal_job", request.run_config, tags=request.tags)
    assert run.result.output_for_node("apply_approved_proposal")["proposal_id"] == "PRP-000001"
    assert isinstance(approvals(), dg.SkipReason)


def test_every_approved_proposal_has_a_run_of_its_own(approvals: Any, put_forward: Any) -> None:
    put_forward(0.031)
    put_forward(0.03)

    assert [request.run_key for request in approvals().run_requests] == [
        "PRP-000001-approval-1",
        "PRP-000002-approval-1",
    ]


def test_figures_are_looked_at_once_and_again_when_they_change(figures: Any, own: Places) -> None:
    nothing, none_yet = figures()
    own.actual_metrics.write_text(HEADER + "2025,turnover_rate,0.2,payroll\n")
    arrived, first = figures(none_yet)
    same, still_first = figures(first)
    own.actual_metrics.write_text(HEADER + "2025,turnover_rate,0.3,payroll\n")
    changed, second = figures(still_first)

    assert nothing.skip_message == f"There are no actual figures: {own.actual_metrics} is missing."
    [request], [later] = arrived.run_requests, changed.run_requests
    assert run_user(request.tags) == "actual metrics sensor"
    assert same.skip_message == "The actual figures are the same as before."
    assert first == still_first != second
    assert request.run_key != later.run_key


def test_the_same_figures_written_again_are_no_change(figures: Any, own: Places) -> None:
    own.actual_metrics.write_text(HEADER)
    _arrived, cursor = figures()
    own.actual_metrics.unlink()
    own.actual_metrics.write_text(HEADER)

    assert isinstance(figures(cursor)[0], dg.SkipReason)


def test_the_sensors_start_the_jobs_that_they_are_for(defs: dg.Definitions) -> None:
    started = {name: defs.resolve_sensor_def(name).job_name for name in ("proposal_approved", "actual_metrics_changed")}

    assert started == {
        "proposal_approved": "apply_approved_proposal_job",
        "actual_metrics_changed": "implementation_review_job",
    }
