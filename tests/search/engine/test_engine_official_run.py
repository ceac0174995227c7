"""An answer of the engine, simulated by dbt itself: its constraints hold there, and its figures are the same."""

from __future__ import annotations

import pytest

from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.search.engine import run_optimization
from optimization.search.engine_world import EngineWorld
from optimization.simulation.dbt_simulator import dbt_simulator
from optimization.simulation.protocol import GrowthMethod
from optimization.simulation.run_inputs import gather_inputs

SPREAD = 0.01


def test_constraints_of_an_answer_hold_in_the_official_run(engine_home: Places, real_world: EngineWorld) -> None:
    (today,) = real_world.simulator.simulate([LeverVector(cells={})], seeds=[42])
    # Today's levers cost more, and merit falls with the level.
    budget = 0.993 * today.total_compensation_cost
    growth_today = today.years[2027].yoy_growth[GrowthMethod.CURRENT]
    assert growth_today is not None
    least_growth = growth_today - 0.002
    result = run_optimization(
        {"cost": 0.1, "equity": 0.2, "targets": 0.7},
        {
            "method": "SLSQP",
            "max_evaluations": 250,
            "budget": budget,
            "max_merit_spread": SPREAD,
            "merit_order": "non_decreasing",
            "limits": (f"yoy_growth_current@2027>={least_growth!r}",),
            "assessment": False,
        },
        world=real_world,
    )
    assert result.is_feasible
    assert [constraint.before > 0 for constraint in result.constraints] == [True, False, True, False]

    with dbt_simulator(gather_inputs(engine_home, load_simulation_settings()), engine_home) as official:
        status_quo, answer = official.simulate([LeverVector(cells={}), result.proposal], seeds=[42])
    assert answer.total_compensation_cost <= budget
    growth = answer.years[2027].yoy_growth[GrowthMethod.CURRENT]
    assert growth is not None
    assert growth >= least_growth
    # Spent but for a ten-thousandth, and growth and order just kept: these are what the answer is held by.
    assert answer.total_compensation_cost >= 0.9999 * budget
    assert growth <= least_growth + 1e-5
    for year in real_world.simulator.levers.years:
        merit = [result.cells_after[LeverCell(year, level, "merit_base")] for level in JOB_LEVELS]
        assert merit == sorted(merit)
        assert merit[-1] - merit[0] <= SPREAD

    # The objective by hand, from what dbt says.
    assert answer.equity_cv is not None
    assert status_quo.equity_cv is not None
    raises, late_growth = answer.years[2026].raise_budget_rate, answer.years[2028].yoy_growth
    horizon = answer.horizon_growth[GrowthMethod.FULL_YEAR_EQUIVALENT]
    late = late_growth[GrowthMethod.FULL_YEAR_EQUIVALENT]
    assert raises is not None
    assert horizon is not None
    assert late is not None
    shipped = ((3, horizon, 0.032), (2, raises, 0.040), (2, late, 0.032), (1, answer.equity_cv, 0.155))
    targets = sum(weight * ((value - target) / target) ** 2 for weight, value, target in shipped) / 8
    cost = answer.total_compensation_cost / status_quo.total_compensation_cost
    objective = 0.1 * cost + 0.2 * answer.equity_cv / status_quo.equity_cv + 0.7 * targets
    assert result.objective_value == pytest.approx(objective, rel=1e-9)
