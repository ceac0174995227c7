"""`make bench-engine`: every method on every preset, and the engine beside brute-force grids; publishes the tables."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.engine.grids import GRIDS, grid_answers
from benchmarks.engine.methods import METHODS, method_answer
from benchmarks.engine.page import page
from benchmarks.machine import describe_machine
from benchmarks.results import keep_results
from optimization.parameters.settings import load_simulation_settings
from optimization.places import PROJECT_ROOT, places
from optimization.search.engine_world import EngineWorld, engine_world
from optimization.search.problem.objective_weights import objective_presets
from optimization.simulation.census_install import install_census
from optimization.simulation.default_census import default_census
from optimization.simulation.run_inputs import gather_inputs

RESULTS = PROJECT_ROOT / "benchmarks" / "results" / "engine.json"
PAGE = PROJECT_ROOT / "docs" / "engine.md"
EMPLOYEES = 3_000
SEED = 42


def main() -> int:
    """Search, print every answer, and keep them."""
    presets = objective_presets()
    with _world() as world:
        results = {
            "machine": describe_machine(),
            "employees": EMPLOYEES,
            "methods": [
                _shown(method_answer(method, preset, weights, world))
                for preset, weights in presets.items()
                for method in METHODS
            ],
            "grids": [
                _shown(answer)
                for preset, weights in presets.items()
                for grid in GRIDS
                for answer in grid_answers(grid, METHODS, preset, weights, world)
            ],
        }
    keep_results(results, file=RESULTS, page=PAGE, page_of=page)
    print(f"Kept in {RESULTS.relative_to(PROJECT_ROOT)} and {PAGE.relative_to(PROJECT_ROOT)}.", file=sys.stderr)
    return 0


def _shown(answer: dict[str, object]) -> dict[str, object]:
    print(json.dumps(answer), flush=True)
    return answer


@contextmanager
def _world() -> Iterator[EngineWorld]:
    """The default census and the levers in force; the plan is compiled once, in the home of whoever measures."""
    settings = load_simulation_settings()
    with tempfile.TemporaryDirectory() as folder:
        home = replace(places(), home=Path(folder))
        install_census(home, default_census(EMPLOYEES, seed=SEED, census_date=settings.census_date), bands=None)
        inputs = gather_inputs(home, settings, seeds=[SEED])
        with engine_world(inputs, places()) as world:
            yield world


if __name__ == "__main__":
    sys.exit(main())
