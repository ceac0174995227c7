"""The process that a run lives in, and whether it is still there."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# The system derives a process's birth from its own start, which moves a little when the clock is set.
_CLOCK_TOLERANCE = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class RunProcess:
    """A process as another one can find it again. Its birth tells it from a later process that was given its pid."""

    host: str
    pid: int
    created_at: datetime

    @property
    def is_known_to_be_gone(self) -> bool:
        """Whether it ran on this host and has ended; of another host's processes nothing is known."""
        import psutil

        if self.host != platform.node():
            return False
        try:
            found = psutil.Process(self.pid)
            is_zombie = found.status() == psutil.STATUS_ZOMBIE
            return is_zombie or abs(_birth(found.create_time()) - self.created_at) > _CLOCK_TOLERANCE
        except psutil.NoSuchProcess:
            return True


def this_process() -> RunProcess:
    """The process that asks."""
    return process_of(os.getpid())


def process_of(pid: int) -> RunProcess:
    """A process of this host that is there: a child is until it has been waited for, even if it has ended.

    Raises:
        psutil.NoSuchProcess: there is none of this number.
    """
    import psutil

    return RunProcess(host=platform.node(), pid=pid, created_at=_birth(psutil.Process(pid).create_time()))


def _birth(seconds_since_epoch: float) -> datetime:
    return datetime.fromtimestamp(seconds_since_epoch, UTC)
