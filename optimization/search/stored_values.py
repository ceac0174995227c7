"""The values of one namespace in an evaluation store: under which keys they stand there, and as which JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from optimization.search.evaluation_store_protocol import EvaluationStore

V = TypeVar("V")

# A candidate's values by name, ascending by name.
Vector = tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class StoredValues(Generic[V]):
    """Candidates' values as one namespace of `store` has them; `encode` gives JSON types, `decode` reads them back."""

    store: EvaluationStore
    namespace: str
    encode: Callable[[V], Mapping[str, Any]]
    decode: Callable[[Mapping[str, Any]], V]

    def load(self, vectors: Collection[Vector]) -> dict[Vector, V]:
        """The values that the store has, asked for in one call."""
        if not vectors:
            return {}
        by_key = {self._key(vector): vector for vector in vectors}
        entries = self.store.load(list(by_key))
        return {by_key[key]: self.decode(entry["value"]) for key, entry in entries.items()}

    def save(self, values: Mapping[Vector, V]) -> None:
        """Store the values in one call, each with the candidate, which nobody could read from its key."""
        if values:
            self.store.save(
                {
                    self._key(vector): {"parameters": dict(vector), "value": self.encode(value)}
                    for vector, value in values.items()
                }
            )

    def statistics(self) -> dict[str, Any]:
        """What the store has counted, of all namespaces, with the candidates used most by name."""
        counted = self.store.statistics()
        most_used = [
            {"parameters": used["entry"]["parameters"], "access_count": used["access_count"]}
            for used in counted["most_used"]
        ]
        return {**counted, "most_used": most_used}

    def _key(self, vector: Vector) -> str:
        """SHA-256 over the namespace and the vector as JSON, which is written the same by every process."""
        text = json.dumps([self.namespace, vector], separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()
