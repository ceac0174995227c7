"""Dagster's config for the engine and for what looks around its answer."""

from __future__ import annotations

import dagster as dg
from pydantic import Field

from optimization.commands.engine_flags import DEFAULT_OBJECTIVES
from optimization.commands.exploration_flags import DEFAULT_FRONT_METHOD, DEFAULT_POINTS
from optimization.errors import unknown_name
from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.search.engine_config import EngineConfig, engine_config
from optimization.search.exploration.pareto_result import FrontMethod
from orchestrator.model_config import config_of_model


class EngineAssetConfig(config_of_model(EngineConfig)):  # type: ignore[misc]  # its fields are made, not written
    """A search for levers that serve several objectives: fractions, but for target_growth, which is in percent."""

    objectives: str = Field(
        default=DEFAULT_OBJECTIVES,
        description="Weights like cost=.4,equity=.3,targets=.3, which sum to 1, or the name of a preset: conservative, "
        "balanced, growth.",
    )


def checked_engine_config(config: EngineAssetConfig) -> EngineConfig:
    """The engine's own config.

    Raises:
        BadInputError: one sentence per wrong field, with the field, the value and its bounds or valid names.
    """
    return engine_config(config.model_dump(mode="json", exclude={"objectives"}))


class SensitivityConfig(dg.Config):
    """How much is found out about sensitivities beside the slopes around the answer."""

    sobol_evaluations: int = Field(
        default=0, description="Evaluations for Sobol indices over the whole search space; 0 for none."
    )


class FrontConfig(dg.Config):
    """The Pareto front of the engine's question."""

    points: int = Field(default=DEFAULT_POINTS, description="Points of the front at most.")
    front_method: str = Field(
        default=DEFAULT_FRONT_METHOD, description="epsilon_constraint, or nsga2 where pymoo is installed."
    )


def checked_front_method(config: FrontConfig) -> FrontMethod:
    """The method of the front.

    Raises:
        BadInputError: there is none of this name; names the nearest.
    """
    if config.front_method not in set(FrontMethod):
        raise unknown_name("front_method", config.front_method, map(str, FrontMethod))
    return FrontMethod(config.front_method)


class EvidenceConfig(config_of_model(EvidencePlan, without={"front_points"})):  # type: ignore[misc]
    """What the evidence report holds beside search, sensitivities and front."""
