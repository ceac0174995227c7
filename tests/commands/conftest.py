"""A home with 200 made-up people and a published run, and ways to run `planwise`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from optimization.cli import main

PLANWISE = Path(sys.executable).with_name("planwise")
SCENARIOS = ("default", "budget_constrained")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a command left behind in its terminal."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True, kw_only=True)
class PublishedHome:
    """A PLANWISE_HOME, and what the run printed that was published in it."""

    path: Path
    simulated: Outcome


def _run_process(home: Path, *arguments: str, **environment: str) -> Outcome:
    """The installed command in a process of its own, its output not on a terminal."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLANWISE_")}
    done = subprocess.run(
        [PLANWISE, *arguments],
        env={**inherited, "PLANWISE_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(code=done.returncode, stdout=done.stdout, stderr=done.stderr)


def _file_hashes(folder: Path) -> Mapping[str, str]:
    """SHA-256 of every file below a folder, but for what dbt writes for itself."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"target", "logs"} & set(path.relative_to(folder).parts)
    }


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedHome:
    home = tmp_path_factory.mktemp("home")
    generated = _run_process(home, "census", "generate", "--employees", "200", "--seed", "1")
    assert generated.code == 0, generated.stderr
    asked = [argument for name in SCENARIOS for argument in ("--scenario", name)]
    simulated = _run_process(home, "simulate", *asked, "--json")
    assert simulated.code == 0, simulated.stderr
    # The ledger and the compiled lever models exist from here on, so that a command that must not write finds them.
    for command in (["proposal", "list"], ["doctor", "--prepare"]):
        done = _run_process(home, *command)
        assert done.code == 0, done.stderr
    return PublishedHome(path=home, simulated=simulated)


@pytest.fixture
def planwise(
    published: PublishedHome, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Runs a command in this process, on the published home unless another is named."""
    for name in ("PLANWISE_LEVERS", "PLANWISE_TARGETS", "PLANWISE_LEDGER_URL", "PLANWISE_USER", "PLANWISE_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, home: Path = published.path, **environment: str) -> Outcome:
        for name, value in {"PLANWISE_HOME": str(home), **environment}.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = main(arguments)
        printed = capsys.readouterr()
        return Outcome(code=code, stdout=printed.out, stderr=printed.err)

    return run


@pytest.fixture(scope="session")
def hashes() -> Callable[[Path], Mapping[str, str]]:
    return _file_hashes


@pytest.fixture(scope="session")
def planwise_process() -> Callable[..., Outcome]:
    return _run_process
