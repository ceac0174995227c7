"""The main job on a home where it was killed before: it says so and runs."""

from __future__ import annotations

import signal
import subprocess
import sys

MAIN_JOB = [sys.executable, "-m", "orchestrator.main_job"]
# Several times what the job takes; without its pool's slot it would wait for ever.
PATIENCE_SECONDS = 240


def test_the_main_job_runs_after_it_was_killed_in_the_middle_of_a_simulation(environment: dict[str, str]) -> None:
    killed = subprocess.Popen(MAIN_JOB, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert killed.stderr is not None
    assert any("year 2025" in line for line in killed.stderr)
    killed.send_signal(signal.SIGKILL)
    killed.wait()

    again = subprocess.run(
        MAIN_JOB, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert again.returncode == 0, again.stderr
    assert "was killed before it ended" in again.stderr
    assert "Pay growth by year" in again.stdout
