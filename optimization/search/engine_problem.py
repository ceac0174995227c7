"""The problem that a question poses in a world, for whoever looks around an answer or around today's levers."""

from __future__ import annotations

from optimization.search.engine_config import EngineConfig
from optimization.search.engine_question import asked_constraints, asked_targets
from optimization.search.engine_world import EngineWorld
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.search.problem.search_space import search_space
from optimization.simulation.protocol import Metrics


def engine_problem(
    weights: ObjectiveWeights, config: EngineConfig, world: EngineWorld, *, today: Metrics
) -> ObjectiveProblem:
    """Objectives, targets and constraints over the decision variables, with what today's levers give.

    Raises:
        BadInputError: the question does not fit the world.
    """
    space = search_space(
        world.simulator.levers,
        config.decision_variables,
        catalogue=world.catalogue,
        by_level=config.by_level,
        by_year=config.by_year,
    )
    targets, _ = asked_targets(config, world.targets, space.table.years)
    constraints = asked_constraints(config, space.table.years)
    return ObjectiveProblem(space=space, weights=weights, targets=targets, constraints=constraints, today=today)
