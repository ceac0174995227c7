"""The most memory that this process has held."""

from __future__ import annotations

import resource
from pathlib import Path

_KIB_PER_GIB = 2**20


def peak_memory_gib() -> float:
    """Peak resident memory since the process began its program."""
    status = Path("/proc/self/status")
    if status.exists():
        # ru_maxrss would count what the process that started this one held.
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / _KIB_PER_GIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_PER_GIB
