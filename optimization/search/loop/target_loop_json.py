"""Reading a target loop's result back from the JSON that `TargetLoopResult.as_json` gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.loop.target_loop_result import (
    SCHEMA_VERSION,
    IterationRecord,
    LoopStatus,
    SyntheticSearch,
    TargetLoopResult,
)
from optimization.search.movable_levers import LeverAtBound
from optimization.simulation.metrics_json import metrics_from_json


def result_from_json(stored: Mapping[str, Any]) -> TargetLoopResult:
    """The result that was stored.

    Raises:
        BadInputError: another schema version, or a field that is missing; of the metrics, one that is unknown too.
    """
    version = stored.get("schema_version")
    if version != SCHEMA_VERSION:
        raise BadInputError(
            f"This target loop result has schema_version {version!r}; this version of the program reads "
            f"{SCHEMA_VERSION}. Run the loop again."
        )
    try:
        return _result(stored)
    except KeyError as error:
        raise BadInputError(f"This target loop result lacks the field {error}. Run the loop again.") from error


def _result(stored: Mapping[str, Any]) -> TargetLoopResult:
    rows = {LeverCell(row["fiscal_year"], row["job_level"], row["parameter_name"]): row for row in stored["cells"]}
    achievable = stored["achievable_range"]
    return TargetLoopResult(
        status=LoopStatus(stored["status"]),
        message=stored["message"],
        iterations=stored["iterations"],
        final_growth=stored["final_growth"],
        final_gap=stored["final_gap"],
        initial_growth=stored["initial_growth"],
        achievable_range=None if achievable is None else (achievable[0], achievable[1]),
        iteration_history=tuple(IterationRecord(**record) for record in stored["iteration_history"]),
        cells_before={cell: row["before"] for cell, row in rows.items()},
        cells_after={cell: row["after"] for cell, row in rows.items()},
        levers_before=stored["levers_before"],
        levers_after=stored["levers_after"],
        locked_cells=frozenset(LeverCell(**cell) for cell in stored["locked_cells"]),
        levers_at_bound=tuple(LeverAtBound(**lever) for lever in stored["levers_at_bound"]),
        config=target_loop_config(**stored["config"]),
        seeds=tuple(stored["seeds"]),
        inputs_fingerprint=stored["inputs_fingerprint"],
        evaluations=stored["evaluations"],
        batches=stored["batches"],
        seconds=stored["seconds"],
        metrics_before=metrics_from_json(stored["metrics_before"]),
        metrics_after=metrics_from_json(stored["metrics_after"]),
        synthetic=_synthetic(stored.get("synthetic")),
    )


def _synthetic(stored: Mapping[str, Any] | None) -> SyntheticSearch | None:
    if stored is None:
        return None
    return SyntheticSearch(
        estimated_growth=stored["estimated_growth"],
        simulated_growth=stored["simulated_growth"],
        surface_errors=tuple(stored["surface_errors"]),
    )
