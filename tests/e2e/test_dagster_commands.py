"""The main job as people and schedulers start it: a process of its own, from a shell in the project's folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from optimization.places import CONFIG_DIR, PROJECT_ROOT, Places

_SECONDS = 120
_JOB = "compensation_optimization_job"


def test_the_main_job_runs_from_the_command_line_with_its_example_config(
    small_home: Places, environment: dict[str, str]
) -> None:
    dagster = str(Path(sys.executable).with_name("dagster"))
    config = str(CONFIG_DIR / "jobs" / f"{_JOB}.yaml")
    command = [dagster, "job", "execute", "-m", "orchestrator.definitions", "-j", _JOB, "-c", config]

    done = _run(command, environment)

    assert done.returncode == 0, done.stderr[-3000:]
    assert small_home.warehouse.exists()
    [report] = small_home.reports.iterdir()
    result = json.loads((report / "result.json").read_text())
    assert result["converged"]
    assert abs(result["final_growth"] - 2.0) <= 0.1
    assert (report / "report.html").stat().st_size > 0


def test_make_run_ends_with_a_summary_and_the_path_of_the_report(
    small_home: Places, environment: dict[str, str]
) -> None:
    done = _run([sys.executable, "-m", "orchestrator.main_job"], environment)

    assert done.returncode == 0, done.stderr[-3000:]
    [report] = small_home.reports.iterdir()
    assert "Excellent - Target achieved" in done.stdout
    # The terminal may break the line.
    assert str(report / "report.html") in done.stdout.replace("\n", "")
    assert "planwise proposal show" in done.stdout
    assert "iteration 1: growth" in done.stderr
    assert "DEBUG" not in done.stderr
    assert (small_home.dagster_home / "dagster.yaml").read_bytes() == (PROJECT_ROOT / "dagster.yaml").read_bytes()


def test_make_run_on_a_census_that_is_none_says_so_without_a_traceback(
    small_home: Places, environment: dict[str, str]
) -> None:
    small_home.census.write_text("not a census")

    done = _run([sys.executable, "-m", "orchestrator.main_job"], environment)

    assert done.returncode == 2
    assert f"{small_home.census}: not a readable Parquet file" in done.stderr
    assert "planwise census import" in done.stderr
    assert "Traceback" not in done.stderr
    assert not small_home.warehouse.exists()


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
