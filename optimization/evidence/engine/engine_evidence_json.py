"""The evidence of an engine run as JSON and back, so that its report can be written again from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimization.errors import BadInputError
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.reports.stored_values import as_stored, from_stored, front_as_stored, front_from_stored
from optimization.search.engine_json import result_from_json
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.robustness_result import Robustness
from optimization.simulation.growth_drivers import GrowthDrivers

# What stands under this key was found out after the search; the rest is `OptimizationResult.as_json`.
_EVIDENCE = "evidence"
_PARTS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "drivers_before": (
        lambda value: as_stored(GrowthDrivers, value),
        lambda stored: from_stored(GrowthDrivers, stored),
    ),
    "drivers_after": (lambda value: as_stored(GrowthDrivers, value), lambda stored: from_stored(GrowthDrivers, stored)),
    "sensitivity": (
        lambda value: as_stored(LocalSensitivity, value),
        lambda stored: from_stored(LocalSensitivity, stored),
    ),
    "front": (front_as_stored, front_from_stored),
    "robustness": (lambda value: as_stored(Robustness, value), lambda stored: from_stored(Robustness, stored)),
}


def evidence_as_json(evidence: EngineEvidence) -> dict[str, Any]:
    """The result's own JSON with what was found out about it under `evidence`."""
    parts = {name: getattr(evidence, name) for name in _PARTS}
    return {
        **evidence.result.as_json(),
        _EVIDENCE: {name: None if part is None else _PARTS[name][0](part) for name, part in parts.items()},
    }


def evidence_from_json(stored: Mapping[str, Any]) -> EngineEvidence:
    """The evidence that was stored; a search that ended before any was gathered has none beside its result.

    Raises:
        BadInputError: another version of the program stored it.
    """
    parts = stored.get(_EVIDENCE, dict.fromkeys(_PARTS))
    try:
        found = {name: None if parts[name] is None else read(parts[name]) for name, (_, read) in _PARTS.items()}
    except KeyError as error:
        raise BadInputError(f"The stored evidence lacks the field {error}. Run the same question again.") from error
    return EngineEvidence(result=result_from_json(stored), **found)
