"""What kinds of runs the ledger holds."""

from __future__ import annotations

from enum import StrEnum


class RunKind(StrEnum):
    """What a run was asked for, as the ledger calls it."""

    TARGET_LOOP = "target_loop"
    ENGINE = "engine"
    SENSITIVITY = "sensitivity"
    PARETO = "pareto"
    ROBUSTNESS = "robustness"
    DRAFT = "draft"

    @property
    def is_search(self) -> bool:
        """Whether such a run looks for levers, and may propose some."""
        return self in (RunKind.TARGET_LOOP, RunKind.ENGINE)

    @property
    def may_be_proposed(self) -> bool:
        """Whether levers of such a run can be put forward: found by a search, or drafted; the others look around."""
        return self.is_search or self is RunKind.DRAFT
