"""The cache with the ledger behind it: what one process simulated, the next one knows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from figures import HORIZON
from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.places import Places
from optimization.search.cache import SmartOptimizationCache
from optimization.simulation.metrics_json import metrics_from_json
from optimization.simulation.protocol import Metrics

TODAY: dict[str, float] = {}
MERIT_3, MERIT_4, MERIT_5 = {"merit": 0.03}, {"merit": 0.04}, {"merit": 0.05}
SMALL, LARGE = replace(HORIZON, total_compensation_cost=0.1 + 0.2), replace(HORIZON, total_compensation_cost=2.0e7)

ASK_IN_ANOTHER_PROCESS = """
import json
from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import places
from optimization.search.cache import SmartOptimizationCache
from optimization.simulation.metrics_json import metrics_from_json
from optimization.simulation.protocol import Metrics
with open_ledger(places()) as ledger:
    cache = SmartOptimizationCache(
        namespace="inputs:42", store=LedgerEvaluationStore(ledger), encode=Metrics.as_json, decode=metrics_from_json
    )
    found = cache.get_many([{}, {"merit": 0.04}, {"merit": 0.03}])
    print(json.dumps([None if metrics is None else metrics.as_json() for metrics in found]))
    print(json.dumps(cache.get_statistics()))
"""


class ObservedStore(LedgerEvaluationStore):
    """The ledger's store, which remembers how many keys each call was about."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.calls: list[tuple[str, int]] = []

    def load(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        self.calls.append(("load", len(keys)))
        return super().load(keys)

    def save(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self.calls.append(("save", len(entries)))
        super().save(entries)


def cache_on(store: LedgerEvaluationStore, *, namespace: str = "inputs:42", **sizes: Any) -> Any:
    return SmartOptimizationCache[Metrics](
        **sizes, namespace=namespace, store=store, encode=Metrics.as_json, decode=metrics_from_json
    )


@pytest.fixture
def store(ledger: Ledger) -> ObservedStore:
    return ObservedStore(ledger)


def test_a_second_ledger_object_starts_warm(home: Places, environ: dict[str, str]) -> None:
    with open_ledger(home, environ) as ledger:
        cache_on(LedgerEvaluationStore(ledger)).set_many([(TODAY, SMALL), (MERIT_3, LARGE)])
    with open_ledger(home, environ) as ledger:
        assert cache_on(LedgerEvaluationStore(ledger)).get_many([MERIT_3, MERIT_4, TODAY]) == [LARGE, None, SMALL]


def test_a_second_process_starts_warm_and_tells_what_the_first_one_counted(
    store: ObservedStore, start_on_ledger: Callable[[str], subprocess.Popen[str]]
) -> None:
    first = cache_on(store)
    assert first.get_many([TODAY, MERIT_3]) == [None, None]
    first.set(TODAY, SMALL)
    first.set(MERIT_3, LARGE)
    assert first.get_many([TODAY, MERIT_3]) == [SMALL, LARGE]

    printed, errors = start_on_ledger(ASK_IN_ANOTHER_PROCESS).communicate(timeout=60)
    assert errors == ""
    found, counted = map(json.loads, printed.splitlines())
    assert found == [json.loads(json.dumps(SMALL.as_json())), None, json.loads(json.dumps(LARGE.as_json()))]
    assert (counted["hits"], counted["misses"], counted["cache_size"]) == (2, 1, 2)
    # The first process asked for two that were not there, and met them again in memory; the second found them.
    assert counted["stored"] == {
        "entries": 2,
        "hits": 2,
        "misses": 3,
        "evictions": 0,
        "most_used": [{"parameters": TODAY, "access_count": 1}, {"parameters": MERIT_3, "access_count": 1}],
    }


def test_a_batch_asks_and_tells_the_store_once_and_memory_first(store: ObservedStore) -> None:
    cache_on(store).set_many([(TODAY, SMALL), (MERIT_3, LARGE), (MERIT_4, LARGE)])
    cache = cache_on(store)
    assert cache.get(MERIT_3) == LARGE
    assert cache.get_many([MERIT_3, MERIT_4, MERIT_5, TODAY]) == [LARGE, LARGE, None, SMALL]
    assert cache.get_many([MERIT_4, TODAY, MERIT_3]) == [LARGE, SMALL, LARGE]
    cache.set_many([])
    cache.set(MERIT_5, SMALL)
    assert cache.get(MERIT_5) == SMALL
    assert store.calls == [("save", 3), ("load", 1), ("load", 3), ("save", 1)]
    counted = cache.get_statistics()
    assert (counted["hits"], counted["misses"], counted["hit_rate"]) == (8, 1, 8 / 9)


def test_another_namespace_is_another_question(store: ObservedStore) -> None:
    cache_on(store, namespace="inputs:42").set(MERIT_3, SMALL)
    cache_on(store, namespace="inputs:43").set(MERIT_3, LARGE)
    assert cache_on(store, namespace="inputs:42").get_many([MERIT_3]) == [SMALL]
    assert cache_on(store, namespace="inputs:43").get_many([MERIT_3]) == [LARGE]
    assert cache_on(store, namespace="inputs:44").get_many([MERIT_3]) == [None]


def test_the_store_knows_a_candidate_by_its_rounded_values_in_any_order(store: ObservedStore) -> None:
    cache_on(store).set({"merit": 0.03, "cola": -1e-9}, SMALL)
    assert cache_on(store).get({"cola": 0, "merit": 0.030000004}) == SMALL
    assert cache_on(store).get({"cola": 0, "merit": 0.030000006}) is None


def test_a_near_candidate_is_found_in_memory_only(store: ObservedStore) -> None:
    cache_on(store).set(MERIT_3, SMALL)
    cache = cache_on(store, similarity_threshold=0.01)
    assert cache.get({"merit": 0.031}) is None
    assert cache.get(MERIT_3) == SMALL
    assert cache.get({"merit": 0.031}) == SMALL
    assert cache.get_many([{"merit": 0.031}]) == [None]


def test_an_exact_candidate_in_the_store_comes_before_a_near_one_in_memory(store: ObservedStore) -> None:
    cache_on(store).set(MERIT_3, SMALL)
    cache = cache_on(store, similarity_threshold=0.01)
    cache.set(MERIT_4, LARGE)
    assert cache.get(MERIT_3) == SMALL


def test_a_batch_larger_than_memory_is_answered_whole(store: ObservedStore) -> None:
    cache = cache_on(store, cache_size=2)
    cache.set_many([(MERIT_3, SMALL), (MERIT_4, LARGE), (MERIT_5, SMALL)])
    # Memory holds the last two; the first comes from the store and displaces the second.
    assert cache.get_many([MERIT_3, MERIT_4, MERIT_5]) == [SMALL, LARGE, SMALL]
    counted = cache.get_statistics()
    assert (counted["cache_size"], counted["hits"], counted["misses"]) == (2, 3, 0)


def test_a_store_whose_values_nobody_can_tell_apart_or_read_is_refused(store: ObservedStore) -> None:
    with pytest.raises(ValueError, match="a store needs a namespace, encode and decode"):
        cache_on(store, namespace="")
    with pytest.raises(ValueError, match="a store needs a namespace, encode and decode"):
        SmartOptimizationCache[Metrics](namespace="inputs:42", store=store)
