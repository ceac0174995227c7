"""An exploration as JSON and back, so that its report can be written again from the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.errors import BadInputError
from optimization.evidence.explorations.exploration import (
    Around,
    Exploration,
    FrontReport,
    RobustnessReport,
    SensitivityReport,
)
from optimization.evidence.reports.stored_values import as_stored, from_stored, front_as_stored, front_from_stored
from optimization.parameters.lever_cells import LeverCell
from optimization.search.engine_config import engine_config
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.robustness_result import Robustness
from optimization.search.exploration.sobol_result import SobolSensitivity
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.search.problem.objective_weights import objective_weights
from optimization.simulation.metrics_json import metrics_from_json
from optimization.simulation.protocol import Metrics


def exploration_as_json(exploration: Exploration) -> dict[str, Any]:
    """What was looked around, and what was found; which kind it was shows in the keys."""
    around = _candidate_as_json(exploration.around)
    if isinstance(exploration, SensitivityReport):
        sobol = None if exploration.sobol is None else as_stored(SobolSensitivity, exploration.sobol)
        return {"around": around, "local": as_stored(LocalSensitivity, exploration.local), "sobol": sobol}
    if isinstance(exploration, FrontReport):
        return {
            "around": around,
            "front": front_as_stored(exploration.front),
            "proposal": None if exploration.proposal is None else _outcome_as_json(*exploration.proposal),
        }
    return {"around": around, "robustness": as_stored(Robustness, exploration.robustness)}


def exploration_from_json(stored: Mapping[str, Any]) -> Exploration:
    """The exploration that was stored.

    Raises:
        BadInputError: it is none, or another version of the program stored it.
    """
    try:
        around = _candidate_from_json(stored["around"])
        if "local" in stored:
            return SensitivityReport(
                around=around,
                local=from_stored(LocalSensitivity, stored["local"]),
                sobol=None if stored["sobol"] is None else from_stored(SobolSensitivity, stored["sobol"]),
            )
        if "front" in stored:
            return FrontReport(
                around=around,
                front=front_from_stored(stored["front"]),
                proposal=None if stored["proposal"] is None else _outcome_from_json(stored["proposal"]),
            )
        return RobustnessReport(around=around, robustness=from_stored(Robustness, stored["robustness"]))
    except KeyError as error:
        raise BadInputError(f"The stored exploration lacks the field {error}. Run the same question again.") from error


def _outcome_as_json(terms: ObjectiveTerms, metrics: Metrics) -> dict[str, Any]:
    return {"terms": as_stored(ObjectiveTerms, terms), "metrics": metrics.as_json()}


def _outcome_from_json(stored: Mapping[str, Any]) -> tuple[ObjectiveTerms, Metrics]:
    return from_stored(ObjectiveTerms, stored["terms"]), metrics_from_json(stored["metrics"])


def _candidate_as_json(around: Around) -> dict[str, Any]:
    return {
        "name": around.name,
        "cells": [
            {**cell._asdict(), "before": before, "after": around.cells_after[cell]}
            for cell, before in sorted(around.cells_before.items())
        ],
        "locked_cells": [cell._asdict() for cell in sorted(around.locked_cells)],
        "metrics_before": around.metrics_before.as_json(),
        "config": around.config.model_dump(mode="json"),
        "objectives": None if around.objectives is None else around.objectives.model_dump(),
        "seeds": list(around.seeds),
        "inputs_fingerprint": around.inputs_fingerprint,
    }


def _candidate_from_json(stored: Mapping[str, Any]) -> Around:
    rows = {LeverCell(row["fiscal_year"], row["job_level"], row["parameter_name"]): row for row in stored["cells"]}
    return Around(
        name=stored["name"],
        cells_before={cell: row["before"] for cell, row in rows.items()},
        cells_after={cell: row["after"] for cell, row in rows.items()},
        locked_cells=frozenset(LeverCell(**cell) for cell in stored["locked_cells"]),
        metrics_before=metrics_from_json(stored["metrics_before"]),
        config=engine_config(stored["config"]),
        objectives=None if stored["objectives"] is None else objective_weights(stored["objectives"]),
        seeds=tuple(stored["seeds"]),
        inputs_fingerprint=stored["inputs_fingerprint"],
    )
