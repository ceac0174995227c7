"""An exploration that ran on its own: what it looked around, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.parameters.lever_cells import LeverCell
from optimization.search.engine_config import EngineConfig
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.search.exploration.robustness_result import Robustness
from optimization.search.exploration.sobol_result import SobolSensitivity
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.protocol import Metrics


@dataclass(frozen=True, kw_only=True)
class Around:
    """The levers that an exploration looked around, beside today's.

    Attributes:
        name: "today's levers", or the id of a proposal.
        cells_before: Today's value of every cell.
        cells_after: The candidate's.
        locked_cells: Those that do not move.
        metrics_before: What today's levers give.
        config: The question, as the engine is asked it.
        objectives: What the objective weighs; None where none is measured.
        seeds: The random worlds that were simulated.
        inputs_fingerprint: SHA-256 over all inputs.
    """

    name: str
    cells_before: Mapping[LeverCell, float]
    cells_after: Mapping[LeverCell, float]
    locked_cells: frozenset[LeverCell]
    metrics_before: Metrics
    config: EngineConfig
    objectives: ObjectiveWeights | None
    seeds: tuple[int, ...]
    inputs_fingerprint: str


@dataclass(frozen=True, kw_only=True)
class SensitivityReport:
    """Which levers move what: around the candidate, and over the whole search space unless that was left out."""

    around: Around
    local: LocalSensitivity
    sobol: SobolSensitivity | None


@dataclass(frozen=True, kw_only=True)
class FrontReport:
    """What cost, pay dispersion and target gap may be had for at each other's expense.

    `proposal` has terms and metrics of the candidate looked around; None where that is today's levers.
    """

    around: Around
    front: ParetoFront
    proposal: tuple[ObjectiveTerms, Metrics] | None = None


@dataclass(frozen=True, kw_only=True)
class RobustnessReport:
    """How candidates fare in many random worlds."""

    around: Around
    robustness: Robustness


Exploration = SensitivityReport | FrontReport | RobustnessReport
