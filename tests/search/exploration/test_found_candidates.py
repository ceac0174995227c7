"""What is remembered of a batch that the end of a search came upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from figures import HORIZON
from optimization.parameters.lever_cells import LeverVector
from optimization.search.exploration.found_candidates import FoundCandidates
from optimization.search.metered_simulator import EndReason, SearchEndedError
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.protocol import Metrics


class EndsBeforeTheLast:
    """Has simulated all of a batch but its last candidate when the search ends; counts how often it is asked."""

    def __init__(self, reason: EndReason) -> None:
        self.times = 0
        self._reason = reason
        self._batch: Sequence[LeverVector] = ()

    def __call__(self, candidates: Sequence[LeverVector]) -> list[Metrics]:
        self.times += 1
        self._batch = self._batch or candidates
        if self._batch[-1] in candidates:
            raise SearchEndedError(self._reason)
        return [HORIZON for _ in candidates]


@pytest.mark.parametrize(("reason", "times", "known"), [(EndReason.BUDGET, 4, 3), (EndReason.CANCELLED, 1, 1)])
def test_what_the_ceiling_let_through_is_kept_and_nothing_is_asked_for_after_a_cancellation(
    formulas: Any, reason: EndReason, times: int, known: int
) -> None:
    space = formulas.space("cola_rate")
    today = replace(HORIZON, equity_cv=0.2)
    problem = ObjectiveProblem(space=space, weights=ObjectiveWeights(cost=1.0), targets=(), constraints=(), today=today)
    ask = EndsBeforeTheLast(reason)
    found = FoundCandidates(problem, ask)
    batch = [space.candidate([coordinate]) for coordinate in (0.5, 0.6, 0.7)]
    with pytest.raises(SearchEndedError):
        found.ask(batch)
    assert (ask.times, found.end_reason) == (times, reason)
    assert [each.candidate for each in found.all] == [LeverVector(cells={}), *batch][:known]
