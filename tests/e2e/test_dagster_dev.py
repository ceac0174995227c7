"""The Dagster UI's server as `make dev` starts it: its GraphQL lists, launches and evaluates the schedule."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from optimization.places import PROJECT_ROOT, Places

_START_SECONDS = 60
_RUN_SECONDS = 90
_STOP_SECONDS = 20
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


@dataclass(frozen=True)
class DagsterServer:
    """Where a running server answers."""

    url: str

    def ask(self, query: str, **variables: Any) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=_START_SECONDS) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer
        return answer["data"]


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[DagsterServer]:
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator.dev", "-p", str(port)],
        cwd=PROJECT_ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # A group of its own: webserver, daemon and code server are stopped together, and nothing else.
        start_new_session=True,
    )
    try:
        running = DagsterServer(url=f"http://127.0.0.1:{port}")
        _wait_until_it_answers(running, process)
        yield running
    finally:
        _stop(process)


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


def _wait_until_it_answers(server: DagsterServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"dagster dev ended with {process.returncode}"
        try:
            if server.ask("{ assetNodes { assetKey { path } } }")["assetNodes"]:
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(_POLL_SECONDS)
    pytest.fail(f"dagster dev did not answer within {_START_SECONDS} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(_STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
