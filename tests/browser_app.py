"""A server of the app on a home of its own, the command line beside it, and when a page is drawn."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from optimization.places import PROJECT_ROOT, SEEDS_DIR, Places

SECONDS_TO_START = 60.0

Planwise = Callable[..., dict[str, Any]]
OpenApp = Callable[..., Page]
Serve = Callable[[Places], str]


def places_in(folder: Path) -> Places:
    """A home with a lever file of its own."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    levers = folder / "comp_levers.csv"
    if not levers.exists():
        shutil.copyfile(SEEDS_DIR / "comp_levers.csv", levers)
    return Places(home=home, levers=levers)


def environment_of(places: Places) -> dict[str, str]:
    """The environment of a process that works in a home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLANWISE_", "DAGSTER_"))}
    return {**kept, "PLANWISE_HOME": str(places.home), "PLANWISE_LEVERS": str(places.levers), "PLANWISE_USER": "Clerk"}


def planwise_in(places: Places) -> Planwise:
    """The command line in a home; what it prints with --json."""

    def run(*arguments: str, reads_json: bool = True, exit_codes: tuple[int, ...] = (0,)) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "optimization.cli", *arguments],
            cwd=PROJECT_ROOT,
            env=environment_of(places),
            capture_output=True,
            text=True,
        )
        assert done.returncode in exit_codes, done.stderr
        return json.loads(done.stdout) if reads_json else {}

    return run


@contextmanager
def served(places: Places, *, log: Path) -> Iterator[str]:
    """A server of the app, gone with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = PROJECT_ROOT / "streamlit_dashboard" / "compensation_tuning.py"
    with log.open("ab") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
            cwd=PROJECT_ROOT,
            env=environment_of(places),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _is_up(f"http://127.0.0.1:{port}/_stcore/health"):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
    said_in_words = log.read_text()
    assert "Traceback" not in said_in_words, said_in_words


def settled(page: Page) -> None:
    """Wait until the app has drawn the page, and see that nothing on it broke."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url) as answer:
            return bool(answer.read() == b"ok")
    except urllib.error.URLError:
        return False
