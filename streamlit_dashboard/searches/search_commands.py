"""The commands that the screens start, made from the flags that the command line itself has."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from optimization.commands.engine_flags import ENGINE_FLAGS, EVIDENCE_FLAGS, objectives_text
from optimization.commands.exploration_flags import FRONT_FLAGS
from optimization.commands.loop_flags import LOOP_FLAGS
from optimization.governance.runs.run_kinds import RunKind
from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.search.engine_config import EngineConfig
from optimization.search.loop.target_loop_config import TargetLoopConfig
from optimization.search.problem.objective_weights import ObjectiveWeights

# What all of them begin with.
SEARCHING = ("optimize",)
_LOOP = "loop"
# On the screens somebody looks at the answer first, and proposes it then.
_WITHOUT_PROPOSAL = "--no-propose"


def loop_arguments(config: TargetLoopConfig) -> tuple[str, ...]:
    """What `planwise` is given to run this target loop."""
    return (*SEARCHING, _LOOP, *LOOP_FLAGS.repeating(config, always=("target_growth",)), _WITHOUT_PROPOSAL)


def engine_arguments(weights: ObjectiveWeights, config: EngineConfig, plan: EvidencePlan) -> tuple[str, ...]:
    """What `planwise` is given to run the engine, and to gather this evidence afterwards."""
    flags = [*ENGINE_FLAGS.repeating(config), *EVIDENCE_FLAGS.repeating(plan)]
    return (*SEARCHING, "engine", "--objectives", objectives_text(weights), *flags, _WITHOUT_PROPOSAL)


def front_arguments(weights: ObjectiveWeights, config: EngineConfig) -> tuple[str, ...]:
    """What `planwise` is given to draw the Pareto front of this question."""
    return (*SEARCHING, "pareto", "--objectives", objectives_text(weights), *FRONT_FLAGS.repeating(config))


def kind_of(arguments: Sequence[str]) -> str:
    """What the ledger will call the run of such a command."""
    word = arguments[len(SEARCHING)]
    return RunKind.TARGET_LOOP if word == _LOOP else word


def recorded_for(arguments: Sequence[str], *, user: str) -> tuple[str, ...]:
    """The same, recorded under a name and answered as JSON."""
    return (*arguments, "--user", user, "--json")


def typed_command(arguments: Sequence[str]) -> str:
    """The command as it is typed into a shell."""
    return shlex.join(["planwise", *arguments])
