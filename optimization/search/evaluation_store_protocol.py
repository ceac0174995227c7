"""What the search may know of the place where simulated candidates outlive a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class EvaluationStore(Protocol):
    """Entries of JSON under keys, shared by all processes; the least recently used leave when it is full."""

    def load(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """The entries that it holds, by key; the other keys are absent.

        Raises:
            PlanwiseError: the store cannot be read, or an entry is damaged.
        """
        ...

    def save(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep the entries, each in the place of one of the same key.

        Raises:
            PlanwiseError: the store cannot be written to.
        """
        ...

    def statistics(self) -> Mapping[str, Any]:
        """Counted over all processes since the store was made.

        `entries` now held; `hits` and `misses`, keys asked for that it held or not; `evictions`; `most_used`, the five
        entries used most as {"entry": ..., "access_count": n}, ties by age.

        Raises:
            PlanwiseError: the store cannot be read, or an entry is damaged.
        """
        ...
