"""A whole comparison as plain data, and the reference model's answer to it."""

from __future__ import annotations

from dataclasses import dataclass

from reference.inputs import ModelInputs
from reference.model import simulate
from reference.outputs import Run


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Inputs, and the scenarios and seeds to run on them."""

    inputs: ModelInputs
    scenario_ids: tuple[str, ...]
    seeds: tuple[int, ...]


def run_reference(problem: Problem) -> dict[tuple[str, int], Run]:
    """The reference model's run of every scenario under every seed."""
    return {
        (scenario_id, seed): simulate(problem.inputs, scenario_id=scenario_id, seed=seed)
        for scenario_id in problem.scenario_ids
        for seed in problem.seeds
    }
