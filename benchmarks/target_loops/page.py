"""docs/target_loops.md: the modes of the target loop side by side."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from optimization.search.target_loop_config import LoopMode
from optimization.search.target_loop_result import LoopStatus


def page(results: Mapping[str, Any]) -> str:
    """The page for these results."""
    machine, answers = results["machine"], results["answers"]
    feasible = [answer for answer in answers if answer["is_feasible"]]
    infeasible = [answer for answer in answers if not answer["is_feasible"]]
    lines = [
        "# The target loop's modes",
        "",
        "Made by `make bench-loops` from `benchmarks/results/target_loops.json`. Random questions on the batch",
        "simulator: censuses of 40 to 3,000 people, levers in force anywhere within their bounds, locked rows in half",
        "of them, each pay lever alone and together, targets anywhere between the lowest and the highest growth that",
        f"the corners of the levers' box reach, to be met to {results['tolerance']} percentage points in at most "
        f"{results['max_iterations']} rounds.",
        "The step modes do not move promotion raises, and are not asked to move these alone.",
        "",
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"duckdb {machine['packages']['duckdb']}; random seed {results['seed']}.",
        "",
        "| mode | questions | converged | rounds, median | rounds, most | candidates simulated, median | most |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(_mode_row(mode, [answer[mode] for answer in feasible if mode in answer]) for mode in LoopMode),
        "",
        "Adaptive by the levers that may move:",
        "",
        "| levers | questions | converged | rounds, median | rounds, most | candidates simulated, median |",
        "|---|---:|---:|---:|---:|---:|",
        *_lever_rows(feasible),
        "",
        f"Of {len(infeasible)} targets beyond what any corner reaches, Adaptive called "
        f"{_count(infeasible, LoopStatus.INFEASIBLE)} infeasible; of {len(feasible)} within, "
        f"{_count(feasible, LoopStatus.INFEASIBLE)}.",
        "",
    ]
    return "\n".join(lines)


def _mode_row(mode: LoopMode, found: Sequence[Mapping[str, Any]]) -> str:
    rounds = [each["batches"] for each in found]
    candidates = [each["evaluations"] for each in found]
    return (
        f"| {mode} | {len(found)} | {_converged(found)} | {statistics.median(rounds):g} | {max(rounds)} | "
        f"{statistics.median(candidates):g} | {max(candidates)} |"
    )


def _lever_rows(feasible: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = []
    for levers in dict.fromkeys(tuple(answer["levers"]) for answer in feasible):
        found = [answer[LoopMode.ADAPTIVE] for answer in feasible if tuple(answer["levers"]) == levers]
        rounds = [each["batches"] for each in found]
        candidates = statistics.median(each["evaluations"] for each in found)
        rows.append(
            f"| {', '.join(levers)} | {len(found)} | {_converged(found)} | {statistics.median(rounds):g} | "
            f"{max(rounds)} | {candidates:g} |"
        )
    return rows


def _converged(found: Sequence[Mapping[str, Any]]) -> str:
    return f"{sum(each['status'] == LoopStatus.CONVERGED for each in found)} of {len(found)}"


def _count(answers: Sequence[Mapping[str, Any]], status: LoopStatus) -> int:
    return sum(answer[LoopMode.ADAPTIVE]["status"] == status for answer in answers)
