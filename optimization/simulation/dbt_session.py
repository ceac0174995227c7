"""dbt commands on one private warehouse, in process, with the parsed project handed in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.errors import PlanwiseError, SimulationError

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

_FINE = {"success", "pass"}
# Downstream of a failure: the failure itself is what to report.
_CONSEQUENCE = {"skipped"}
_SHOWN_FAILURES = 10
_LAST_LINES = 5
# The project's own on-run-start statement: no model, seed or test.
_HOOK = "operation"


@dataclass(frozen=True, kw_only=True)
class NodeOutcome:
    """What became of one seed, model or test."""

    unique_id: str
    name: str
    resource_type: str
    status: str
    seconds: float
    message: str | None
    failures: int | None

    @property
    def is_fine(self) -> bool:
        """Whether it ran and, for a test, found nothing."""
        return self.status in _FINE


class DbtCommandFailedError(SimulationError):
    """Nodes of a dbt command failed; `outcomes` has all of them."""

    def __init__(self, message: str, outcomes: tuple[NodeOutcome, ...]) -> None:
        super().__init__(message)
        self.outcomes = outcomes


@dataclass(frozen=True, kw_only=True)
class DbtSession:
    """Runs dbt commands against `warehouse`; dbt's artifacts and log go under `work_dir`."""

    manifest: Manifest
    warehouse: Path
    work_dir: Path
    threads: int

    def call(self, *arguments: str) -> tuple[NodeOutcome, ...]:
        """Run one command and return every node's outcome.

        Raises:
            DbtCommandFailedError: a model or seed broke, or a test found rows.
            PlanwiseError: dbt itself could not run.
        """
        from optimization.simulation.dbt_project import invoke_dbt

        result = invoke_dbt(
            # Artifacts on disk would only repeat the outcomes, and writing them takes longer than a simulated year.
            [*arguments, "--no-write-json"],
            work_dir=self.work_dir,
            environment={
                "PLANWISE_PRIVATE_WAREHOUSE": str(self.warehouse),
                "PLANWISE_DUCKDB_THREADS": str(self.threads),
            },
            manifest=self.manifest,
        )
        if result.exception is not None:
            raise PlanwiseError(
                f"dbt {arguments[0]} could not run: {result.exception}. dbt's last words: {self._last_words()}"
            )
        outcomes = tuple(_outcome(row) for row in result.result)
        if not result.success:
            raise DbtCommandFailedError(self._failure_message(arguments[0], outcomes), outcomes)
        return tuple(outcome for outcome in outcomes if outcome.resource_type != _HOOK)

    def _last_words(self) -> str:
        """The end of dbt's log, whose folder goes with the run."""
        log = self.work_dir / "logs" / "dbt.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return " | ".join(lines[-_LAST_LINES:])

    def _failure_message(self, command: str, outcomes: tuple[NodeOutcome, ...]) -> str:
        failed = [outcome for outcome in outcomes if not outcome.is_fine and outcome.status not in _CONSEQUENCE]
        lines = [f"  {outcome.resource_type} {outcome.name}: {_words(outcome)}" for outcome in failed]
        if len(lines) > _SHOWN_FAILURES:
            lines = [*lines[:_SHOWN_FAILURES], f"  and {len(lines) - _SHOWN_FAILURES} more"]
        return "\n".join([f"dbt {command} failed in {len(failed)} of {len(outcomes)} steps:", *lines])


def default_threads() -> int:
    """All cores that this process may use: results do not depend on the number."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _outcome(row: Any) -> NodeOutcome:
    return NodeOutcome(
        unique_id=row.node.unique_id,
        name=row.node.name,
        resource_type=str(row.node.resource_type),
        status=str(row.status),
        seconds=float(row.execution_time),
        message=row.message,
        failures=row.failures,
    )


def _words(outcome: NodeOutcome) -> str:
    if outcome.resource_type == "test" and outcome.status == "fail":
        return f"{outcome.failures} rows break it"
    return " ".join((outcome.message or outcome.status).split())
