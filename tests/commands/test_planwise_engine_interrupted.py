"""`planwise optimize engine` and what looks around levers, told to stop or killed in the middle."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import list_proposals
from optimization.governance.runs.runs import RecordedRun, list_runs
from optimization.places import SEEDS_DIR, places
from optimization.search.engine_json import result_from_json

LEVERS = SEEDS_DIR / "comp_levers.csv"
# One candidate at a time, and so in no hurry.
LONG_SEARCH = ("engine", "--method", "COBYLA", "--max-evaluations", "5000")
NO_EVIDENCE = ("--front-points", "0", "--robustness-seeds", "0")
_SECONDS = 60
# A look around takes several times as long; right at its beginning even a front has nothing to show.
_WELL_UNDER_WAY_SECONDS = 0.5


@pytest.fixture
def home(published: Any, tmp_path: Path) -> Path:
    """A home in which nothing was searched yet."""
    copied = tmp_path / "home"
    shutil.copytree(published.path, copied, ignore=shutil.ignore_patterns("reports", "ledger.sqlite*"))
    return copied


@pytest.fixture
def begin(home: Path) -> Callable[..., subprocess.Popen[str]]:
    """Begins `planwise optimize` in a process of its own, and gives it back once it has said some words.

    `said` gets the lines up to them.
    """

    def started(*arguments: str, until: str, said: list[str] | None = None) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLANWISE_")}
        process = subprocess.Popen(
            [Path(sys.executable).with_name("planwise"), "optimize", *arguments],
            env={**inherited, "PLANWISE_HOME": str(home), "PLANWISE_USER": "analyst"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said = [] if said is None else said
        for line in process.stderr:
            said.append(line)
            if until in line:
                return process
        pytest.fail(f"it ended before it said {until!r}: {said}")

    return started


def test_ctrl_c_in_a_search_keeps_the_best_so_far_and_proposes_nothing(
    begin: Callable[..., subprocess.Popen[str]], home: Path
) -> None:
    levers = LEVERS.read_bytes()
    process = begin(*LONG_SEARCH, "--workers", "2", "--json", until="step 25:")
    children = psutil.Process(process.pid).children(recursive=True)

    stdout, stderr = interrupted(process)

    found = json.loads(stdout)
    recorded = only_run(home)
    assert process.returncode == 130
    (told,) = (line for line in stderr.splitlines() if not line.startswith("["))
    assert told.startswith(f"Interrupted. The best that was found by then is recorded as run {recorded.run.run_id}; ")
    assert (found["status"], found["proposal_id"], found["run_id"]) == ("CANCELLED", None, recorded.run.run_id)
    assert recorded.status == "CANCELLED"
    assert recorded.result is not None
    result = result_from_json(recorded.result)
    assert 25 <= result.function_evaluations < 5000
    assert result.objective_value < result.status_quo_objective
    assert "cancelled" in Path(found["report"]["markdown"]).read_text(encoding="utf-8").lower()
    assert proposals(home) == ()
    assert LEVERS.read_bytes() == levers
    assert len(children) >= 2
    assert [child for child in children if is_alive(child)] == []


def test_ctrl_c_in_the_evidence_keeps_result_and_proposal_of_the_search(
    begin: Callable[..., subprocess.Popen[str]], home: Path, planwise: Callable[..., Any]
) -> None:
    said: list[str] = []
    process = begin(
        "engine", "--max-evaluations", "10", "--no-assessment", "--front-points", "50",
        until="drawing the Pareto front", said=said,
    )  # fmt: skip

    stdout, stderr = interrupted(process)

    recorded, (proposal,) = only_run(home), proposals(home)
    assert (process.returncode, stdout) == (130, "")
    assert stderr.count("Interrupted.") == 1
    assert (recorded.status, recorded.message) == ("BUDGET_EXHAUSTED", "KeyboardInterrupt")
    assert proposal.run_id == recorded.run.run_id
    assert f"recorded as run {recorded.run.run_id}, proposal {proposal.proposal_id};" in "".join(said)
    report = planwise("report", recorded.run.run_id, "--json", home=home)
    assert report.code == 0
    assert recorded.result is not None
    stored = json.loads(Path(json.loads(report.stdout)["result"]).read_text(encoding="utf-8"))
    assert stored["objective_value"] == recorded.result["objective_value"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("pareto", "--points", "50"), "cancelled"),
        (("sensitivity", "--sobol", "9000"), "interrupted"),
        (("robustness", "--seeds", "200"), "interrupted"),
    ],
    ids=["pareto", "sensitivity", "robustness"],
)
def test_ctrl_c_in_a_look_around_ends_it(
    arguments: tuple[str, ...], status: str, begin: Callable[..., subprocess.Popen[str]], home: Path
) -> None:
    process = begin(*arguments, until="looking around today's levers")
    time.sleep(_WELL_UNDER_WAY_SECONDS)

    _, stderr = interrupted(process)

    recorded = only_run(home)
    assert process.returncode == 130
    assert "not foreseen" not in stderr
    assert recorded.status == status
    assert stderr.count("Interrupted.") == 1
    assert (f"recorded as run {recorded.run.run_id}" in stderr) == (status == "cancelled")
    # A front shows what was met on the way; half a sample shows nothing.
    assert (recorded.result is not None) == (status == "cancelled")


def test_a_killed_search_is_shown_as_abandoned_and_stands_in_nobodys_way(
    begin: Callable[..., subprocess.Popen[str]], home: Path, planwise: Callable[..., Any]
) -> None:
    process = begin(*LONG_SEARCH, until="step 5:")
    process.kill()
    process.communicate(timeout=_SECONDS)

    recorded = only_run(home)
    assert (recorded.status, recorded.result) == ("abandoned", None)
    doctor = planwise("doctor", "--json", home=home)
    assert doctor.code == 0, doctor.stdout
    report = planwise("report", recorded.run.run_id, home=home)
    assert report.code == 2
    assert f"{recorded.run.run_id} has no report, it is abandoned" in report.stderr
    again = planwise(
        "optimize", "engine", "--max-evaluations", "8", "--no-assessment", *NO_EVIDENCE, "--json", home=home
    )
    assert again.code in {0, 3}, again.stderr
    # What the killed one had simulated is known: today's levers at least.
    assert json.loads(again.stdout)["cached_evaluations"] >= 1


def interrupted(process: subprocess.Popen[str]) -> tuple[str, str]:
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=_SECONDS)
    return stdout, stderr


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def only_run(home: Path) -> RecordedRun:
    with open_ledger(places({"PLANWISE_HOME": str(home)})) as ledger:
        (recorded,) = list_runs(ledger, 10)
    return recorded


def proposals(home: Path) -> tuple[Any, ...]:
    with open_ledger(places({"PLANWISE_HOME": str(home)})) as ledger:
        return list_proposals(ledger, 10)
