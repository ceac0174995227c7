"""What a draft of levers gives beside the levers in force, simulated together; as values, as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.simulation.metrics_json import metrics_from_json
from optimization.simulation.protocol import Metrics

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class DraftResult:
    """A simulated draft. Levers are in their own unit, fraction or factor; it has changed nothing.

    Attributes:
        draft_id: Which draft, and `revision` of it, under its `title`.
        scenario_id: Whose levers it would change.
        cells_before: The value in force in every cell of the scenario.
        cells_after: The same cells with the draft's values.
        levers_before: `cells_before` by the fewest lever names.
        levers_after: `cells_after` by the fewest lever names.
        locked_cells: The cells that must not move.
        seeds: The random worlds that both were simulated in.
        inputs_fingerprint: SHA-256 over all inputs.
        metrics_before: What the levers in force give.
        metrics_after: What the draft gives.
    """

    draft_id: str
    revision: int
    title: str
    scenario_id: str
    cells_before: Mapping[LeverCell, float]
    cells_after: Mapping[LeverCell, float]
    levers_before: Mapping[str, float]
    levers_after: Mapping[str, float]
    locked_cells: frozenset[LeverCell]
    seeds: tuple[int, ...]
    inputs_fingerprint: str
    metrics_before: Metrics
    metrics_after: Metrics

    @property
    def proposal(self) -> LeverVector:
        """The cells that would change."""
        changed = {cell: value for cell, value in self.cells_after.items() if value != self.cells_before[cell]}
        return LeverVector(cells=changed)

    def as_json(self) -> dict[str, Any]:
        """The result as JSON types; `draft_result_from_json` reads it back without loss."""
        return {
            "schema_version": SCHEMA_VERSION,
            # Where a search keeps what it was asked.
            "config": {
                "draft_id": self.draft_id,
                "revision": self.revision,
                "title": self.title,
                "scenario_id": self.scenario_id,
            },
            "levers_before": dict(self.levers_before),
            "levers_after": dict(self.levers_after),
            "locked_cells": [cell._asdict() for cell in sorted(self.locked_cells)],
            "cells": [
                {**cell._asdict(), "before": before, "after": self.cells_after[cell]}
                for cell, before in sorted(self.cells_before.items())
            ],
            "seeds": list(self.seeds),
            "inputs_fingerprint": self.inputs_fingerprint,
            "metrics_before": self.metrics_before.as_json(),
            "metrics_after": self.metrics_after.as_json(),
        }


def draft_result_from_json(stored: Mapping[str, Any]) -> DraftResult:
    """The result that was stored.

    Raises:
        BadInputError: another schema version, or a field that is missing.
    """
    version = stored.get("schema_version")
    if version != SCHEMA_VERSION:
        raise BadInputError(
            f"This draft's result has schema_version {version!r}; this version of the program reads {SCHEMA_VERSION}. "
            "Propose the draft's levers again."
        )
    try:
        rows = {LeverCell(row["fiscal_year"], row["job_level"], row["parameter_name"]): row for row in stored["cells"]}
        return DraftResult(
            **{name: stored["config"][name] for name in ("draft_id", "revision", "title", "scenario_id")},
            cells_before={cell: row["before"] for cell, row in rows.items()},
            cells_after={cell: row["after"] for cell, row in rows.items()},
            levers_before=stored["levers_before"],
            levers_after=stored["levers_after"],
            locked_cells=frozenset(LeverCell(**cell) for cell in stored["locked_cells"]),
            seeds=tuple(stored["seeds"]),
            inputs_fingerprint=stored["inputs_fingerprint"],
            metrics_before=metrics_from_json(stored["metrics_before"]),
            metrics_after=metrics_from_json(stored["metrics_after"]),
        )
    except KeyError as error:
        raise BadInputError(
            f"This draft's result lacks the field {error}. Propose the draft's levers again."
        ) from error
