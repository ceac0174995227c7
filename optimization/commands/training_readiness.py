"""`planwise training assess | plan`: where to begin, and the weeks ahead."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from optimization.commands.home import home_places
from optimization.commands.identity import UserOption, acting_user
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.commands.training_flags import AnalyticsOption, SkillOption, YearsOption


def assess(
    years: YearsOption = 0.0,
    analytics: AnalyticsOption = "none",
    skill: SkillOption = None,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where to begin, from experience and from what the user has passed."""
    from optimization.commands.training_texts import readiness_lines
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.training import OptimizationTrainingProgram

    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        assessed = OptimizationTrainingProgram(ledger).assess_user_readiness(
            _background(years, analytics, skill), user_id=acting
        )
    if as_json:
        print_json({"user_id": acting, **assessed})
        return
    for line in readiness_lines(assessed):
        print_line(line)


def plan(  # noqa: PLR0913 - one argument per option
    years: YearsOption = 0.0,
    analytics: AnalyticsOption = "none",
    skill: SkillOption = None,
    time: Annotated[str, typer.Option(help="limited, moderate or extensive.")] = "moderate",
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lay out the weeks ahead of the user, module by module."""
    from optimization.commands.training_texts import plan_table, readiness_lines
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.training import OptimizationTrainingProgram

    acting = acting_user(user)
    with open_ledger(home_places()) as ledger:
        planned = OptimizationTrainingProgram(ledger).create_personalized_training_plan(
            acting, _background(years, analytics, skill), time
        )
    if as_json:
        print_json(planned)
        return
    for line in readiness_lines(planned):
        print_line(line)
    if planned["training_schedule"]:
        print_table(plan_table(planned))


def _background(years: float, analytics: str, skill: list[str] | None) -> dict[str, Any]:
    return {
        "compensation_experience_years": years,
        "analytics_experience": analytics,
        "technical_skills": skill or [],
    }
