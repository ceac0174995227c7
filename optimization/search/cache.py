"""The cache of simulated candidates: in memory, and behind it the store that makes a second process start warm."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from optimization.errors import BadInputError
from optimization.search.evaluation_store_protocol import EvaluationStore
from optimization.search.stored_values import StoredValues, Vector

V = TypeVar("V")

# Levers are fractions: this is a millionth of a percentage point, below what any lever file or report shows, and far
# above the rounding error of scaling a candidate to [0, 1] and back.
KEY_DECIMALS = 8

# As many as fit a screen.
_MOST_USED_SHOWN = 5


class SmartOptimizationCache(Generic[V]):
    """What candidates gave, by their values rounded to 8 decimals. When it is full, the least recently used leaves.

    With a `store`, what memory does not hold is looked for there, and what is set is saved there too. The namespace
    must say everything else that a value follows from, or another question's answer is given: the simulator's inputs
    fingerprint (census, levers in force, settings, SQL plan), the seed, and what the parameters' names stand for where
    the caller chose that. A surrogate's values belong in no store: it has the real simulator's fingerprint, but its
    values follow from the points that it was fitted to as well.

    Not for several threads at once.

    Args:
        cache_size: how many candidates memory holds at most.
        similarity_threshold: how far `get` may look beside a candidate, in the parameters' unit; 0 for not at all.
        namespace: what the values follow from besides the parameters.
        store: where values outlive the process.
        encode: a value as JSON types, for the store.
        decode: the inverse of `encode`.

    Raises:
        BadInputError: the size is not positive, or the threshold is negative or not finite.
        ValueError: a store without a namespace, `encode` and `decode`.
    """

    def __init__(  # noqa: PLR0913 - the two sizes, and what a store needs
        self,
        cache_size: int = 10_000,
        similarity_threshold: float = 0.0,
        *,
        namespace: str = "",
        store: EvaluationStore | None = None,
        encode: Callable[[V], Mapping[str, Any]] | None = None,
        decode: Callable[[Mapping[str, Any]], V] | None = None,
    ) -> None:
        if cache_size < 1:
            raise BadInputError(f"cache_size is {cache_size}: a cache holds at least 1 candidate.")
        if not 0 <= similarity_threshold < math.inf:
            raise BadInputError(
                f"similarity_threshold is {similarity_threshold}: it is the largest difference of a parameter that "
                "still counts as the same, a finite number that is not negative. Give 0 for exact answers only."
            )
        self._cache_size = cache_size
        self._similarity_threshold = similarity_threshold
        self._stored: StoredValues[V] | None = None
        if store is not None:
            if not namespace or encode is None or decode is None:
                raise ValueError("a store needs a namespace, encode and decode")
            self._stored = StoredValues(store=store, namespace=namespace, encode=encode, decode=decode)
        # The least recently used first.
        self._values: OrderedDict[Vector, V] = OrderedDict()
        self._uses: Counter[Vector] = Counter()
        self._hits = self._misses = self._evictions = 0

    def get(self, parameters: Mapping[str, float]) -> V | None:
        """What a candidate gave, else the nearest one of the same names within the similarity threshold, else None.

        The distance is the largest absolute difference of a parameter. Only candidates in memory are near ones.

        Raises:
            BadInputError: a parameter is not finite.
            PlanwiseError: the store cannot be used, or its entry is damaged.
        """
        vector = _rounded(parameters)
        known = self._known([vector])
        if vector not in known and self._similarity_threshold > 0:
            near = self._nearest(vector)
            if near is not None:
                return self._answer(near, self._values)
        return self._answer(vector, known)

    def get_many(self, parameters: Sequence[Mapping[str, float]]) -> list[V | None]:
        """What each candidate gave, None where that is not known; the store is asked at most once.

        This is what a search uses, and it never answers with a near candidate: a gradient's probe differs from its base
        by less than any threshold worth having, and would get the base's own value, so a slope of zero.

        Raises:
            BadInputError: a parameter is not finite.
            PlanwiseError: the store cannot be used, or an entry is damaged.
        """
        vectors = [_rounded(candidate) for candidate in parameters]
        known = self._known(vectors)
        return [self._answer(vector, known) for vector in vectors]

    def set(self, parameters: Mapping[str, float], value: V) -> None:
        """Keep what a candidate gave, in memory and in the store.

        Raises:
            BadInputError: a parameter is not finite.
            PlanwiseError: the store cannot be written to.
        """
        self.set_many([(parameters, value)])

    def set_many(self, entries: Iterable[tuple[Mapping[str, float], V]]) -> None:
        """Keep what candidates gave; they are saved in the store in one call.

        Raises:
            BadInputError: a parameter is not finite; nothing is kept.
            PlanwiseError: the store cannot be written to.
        """
        values = {_rounded(parameters): value for parameters, value in entries}
        for vector, value in values.items():
            self._keep(vector, value)
        if self._stored is not None:
            self._stored.save(values)

    def get_statistics(self) -> dict[str, Any]:
        """What was counted. With a store, `stored` is what that counted, in all processes and of all namespaces.

        A candidate asked for is one access: a hit when memory or the store had it (or `get` a near one), else a miss.
        `hit_rate` is hits / accesses, 0.0 before any. The accesses of an entry are its hits since it came into memory;
        `avg_accesses_per_entry` and the five of `most_accessed_parameters` (ties by first use) are of those now held.
        The store counts what it is asked itself: what memory answers never reaches it.

        Raises:
            PlanwiseError: the store cannot be read.
        """
        accesses = self._hits + self._misses
        statistics: dict[str, Any] = {
            "cache_size": len(self._values),
            "max_cache_size": self._cache_size,
            "total_accesses": accesses,
            "hits": self._hits,
            "misses": self._misses,
            "hit_rate": self._hits / accesses if accesses else 0.0,
            "evictions": self._evictions,
            "avg_accesses_per_entry": self._uses.total() / len(self._values) if self._values else 0.0,
            # Of equal counts, the one that was counted first comes first.
            "most_accessed_parameters": [
                {"parameters": dict(vector), "access_count": uses}
                for vector, uses in self._uses.most_common(_MOST_USED_SHOWN)
            ],
        }
        if self._stored is not None:
            statistics["stored"] = self._stored.statistics()
        return statistics

    def _known(self, vectors: Sequence[Vector]) -> dict[Vector, V]:
        """Those that memory or the store has."""
        held = {vector: self._values[vector] for vector in vectors if vector in self._values}
        if self._stored is None:
            return held
        return held | self._stored.load([vector for vector in vectors if vector not in held])

    def _answer(self, vector: Vector, known: Mapping[Vector, V]) -> V | None:
        """Count one access, and keep what it found as the most recently used."""
        if vector not in known:
            self._misses += 1
            return None
        value = known[vector]
        self._hits += 1
        self._keep(vector, value)
        self._uses[vector] += 1
        return value

    def _keep(self, vector: Vector, value: V) -> None:
        self._values[vector] = value
        self._values.move_to_end(vector)
        if len(self._values) > self._cache_size:
            left, _ = self._values.popitem(last=False)
            del self._uses[left]
            self._evictions += 1

    def _nearest(self, vector: Vector) -> Vector | None:
        """The nearest candidate in memory within the threshold; of equals the least recently used."""
        names = [name for name, _ in vector]
        same_names = (other for other in self._values if [name for name, _ in other] == names)
        distances = {other: _distance(vector, other) for other in same_names}
        near = min(distances, key=distances.__getitem__, default=None)
        return near if near is not None and distances[near] <= self._similarity_threshold else None


def _rounded(parameters: Mapping[str, float]) -> Vector:
    for name, value in parameters.items():
        if not math.isfinite(value):
            raise BadInputError(f"The candidate's {name} is {value}: give a finite number for every parameter.")
    # Adding zero turns -0.0, which equals 0.0 but is not written the same, into 0.0.
    return tuple(sorted((name, round(float(value), KEY_DECIMALS) + 0.0) for name, value in parameters.items()))


def _distance(one: Vector, other: Vector) -> float:
    """The largest absolute difference, rounded as what it is a difference of: 0.30001 is 0.00001 from 0.3."""
    differences = (abs(value - other_value) for (_, value), (_, other_value) in zip(one, other, strict=True))
    return round(max(differences, default=0.0), KEY_DECIMALS)
