"""What recorded runs found, each read as its kind was stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimization.errors import BadInputError
from optimization.evidence.drafts.draft_result import DraftResult, draft_result_from_json
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_evidence_json import evidence_from_json
from optimization.evidence.explorations.exploration import Exploration
from optimization.evidence.explorations.exploration_json import exploration_from_json
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import RecordedRun
from optimization.search.engine_result import OptimizationResult
from optimization.search.loop.target_loop_json import result_from_json
from optimization.search.loop.target_loop_result import TargetLoopResult

Found = TargetLoopResult | EngineEvidence | Exploration | DraftResult


@dataclass(frozen=True, kw_only=True)
class RecordedResult:
    """A recorded run. `found` is None where it did not finish, or cannot be read; `unreadable` says why."""

    recorded: RecordedRun
    found: Found | None
    unreadable: str | None

    @property
    def run_id(self) -> str:
        """The run's id, as the run printed it."""
        return self.recorded.run.run_id

    @property
    def search(self) -> TargetLoopResult | OptimizationResult | None:
        """The result of a search; None where there is none, or the run did not look for levers."""
        if isinstance(self.found, EngineEvidence):
            return self.found.result
        return self.found if isinstance(self.found, TargetLoopResult) else None

    @property
    def proposable(self) -> TargetLoopResult | OptimizationResult | DraftResult | None:
        """The result of a search or of a draft; None where there is none, or the run only looked around levers."""
        return self.found if isinstance(self.found, DraftResult) else self.search


def recorded_result(recorded: RecordedRun) -> RecordedResult:
    """A run with what it found. A result of another version is no failure: it hides none of the other runs."""
    if recorded.result is None:
        return RecordedResult(recorded=recorded, found=None, unreadable=None)
    try:
        found = found_by(recorded.run.kind, recorded.result)
    except BadInputError as error:
        return RecordedResult(recorded=recorded, found=None, unreadable=str(error))
    return RecordedResult(recorded=recorded, found=found, unreadable=None)


def found_by(kind: str, stored: Mapping[str, Any]) -> Found:
    """What a run of this kind stored.

    Raises:
        BadInputError: another version of the program stored it.
    """
    if kind not in list(RunKind):
        raise BadInputError(
            f"This version of the program reads no runs of the kind {kind!r}. Use the one that made it."
        )
    match RunKind(kind):
        case RunKind.TARGET_LOOP:
            return result_from_json(stored)
        case RunKind.ENGINE:
            return evidence_from_json(stored)
        case RunKind.DRAFT:
            return draft_result_from_json(stored)
        case _:
            return exploration_from_json(stored)
