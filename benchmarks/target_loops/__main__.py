"""`make bench-loops`: asks random questions of every mode of the target loop, and publishes the table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import describe_machine
from benchmarks.target_loops.brute_force import reachable_growth
from benchmarks.target_loops.page import page
from benchmarks.target_loops.problems import HALF, Question, questions
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.places import PROJECT_ROOT, places
from optimization.search.movable_levers import movable_levers
from optimization.search.target_loop import run_target_loop
from optimization.search.target_loop_config import LoopMode, target_loop_config
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.protocol import GrowthMethod

RESULTS = PROJECT_ROOT / "benchmarks" / "results" / "target_loops.json"
PAGE = PROJECT_ROOT / "docs" / "target_loops.md"
QUESTIONS = 260
SEED = 2026
TOLERANCE = 0.01
MAX_ITERATIONS = 10
METHOD = GrowthMethod.FULL_YEAR_EQUIVALENT
# Each fifth target lies beyond the reach, by up to this share of its width.
INFEASIBLE_EVERY = 5
BEYOND = 0.2
# A target nearer to the end of the reach than the tolerance is both within and beyond it.
MARGIN = 2 * TOLERANCE


def main() -> int:
    """Ask, print what did not go as it must, and keep the answers when all questions were asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.target_loops", description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    asked = parser.parse_args()
    catalogue, rng = load_lever_catalogue(), np.random.default_rng(SEED)
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for question in questions(
            asked.questions, home=Path(folder), settings=load_simulation_settings(), catalogue=catalogue, rng=rng
        ):
            answers.append(_answer(question, catalogue=catalogue, rng=rng))
            print(json.dumps(answers[-1]), flush=True)
    if asked.questions == QUESTIONS:
        results = {
            "machine": describe_machine(),
            "seed": SEED,
            "tolerance": TOLERANCE,
            "max_iterations": MAX_ITERATIONS,
            "answers": answers,
        }
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        PAGE.write_text(page(results))
        print(f"Kept in {RESULTS} and {PAGE}.", file=sys.stderr)
    return 0


def _answer(question: Question, *, catalogue: LeverCatalogue, rng: np.random.Generator) -> dict[str, Any]:
    (seed,) = question.inputs.seeds
    # The plan is compiled once, in the home of whoever measures.
    with batch_simulator(question.inputs, places()) as simulator:
        levers = movable_levers(simulator.levers, families=question.families, catalogue=catalogue)
        low, high = reachable_growth(simulator, levers, seed=seed, method=METHOD)
        target, is_feasible = _target(question.number, low, high, rng)
        answer: dict[str, Any] = {
            "employees": question.employees,
            "levers": list(question.families),
            "locked": sum(row.is_locked for row in question.inputs.lever_rows),
            "reach": [low, high],
            "target": target,
            "is_feasible": is_feasible,
        }
        for mode in LoopMode:
            if mode is not LoopMode.ADAPTIVE and question.families == ("promotion_raise",):
                # The step modes do not move promotion raises.
                continue
            config = target_loop_config(
                target_growth=target,
                tolerance=TOLERANCE,
                max_iterations=MAX_ITERATIONS,
                mode=mode,
                method=METHOD,
                levers=question.families,
                seed=seed,
            )
            result = run_target_loop(config, simulator, catalogue=catalogue)
            answer[mode] = {
                "status": str(result.status),
                "gap": result.final_gap,
                "batches": result.batches,
                "evaluations": result.evaluations,
            }
    return answer


def _target(number: int, low: float, high: float, rng: np.random.Generator) -> tuple[float, bool]:
    width = high - low
    if number % INFEASIBLE_EVERY == INFEASIBLE_EVERY - 1:
        beyond = MARGIN + float(rng.uniform(0, BEYOND)) * width
        return (high + beyond if rng.random() < HALF else low - beyond), False
    return float(rng.uniform(low + MARGIN, high - MARGIN)), True


if __name__ == "__main__":
    sys.exit(main())
