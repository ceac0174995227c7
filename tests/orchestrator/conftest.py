"""A PLANWISE_HOME of 150 people, and the code location, which reads the home when it is first imported."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from recorded_proposal import propose

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.approvals import approve
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.settings import load_simulation_settings
from optimization.places import SEEDS_DIR, Places, places
from orchestrator.census_creation import create_missing_census

EMPLOYEES = 150
ENGINE_JOB = "advanced_optimization_job"
ENGINE_ASSETS = [
    dg.AssetKey(name)
    for name in (
        "advanced_optimization_engine",
        "optimization_sensitivity_analysis",
        "optimization_pareto_front",
        "optimization_evidence_report",
    )
]
# Few candidates, but enough for two levers to converge.
ENGINE_CONFIG = {
    "ops": {
        "advanced_optimization_engine": {
            "config": {
                "max_evaluations": 60,
                "decision_variables": ["cola_rate", "merit_rate"],
                "by_level": False,
                "limits": ["equity_cv<=0.5"],
            }
        },
        "optimization_sensitivity_analysis": {"config": {"sobol_evaluations": 32}},
        "optimization_pareto_front": {"config": {"points": 5}},
        "optimization_evidence_report": {"config": {"robustness_seeds": 10}},
    }
}


@dataclass(frozen=True)
class FinishedRun:
    """A job's run in a home of its own."""

    result: dg.ExecuteInProcessResult
    places: Places
    instance: dg.DagsterInstance

    @property
    def failure(self) -> str:
        """The words of the first failed step."""
        failed = next(event for event in self.result.all_events if event.is_step_failure)
        return str(failed.step_failure_data.user_failure_data.description)

    @property
    def checks(self) -> dict[str, dg.AssetCheckEvaluation]:
        return {check.check_name: check for check in self.result.get_asset_check_evaluations()}

    @property
    def materialized(self) -> dict[str, Mapping[str, Any]]:
        """The metadata of every asset that was materialized."""
        return {
            event.asset_key.path[-1]: event.materialization.metadata
            for event in self.result.get_asset_materialization_events()
        }


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A census and the parsed dbt project, from which every test's home is copied."""
    from optimization.simulation.dbt_project import ensure_manifest

    prepared = places({"PLANWISE_HOME": str(tmp_path_factory.mktemp("prepared"))})
    assert create_missing_census(prepared, load_simulation_settings().replace(default_census_employees=EMPLOYEES))
    ensure_manifest(prepared)
    return prepared


@pytest.fixture(scope="session")
def defs(prepared_home: Places) -> dg.Definitions:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANWISE_HOME", str(prepared_home.home))
        from orchestrator.definitions import defs as loaded
    return loaded


@pytest.fixture
def home(prepared_home: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A fresh home with the census and nothing published."""
    return _fresh_home(prepared_home, tmp_path / "home", monkeypatch)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def run_job(defs: dg.Definitions, home: Places, instance: dg.DagsterInstance) -> Any:
    """Runs a job in the fresh home: `run_job(name, config)`, or with `asset_selection` for a part of it."""

    def run(job: str, config: Mapping[str, Any] | None = None, **options: Any) -> FinishedRun:
        return _run(defs, home, instance, job, config, **options)

    return run


@pytest.fixture(scope="session")
def published(
    defs: dg.Definitions, prepared_home: Places, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FinishedRun]:
    """Two years of the default plan and one more, simulated and published through Dagster."""
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as ephemeral:
        home = _fresh_home(prepared_home, tmp_path_factory.mktemp("published") / "home", patch)
        config = {"end_year": 2026, "scenario_ids": ["budget_constrained", "default"]}
        run_config = {"ops": {"simulation_models": {"config": config}}}
        yield _run(defs, home, ephemeral, "multi_year_simulation", run_config)


@pytest.fixture(scope="module")
def engine_run(
    defs: dg.Definitions, prepared_home: Places, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FinishedRun]:
    """The engine and what looks around its answer, on a census with nothing published."""
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as ephemeral:
        home = _fresh_home(prepared_home, tmp_path_factory.mktemp("engine") / "home", patch)
        yield _run(defs, home, ephemeral, ENGINE_JOB, ENGINE_CONFIG, asset_selection=ENGINE_ASSETS)


@pytest.fixture
def own(home: Places, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The fresh home with a lever file of its own, which may be written."""
    levers = home.home / "comp_levers.csv"
    shutil.copyfile(SEEDS_DIR / "comp_levers.csv", levers)
    monkeypatch.setenv("PLANWISE_LEVERS", str(levers))
    return places()


@pytest.fixture
def put_forward(own: Places) -> Callable[..., str]:
    """`put_forward(value)`: the analyst proposes a merit rate for level 1 in 2025, which is 0.032; another approves."""

    def proposal(value: float, *, is_approved: bool = True) -> str:
        changes = {LeverCell(2025, 1, "merit_base"): value}
        with open_ledger(own) as ledger:
            proposal_id = propose(ledger, own, changes, user="analyst", risk=RiskLevel.LOW).proposal_id
            if is_approved:
                approve(ledger, proposal_id, user="approver", comments="")
        return proposal_id

    return proposal


def _fresh_home(prepared: Places, home: Path, patch: pytest.MonkeyPatch) -> Places:
    shutil.copytree(prepared.home, home)
    patch.setenv("PLANWISE_HOME", str(home))
    patch.setenv("PLANWISE_USER", "a test")
    for name in ("PLANWISE_LEVERS", "PLANWISE_TARGETS"):
        patch.delenv(name, raising=False)
    return places()


def _run(
    defs: dg.Definitions,
    home: Places,
    instance: dg.DagsterInstance,
    job: str,
    config: Mapping[str, Any] | None,
    **options: Any,
) -> FinishedRun:
    result = defs.resolve_job_def(job).execute_in_process(
        instance=instance, run_config=config, raise_on_error=False, **options
    )
    return FinishedRun(result=result, places=home, instance=instance)
