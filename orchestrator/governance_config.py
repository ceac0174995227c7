"""Dagster's config for what is done about proposals: applying, rolling back, showing the decision record."""

from __future__ import annotations

from enum import StrEnum

import dagster as dg
from pydantic import Field

from optimization.errors import BadInputError


class Extent(StrEnum):
    """How much of a proposal is applied. Dagster shows the names of the members, so they are the words themselves."""

    as_planned = "as_planned"
    whole = "whole"
    next_phase = "next_phase"


class ApplyConfig(dg.Config):
    """Which approved proposal is written into the lever file, and how much of it."""

    proposal_id: str | None = Field(
        default=None, description="The proposal; the oldest that is approved and not yet applied when none is named."
    )
    extent: Extent = Field(
        default=Extent.as_planned,
        description="as_planned: the next phase of the proposal's stored rollout, or all of it where none is stored; "
        "whole; next_phase.",
    )


class RollbackConfig(dg.Config):
    """Which applied proposal is taken back, and why."""

    proposal_id: str | None = Field(
        default=None,
        description="The proposal; when none is named, the one applied last of those for which monitoring recommends "
        "to roll back by a figure without a caution.",
    )
    reason: str | None = Field(
        default=None, description="Why; recorded in the audit trail. Needed where a proposal is named."
    )
    force: bool = Field(
        default=False,
        description="Also when somebody else changed the lever file since; what they wrote is kept as a checkpoint. "
        "Needs a named proposal.",
    )


class DecisionRecordConfig(dg.Config):
    """Whose decision record is written."""

    proposal_id: str | None = Field(default=None, description="The proposal; the newest when none is named.")


def check_rollback_config(config: RollbackConfig) -> None:
    """Check that what a person must decide is said by a person.

    Raises:
        BadInputError: a proposal is named without a reason, or what needs a named proposal comes without one.
    """
    if config.proposal_id is None:
        if config.force or config.reason is not None:
            raise BadInputError(
                "reason and force are for a proposal that you name: give its proposal_id, or leave all three out to "
                "roll back what monitoring recommends to."
            )
    elif not (config.reason or "").strip():
        raise BadInputError(f"Say why {config.proposal_id} is to be rolled back: give a reason.")
