"""The cache in memory: what counts as the same candidate, who leaves when it is full, and what is counted."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.search.cache import SmartOptimizationCache


def merit(value: float) -> dict[str, float]:
    return {"merit": value}


def cache_of(*values: float, **sizes: Any) -> SmartOptimizationCache[str]:
    """A cache in which merit(0.01) gave "0.01", and so on."""
    cache = SmartOptimizationCache[str](**sizes)
    cache.set_many([(merit(value), str(value)) for value in values])
    return cache


def test_a_guide_meets_its_candidate_again_within_the_threshold() -> None:
    cache = SmartOptimizationCache[float](cache_size=5000, similarity_threshold=1e-5)
    parameters = {"merit_rate_level_1": 0.045, "cola_rate": 0.025}
    assert cache.get(parameters) is None
    cache.set(parameters, 0.42)
    assert cache.get({"cola_rate": 0.025, "merit_rate_level_1": 0.045}) == 0.42
    assert cache.get({"merit_rate_level_1": 0.045004, "cola_rate": 0.024996}) == 0.42
    assert cache.get({"merit_rate_level_1": 0.045011, "cola_rate": 0.025}) is None
    assert cache.get_statistics() == {
        "cache_size": 1,
        "max_cache_size": 5000,
        "total_accesses": 4,
        "hits": 2,
        "misses": 2,
        "hit_rate": 0.5,
        "evictions": 0,
        "avg_accesses_per_entry": 2.0,
        "most_accessed_parameters": [{"parameters": parameters, "access_count": 2}],
    }


def test_an_unused_cache_counts_nothing() -> None:
    assert SmartOptimizationCache[float]().get_statistics() == {
        "cache_size": 0,
        "max_cache_size": 10_000,
        "total_accesses": 0,
        "hits": 0,
        "misses": 0,
        "hit_rate": 0.0,
        "evictions": 0,
        "avg_accesses_per_entry": 0.0,
        "most_accessed_parameters": [],
    }


def test_every_candidate_of_a_batch_is_counted() -> None:
    cache = cache_of(0.01, 0.02, 0.03)
    assert cache.get_many([merit(0.01), merit(0.04), merit(0.02), merit(0.01)]) == ["0.01", None, "0.02", "0.01"]
    counted = cache.get_statistics()
    assert (counted["total_accesses"], counted["hits"], counted["misses"]) == (4, 3, 1)
    # Three accesses of three entries, one of which nobody asked for.
    assert (counted["hit_rate"], counted["avg_accesses_per_entry"]) == (0.75, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        (0.123456784, 0.123456776, True),
        (0.123456784, 0.123456786, False),
        (0.03, 0.03 + 1e-8, False),
        (0.1 + 0.2, 0.3, True),
        (0.0, -1e-9, True),
        (1, 1.0, True),
    ],
)
def test_candidates_are_the_same_when_they_agree_in_eight_decimals(first: float, second: float, is_same: bool) -> None:
    cache = SmartOptimizationCache[str]()
    cache.set(merit(first), "found")
    assert (cache.get(merit(second)) == "found") is is_same


def test_the_same_value_under_another_name_is_another_candidate() -> None:
    cache = cache_of(0.03, similarity_threshold=1.0)
    assert cache.get({"cola": 0.03}) is None
    assert cache.get({"merit": 0.03, "cola": 0.03}) is None


def test_todays_levers_are_a_candidate_without_parameters() -> None:
    cache = cache_of(0.03, similarity_threshold=1.0)
    assert cache.get({}) is None
    cache.set({}, "today")
    assert cache.get({}) == "today"


def test_what_was_not_used_for_longest_leaves_a_full_cache() -> None:
    cache = cache_of(0.01, 0.02, 0.03, cache_size=3)
    assert cache.get(merit(0.01)) == "0.01"  # Now 0.02 has waited longest, then 0.03.
    cache.set(merit(0.02), "anew")  # Now 0.03, then 0.01.
    cache.set(merit(0.04), "0.04")
    assert cache.get_many([merit(0.03), merit(0.01), merit(0.02), merit(0.04)]) == [None, "0.01", "anew", "0.04"]
    cache.set_many([(merit(0.05), "0.05"), (merit(0.06), "0.06")])
    assert cache.get_many([merit(0.01), merit(0.02), merit(0.04), merit(0.05)]) == [None, None, "0.04", "0.05"]
    counted = cache.get_statistics()
    assert (counted["cache_size"], counted["max_cache_size"], counted["evictions"]) == (3, 3, 3)


def test_a_candidate_that_comes_back_is_counted_anew() -> None:
    cache = cache_of(0.01, cache_size=1)
    cache.get_many([merit(0.01), merit(0.01)])
    cache.set(merit(0.02), "0.02")
    cache.set(merit(0.01), "0.01")
    cache.get(merit(0.01))
    counted = cache.get_statistics()
    assert (counted["hits"], counted["avg_accesses_per_entry"]) == (3, 1.0)
    assert counted["most_accessed_parameters"] == [{"parameters": merit(0.01), "access_count": 1}]


def test_the_five_used_most_are_named_and_of_equals_the_one_used_first() -> None:
    cache = cache_of(0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07)
    for value in (0.06, 0.02, 0.05, 0.05, 0.03, 0.01, 0.02, 0.02, 0.07):
        cache.get(merit(value))
    used = [(most["parameters"], most["access_count"]) for most in cache.get_statistics()["most_accessed_parameters"]]
    assert used == [(merit(0.02), 3), (merit(0.05), 2), (merit(0.06), 1), (merit(0.03), 1), (merit(0.01), 1)]


def test_parameters_are_reported_as_they_were_rounded() -> None:
    cache = cache_of(0.123456784)
    cache.get(merit(0.123456784))
    assert cache.get_statistics()["most_accessed_parameters"][0]["parameters"] == {"merit": 0.12345678}


def test_the_nearest_candidate_answers_and_an_exact_one_first() -> None:
    cache = cache_of(0.030, 0.034, 0.035, similarity_threshold=0.003)
    assert cache.get(merit(0.032)) == "0.03"  # As far from 0.034, which was used later.
    assert cache.get(merit(0.033)) == "0.034"
    assert cache.get(merit(0.035)) == "0.035"
    assert cache.get(merit(0.038)) == "0.035"
    assert cache.get(merit(0.0381)) is None


def test_the_distance_is_the_largest_difference_of_a_parameter() -> None:
    cache = SmartOptimizationCache[str](similarity_threshold=0.0025)
    cache.set({"merit": 0.032, "cola": 0.022}, "two small steps")
    cache.set({"merit": 0.0325, "cola": 0.02}, "one large step")
    # Euclid's distances are 0.0028 and 0.0025, in the other order.
    assert cache.get({"merit": 0.03, "cola": 0.02}) == "two small steps"
    assert cache.get({"merit": 0.0335, "cola": 0.0175}) == "one large step"
    assert cache.get({"merit": 0.0346, "cola": 0.0226}) is None


def test_a_search_never_gets_a_near_candidate() -> None:
    cache = cache_of(0.03, similarity_threshold=0.01)
    probe = merit(0.03 + 1e-4)
    assert cache.get(probe) == "0.03"
    assert cache.get_many([probe]) == [None]


def test_without_a_threshold_nothing_near_is_found() -> None:
    assert cache_of(0.03).get(merit(0.03 + 1e-8)) is None


@pytest.mark.parametrize("value", [0.29999, 0.30001])
def test_a_candidate_exactly_at_the_threshold_is_near(value: float) -> None:
    # As floats, both differences are a little more than 0.00001.
    assert cache_of(0.3, similarity_threshold=1e-5).get(merit(value)) == "0.3"


@pytest.mark.parametrize("size", [0, -1])
def test_a_cache_for_nothing_is_refused(size: int) -> None:
    with pytest.raises(BadInputError, match=f"cache_size is {size}"):
        SmartOptimizationCache[float](cache_size=size)


@pytest.mark.parametrize("threshold", [-1e-9, math.inf, math.nan])
def test_a_threshold_that_is_no_distance_is_refused(threshold: float) -> None:
    with pytest.raises(BadInputError, match=f"similarity_threshold is {threshold}"):
        SmartOptimizationCache[float](similarity_threshold=threshold)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_candidate_that_is_not_finite_is_refused_and_nothing_kept(value: float) -> None:
    cache = SmartOptimizationCache[str]()
    asks = (
        lambda: cache.get(merit(value)),
        lambda: cache.get_many([merit(0.01), merit(value)]),
        lambda: cache.set(merit(value), "lost"),
        lambda: cache.set_many([(merit(0.01), "kept"), (merit(value), "lost")]),
    )
    for ask in asks:
        with pytest.raises(BadInputError, match=f"merit is {value}"):
            ask()
    counted = cache.get_statistics()
    assert (counted["cache_size"], counted["total_accesses"]) == (0, 0)


def test_importing_the_cache_loads_neither_arrays_nor_databases() -> None:
    code = (
        "import sys, optimization.search.cache\n"
        "print(sorted({'numpy', 'scipy', 'sqlalchemy', 'duckdb'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
