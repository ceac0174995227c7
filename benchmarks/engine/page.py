"""docs/engine.md: the engine's methods side by side, and beside brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.engine.grids import EVALUATIONS as GRID_EVALUATIONS
from benchmarks.engine.methods import EVALUATIONS


def page(results: Mapping[str, Any]) -> str:
    """The page for these results."""
    machine, grids = results["machine"], results["grids"]
    distances = [each["distance"] for each in grids]
    lines = [
        "# The engine's methods",
        "",
        "Made by `make bench-engine` from `benchmarks/results/engine.json`. The default census of "
        f"{results['employees']:,} people, the levers in force, the shipped targets.",
        "",
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"scipy {machine['packages']['scipy']}, duckdb {machine['packages']['duckdb']}.",
        "",
        f"The default levers (cola_rate, merit_rate by level, new_hire_salary_adjustment), {EVALUATIONS} evaluations",
        "allowed. The objective is minimised; `status quo` is that of today's levers, `random` the best of as many",
        "random candidates as the search had. Quality is 1 for the best known of both. Seconds are of the search.",
        "",
        "| preset | method | ended | objective | status quo | random | quality | evaluations | batches | seconds |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|---:|",
        *map(_method_row, results["methods"]),
        "",
        "## Beside brute force",
        "",
        f"Every point of a grid over two and over three levers, from bound to bound; {GRID_EVALUATIONS} evaluations",
        "allowed. The distance is how far the answer lies above the best point of the grid, as a share of the grid's",
        "range; it is below zero where the answer lies between points and is better than any of them.",
        "",
        "| preset | levers | points | method | objective | best of the grid | worst | distance | evaluations |",
        "|---|---|---:|---|---:|---:|---:|---:|---:|",
        *map(_grid_row, grids),
        "",
        f"The distances lie between {min(distances):.3%} and {max(distances):.3%}.",
        "",
    ]
    return "\n".join(lines)


def _method_row(answer: Mapping[str, Any]) -> str:
    used = "" if answer["used"] == answer["method"] else f" ({answer['used']})"
    cells: Sequence[str] = (
        answer["preset"],
        f"{answer['method']}{used}",
        answer["status"],
        f"{answer['objective']:.6f}",
        f"{answer['status_quo']:.6f}",
        f"{answer['random']:.6f}",
        "not measured" if answer["quality"] is None else f"{answer['quality']:.3f}",
        str(answer["evaluations"]),
        str(answer["batches"]),
        f"{answer['seconds']:.2f}",
    )
    return f"| {' | '.join(cells)} |"


def _grid_row(answer: Mapping[str, Any]) -> str:
    cells: Sequence[str] = (
        answer["preset"],
        ", ".join(answer["levers"]),
        f"{answer['points']:,}",
        answer["method"],
        f"{answer['objective']:.6f}",
        f"{answer['grid_best']:.6f}",
        f"{answer['grid_worst']:.6f}",
        f"{answer['distance']:.3%}",
        str(answer["evaluations"]),
    )
    return f"| {' | '.join(cells)} |"
