"""docs/performance.md says what was measured, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.performance_page import model_tables, performance_page, scaling_table
from benchmarks.results import PAGE, RESULTS
from benchmarks.works import all_works

MACHINE = {
    "date": "2026-11-22",
    "processor": "A processor",
    "cores": 2,
    "memory_gib": 23.5,
    "system": "Linux x86_64",
    "python": "3.11.7",
    "packages": {"duckdb": "1.5.6", "numpy": "2.4.6"},
}
SCALING = [
    {
        "employees": 10_000,
        "people_seconds": 0.61,
        "cells": [
            {"candidates": 1, "milliseconds_each": 39.6, "peak_memory_gib": 0.314},
            {"candidates": 512, "milliseconds_each": 0.842, "peak_memory_gib": 0.392},
        ],
    }
]
PROFILE = {
    "employees": 10_000,
    "candidates": 64,
    "people": {"int_person_draws": 0.2, "int_roster_years": 0.1, "fast_one": 0.001, "fast_two": 0.002},
    "one_candidate": {"int_level_pay": 0.006, "fast_one": 0.0001},
    "batch": {"int_level_pay": 0.02, "fast_one": 0.0001},
}


def work(**changed: Any) -> dict[str, Any]:
    return {
        "name": "pay_levers",
        "what": "64 candidates",
        "unit": "ms each",
        "value": 1.86,
        "rounds": [1.8, 1.86, 1.9],
        "peak_memory_gib": 0.323,
        "must_reach": 5.0,
        "aim": 1.0,
        "most_times_reference": None,
        "most_memory_gib": None,
        "reference": "NumPy",
        "reference_value": 0.03,
        "is_reached": True,
        **changed,
    }


def goals_row(**changed: Any) -> str:
    page = performance_page(
        {"machine": MACHINE, "works": [work(**changed)], "scaling": SCALING, "seconds_by_model": [PROFILE]}
    )
    (row,) = [line for line in page.splitlines() if line.startswith("| 64 candidates |")]
    return row


def test_a_work_is_a_row_with_figure_limits_reference_ratio_and_verdict() -> None:
    assert goals_row() == (
        "| 64 candidates | 1.86 ms each, 0.32 GiB | 5 ms each | 1 ms each | NumPy: 0.03 ms each | 62 | yes | 3 |"
    )


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        ({"is_reached": False}, "| no |"),
        ({"value": 0.9}, "| yes, and the aim |"),
        ({"is_reached": False, "value": 0.9}, "| no |"),
        ({"is_reached": None, "must_reach": None, "aim": None}, "|  |"),
        ({"most_times_reference": 2.5, "most_memory_gib": 4}, "| 5 ms each, 2.5 x the reference, 4 GiB |"),
        ({"peak_memory_gib": None}, "| 1.86 ms each |"),
        ({"unit": "s", "value": 215.3}, "| 215 s,"),
    ],
)
def test_the_row_follows_the_figures(changed: dict[str, Any], cell: str) -> None:
    assert cell in goals_row(**changed)


def test_the_scaling_table_has_a_row_per_census_and_a_column_per_batch() -> None:
    assert scaling_table(SCALING).splitlines() == [
        "| employees | people and cohorts, once | 1 candidate | 512 candidates |",
        "| ---:|---:|---:|---: |",
        "| 10,000 | 0.61 s | 39.6 ms, 0.31 GiB | 0.842 ms, 0.39 GiB |",
    ]


def test_the_model_table_has_the_slowest_first_adds_up_the_rest_and_ends_with_the_totals() -> None:
    _heading, _blank, *table = model_tables([PROFILE]).splitlines()
    assert table == [
        "| model | people and cohorts | 1 candidate | 64 candidates |",
        "| :---|---:|---:|---: |",
        "| int_level_pay | 0.0 | 6.0 | 20.0 |",
        "| int_person_draws | 200.0 | 0.0 | 0.0 |",
        "| int_roster_years | 100.0 | 0.0 | 0.0 |",
        "| all other models | 3.0 | 0.1 | 0.1 |",
        "| **total** | **303.0** | **6.1** | **20.1** |",
    ]


def test_the_page_in_the_documentation_is_made_from_the_figures_that_are_kept() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert [each["name"] for each in results["works"]] == [each.name for each in all_works()], "run `make bench`"
    assert PAGE.read_text(encoding="utf-8") == performance_page(results)


def test_every_work_has_a_name_of_its_own() -> None:
    names = [each.name for each in all_works()]
    assert len(set(names)) == len(names)
