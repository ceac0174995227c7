"""A question put to one mode of the target loop."""

from __future__ import annotations

from typing import Any

from benchmarks.target_loops.problems import TOLERANCE, Question
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.target_loop import run_target_loop
from optimization.search.loop.target_loop_config import LoopMode, target_loop_config
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.simulation.protocol import GrowthMethod, Simulator

MAX_ITERATIONS = 10
METHOD = GrowthMethod.FULL_YEAR_EQUIVALENT


def ask(
    question: Question, simulator: Simulator, *, target: float, mode: LoopMode, catalogue: LeverCatalogue
) -> TargetLoopResult:
    """What the mode finds for a target in percent."""
    (seed,) = question.inputs.seeds
    config = target_loop_config(
        target_growth=target,
        tolerance=TOLERANCE,
        max_iterations=MAX_ITERATIONS,
        mode=mode,
        method=METHOD,
        levers=question.families,
        seed=seed,
    )
    return run_target_loop(config, simulator, catalogue=catalogue)


def figures(result: TargetLoopResult) -> dict[str, Any]:
    """What is kept of a result."""
    return {
        "status": str(result.status),
        "gap": result.final_gap,
        "iterations": result.iterations,
        "batches": result.batches,
        "evaluations": result.evaluations,
    }
