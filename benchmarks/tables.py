"""The two tables beside the goals: how time and memory grow, and where the time goes."""

from __future__ import annotations

from typing import Any

from benchmarks.batch_works import BATCH, BATCHES, batch_cell, each_candidate, people_seconds
from benchmarks.measured_run import MeasuredRun
from benchmarks.works import LARGE, MEDIUM, SMALL

SCALING = "scaling"
SECONDS_BY_MODEL = "seconds_by_model"
CENSUS_SIZES = (1_000, SMALL, MEDIUM, LARGE)
# One in which the fixed cost of a statement shows, one in which people do.
_PROFILED = (SMALL, LARGE)


def scaling(run: MeasuredRun, *, largest: int) -> list[dict[str, Any]]:
    """Milliseconds per candidate and peak memory by census and batch size, and seconds for the people."""
    return [_scaling_row(run, employees=employees) for employees in CENSUS_SIZES if employees <= largest]


def seconds_by_model(run: MeasuredRun, *, largest: int) -> list[dict[str, Any]]:
    """Seconds by dbt model for people, one candidate and a batch, by census size."""
    return [
        {"employees": employees, **run.repeated(SECONDS_BY_MODEL, employees, "--candidates", str(BATCH))}
        for employees in _PROFILED
        if employees <= largest
    ]


def _scaling_row(run: MeasuredRun, *, employees: int) -> dict[str, Any]:
    people = people_seconds(run, employees=employees)
    cells = []
    for candidates in BATCHES:
        cell = batch_cell(run, employees=employees, candidates=candidates)
        milliseconds = each_candidate(cell, candidates=candidates)
        cells.append(
            {
                "candidates": candidates,
                "milliseconds_each": milliseconds.median,
                "rounds": milliseconds.rounds,
                "peak_memory_gib": cell["peak_memory_gib"],
            }
        )
    return {"employees": employees, "people_seconds": people.median, "people_rounds": people.rounds, "cells": cells}
