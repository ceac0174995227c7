"""How much memory is free for this process: on the machine, and within the limit of its container."""

from __future__ import annotations

from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
# Limit and use, by version of Linux control groups: a container sees its own at the mount.
_FILES = (
    ("memory.max", "memory.current"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
)


def free_memory(cgroup: Path = CGROUP) -> int:
    """Bytes that can be taken without driving others out, or being killed for a container's limit."""
    import psutil

    free = int(psutil.virtual_memory().available)
    for limit_file, used_file in _FILES:
        limit, used = _number(cgroup / limit_file), _number(cgroup / used_file)
        if limit is not None and used is not None:
            free = min(free, max(limit - used, 0))
    return free


def _number(path: Path) -> int | None:
    """What the file holds; None where there is none, or no limit, which reads `max`."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None
