"""The last figures, kept as JSON, and the page made from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.goals import Figure, Goal, is_reached
from benchmarks.works import Work
from optimization.atomic_file import replace_file
from optimization.places import PROJECT_ROOT

RESULTS = PROJECT_ROOT / "benchmarks" / "results" / "latest.json"
PAGE = PROJECT_ROOT / "docs" / "performance.md"


def keep_results(results: dict[str, Any], *, file: Path, page: Path, page_of: Callable[[dict[str, Any]], str]) -> None:
    """Replace the figures of the run before and their page; neither when the page cannot be made of them."""
    text = page_of(results)
    replace_file(file, (json.dumps(results, indent=1) + "\n").encode())
    replace_file(page, text.encode())


def work_result(work: Work, figure: Figure) -> dict[str, Any]:
    """A measured work as it is kept."""
    goal: Goal = work.goal
    return {
        "name": work.name,
        "what": work.what,
        "unit": figure.unit,
        "value": figure.value,
        "rounds": figure.timing.rounds,
        "peak_memory_gib": figure.peak_memory_gib,
        "must_reach": goal.must_reach,
        "aim": goal.aim,
        "most_times_reference": goal.most_times_reference,
        "most_memory_gib": goal.most_memory_gib,
        "reference": figure.reference.what,
        "reference_value": figure.reference.value,
        "is_reached": is_reached(figure, goal),
    }
