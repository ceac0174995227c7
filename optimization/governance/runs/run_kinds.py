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

    @property
    def is_search(self) -> bool:
        """Whether such a run looks for levers, and may propose some; the others only look around levers."""
        return self in (RunKind.TARGET_LOOP, RunKind.ENGINE)
