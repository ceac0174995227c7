"""Free memory is the machine's, or what a container's limit leaves of it."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from optimization.simulation.free_memory import free_memory

MIB = 2**20


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="ascii")
    return folder


@pytest.mark.parametrize(
    ("limit", "used"),
    [
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ],
    ids=["version 2", "version 1"],
)
def test_a_containers_limit_counts_less_what_it_has_taken(tmp_path: Path, limit: str, used: str) -> None:
    assert free_memory(written(tmp_path, {limit: f"{64 * MIB}\n", used: f"{24 * MIB}\n"})) == 40 * MIB
    assert free_memory(written(tmp_path, {used: f"{65 * MIB}\n"})) == 0


@pytest.mark.parametrize(
    "files", [{}, {"memory.max": "max\n", "memory.current": "1\n"}, {"memory.max": "9223372036854771712\n"}]
)
def test_without_a_limit_it_is_the_machines(tmp_path: Path, files: dict[str, str]) -> None:
    # Others come and go while we look.
    assert free_memory(written(tmp_path, files)) == pytest.approx(psutil.virtual_memory().available, rel=0.2)
