"""The Dagster UI's server as `make dev` starts it, and what its GraphQL answers."""

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from optimization.places import PROJECT_ROOT

_START_SECONDS = 60
_STOP_SECONDS = 20
_POLL_SECONDS = 0.5


@dataclass(frozen=True)
class DagsterServer:
    """Where a running server answers."""

    url: str

    def ask(self, query: str, **variables: Any) -> Any:
        """What GraphQL answers, without an error."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=_START_SECONDS) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer
        return answer["data"]


@contextmanager
def dagster_server(environment: Mapping[str, str]) -> Iterator[DagsterServer]:
    """A server of its own, gone with the block."""
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
    raise AssertionError(f"dagster dev did not answer within {_START_SECONDS} s")


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
