"""The rule that every search that started has ended, held against the trail entry by entry."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from optimization.governance.audit_trail.audit_chain import AuditAction, AuditEntry
from optimization.governance.audit_trail.audit_rules import Finding


@dataclass(frozen=True, kw_only=True)
class _Start:
    sequence: int
    run_id: str | None
    is_judged: bool


class SearchesEnded:
    """Every search that started has ended, with a result or without, or is still under way.

    `completed` counts the judged starts that ended with a result, and `durations_seconds` are theirs where recorded;
    `failed` counts those that ended without one. A search that was logged by hand has no id: the first of its user and
    scenario that has not ended is taken to be the one that ends.
    """

    name = "searches_ended"
    description = "Every search that started is recorded to have ended, with a result or without."

    def __init__(self) -> None:
        self.started = 0
        self.completed = 0
        self.failed = 0
        self.durations_seconds: list[float] = []
        self._open: defaultdict[Any, deque[_Start]] = defaultdict(deque)

    def see(self, entry: AuditEntry, *, is_judged: bool) -> None:
        """Take note of an entry; starts are counted when they are among what the report is about."""
        run_id = entry.details.get("run_id")
        key = run_id if run_id is not None else (entry.scenario_id, entry.user_id)
        if entry.action is AuditAction.OPTIMIZATION_START:
            self.started += is_judged
            self._open[key].append(_Start(sequence=entry.sequence, run_id=run_id, is_judged=is_judged))
        elif entry.action is AuditAction.OPTIMIZATION_COMPLETE and (waiting := self._open.get(key)):
            if waiting.popleft().is_judged:
                self._count_end(entry)
            if not waiting:
                del self._open[key]

    def _count_end(self, entry: AuditEntry) -> None:
        if not entry.details.get("has_result"):
            self.failed += 1
            return
        self.completed += 1
        seconds = entry.details.get("execution_time_seconds")
        if seconds is not None:
            self.durations_seconds.append(seconds)

    def under_way(self, running: Collection[str]) -> int:
        """How many judged starts have not ended and are among the runs that are `running`."""
        return sum(start.run_id in running for start in self._unended())

    def findings(self, running: Collection[str]) -> list[Finding]:
        """The judged starts that have not ended and are not `running` either."""
        return [
            Finding(
                sequence=start.sequence,
                reason=f"{start.run_id or 'This search'} started, and is not recorded to have ended. "
                f"{_next_step(start)}",
            )
            for start in self._unended()
            if start.run_id not in running
        ]

    def _unended(self) -> list[_Start]:
        starts = [start for waiting in self._open.values() for start in waiting if start.is_judged]
        return sorted(starts, key=lambda start: start.sequence)


def _next_step(start: _Start) -> str:
    if start.run_id is None:
        return "Whoever logged its start by hand can log its end."
    return "If its process was killed, `planwise doctor` settles it, on the machine that it ran on."
