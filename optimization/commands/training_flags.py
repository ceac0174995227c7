"""What the commands of the training programme are told alike."""

from __future__ import annotations

from typing import Annotated

import typer

ModuleArgument = Annotated[str, typer.Argument(help="The module's name, as `planwise training list` shows it.")]
YearsOption = Annotated[float, typer.Option("--years", min=0, help="Years of work in compensation.")]
AnalyticsOption = Annotated[str, typer.Option("--analytics", help="none, basic, intermediate or advanced.")]
SkillOption = Annotated[
    list[str] | None,
    typer.Option("--skill", help="A technical skill, like python, sql or statistics. Can be given several times."),
]
