"""What a run was asked, as tags by which runs are found in Dagster: scenario, target, user, proposal."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from optimization.evidence.quantities import as_typed
from orchestrator.run_identity import USER_TAG

SCENARIO_TAG = "planwise/scenario"
TARGET_TAG = "planwise/target"
PROPOSAL_TAG = "planwise/proposal"
# On every job: what its runs do.
KIND_TAG = "planwise/kind"
SIMULATES, SEARCHES, WRITES_LEVERS, REVIEWS = "simulation", "search", "lever-file", "review"


def asked_tags(
    *,
    user: str,
    scenario_ids: Sequence[str] = (),
    target_growth: float | None = None,
    proposal_id: str | None = None,
) -> dict[str, str]:
    """The tags of what was asked; `target_growth` in percent a year. What a run is not about has no tag."""
    asked = {
        USER_TAG: user,
        SCENARIO_TAG: ", ".join(scenario_ids),
        TARGET_TAG: "" if target_growth is None else f"{as_typed(target_growth)}%",
        PROPOSAL_TAG: proposal_id or "",
    }
    return {tag: value for tag, value in asked.items() if value}


def tag_run(context: dg.AssetExecutionContext | dg.OpExecutionContext, tags: dict[str, str]) -> None:
    """Add what a step was asked to its run, which was perhaps launched by hand; of two steps the later one is shown."""
    context.instance.add_run_tags(context.run.run_id, tags)
