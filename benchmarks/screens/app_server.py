"""A home with people, a published run, and the app's server on it, each in a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from optimization.places import PROJECT_ROOT, SEEDS_DIR, Places

_SECONDS_TO_START = 60.0
_POLL_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class AppServer:
    """Where the app answers, and its process."""

    url: str
    pid: int


def stocked_home(folder: Path, *, employees: int) -> tuple[Places, dict[str, str]]:
    """Made-up people simulated once, and the environment of whoever works there."""
    places = Places(home=folder / "home", levers=folder / "comp_levers.csv")
    places.home.mkdir()
    shutil.copyfile(SEEDS_DIR / "comp_levers.csv", places.levers)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLANWISE_", "DAGSTER_"))}
    environment = {**kept, "PLANWISE_HOME": str(places.home), "PLANWISE_LEVERS": str(places.levers)}
    _planwise(["census", "generate", "--employees", str(employees), "--seed", "42"], environment)
    _planwise(["doctor", "--prepare"], environment)
    return places, environment


def simulate(environment: Mapping[str, str]) -> float:
    """Seconds of an official run."""
    started = time.perf_counter()
    _planwise(["simulate"], environment)
    return time.perf_counter() - started


@contextmanager
def app_server(environment: Mapping[str, str], *, log: Path) -> Iterator[AppServer]:
    """The server as `make dashboard` starts it, gone with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = PROJECT_ROOT / "streamlit_dashboard" / "compensation_tuning.py"
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
            cwd=PROJECT_ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield AppServer(url=f"http://127.0.0.1:{port}", pid=process.pid)
    finally:
        process.terminate()
        process.wait()


def _planwise(arguments: list[str], environment: Mapping[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "optimization.cli", *arguments],
        cwd=PROJECT_ROOT,
        env=dict(environment),
        check=True,
        capture_output=True,
    )


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(url):
                return
        except urllib.error.URLError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The app's server does not answer at {url}.") from error
            time.sleep(_POLL_SECONDS)
