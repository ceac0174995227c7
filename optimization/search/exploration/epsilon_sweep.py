"""The epsilon-constraint sweep: the least cost under limits of the other terms, for a grid of limits.

First each term is minimised alone. The best and the worst value that a term has there are the ends of its limits (the
payoff table of Mavrotas 2009, "Effective implementation of the epsilon-constraint method"). All searches of a stage run
side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from optimization.search.exploration.found_candidates import FoundCandidates
from optimization.search.exploration.front_terms import Term, TermLimit, mostly, term_values
from optimization.search.exploration.limit_grid import limit_grid
from optimization.search.exploration.sweep_search import SearchEnd, sweep_search
from optimization.search.metered_simulator import SearchEndedError
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.side_by_side import run_side_by_side


def epsilon_sweep(
    problem: ObjectiveProblem,
    found: FoundCandidates,
    *,
    objectives: Sequence[Term],
    searches: int,
    share: int,
) -> tuple[str, bool]:
    """Search for a front; what is met is remembered by `found`.

    Args:
        problem: Its constraints hold in every search; its weights are not looked at.
        found: What is known, with today's levers at least.
        objectives: The front's; cost is the first.
        searches: How many there are at most: more than objectives.
        share: Candidates that one search may ask for, `smallest_share` at least.

    Returns:
        How the searches ended, in words, and whether all of them settled.

    Raises:
        SearchEndedError: the allowance behind `found` is used up.
        SimulationError: a candidate, or a term of one, could not be simulated.
    """
    alone = {term: replace(problem, weights=mostly(term, objectives)) for term in objectives}
    ends = _run(list(alone.values()), found, share=share)
    rows = [term_values(problem.terms(found.best(each).metrics), objectives) for each in alone.values()]
    columns = dict(zip(objectives, zip(*rows, strict=True), strict=True))
    ranges = {term: (min(column), max(column)) for term, column in columns.items() if term is not Term.COST}
    limited = [
        _limited(alone[Term.COST], limits, ranges) for limits in limit_grid(ranges, count=searches - len(objectives))
    ]
    ends += _run(limited, found, share=share)
    return _in_words(ends, share=share), all(end is SearchEnd.SETTLED for end in ends)


def _limited(
    problem: ObjectiveProblem, limits: dict[Term, float], ranges: dict[Term, tuple[float, float]]
) -> ObjectiveProblem:
    constraints = [
        TermLimit(problem=problem, term=term, limit=limit, scale=ranges[term][1] - ranges[term][0])
        for term, limit in limits.items()
    ]
    return replace(problem, constraints=(*problem.constraints, *constraints))


def _run(problems: Sequence[ObjectiveProblem], found: FoundCandidates, *, share: int) -> list[SearchEnd]:
    """Search for the best of each problem, from the best that is known."""
    searches = [
        sweep_search(problem, problem.space.nearest_point(found.best(problem).candidate), share=share)
        for problem in problems
    ]
    ends: list[Any] = run_side_by_side(searches, found.ask)
    if found.end_reason is not None:
        raise SearchEndedError(found.end_reason)
    return ends


def _in_words(ends: Sequence[SearchEnd], *, share: int) -> str:
    return (
        f"{len(ends)} searches: {ends.count(SearchEnd.SETTLED)} settled, {ends.count(SearchEnd.SHARE_USED)} used up "
        f"their {share} evaluations, {ends.count(SearchEnd.STUCK)} got stuck."
    )
