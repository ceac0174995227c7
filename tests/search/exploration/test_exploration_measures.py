"""What is measured of a candidate when nothing else is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from figures import HORIZON
from optimization.errors import SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.search.exploration.measures import default_measures, measured
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.protocol import GrowthMethod

TODAY = LeverVector(cells={})
FOUND = replace(
    HORIZON,
    horizon_growth={
        GrowthMethod.CURRENT: 0.01,
        GrowthMethod.CONTINUOUS: 0.02,
        GrowthMethod.FULL_YEAR_EQUIVALENT: 0.04,
    },
    total_compensation_cost=1.1e7,
    equity_cv=0.3,
)


def test_growth_cost_and_equity_have_the_names_of_their_columns() -> None:
    measures = default_measures(GrowthMethod.CONTINUOUS)
    assert measured(measures, [TODAY], [FOUND]) == {
        "horizon_growth_continuous": [0.02],
        "total_compensation_cost": [1.1e7],
        "equity_cv": [0.3],
    }


def test_the_objective_of_a_problem_is_measured_too(formulas: Any) -> None:
    problem = ObjectiveProblem(
        space=formulas.space("cola_rate"),
        weights=ObjectiveWeights(cost=0.5, equity=0.5),
        targets=(),
        constraints=(),
        today=replace(HORIZON, equity_cv=0.2),
    )
    measures = default_measures(GrowthMethod.CURRENT, problem=problem)
    # Half of 1.1e7 / 1e7, half of 0.3 / 0.2.
    assert measured(measures, [TODAY], [FOUND])["objective"] == [pytest.approx(0.55 + 0.75)]


def test_what_cannot_be_measured_is_no_number() -> None:
    with pytest.raises(SimulationError, match="equity_cv of a candidate cannot be measured"):
        measured(default_measures(GrowthMethod.CURRENT), [TODAY], [replace(FOUND, equity_cv=None)])
