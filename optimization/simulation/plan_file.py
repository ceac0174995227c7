"""Compiles the dbt project once per content, and keeps what came out on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from optimization.atomic_file import replace_file
from optimization.errors import PlanwiseError
from optimization.places import Places
from optimization.simulation.dbt_project import plan_sha256
from optimization.simulation.simulation_plan import CompiledModel, SeedTable, SimulationPlan

_CREATE_YEARLY_TABLE = "{{ create_roster_years() }}"
# For who goes back and forth between versions of the project.
_KEPT_PLANS = 5


def plan_path(places: Places) -> Path:
    """Where the plan of the project as it is now lies, or would."""
    return _path(places, plan_sha256())


def is_plan_fresh(places: Places) -> bool:
    """Whether the plan of the project as it is now is on disk, whole."""
    return _read(plan_path(places)) is not None


def ensure_plan(places: Places, *, on_progress: Callable[[str], None] = lambda _step: None) -> SimulationPlan:
    """The plan from disk; compiled first when the project has changed, or the file is not what was written.

    Raises:
        BadInputError: a seed cannot be read, or breaks one of its tests.
        PlanwiseError: the project does not parse or compile, carries dbt's words; or it changed meanwhile.
    """
    sha256 = plan_sha256()
    path = _path(places, sha256)
    plan = _read(path)
    if plan is None:
        on_progress("compiling the dbt models, once per version of the project")
        plan = _compile(places)
        refuse_changed_project(sha256)
        _write(path, plan)
    return plan


def refuse_changed_project(sha256: str) -> None:
    """Check that the project is still the one with this `plan_sha256`.

    Raises:
        PlanwiseError: a file of it changed.
    """
    if plan_sha256() != sha256:
        raise PlanwiseError("The dbt project changed while it was being simulated. Run again.")


def _path(places: Places, sha256: str) -> Path:
    return places.dbt_state / "plan" / f"{sha256}.json"


def _compile(places: Places) -> SimulationPlan:
    from optimization.simulation.dbt_project import parse_project

    manifest = parse_project(places)
    _test_seeds(places)
    models = {
        node.unique_id: node
        for node in _compiled(places, "--select", "resource_type:model", "--indirect-selection", "empty")
        if node.resource_type == "model"
    }
    (yearly_table,) = (node for node in _compiled(places, "--inline", _CREATE_YEARLY_TABLE))
    nodes: Mapping[str, Any] = manifest.nodes
    return SimulationPlan(
        seeds=tuple(_seed(nodes[name]) for name in sorted(nodes) if nodes[name].resource_type == "seed"),
        models=tuple(_model(models[name]) for name in _lineage_order(models)),
        create_yearly_table=yearly_table.compiled_code,
    )


def _test_seeds(places: Places) -> None:
    """A batch loads seed files without dbt: they are tested here, once per content."""
    from optimization.simulation.dbt_project import parse_project
    from optimization.simulation.dbt_seeds import build_seeds
    from optimization.simulation.dbt_session import DbtSession, default_threads
    from optimization.simulation.private_run import private_run

    with private_run(places) as private:
        build_seeds(
            DbtSession(
                manifest=parse_project(places),
                warehouse=private.warehouse,
                work_dir=private.folder,
                threads=default_threads(),
            )
        )


def _compiled(places: Places, *selection: str) -> list[Any]:
    """The nodes that dbt compiled, with their SQL."""
    from optimization.simulation.dbt_project import invoke_dbt, parse_project
    from optimization.simulation.private_run import private_run

    with private_run(places) as private:
        result = invoke_dbt(
            ["compile", *selection],
            work_dir=private.folder,
            environment={"PLANWISE_PRIVATE_WAREHOUSE": str(private.warehouse)},
            manifest=parse_project(places),
        )
    if not result.success:
        raise PlanwiseError(f"dbt could not compile the project: {result.exception or result.result}.")
    return [row.node for row in result.result]


def _lineage_order(models: Mapping[str, Any]) -> list[str]:
    """Ancestors first, and otherwise the same in every process, whatever order dbt's threads end in."""
    parents = {name: sorted(set(models[name].depends_on.nodes) & models.keys()) for name in sorted(models)}
    return list(TopologicalSorter(parents).static_order())


def _model(node: Any) -> CompiledModel:
    return CompiledModel(
        name=node.name,
        relation=node.relation_name,
        sql=node.compiled_code,
        is_view=node.config.materialized == "view",
        parents=tuple(sorted(_short_name(parent) for parent in node.depends_on.nodes)),
    )


def _seed(node: Any) -> SeedTable:
    return SeedTable(
        name=node.name,
        relation=node.relation_name,
        file_name=Path(node.original_file_path).name,
        columns=dict(node.config.column_types),
    )


def _short_name(unique_id: str) -> str:
    """`inputs.census` for a source, the bare name for a model or seed."""
    kind, _project, *name = unique_id.split(".")
    return ".".join(name) if kind == "source" else name[-1]


def _read(path: Path) -> SimulationPlan | None:
    """The plan, or None where there is no file that holds one whole."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        content = stored["plan"]
        if stored["sha256"] != _sha256(content):
            return None
        return SimulationPlan(
            seeds=tuple(SeedTable(**seed) for seed in content["seeds"]),
            models=tuple(CompiledModel(**{**model, "parents": tuple(model["parents"])}) for model in content["models"]),
            create_yearly_table=content["create_yearly_table"],
        )
    # The last two also where another version of this program wrote the fields that it then had.
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, plan: SimulationPlan) -> None:
    content = asdict(plan)
    replace_file(path, json.dumps({"sha256": _sha256(content), "plan": content}).encode())
    # Another process may tidy at the same time.
    with suppress(FileNotFoundError):
        for old in sorted(path.parent.glob("*.json"), key=lambda plan: plan.stat().st_mtime)[:-_KEPT_PLANS]:
            old.unlink()


def _sha256(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
