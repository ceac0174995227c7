"""What evidence may take stays within bounds however many decision variables there are, and says what it left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from figures import HORIZON, YEAR, lever_table
from optimization.evidence.explorations.sensitivity_section import sensitivity_sections
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.recommendation.engine_evidence import front_of, sensitivity_around
from optimization.recommendation.looks import Look, look
from optimization.search.engine_config import engine_config
from optimization.search.engine_world import EngineWorld
from optimization.search.problem.objective_weights import objective_weights
from optimization.simulation.protocol import GrowthMethod, Metrics

YEARS = (2025, 2026, 2027, 2028, 2029)
TODAY = LeverVector(cells={})


@dataclass
class MeanSimulator:
    """Pay costs by the mean of all levers, and spreads by how far they lie from a tenth; counts what it was asked."""

    levers: LeverTable
    inputs_fingerprint: str = "means"
    asked: int = 0

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        self.asked += len(candidates) * len(seeds)
        return [self._metrics(candidate, seed) for candidate in candidates for seed in seeds]

    def _metrics(self, candidate: LeverVector, seed: int) -> Metrics:
        values = list(self.levers.after(candidate).values())
        growth = dict.fromkeys(GrowthMethod, sum(values) / len(values))
        return replace(
            HORIZON,
            seed=seed,
            horizon_growth=growth,
            total_compensation_cost=1.0e7 * (1.0 + growth[GrowthMethod.CURRENT]),
            equity_cv=0.1 + sum((value - 0.1) ** 2 for value in values) / len(values),
            years=dict.fromkeys(self.levers.years, replace(YEAR, yoy_growth=growth)),
        )


def opened(*, by_year: bool) -> tuple[Look, MeanSimulator]:
    """Merit by level and COLA: six variables, or thirty by year."""
    simulator = MeanSimulator(levers=lever_table(YEARS))
    world = EngineWorld(
        simulator=simulator,
        headcounts={level: 10 for level in range(1, 6)},
        targets=(),
        catalogue=load_lever_catalogue(),
    )
    config = engine_config(decision_variables=("merit_rate", "cola_rate"), by_year=by_year)
    opened_look = look(objective_weights({"cost": 0.5, "equity": 0.5}), config, world, cache=None)
    simulator.asked = 0
    return opened_look, simulator


def test_few_variables_are_measured_in_pairs_too() -> None:
    around, simulator = opened(by_year=False)

    found = sensitivity_around(TODAY, around)

    assert around.problem.space.dimension == 6
    assert found.interactions is not None
    # Six times five halves.
    assert len(found.interactions) == 15
    # Today's levers are known.
    assert simulator.asked == found.evaluations - 1 == 2 * 6 + 15


def test_many_variables_are_measured_each_alone() -> None:
    around, simulator = opened(by_year=True)

    found = sensitivity_around(TODAY, around)

    assert around.problem.space.dimension == 30
    assert found.interactions is None
    assert simulator.asked == 2 * 30
    assert "Pairs of levers were not measured" in sensitivity_sections(found)[0].section.text


def test_a_front_of_few_variables_takes_what_it_needs() -> None:
    around, simulator = opened(by_year=False)

    found = front_of(around, points=5)

    # Two corners, and for each point five times a slope of seven candidates.
    assert simulator.asked <= 2 + 5 * 5 * 7
    assert "candidates a point" not in found.message


def test_a_front_of_many_variables_is_cut_to_a_hundred_candidates_a_point_and_says_so() -> None:
    around, simulator = opened(by_year=True)

    found = front_of(around, points=5)

    assert simulator.asked <= 2 + 5 * 100
    assert found.message.endswith("Searched with 100 candidates a point, where 30 variables would take 155.")
