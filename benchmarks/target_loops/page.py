"""docs/target_loops.md: the modes of the target loop side by side."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from optimization.search.loop.target_loop_config import LoopMode
from optimization.search.loop.target_loop_result import LoopStatus


def page(results: Mapping[str, Any]) -> str:
    """The page for these results."""
    machine, answers, mixed = results["machine"], results["answers"], results["mixed_answers"]
    feasible = [answer for answer in answers if answer["is_feasible"]]
    infeasible = [answer for answer in answers if not answer["is_feasible"]]
    by_year = sum(answer["differs_by_year"] for answer in (*answers, *mixed))
    locked = sum(answer["locked"] > 0 for answer in (*answers, *mixed))
    lines = [
        "# The target loop's modes",
        "",
        "Made by `make bench-loops` from `benchmarks/results/target_loops.json`. Random questions on the batch",
        "simulator: censuses of 40 to 3,000 people, each pay lever alone and together, levers in force anywhere within",
        f"their bounds. Of {len(answers) + len(mixed)} questions {by_year} have values in force that differ by year, "
        f"and {locked} have locked rows.",
        "Targets lie between the lowest and the highest growth that the corners of the levers' box reach,",
        f"{results['margin']:g} percentage points or more from either, and are to be met to {results['tolerance']:g} "
        f"in at most {results['max_iterations']} rounds.",
        "A round of Adaptive is a batch of candidates; a round of a step mode is one move, after a first batch that",
        "simulates today's levers. The step modes do not move promotion raises, and are not asked to move these alone.",
        "",
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"duckdb {machine['packages']['duckdb']}; random seed {results['seed']}.",
        "",
        "| mode | questions | converged | rounds, median | rounds, most | batches, most "
        "| candidates simulated, median | most |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(_mode_row(mode, [answer[mode] for answer in feasible if mode in answer]) for mode in LoopMode),
        "",
        "Adaptive by the levers that may move:",
        "",
        "| levers | questions | converged | batches, median | batches, most | candidates simulated, median |",
        "|---|---:|---:|---:|---:|---:|",
        *_lever_rows([*feasible, *mixed]),
        "",
        f"In {len(mixed)} of these questions promotion probabilities may move beside all pay levers, which must close",
        "what a step of promotions leaves open; the step modes are not asked. These targets lie between the lowest",
        "and the highest growth of the corners in which all levers of a family stand at the same bound: that much is",
        "in reach. None lies beyond, for corners do not prove where the reach ends when promotions move.",
        "",
        f"With pay levers, of {len(infeasible)} targets beyond what any corner reaches, by the same margin, Adaptive",
        f"called {_count(infeasible, LoopStatus.INFEASIBLE)} infeasible; of {len(feasible)} within, "
        f"{_count(feasible, LoopStatus.INFEASIBLE)}.",
        "",
        *_stepped(results),
    ]
    return "\n".join(lines)


def _stepped(results: Mapping[str, Any]) -> list[str]:
    """The questions in which only promotion probabilities may move."""
    answers = results["stepped_answers"]
    feasible = [answer for answer in answers if answer["is_feasible"]]
    infeasible = [answer for answer in answers if not answer["is_feasible"]]
    called = [answer for answer in infeasible if answer["status"] == LoopStatus.INFEASIBLE]
    return [
        "## Promotion probabilities alone",
        "",
        "People are promoted one by one, so growth moves in steps: where none lands within the tolerance, Adaptive",
        "names two neighbouring settings between which the target lies. Every answer is checked on the batch",
        "simulator, without the loop: a proposal within the tolerance is so when simulated again; of two neighbours",
        f"one is below the target and one at or above it, {results['settings_between']} settings from one to the other",
        "give no third growth, and the proposal is no further from the target than that step is high. Targets lie",
        f"within or beyond what the corners of the box and {results['random_settings']} random settings reach, by the",
        "same margin; a value in force is the same in all years.",
        "",
        "| people | questions | met the tolerance | within one step | batches, median | most "
        "| candidates simulated, median | most | answers that hold |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        *_stepped_rows(feasible),
        "",
        f"Of {len(infeasible)} targets beyond, Adaptive called {len(called)} infeasible; of {len(feasible)} within, "
        f"{sum(answer['status'] == LoopStatus.INFEASIBLE for answer in feasible)}. Those beyond took it at most "
        f"{max(answer['batches'] for answer in infeasible)} batches and "
        f"{max(answer['evaluations'] for answer in infeasible)} candidates.",
        "Whom a probability promotes is decided person by person, so growth is not quite monotone in it and corners",
        "do not prove the reach: Adaptive also looks at tenths of each lever's room before it calls a target",
        "infeasible. Random settings lead at most "
        f"{max((_excess(answer) for answer in called), default=0.0):.3f} percentage points",
        "beyond the reach that it names then.",
        "",
    ]


def _stepped_rows(feasible: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = []
    for people in sorted({answer["employees"] for answer in feasible}):
        found = [answer for answer in feasible if answer["employees"] == people]
        batches = [each["batches"] for each in found]
        candidates = [each["evaluations"] for each in found]
        met = sum(each["status"] == LoopStatus.CONVERGED for each in found)
        stepped = sum(each["status"] == LoopStatus.STALLED and each["holds"] for each in found)
        rows.append(
            f"| {people:,} | {len(found)} | {met} | {stepped} | {statistics.median(batches):g} | {max(batches)} | "
            f"{statistics.median(candidates):g} | {max(candidates)} | "
            f"{sum(each['holds'] for each in found)} of {len(found)} |"
        )
    return rows


def _excess(answer: Mapping[str, Any]) -> float:
    """By how much brute force leads beyond the reach that Adaptive names, towards the target."""
    (low, high), (named_low, named_high) = answer["reach"], answer["achievable_range"]
    return max(0.0, float(high - named_high if answer["target"] > high else named_low - low))


def _mode_row(mode: LoopMode, found: Sequence[Mapping[str, Any]]) -> str:
    rounds = [each["iterations"] for each in found]
    candidates = [each["evaluations"] for each in found]
    return (
        f"| {mode} | {len(found)} | {_converged(found)} | {statistics.median(rounds):g} | {max(rounds)} | "
        f"{max(each['batches'] for each in found)} | {statistics.median(candidates):g} | {max(candidates)} |"
    )


def _lever_rows(feasible: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = []
    for levers in dict.fromkeys(tuple(answer["levers"]) for answer in feasible):
        found = [answer[LoopMode.ADAPTIVE] for answer in feasible if tuple(answer["levers"]) == levers]
        batches = [each["batches"] for each in found]
        candidates = statistics.median(each["evaluations"] for each in found)
        rows.append(
            f"| {', '.join(levers)} | {len(found)} | {_converged(found)} | {statistics.median(batches):g} | "
            f"{max(batches)} | {candidates:g} |"
        )
    return rows


def _converged(found: Sequence[Mapping[str, Any]]) -> str:
    return f"{sum(each['status'] == LoopStatus.CONVERGED for each in found)} of {len(found)}"


def _count(answers: Sequence[Mapping[str, Any]], status: LoopStatus) -> int:
    return sum(answer[LoopMode.ADAPTIVE]["status"] == status for answer in answers)
