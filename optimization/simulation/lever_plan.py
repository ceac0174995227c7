"""The compiled SQL that resolves levers, kept on disk until the dbt project changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from optimization.errors import PlanwiseError
from optimization.places import Places
from optimization.simulation.dbt_project import plan_sha256

_MODEL = "int_levers_resolved"


@dataclass(frozen=True, kw_only=True)
class CompiledModel:
    """One model: the relation that other models select from, and the query behind it."""

    relation: str
    sql: str


@dataclass(frozen=True, kw_only=True)
class LeverPlan:
    """int_levers_resolved and its ancestors, ancestors first, and the seeds below them with their columns' types."""

    seeds: Mapping[str, Mapping[str, str]]
    models: tuple[CompiledModel, ...]


def lever_plan_path(places: Places) -> Path:
    """Where the plan of the project as it is now lies, or would."""
    return places.dbt_state / "plan" / f"{plan_sha256()}.json"


def is_lever_plan_fresh(places: Places) -> bool:
    """Whether the plan of the project as it is now is on disk, whole."""
    return _read(lever_plan_path(places)) is not None


def ensure_lever_plan(places: Places, *, on_progress: Callable[[str], None] = lambda _step: None) -> LeverPlan:
    """The plan from disk; compiled first when the project has changed, or the file is not what was written.

    Raises:
        PlanwiseError: the project does not parse or compile; carries dbt's words.
    """
    path = lever_plan_path(places)
    plan = _read(path)
    if plan is None:
        on_progress("compiling the lever models, once per version of the dbt project")
        plan = _compile(places)
        _write(path, plan)
    return plan


def _compile(places: Places) -> LeverPlan:
    from optimization.simulation.dbt_project import invoke_dbt, parse_project
    from optimization.simulation.private_run import private_run

    manifest = parse_project(places)
    with private_run(places) as private:
        result = invoke_dbt(
            ["compile", "--select", f"+{_MODEL}", "--indirect-selection", "empty"],
            work_dir=private.folder,
            environment={"PLANWISE_PRIVATE_WAREHOUSE": str(private.warehouse)},
            manifest=manifest,
        )
        if not result.success:
            raise PlanwiseError(f"dbt could not compile {_MODEL}: {result.exception or result.result}.")
        models = {row.node.unique_id: row.node for row in result.result if row.node.resource_type == "model"}
    parents = {parent for model in models.values() for parent in model.depends_on.nodes}
    nodes: Mapping[str, Any] = manifest.nodes
    seeds = [nodes[parent] for parent in sorted(parents) if parent.startswith("seed.")]
    return LeverPlan(
        seeds={seed.relation_name: dict(seed.config.column_types) for seed in seeds}, models=_in_lineage_order(models)
    )


def _in_lineage_order(models: Mapping[str, Any]) -> tuple[CompiledModel, ...]:
    parents: dict[str, Sequence[str]] = {
        name: sorted(parent for parent in models[name].depends_on.nodes if parent in models) for name in sorted(models)
    }
    return tuple(
        CompiledModel(relation=models[name].relation_name, sql=models[name].compiled_code)
        for name in TopologicalSorter(parents).static_order()
    )


def _read(path: Path) -> LeverPlan | None:
    """The plan, or None where there is no file that holds one whole."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        content, sha256 = stored["plan"], stored["sha256"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    if sha256 != _sha256(content):
        return None
    return LeverPlan(seeds=content["seeds"], models=tuple(CompiledModel(**model) for model in content["models"]))


def _write(path: Path, plan: LeverPlan) -> None:
    from optimization.atomic_file import replace_file

    content = asdict(plan)
    replace_file(path, json.dumps({"sha256": _sha256(content), "plan": content}).encode())


def _sha256(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
