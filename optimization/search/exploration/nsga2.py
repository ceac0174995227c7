"""NSGA-II (Deb, Pratap, Agarwal, Meyarivan 2002) by pymoo: a population of candidates, one batch a generation."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.search.exploration.found_candidates import FoundCandidates
from optimization.search.exploration.front_terms import Term, term_values
from optimization.search.problem.objective_problem import ObjectiveProblem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# An allowance is spent on so many generations, as long as the population is large enough to be crossed.
_GENERATIONS_WANTED = 20
_SMALLEST_POPULATION = 8
_LARGEST_SEED = 2**31


def require_pymoo() -> None:
    """See that NSGA-II can be used.

    Raises:
        BadInputError: pymoo is not installed.
    """
    if find_spec("pymoo") is None:
        raise BadInputError(
            "NSGA-II needs the package pymoo: pip install 'planwise-navigator[pareto]', or search by "
            "epsilon_constraint."
        )


def nsga2(
    problem: ObjectiveProblem,
    found: FoundCandidates,
    *,
    objectives: Sequence[Term],
    max_evaluations: int,
    rng: np.random.Generator,
) -> str:
    """Evolve a front from what is known and a Latin hypercube; what is met is remembered by `found`.

    Args:
        problem: Its constraints are kept to; its weights are not looked at.
        found: What is known, with today's levers at least.
        objectives: The front's.
        max_evaluations: Candidates that may be asked for, enough for the smallest population.
        rng: Chance.

    Returns:
        What was done, in words.

    Raises:
        SearchEndedError: the allowance behind `found` is used up.
        SimulationError: a candidate, or a term of one, could not be simulated.
    """
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.problem import Problem
    from pymoo.problems.static import StaticProblem

    population = max(max_evaluations // _GENERATIONS_WANTED, _SMALLEST_POPULATION)
    generations = max_evaluations // population
    parts = sum(len(each) for each in problem.score(found.all[0].candidate, found.all[0].metrics).excess)
    cube = Problem(n_var=problem.space.dimension, n_obj=len(objectives), n_ieq_constr=parts, xl=0.0, xu=1.0)
    algorithm = NSGA2(pop_size=population, sampling=_first_generation(problem, found, population, rng))
    algorithm.setup(cube, termination=("n_gen", generations), seed=int(rng.integers(_LARGEST_SEED)))
    while algorithm.has_next():
        people = algorithm.ask()
        terms, excess = _evaluated(problem, found, people.get("X"), objectives=objectives)
        Evaluator().eval(StaticProblem(cube, F=terms, G=excess), people)
        algorithm.tell(infills=people)
    return f"{generations} generations of {population}."


def _first_generation(
    problem: ObjectiveProblem, found: FoundCandidates, population: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    from scipy.stats import qmc

    first = qmc.LatinHypercube(problem.space.dimension, rng=rng).random(population)
    for row, known in enumerate(found.all[:population]):
        first[row] = problem.space.nearest_point(known.candidate)
    return first


def _evaluated(
    problem: ObjectiveProblem, found: FoundCandidates, points: NDArray[np.float64], *, objectives: Sequence[Term]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Terms, shape (points, objectives), and constraints relative to their scale, shape (points, constraint parts)."""
    import numpy as np

    candidates = [problem.space.candidate(point) for point in points]
    scores = list(map(problem.score, candidates, found.ask(candidates)))
    excess = [
        [
            part / constraint.scale
            for constraint, parts in zip(problem.constraints, score.excess, strict=True)
            for part in parts
        ]
        for score in scores
    ]
    return np.array([term_values(score.terms, objectives) for score in scores]), np.array(excess)
