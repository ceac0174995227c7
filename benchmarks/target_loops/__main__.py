"""`make bench-loops`: asks random questions of every mode of the target loop, and publishes the table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import describe_machine
from benchmarks.target_loops import stepped
from benchmarks.target_loops.asked import MAX_ITERATIONS, METHOD, ask, figures
from benchmarks.target_loops.brute_force import corners, growth_of
from benchmarks.target_loops.page import page
from benchmarks.target_loops.problems import (
    EMPLOYEES,
    FAMILIES,
    TOLERANCE,
    Question,
    questions,
    target_and_feasibility,
)
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.places import PROJECT_ROOT, places
from optimization.search.movable_levers import movable_levers
from optimization.search.target_loop_config import LoopMode
from optimization.simulation.batch_simulator import batch_simulator

RESULTS = PROJECT_ROOT / "benchmarks" / "results" / "target_loops.json"
PAGE = PROJECT_ROOT / "docs" / "target_loops.md"
QUESTIONS = 260
STEPPED_QUESTIONS = 50
SEED = 2026


def main() -> int:
    """Ask, print what did not go as it must, and keep the answers when all questions were asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.target_loops", description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--stepped-questions", type=int, default=STEPPED_QUESTIONS)
    asked = parser.parse_args()
    results = {
        "machine": describe_machine(),
        "seed": SEED,
        "tolerance": TOLERANCE,
        "max_iterations": MAX_ITERATIONS,
        "answers": _printed(_answers(asked.questions)),
        "random_settings": stepped.RANDOM_SETTINGS,
        "settings_between": stepped.SETTINGS_BETWEEN,
        "stepped_answers": _printed(_stepped_answers(asked.stepped_questions)),
    }
    if (asked.questions, asked.stepped_questions) == (QUESTIONS, STEPPED_QUESTIONS):
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        PAGE.write_text(page(results))
        print(f"Kept in {RESULTS} and {PAGE}.", file=sys.stderr)
    return 0


def _printed(answers: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for answer in answers:
        print(json.dumps(answer), flush=True)
        kept.append(answer)
    return kept


def _answers(count: int) -> Iterator[dict[str, Any]]:
    catalogue, rng = load_lever_catalogue(), np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as folder:
        for question in questions(
            count,
            choices=FAMILIES,
            sizes=EMPLOYEES,
            home=Path(folder),
            settings=load_simulation_settings(),
            catalogue=catalogue,
            rng=rng,
        ):
            yield _answer(question, catalogue=catalogue, rng=rng)


def _stepped_answers(count: int) -> Iterator[dict[str, Any]]:
    catalogue, rng = load_lever_catalogue(), np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as folder:
        for question in questions(
            count,
            choices=stepped.FAMILIES,
            sizes=EMPLOYEES,
            home=Path(folder),
            settings=load_simulation_settings(),
            catalogue=catalogue,
            rng=rng,
        ):
            with batch_simulator(question.inputs, places()) as simulator:
                yield stepped.stepped_answer(
                    question, simulator, random_count=stepped.RANDOM_SETTINGS, catalogue=catalogue, rng=rng
                )


def _answer(question: Question, *, catalogue: LeverCatalogue, rng: np.random.Generator) -> dict[str, Any]:
    (seed,) = question.inputs.seeds
    # The plan is compiled once, in the home of whoever measures.
    with batch_simulator(question.inputs, places()) as simulator:
        levers = movable_levers(simulator.levers, families=question.families, catalogue=catalogue)
        # Growth is monotone in each pay lever whatever the others are, so the extremes lie in corners.
        found = growth_of(simulator, corners(levers), seed=seed, method=METHOD)
        reach = min(found), max(found)
        target, is_feasible = target_and_feasibility(question.number, reach, rng)
        answer: dict[str, Any] = {
            "employees": question.employees,
            "levers": list(question.families),
            "locked": sum(row.is_locked for row in question.inputs.lever_rows),
            "reach": list(reach),
            "target": target,
            "is_feasible": is_feasible,
        }
        for mode in LoopMode:
            if mode is not LoopMode.ADAPTIVE and question.families == ("promotion_raise",):
                # The step modes do not move promotion raises.
                continue
            answer[mode] = figures(ask(question, simulator, target=target, mode=mode, catalogue=catalogue))
    return answer


if __name__ == "__main__":
    sys.exit(main())
