"""The terms that a front is made of: as numbers, as weights of a search, and as limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.problem.objective_problem import ObjectiveProblem, ObjectiveTerms
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.metric_names import Unit
from optimization.simulation.protocol import Metrics

# What the other terms weigh where one is minimised: enough to choose among equals, too little to trade for. Without
# them a search may end at a point that another one beats for nothing (Mavrotas 2009, the augmented epsilon-constraint).
TRACE_WEIGHT = 1e-3


class Term(StrEnum):
    """An objective of a front; lower is better."""

    COST = "cost"
    EQUITY = "equity"
    TARGETS = "targets"


def front_objectives(problem: ObjectiveProblem) -> tuple[Term, ...]:
    """Cost and equity, and the target gap where there are targets.

    Raises:
        BadInputError: cost or equity cannot be measured for today's levers, which they are compared with.
    """
    if problem.today.total_compensation_cost <= 0:
        raise BadInputError("There is no front of cost: today's levers come to no cost at all.")
    if not problem.today.equity_cv:
        raise BadInputError(
            f"There is no front of equity: equity_cv of today's levers is {problem.today.equity_cv}, with nobody or no "
            "difference in pay to measure."
        )
    return (Term.COST, Term.EQUITY, Term.TARGETS) if problem.targets else (Term.COST, Term.EQUITY)


def term_values(terms: ObjectiveTerms, objectives: Sequence[Term]) -> tuple[float, ...]:
    """The terms as numbers, in the order of the objectives.

    Raises:
        SimulationError: a term could not be measured.
    """
    values = {Term.COST: terms.cost, Term.EQUITY: terms.equity, Term.TARGETS: terms.targets}
    return tuple(_measured(values[term], term) for term in objectives)


def _measured(value: float | None, term: Term) -> float:
    if value is None:
        raise SimulationError(f"The {term} of a candidate cannot be measured: no level has two people at the end.")
    return value


def mostly(term: Term, objectives: Sequence[Term]) -> ObjectiveWeights:
    """Weights that minimise one term, and the others among equals."""
    weights = {str(other): TRACE_WEIGHT for other in objectives if other is not term}
    return ObjectiveWeights(**weights, **{str(term): 1.0 - sum(weights.values())})


@dataclass(frozen=True, kw_only=True)
class TermLimit:
    """A constraint: a term of the problem must not lie above a limit."""

    problem: ObjectiveProblem
    term: Term
    limit: float
    scale: float

    @property
    def name(self) -> str:
        """The term and its limit."""
        return f"{self.term} <= {self.limit:.15g}"

    @property
    def unit(self) -> Unit:
        """Terms are relative."""
        return "fraction"

    def excess(self, metrics: Metrics, levers: Mapping[LeverCell, float]) -> tuple[float, ...]:  # noqa: ARG002
        """How far the term lies above the limit."""
        (value,) = term_values(self.problem.terms(metrics), [self.term])
        return (value - self.limit,)
