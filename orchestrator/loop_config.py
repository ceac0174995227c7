"""Dagster's config for a target loop."""

from __future__ import annotations

import dagster as dg

from optimization.search.loop.target_loop_config import TargetLoopConfig, target_loop_config
from orchestrator.model_config import config_of_model


def checked_loop_config(config: dg.Config) -> TargetLoopConfig:
    """The loop's own config.

    Raises:
        BadInputError: one sentence per wrong field, with the field, the value and its bounds or valid names.
    """
    return target_loop_config(**config.model_dump(mode="json"))


class LoopConfig(config_of_model(TargetLoopConfig)):  # type: ignore[misc]  # its fields are made, not written
    """A target loop: growth in percent per year, tolerance in percentage points."""


class SingleIterationConfig(config_of_model(TargetLoopConfig, without={"max_iterations"})):  # type: ignore[misc]
    """A target loop of one iteration: growth in percent per year, tolerance in percentage points."""
