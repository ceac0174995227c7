"""A server of the app on a home of its own, the command line beside it, and when a page is drawn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.screens.app_server import app_server
from optimization.places import PROJECT_ROOT, SEEDS_DIR, Places

# What the server says of a window that was closed before its page had been drawn.
_WINDOW_CLOSED = 'Cannot call "send" once a close message has been sent'

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
    """The address of a server of the app, gone with the block; its log must tell of no fault."""
    with app_server(environment_of(places), log=log) as server:
        yield server.url
    faults = [each for each in log.read_text().split("Traceback")[1:] if _WINDOW_CLOSED not in each]
    assert faults == []
