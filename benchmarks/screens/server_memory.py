"""What memory a server takes while it is used, looked at once a second."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psutil

_EVERY_SECONDS = 1.0
# Before that the first answers open simulator and libraries.
_WARM_AFTER = 15


class MemoryWatch:
    """Resident memory of a process, in bytes, for the length of a block."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._samples: list[int] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    @property
    def first(self) -> int:
        """Once it was warm."""
        return self._samples[min(_WARM_AFTER, len(self._samples) - 1)]

    @property
    def at_half(self) -> int:
        """Half-way."""
        return self._samples[len(self._samples) // 2]

    @property
    def last(self) -> int:
        """At the end."""
        return self._samples[-1]

    @property
    def peak(self) -> int:
        """At most."""
        return max(self._samples)

    def _watch(self) -> None:
        while not self._is_over.is_set():
            self._samples.append(int(self._process.memory_info().rss))
            self._is_over.wait(_EVERY_SECONDS)
