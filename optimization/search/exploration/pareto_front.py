"""The Pareto front of cost, pay dispersion and target gap: what each may be had for at the expense of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.errors import BadInputError, is_interruption, unknown_name
from optimization.search.exploration.epsilon_sweep import epsilon_sweep
from optimization.search.exploration.found_candidates import FoundCandidates
from optimization.search.exploration.front_choice import fewest_points, shown_points
from optimization.search.exploration.front_terms import Term, front_objectives, term_values
from optimization.search.exploration.nsga2 import nsga2, require_pymoo
from optimization.search.exploration.pareto_dominance import dominates, hypervolume, knee_point
from optimization.search.exploration.pareto_result import FrontMethod, ParetoFront, ParetoPoint
from optimization.search.exploration.sweep_search import smallest_share
from optimization.search.metered_simulator import EndReason, SearchEndedError
from optimization.search.problem.objective_problem import ObjectiveProblem, ObjectiveTerms, Score
from optimization.search.side_by_side import Ask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ENDED = {
    EndReason.BUDGET: "All evaluations were used before the search came to its end.",
    EndReason.TIMEOUT: "The time was over before the search came to its end.",
    EndReason.CANCELLED: "The search was cancelled before it came to its end.",
}
_BEST_OF = {Term.COST: "lowest cost", Term.EQUITY: "lowest pay dispersion", Term.TARGETS: "nearest to the targets"}


def pareto_front(  # noqa: PLR0913 - what is searched, how, how long, and how it is measured
    problem: ObjectiveProblem,
    *,
    ask: Ask,
    points: int,
    method: str = FrontMethod.EPSILON_CONSTRAINT,
    max_evaluations_per_point: int,
    rng: np.random.Generator,
    reference_point: ObjectiveTerms | None = None,
) -> ParetoFront:
    """Search for candidates of which none is better than another in cost, equity and target gap at once.

    The front is chosen from every feasible candidate met on the way, today's levers among them. Without targets it is
    a front of cost and equity.

    Args:
        problem: Its constraints hold on the front; its weights are not looked at.
        ask: Gives metrics within the allowance of a `MeteredSimulator`.
        points: How many the front has at most.
        method: One of `FrontMethod`.
        max_evaluations_per_point: Candidates that may be asked for, for each of the points; two more come first, of all
            decision variables at 0 and at 1.
        rng: Chance, which NSGA-II works by; the sweep has none.
        reference_point: The corner that the hypervolume is measured from. By default the worst of each term over
            today's levers and the two corners of the search space: none of them depends on what the search finds.

    Raises:
        BadInputError: an unknown method, too few points or evaluations, a term that cannot be measured for today's
            levers, or NSGA-II without pymoo.
        SimulationError: a candidate, or a term of one, could not be simulated.
    """
    import numpy as np

    objectives = front_objectives(problem)
    share = max_evaluations_per_point
    _refuse_bad_input(problem, objectives, points=points, method=method, share=share)
    if reference_point is not None and reference_point.equity is None:
        raise BadInputError("The reference point of a front needs a value of equity.")
    found = FoundCandidates(problem, ask)
    corners = [problem.space.candidate(np.full(problem.space.dimension, end)) for end in (0.0, 1.0)]
    is_complete, is_settled = True, False
    try:
        at_corners = found.ask(corners)
        if reference_point is None:
            reference_point = _worst([problem.terms(metrics) for metrics in (problem.today, *at_corners)], objectives)
        if method == FrontMethod.NSGA2:
            end = nsga2(problem, found, objectives=objectives, max_evaluations=points * share, rng=rng)
        else:
            end, is_settled = epsilon_sweep(problem, found, objectives=objectives, searches=points, share=share)
    except BaseException as error:
        # Ctrl-C may come while a search thinks; what an orchestrator raises in its place is no Exception.
        if is_interruption(error) or not isinstance(error, Exception):
            error = SearchEndedError(EndReason.CANCELLED)
        if not isinstance(error, SearchEndedError):
            raise
        is_complete, end = False, _ENDED[error.reason]
    return _chosen(
        problem,
        found,
        method=FrontMethod(method),
        objectives=objectives,
        points=points,
        reference_point=reference_point,
        end=end,
        is_complete=is_complete,
        is_settled=is_settled,
    )


def _refuse_bad_input(
    problem: ObjectiveProblem, objectives: Sequence[Term], *, points: int, method: str, share: int
) -> None:
    if method not in list(FrontMethod):
        raise unknown_name("method of a front", method, map(str, FrontMethod))
    if method == FrontMethod.NSGA2:
        require_pymoo()
    if points < fewest_points(len(objectives)):
        raise BadInputError(
            f"A front of {', '.join(objectives)} needs {fewest_points(len(objectives))} points at least, not {points}: "
            "the best of each, the knee, and one that is better than today."
        )
    if share < smallest_share(problem):
        raise BadInputError(
            f"{share} evaluations for each point are too few: with {problem.space.dimension} decision variables it "
            f"takes {smallest_share(problem)} for a slope and a step."
        )


def _worst(terms: Sequence[ObjectiveTerms], objectives: Sequence[Term]) -> ObjectiveTerms:
    """The worst of each term."""
    columns = zip(*(term_values(each, objectives) for each in terms), strict=True)
    worst = dict(zip(objectives, map(max, columns), strict=True))
    return ObjectiveTerms(cost=worst[Term.COST], equity=worst[Term.EQUITY], targets=worst.get(Term.TARGETS, 0.0))


def _chosen(  # noqa: PLR0913 - what was asked for, and what came of it
    problem: ObjectiveProblem,
    found: FoundCandidates,
    *,
    method: FrontMethod,
    objectives: tuple[Term, ...],
    points: int,
    reference_point: ObjectiveTerms | None,
    end: str,
    is_complete: bool,
    is_settled: bool,
) -> ParetoFront:
    """The front of what was found."""
    import numpy as np

    scores = [problem.score(each.candidate, each.metrics) for each in found.all]
    feasible = [(each, score.terms) for each, score in zip(found.all, scores, strict=True) if score.is_feasible]
    terms = np.array([term_values(each, objectives) for _, each in feasible]).reshape(-1, len(objectives))
    todays_terms = problem.terms(problem.today)
    today = np.array(term_values(todays_terms, objectives))
    shown = shown_points(terms, today=today, count=points) if feasible else []
    front = terms[shown]
    knee = knee_point(front) if shown else None
    labels = _labels(front, [not feasible[position][0].candidate.cells for position in shown], objectives, knee=knee)
    return ParetoFront(
        objectives=objectives,
        method=method,
        points=tuple(
            ParetoPoint(
                label=label,
                candidate=feasible[position][0].candidate,
                terms=feasible[position][1],
                metrics=feasible[position][0].metrics,
            )
            for label, position in zip(labels, shown, strict=True)
        ),
        knee=knee,
        hypervolume=(
            None if reference_point is None else hypervolume(front, np.array(term_values(reference_point, objectives)))
        ),
        reference_point=reference_point,
        today=todays_terms,
        today_is_dominated=bool(dominates(front, today).any()),
        is_complete=is_complete,
        message=f"{end} {_how_many_feasible(problem, scores)}",
        is_settled=is_settled,
    )


def _labels(
    front: NDArray[np.float64], is_today: Sequence[bool], objectives: Sequence[Term], *, knee: int | None
) -> list[str]:
    """Each point's number, and what is special about it."""
    best = front.argmin(axis=0).tolist() if len(front) else []
    return [
        ", ".join(
            [
                f"Point {position + 1}",
                *(_BEST_OF[term] for term, winner in zip(objectives, best, strict=True) if winner == position),
                *(["knee"] if position == knee else []),
                *(["today's levers"] if today else []),
            ]
        )
        for position, today in enumerate(is_today)
    ]


def _how_many_feasible(problem: ObjectiveProblem, scores: Sequence[Score]) -> str:
    feasible = sum(score.is_feasible for score in scores)
    if feasible:
        return f"{feasible} of the {len(scores)} candidates met on the way keep every constraint."
    never_kept = [
        constraint.name
        for position, constraint in enumerate(problem.constraints)
        if all(max(score.excess[position]) > 0 for score in scores)
    ]
    which = f"; none keeps {' or '.join(never_kept)}" if never_kept else ""
    return f"None of the {len(scores)} candidates met on the way keeps every constraint{which}."
