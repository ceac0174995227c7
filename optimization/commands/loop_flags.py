"""The flags of `planwise optimize loop`."""

from __future__ import annotations

import shlex

from optimization.commands.config_flags import ConfigFlags
from optimization.parameters.settings import SimulationSettings
from optimization.parameters.settings_words import settings_words
from optimization.search.loop.target_loop_config import TargetLoopConfig

# One lever per flag, and scenarios are called by one word everywhere.
LOOP_FLAGS = ConfigFlags(model=TargetLoopConfig, renamed={"levers": "--lever", "scenario_id": "--scenario"})


def repeating_command(config: TargetLoopConfig, settings: SimulationSettings) -> str:
    """The command that asks the same again from a shell, whoever asked it first."""
    flags = LOOP_FLAGS.repeating(config, always=("target_growth",))
    return shlex.join(["planwise", "optimize", "loop", *flags, *settings_words(settings)])
