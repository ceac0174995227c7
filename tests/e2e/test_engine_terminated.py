"""A run of the engine that is told to stop in the middle of its search, as Dagster's own command runs it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg
import yaml

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import list_proposals
from optimization.governance.runs.runs import list_runs
from optimization.places import PROJECT_ROOT, Places
from optimization.search.engine_json import result_from_json
from orchestrator.dagster_home import INSTANCE_CONFIG

_JOB = "advanced_optimization_job"
_CONFIG = {
    "ops": {
        "simulation_models": {"config": {"end_year": 2026}},
        # One candidate at a time, and so in no hurry.
        "advanced_optimization_engine": {"config": {"method": "COBYLA", "max_evaluations": 5_000}},
    }
}


def test_a_terminated_search_is_recorded_with_the_best_that_it_had_found(
    small_home: Places, environment: dict[str, str], tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(_CONFIG), encoding="utf-8")
    dagster_home = small_home.dagster_home
    dagster_home.mkdir(parents=True)
    shutil.copy(INSTANCE_CONFIG, dagster_home)
    running = subprocess.Popen(
        [sys.executable, "-m", "dagster", "job", "execute", "-m", "orchestrator.definitions", "-j", _JOB, "-c", config],
        cwd=PROJECT_ROOT,
        env={**environment, "DAGSTER_HOME": str(dagster_home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert any("step 25: best objective" in line for line in running.stderr)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=60)[1]

    assert running.returncode != 0
    with dg.DagsterInstance.from_config(str(dagster_home)) as instance:
        (run,) = instance.get_runs()
    assert run.status in {dg.DagsterRunStatus.CANCELED, dg.DagsterRunStatus.FAILURE}, said[-2000:]
    with open_ledger(small_home) as ledger:
        (recorded,) = list_runs(ledger, 10)
        proposals = list_proposals(ledger, 10)
    assert (recorded.status, proposals) == ("CANCELLED", ())
    assert recorded.result is not None
    result = result_from_json(recorded.result)
    assert result.function_evaluations >= 25
    assert result.objective_value < result.status_quo_objective
    assert (small_home.reports / recorded.run.run_id / "report.html").stat().st_size > 0
