"""`make bench-loops`: asks random questions of every mode of the target loop, and publishes the table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.machine import describe_machine
from benchmarks.results import keep_results
from benchmarks.target_loops import stepped
from benchmarks.target_loops.asked import MAX_ITERATIONS
from benchmarks.target_loops.page import page
from benchmarks.target_loops.problems import (
    EMPLOYEES,
    MARGIN,
    MIXED_EMPLOYEES,
    MIXED_FAMILIES,
    PAY_FAMILIES,
    TOLERANCE,
    Question,
    questions,
)
from benchmarks.target_loops.smooth import mixed_answer, pay_answer
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.places import PROJECT_ROOT, places
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.protocol import Simulator

RESULTS = PROJECT_ROOT / "benchmarks" / "results" / "target_loops.json"
PAGE = PROJECT_ROOT / "docs" / "target_loops.md"
PAY_QUESTIONS, MIXED_QUESTIONS, STEPPED_QUESTIONS = 260, 30, 50
SEED = 2026


class Answer(Protocol):
    """What is asked of a question, and what is kept of it."""

    def __call__(
        self, question: Question, simulator: Simulator, *, catalogue: LeverCatalogue, rng: np.random.Generator
    ) -> dict[str, Any]:
        """What brute force and the loop find, as JSON types."""
        ...


def main() -> int:
    """Ask, print every answer, and keep them when all questions were asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.target_loops", description=__doc__)
    parser.add_argument("--pay-questions", type=int, default=PAY_QUESTIONS)
    parser.add_argument("--mixed-questions", type=int, default=MIXED_QUESTIONS)
    parser.add_argument("--stepped-questions", type=int, default=STEPPED_QUESTIONS)
    asked = parser.parse_args()
    counts = asked.pay_questions, asked.mixed_questions, asked.stepped_questions
    stepped_answer = partial(stepped.stepped_answer, random_count=stepped.RANDOM_SETTINGS)
    results = {
        "machine": describe_machine(),
        "seed": SEED,
        "tolerance": TOLERANCE,
        "margin": MARGIN,
        "max_iterations": MAX_ITERATIONS,
        "answers": _answers(counts[0], pay_answer, choices=PAY_FAMILIES, sizes=EMPLOYEES),
        "mixed_answers": _answers(counts[1], mixed_answer, choices=MIXED_FAMILIES, sizes=MIXED_EMPLOYEES),
        "random_settings": stepped.RANDOM_SETTINGS,
        "settings_between": stepped.SETTINGS_BETWEEN,
        # Its neighbours are named level by level, which values that differ by year would not be.
        "stepped_answers": _answers(
            counts[2], stepped_answer, choices=stepped.FAMILIES, sizes=EMPLOYEES, may_differ_by_year=False
        ),
    }
    if counts == (PAY_QUESTIONS, MIXED_QUESTIONS, STEPPED_QUESTIONS):
        keep_results(results, file=RESULTS, page=PAGE, page_of=page)
        print(f"Kept in {RESULTS.relative_to(PROJECT_ROOT)} and {PAGE.relative_to(PROJECT_ROOT)}.", file=sys.stderr)
    else:
        print("Not kept: other numbers of questions were asked.", file=sys.stderr)
    return 0


def _answers(
    count: int,
    answer: Answer,
    *,
    choices: Sequence[tuple[str, ...]],
    sizes: Sequence[int],
    may_differ_by_year: bool = True,
) -> list[dict[str, Any]]:
    catalogue, rng = load_lever_catalogue(), np.random.default_rng(SEED)
    kept = []
    with tempfile.TemporaryDirectory() as folder:
        for question in questions(
            count,
            choices=choices,
            sizes=sizes,
            may_differ_by_year=may_differ_by_year,
            home=Path(folder),
            settings=load_simulation_settings(),
            catalogue=catalogue,
            rng=rng,
        ):
            # The plan is compiled once, in the home of whoever measures.
            with batch_simulator(question.inputs, places()) as simulator:
                kept.append(answer(question, simulator, catalogue=catalogue, rng=rng))
            print(json.dumps(kept[-1]), flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(main())
