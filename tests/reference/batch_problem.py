"""Lever sets of a problem twice: as scenarios of a whole run, and as the candidates of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from optimization.parameters.lever_cells import LeverCell, LeverSetting, LeverTable, LeverVector
from optimization.places import Places
from optimization.simulation.candidate_rows import CandidateRows, candidate_names
from optimization.simulation.compiled_world import CompiledWorld
from optimization.simulation.in_memory import in_memory
from optimization.simulation.simulation_plan import SimulationPlan
from reference.inputs import LeverRow
from reference.levers import levers_in_force
from reference.problem import Problem
from reference.real_run import install_problem_census, replace_tables, run_inputs

# The marts that a batch makes.
MARTS = ("fct_year_metrics", "fct_scenario_metrics", "fct_growth_drivers")
Rows = dict[str, set[tuple[object, ...]]]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What a lever set changes of the scenario that it is based on."""

    base: str
    cells: dict[LeverCell, float]


def as_scenarios(problem: Problem, candidates: Sequence[Candidate]) -> Problem:
    """The problem with every candidate as a scenario of its own; a moved lever is written for every year."""
    rows, meta = list(problem.inputs.lever_rows), dict(problem.inputs.scenario_meta)
    for name, candidate in named(candidates):
        meta[name] = candidate.base
        table = lever_table(problem, candidate.base)
        moved = {(cell.job_level, cell.parameter_name) for cell in candidate.cells}
        rows += [
            LeverRow(
                scenario_id=name,
                fiscal_year=cell.fiscal_year,
                job_level=cell.job_level,
                parameter_name=cell.parameter_name,
                value=value,
            )
            for cell, value in table.after(LeverVector(cells=candidate.cells)).items()
            if (cell.job_level, cell.parameter_name) in moved
        ]
    return replace(
        problem,
        inputs=replace(problem.inputs, lever_rows=tuple(rows), scenario_meta=meta),
        scenario_ids=(*problem.scenario_ids, *(name for name, _ in named(candidates))),
    )


def named(candidates: Sequence[Candidate]) -> list[tuple[str, Candidate]]:
    """The candidates under the names that their batches give them, one batch per base."""
    by_base = [list(group) for _, group in groupby(sorted(candidates, key=_base), key=_base)]
    return [pair for group in by_base for pair in zip(candidate_names(group[0].base, len(group)), group, strict=True)]


def batch_rows(
    problem: Problem, candidates: Sequence[Candidate], places: Places, *, plan: SimulationPlan, threads: int = 2
) -> Rows:
    """The marts' rows of every candidate under every seed, by mart."""
    install_problem_census(problem.inputs, places)
    inputs = run_inputs(problem, places)
    found: Rows = {mart: set() for mart in MARTS}
    for seed in problem.seeds:
        with in_memory(threads=threads) as connection:
            world = CompiledWorld(connection, plan, inputs, seed=seed)
            replace_tables(connection, problem.inputs.tables)
            for base, group in groupby(named(candidates), key=lambda pair: pair[1].base):
                names, batch = zip(*group, strict=True)
                vectors = [LeverVector(cells=candidate.cells) for candidate in batch]
                rows = CandidateRows(lever_table(problem, base)).table(names, vectors)
                world.growth_drivers(names, rows, base=base)
                for mart in MARTS:
                    found[mart] |= set(connection.execute(f"from {mart}").fetchall())
    return found


def lever_table(problem: Problem, scenario_id: str) -> LeverTable:
    """The levers in force for a scenario of the problem, as the reference resolves them."""
    values = levers_in_force(
        problem.inputs.lever_rows,
        problem.inputs.scenario_meta,
        scenario_id=scenario_id,
        years=problem.inputs.years,
        job_levels=[level.job_level for level in problem.inputs.tables.job_levels],
    )
    return LeverTable(
        scenario_id=scenario_id,
        settings={
            LeverCell(*cell): LeverSetting(value=value, is_locked=False, source_scenario_id=scenario_id)
            for cell, value in values.items()
        },
    )


def _base(candidate: Candidate) -> str:
    return candidate.base
