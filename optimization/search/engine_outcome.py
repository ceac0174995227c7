"""How a search ended, in a status and in words: the solver's own, and for an infeasible one what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimization.search.engine_history import EngineHistory
from optimization.search.engine_result import EngineStatus
from optimization.search.metered_simulator import EndReason, SearchEndedError
from optimization.search.methods.solver_end import SolverEnd
from optimization.search.problem.constraints import Constraint

_CUT_OFF = {
    EndReason.CANCELLED: EngineStatus.CANCELLED,
    EndReason.TIMEOUT: EngineStatus.TIMEOUT,
    EndReason.BUDGET: EngineStatus.BUDGET_EXHAUSTED,
}
_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class EngineOutcome:
    """Status, its explanation, and how many iterations the solvers had."""

    status: EngineStatus
    message: str
    iterations: int


def engine_outcome(
    ends: Sequence[SolverEnd | SearchEndedError], history: EngineHistory, constraints: Sequence[Constraint]
) -> EngineOutcome:
    """What the ends of all starts come to.

    A start that was cut off leaves the search unfinished, whatever the others say. Without a feasible candidate the
    search is infeasible, unless time or somebody ended it before it could tell.
    """
    cut_off = {end.reason for end in ends if isinstance(end, SearchEndedError)}
    finished = [end for end in ends if isinstance(end, SolverEnd)]
    status = next((status for reason, status in _CUT_OFF.items() if reason in cut_off), None)
    if not history.best.score.is_feasible and status not in (EngineStatus.CANCELLED, EngineStatus.TIMEOUT):
        status = EngineStatus.INFEASIBLE
    if status is None:
        status = EngineStatus.CONVERGED if any(end.converged for end in finished) else EngineStatus.NUMERICAL
    sentences = [status.sentence]
    if status is EngineStatus.INFEASIBLE:
        sentences += _obstacles(history, constraints)
        if EndReason.BUDGET in cut_off:
            sentences.append("The evaluations were used up: more of them may find one.")
    sentences += _words(finished)
    iterations = max((end.iterations for end in finished), default=len(history.records))
    return EngineOutcome(status=status, message=" ".join(sentences), iterations=iterations)


def cancelled_afterwards(outcome: EngineOutcome) -> EngineOutcome:
    """The outcome of a search that had ended, and whose assessment was cancelled: whoever did that wants no more."""
    return replace(
        outcome,
        status=EngineStatus.CANCELLED,
        message="It was cancelled while the answer was assessed; the answer is kept. The search itself had ended as "
        f"{outcome.status}: {outcome.message}",
    )


def _obstacles(history: EngineHistory, constraints: Sequence[Constraint]) -> list[str]:
    """What no candidate satisfied, with how far off the best of them was."""
    found = []
    for number, constraint in enumerate(constraints):
        nearest = min(max(each.score.excess[number]) for each in history.scored)
        if nearest > 0:
            found.append(
                f"{constraint.name}: the nearest of {len(history.scored)} candidates misses it by "
                f"{_amount(nearest, constraint)}."
            )
    if not found:
        broken = [
            f"{constraint.name} by {_amount(max(parts), constraint)}"
            for constraint, parts in zip(constraints, history.best.score.excess, strict=True)
            if max(parts) > 0
        ]
        found.append(
            "Each constraint was satisfied by some candidate, but no candidate satisfied all of them; the nearest "
            f"misses {' and '.join(broken)}."
        )
    return found


def _amount(excess: float, constraint: Constraint) -> str:
    shown = f"{excess:,.2f}" if constraint.unit == "money" else f"{excess:.{_DIGITS}g}"
    return f"{shown} ({constraint.unit})"


def _words(finished: Sequence[SolverEnd]) -> list[str]:
    """The solvers' own words, each once with how often it was said."""
    said = Counter(end.message.strip().rstrip(".") for end in finished)
    return [f"The solver: {words}{f' ({count} starts)' if count > 1 else ''}." for words, count in said.items()]
