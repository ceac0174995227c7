"""The levers that a finished search has to offer: what it found, and what else it tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimization.evidence.quantities import growth_digits, objective, percent
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import names_by_cell, parse_lever_name
from optimization.search.engine_result import OptimizationResult
from optimization.search.loop.target_loop_result import LoopStatus, TargetLoopResult
from streamlit_dashboard.searches.found_front import FoundFront


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Levers under a name: the value of every cell that differs from the levers that the search began with."""

    label: str
    cells: Mapping[LeverCell, float]


def found_candidates(found: TargetLoopResult | OptimizationResult, catalogue: LeverCatalogue) -> tuple[Candidate, ...]:
    """What the search found first, then what else it tried; whatever moves nothing, or the same, is left out.

    Raises:
        BadInputError: a lever of the result is not in the catalogue.
    """
    tried = _of_loop(found, catalogue) if isinstance(found, TargetLoopResult) else _of_engine(found, catalogue)
    return _distinct(tried)


def front_candidates(found: FoundFront) -> tuple[Candidate, ...]:
    """The points of a front that move a lever, cheapest first."""
    return _distinct(
        Candidate(label=point.label, cells=_moved(point.candidate.cells, found.cells_before))
        for point in found.front.points
    )


def _of_loop(result: TargetLoopResult, catalogue: LeverCatalogue) -> Iterator[Candidate]:
    digits = growth_digits(result.config.tolerance)
    best = "The nearest setting" if result.status is LoopStatus.INFEASIBLE else "What the search found"
    yield Candidate(label=f"{best}: growth {percent(result.final_growth, digits=digits)}", cells=result.proposal.cells)
    for record in result.iteration_history:
        yield Candidate(
            label=f"Iteration {record.iteration}: growth {percent(record.growth, digits=digits)}",
            cells=_moved(_cells(record.levers, result.cells_before, catalogue), result.cells_before),
        )


def _of_engine(result: OptimizationResult, catalogue: LeverCatalogue) -> Iterator[Candidate]:
    best = "What the search found" if result.is_feasible else "The nearest setting"
    yield Candidate(label=f"{best}: objective {objective(result.objective_value)}", cells=result.proposal.cells)
    for each in result.alternatives:
        broken = "" if each.is_feasible else ", breaks a constraint"
        yield Candidate(
            label=f"{each.label}: objective {objective(each.objective)}{broken}",
            cells=_moved(_cells(each.parameters, result.cells_before, catalogue), result.cells_before),
        )


def _cells(
    values: Mapping[str, float], before: Mapping[LeverCell, float], catalogue: LeverCatalogue
) -> dict[LeverCell, float]:
    """The value of every cell that the names stand for, the more specific one before the general one."""
    numbers = {parse_lever_name(name, catalogue): value for name, value in values.items()}
    years = {cell.fiscal_year for cell in before}
    return {cell: numbers[name] for cell, name in names_by_cell(numbers, years=years, catalogue=catalogue).items()}


def _moved(cells: Mapping[LeverCell, float], before: Mapping[LeverCell, float]) -> dict[LeverCell, float]:
    return {cell: value for cell, value in sorted(cells.items()) if value != before[cell]}


def _distinct(candidates: Iterator[Candidate]) -> tuple[Candidate, ...]:
    """Those that move something, the first of equals."""
    by_cells: dict[frozenset[tuple[LeverCell, float]], Candidate] = {}
    for candidate in candidates:
        if candidate.cells:
            by_cells.setdefault(frozenset(candidate.cells.items()), candidate)
    return tuple(by_cells.values())
