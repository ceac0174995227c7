"""The flags of the commands that look around levers: what of the engine's question matters to each, and their own."""

from __future__ import annotations

from typing import Annotated

import typer

from optimization.commands.engine_flags import look_around_flags
from optimization.recommendation.evidence_plan import FEWEST_FRONT_POINTS

_CONSTRAINTS = ("budget", "budget_year", "max_merit_spread", "merit_order", "limits")
_VARIABLES = ("decision_variables", "by_level", "by_year", "random_seed")

SENSITIVITY_FLAGS = look_around_flags(without=_CONSTRAINTS)
FRONT_FLAGS = look_around_flags()
ROBUSTNESS_FLAGS = look_around_flags(without=(*_CONSTRAINTS, *_VARIABLES))

DEFAULT_OVER = "bounds"
DEFAULT_FRONT_METHOD = "epsilon_constraint"
DEFAULT_POINTS = 12
DEFAULT_SEEDS = 20

ProposalOption = Annotated[
    str | None,
    typer.Option(
        "--proposal",
        help="Look around this proposal instead of today's levers, and ask what its run was asked; flags override it.",
    ),
]
SobolOption = Annotated[
    int | None,
    typer.Option(
        "--sobol", min=1, help="Evaluations for Sobol indices over the whole search space; none without the option."
    ),
]
OverOption = Annotated[
    str | None,
    typer.Option(
        "--over", help=f"Sobol indices over each lever's bounds or its recommended range. [default: {DEFAULT_OVER}]"
    ),
]
PointsOption = Annotated[
    int | None,
    typer.Option("--points", min=FEWEST_FRONT_POINTS, help=f"Points of the front at most. [default: {DEFAULT_POINTS}]"),
]
FrontMethodOption = Annotated[
    str | None,
    typer.Option(
        "--front-method",
        help=f"epsilon_constraint, or nsga2 where pymoo is installed. [default: {DEFAULT_FRONT_METHOD}]",
    ),
]
SeedsOption = Annotated[
    int | None,
    typer.Option(
        "--seeds", min=1, help=f"Random worlds, from --seed on; bands need 10 of them. [default: {DEFAULT_SEEDS}]"
    ),
]
