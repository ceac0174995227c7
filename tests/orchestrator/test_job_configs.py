"""The example configs in config/jobs belong to the jobs they are named after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

from optimization.places import CONFIG_DIR

EXAMPLES = sorted((CONFIG_DIR / "jobs").glob("*.yaml"))


def test_every_job_has_an_example_config(defs: dg.Definitions) -> None:
    jobs = {job.name for job in defs.get_repository_def().get_all_jobs() if not job.name.startswith("__")}

    assert {path.stem for path in EXAMPLES} == jobs


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_config_is_valid(path: Path, defs: dg.Definitions) -> None:
    job = defs.resolve_job_def(path.stem)

    assert dg.validate_run_config(job, yaml.safe_load(path.read_text()))
    assert dg.validate_run_config(job, {})


@pytest.mark.parametrize(
    ("job", "config"),
    [
        ("single_year_simulation", {"end_year": 2027}),
        ("single_optimization_iteration", {"max_iterations": 5}),
        ("multi_year_simulation", {"ops": {"simulation_models": {"config": {"strat_year": 2025}}}}),
    ],
)
def test_a_field_that_a_job_does_not_have_is_refused(job: str, config: Any, defs: dg.Definitions) -> None:
    with pytest.raises(dg.DagsterInvalidConfigError):
        dg.validate_run_config(defs.resolve_job_def(job), config)
