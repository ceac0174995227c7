"""The server starts from the repository as `make dashboard` starts it, asks nothing, and listens to this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from optimization.places import PROJECT_ROOT

SECONDS_TO_START = 20.0


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def server(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    script = PROJECT_ROOT / "streamlit_dashboard" / "compensation_tuning.py"
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
        cwd=PROJECT_ROOT,
        env={**os.environ, "PLANWISE_HOME": str(tmp_path / "home")},
        stdin=subprocess.DEVNULL,
        stdout=(tmp_path / "log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    yield process
    process.kill()
    process.wait()


def test_the_server_starts_by_itself_and_listens_only_to_this_machine(
    server: subprocess.Popen[bytes], port: int, tmp_path: Path
) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while (answer := answer_of(f"http://127.0.0.1:{port}/_stcore/health")) is None:
        assert server.poll() is None, (tmp_path / "log").read_text()
        assert time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.1)
    assert answer == b"ok"
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(server.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]
    assert "email" not in (tmp_path / "log").read_text().lower()


def answer_of(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url) as response:
            content: bytes = response.read()
            return content
    except urllib.error.URLError:
        return None
