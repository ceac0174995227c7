"""The flags of `planwise optimize engine`, and of the commands that look around an answer of it."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from optimization.commands.config_flags import ConfigFlags
from optimization.parameters.settings import SimulationSettings
from optimization.parameters.settings_words import settings_words
from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.search.engine_config import EngineConfig
from optimization.search.loop.target_loop_config import target_loop_config, unit_warning
from optimization.search.problem.objective_weights import ObjectiveWeights

DEFAULT_OBJECTIVES = "balanced"

_RENAMED = {
    "decision_variables": "--lever",
    "limits": "--limit",
    "scenario_id": "--scenario",
    "use_synthetic": "--synthetic",
}
ENGINE_FLAGS = ConfigFlags(model=EngineConfig, renamed=_RENAMED)
EVIDENCE_FLAGS = ConfigFlags(model=EvidencePlan)
# What only steers a solver.
_OF_A_SEARCH = ("method", "max_evaluations", "timeout_minutes", "multi_start", "use_synthetic", "assessment")

ObjectivesOption = Annotated[
    str | None,
    typer.Option(
        "--objectives",
        help="Weights like cost=.4,equity=.3,targets=.3, which sum to 1, or the name of a preset: conservative, "
        f"balanced, growth. [default: {DEFAULT_OBJECTIVES}]",
    ),
]


def look_around_flags(*, without: Collection[str] = ()) -> ConfigFlags:
    """The flags of a question without those that only steer a solver, and without those named."""
    return ConfigFlags(model=EngineConfig, renamed=_RENAMED, left_out=(*_OF_A_SEARCH, *without))


def fraction_warning(config: EngineConfig) -> str | None:
    """The target loop's warning where growth that is aimed at looks like a fraction, else None."""
    if config.target_growth is None:
        return None
    return unit_warning(target_loop_config(target_growth=config.target_growth))


def repeating_command(
    subcommand: str, weights: ObjectiveWeights, flags: Sequence[str], settings: SimulationSettings
) -> str:
    """The command that asks the same again from a shell, whoever asked it first."""
    words = ["--objectives", objectives_text(weights), *flags, *settings_words(settings)]
    return shlex.join(["planwise", "optimize", subcommand, *words])


def objectives_text(weights: ObjectiveWeights) -> str:
    """What `--objectives` takes."""
    return ",".join(f"{name}={weight:.15g}" for name, weight in weights.model_dump().items())
