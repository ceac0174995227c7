"""Simulators whose cost, pay spread and growth are formulas, so that the best levers can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from figures import HORIZON, YEAR, lever_table
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.lever_names import cells_of, parse_lever_name
from optimization.parameters.metric_targets import MetricTarget, Priority
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.search.engine import run_optimization
from optimization.search.engine_config import EngineConfig, engine_config
from optimization.search.engine_result import OptimizationResult
from optimization.search.engine_world import EngineWorld, engine_world
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.search.problem.search_space import SearchSpace, search_space
from optimization.simulation.protocol import GrowthMethod, Metrics
from optimization.simulation.run_inputs import gather_inputs
from reference.small_home import small_home

YEARS = (2025, 2026)
COST = 1.0e7
EQUITY = 0.2
HEADCOUNTS = {1: 60, 2: 25, 3: 11, 4: 3, 5: 1}
CATALOGUE = load_lever_catalogue()

# Where a lever lies between its bounds, 0 to 1, by its name; the mean over its cells.
Point = Callable[[str], float]
Formula = Callable[[Point], float]


def one(_point: Point) -> float:
    return 1.0


def nothing(_batch: int) -> None:
    pass


@dataclass
class FormulaSimulator:
    """The Simulator protocol over formulas; remembers what it was asked.

    `cost` is in units of ten million, `equity` in units of 0.2, `growth` a fraction. `before` is told the number of
    each batch before it is simulated.
    """

    cost: Formula = one
    equity: Formula = one
    growth: Formula = lambda _point: 0.03
    levers: LeverTable = field(default_factory=lambda: lever_table(YEARS))
    before: Callable[[int], None] = nothing
    inputs_fingerprint: str = "formulas"
    batches: list[list[LeverVector]] = field(default_factory=list)

    @property
    def candidates(self) -> list[LeverVector]:
        """Everything that was simulated, in order."""
        return [candidate for batch in self.batches for candidate in batch]

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        self.before(len(self.batches) + 1)
        self.batches.append(list(candidates))
        return [self.metrics(candidate, seed) for candidate in candidates for seed in seeds]

    def metrics(self, candidate: LeverVector, seed: int = 42) -> Metrics:
        """What the formulas give."""
        point = self.point(candidate)
        growth = dict.fromkeys(GrowthMethod, self.growth(point))
        return replace(
            HORIZON,
            seed=seed,
            horizon_growth=growth,
            total_compensation_cost=COST * self.cost(point),
            equity_cv=EQUITY * self.equity(point),
            years=dict.fromkeys(self.levers.years, replace(YEAR, yoy_growth=growth)),
        )

    def point(self, candidate: LeverVector) -> Point:
        """Where a candidate's levers lie between their bounds."""
        values = self.levers.after(candidate)
        return lambda name: place_between_bounds(name, values, self.levers.years)


def place_between_bounds(name: str, values: Mapping[LeverCell, float], years: Sequence[int]) -> float:
    family = parse_lever_name(name, CATALOGUE).family
    cells = cells_of(name, years=years, catalogue=CATALOGUE)
    mean = sum(values[cell] for cell in cells) / len(cells)
    return (mean - family.lower) / (family.upper - family.lower)


@dataclass(frozen=True)
class EngineTools:
    """What the tests of this folder share."""

    catalogue: LeverCatalogue = CATALOGUE
    simulator: type[FormulaSimulator] = FormulaSimulator
    years: tuple[int, ...] = YEARS
    cost: float = COST
    equity: float = EQUITY
    headcounts: Mapping[int, int] = field(default_factory=lambda: HEADCOUNTS)

    def table(self, **changes: Any) -> LeverTable:
        """Today's levers, with changed or locked cells."""
        return lever_table(YEARS, **changes)

    def cells(self, name: str) -> tuple[LeverCell, ...]:
        """The cells that a lever's name stands for."""
        return cells_of(name, years=YEARS, catalogue=CATALOGUE)

    def space(self, *names: str, table: LeverTable | None = None, **how: Any) -> SearchSpace:
        """The decision variables of these names over today's levers."""
        return search_space(table or lever_table(YEARS), names, catalogue=CATALOGUE, **how)

    def target(self, metric_name: str, target_value: float, **fields: Any) -> MetricTarget:
        """A target of the horizon, of high priority."""
        given: dict[str, Any] = {
            "scenario_id": "default",
            "fiscal_year": None,
            "tolerance_pct": 0.02,
            "priority": Priority.HIGH,
            "description": "",
            "line": 2,
            **fields,
        }
        return MetricTarget(metric_name=metric_name, target_value=target_value, **given)

    def world(self, simulator: FormulaSimulator, targets: Sequence[MetricTarget] = ()) -> EngineWorld:
        """A hundred people, and the formulas that say what becomes of them."""
        return EngineWorld(simulator=simulator, headcounts=HEADCOUNTS, targets=tuple(targets), catalogue=CATALOGUE)

    def config(self, **fields: Any) -> EngineConfig:
        """Two levers for all levels, and no assessment, so that nothing but the search is simulated."""
        return engine_config(
            {"decision_variables": ("cola_rate", "new_hire_salary_adjustment"), "assessment": False, **fields}
        )

    def optimize(
        self,
        simulator: FormulaSimulator,
        *,
        weights: Mapping[str, float] | ObjectiveWeights | str | None = None,
        targets: Sequence[MetricTarget] = (),
        initial: Mapping[str, float] | None = None,
        run: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> OptimizationResult:
        """Search with `config(**fields)`; cost alone counts unless weights are given. `run` goes to the engine."""
        return run_optimization(
            weights or {"cost": 1.0},
            self.config(**fields),
            initial,
            world=self.world(simulator, targets),
            **(run or {}),
        )


@pytest.fixture(scope="session")
def engine() -> EngineTools:
    return EngineTools()


@pytest.fixture(scope="session")
def engine_home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A home with a few made-up people, which tests only read."""
    return small_home(tmp_path_factory.mktemp("engine_home"))


@pytest.fixture(scope="session")
def real_world(engine_home: Places) -> Iterator[EngineWorld]:
    """The batch simulator over these people."""
    with engine_world(gather_inputs(engine_home, load_simulation_settings()), engine_home) as world:
        yield world
