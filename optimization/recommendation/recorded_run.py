"""A run that is about to begin: its entry for the ledger, and what its report will say of where it comes from."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.reports.versions import running_versions
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import SearchRun
from optimization.simulation.run_inputs import RunInputs

# What stands under this key of a recorded result is the report's, and not the search's.
ORIGIN = "run"


@dataclass(frozen=True, kw_only=True)
class AskedRun:
    """Who asked, how to ask again, and why; blank where nobody said why.

    `is_proposing` is whether a search shall put forward what it finds, where there is something; recorded it is anyway.
    """

    user: str
    command: str
    rationale: str = ""
    is_proposing: bool = True

    def rationale_with(self, answer: str) -> str:
        """Why levers are to change, for a decision record; see `rationale_and_answer`."""
        return rationale_and_answer(self.rationale, f"The search says: {answer}")


def rationale_and_answer(rationale: str, answer: str) -> str:
    """The words given, if any, and what was found by simulation."""
    return f"{rationale.strip() or 'No reason was given.'} {answer}"


def begin_run(
    kind: RunKind, asked: AskedRun, inputs: RunInputs, *, prefix: str, config: Mapping[str, Any]
) -> tuple[SearchRun, RunOrigin]:
    """The ledger's entry and the report's origin of a run that starts now, under a new id.

    Args:
        kind: What the ledger calls runs of this sort.
        asked: By whom, and how.
        inputs: What is simulated, for one scenario.
        prefix: What ids of this sort begin with.
        config: The question, as JSON types.
    """
    started_at = datetime.now(UTC)
    run_id = f"{prefix}-{started_at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    (scenario_id,) = inputs.scenario_ids
    run = SearchRun(
        run_id=run_id,
        kind=str(kind),
        scenario_id=scenario_id,
        started_at=started_at,
        user=asked.user,
        config=dict(config),
        fingerprints=dict(inputs.fingerprints),
    )
    origin = RunOrigin(
        run_id=run_id,
        run_at=started_at,
        command=asked.command,
        settings=inputs.settings,
        fingerprints=inputs.fingerprints,
        versions=running_versions(),
    )
    return run, origin
