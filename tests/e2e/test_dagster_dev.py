"""The Dagster UI's server as `make dev` starts it: its GraphQL lists, launches and evaluates the schedule."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from dagster_server import DagsterServer, dagster_server
from optimization.places import Places

_RUN_SECONDS = 90
_POLL_SECONDS = 0.5
_REPOSITORY = {"repositoryLocationName": "planwise", "repositoryName": "__repository__"}

_LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } }
  }
}
"""
_TICK = """
mutation Tick($schedule: ScheduleSelector!, $moment: Float!) {
  scheduleDryRun(selectorData: $schedule, timestamp: $moment) {
    __typename
    ... on DryRunInstigationTick { evaluationResult { runRequests { runKey } error { message } } }
    ... on PythonError { message }
  }
}
"""


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[DagsterServer]:
    with dagster_server(environment) as running:
        yield running


def test_the_server_lists_the_assets_runs_a_simulation_and_evaluates_the_schedule(
    server: DagsterServer, small_home: Places
) -> None:
    nodes = server.ask("{ assetNodes { assetKey { path } groupName } }")["assetNodes"]
    names = {"/".join(node["assetKey"]["path"]) for node in nodes}
    assert {"census", "fct_year_metrics", "published_warehouse", "compensation_optimization_loop"} <= names

    moment = datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp()
    schedule = {**_REPOSITORY, "scheduleName": "quarterly_compensation_optimization"}
    tick = server.ask(_TICK, schedule=schedule, moment=moment)["scheduleDryRun"]
    assert tick["evaluationResult"] == {"runRequests": [{"runKey": "2026Q2"}], "error": None}

    run_id = _launch(server, job="multi_year_simulation", config={"end_year": 2025})
    assert _final_status(server, run_id) == "SUCCESS"
    assert small_home.warehouse.exists()
    asked = '{ assetNodes(assetKeys: [{path: ["fct_year_metrics"]}]) { assetMaterializations(limit: 1) { runId } } }'
    [node] = server.ask(asked)["assetNodes"]
    assert node["assetMaterializations"] == [{"runId": run_id}]


def _launch(server: DagsterServer, *, job: str, config: dict[str, Any]) -> str:
    params = {
        "selector": {**_REPOSITORY, "jobName": job},
        "runConfigData": {"ops": {"simulation_models": {"config": config}}},
    }
    launched = server.ask(_LAUNCH, params=params)["launchRun"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    return str(launched["run"]["runId"])


def _final_status(server: DagsterServer, run_id: str) -> str:
    deadline = time.monotonic() + _RUN_SECONDS
    query = "query Status($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
    while time.monotonic() < deadline:
        status = str(server.ask(query, id=run_id)["runOrError"]["status"])
        if status in {"SUCCESS", "FAILURE", "CANCELED"}:
            return status
        time.sleep(_POLL_SECONDS)
    return "TIMEOUT"
