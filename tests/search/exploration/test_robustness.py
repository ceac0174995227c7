"""Spread over seeds, by hand: every figure follows from a short list of growths and costs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from figures import HORIZON
from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.exploration.robustness import robustness, robustness_seeds
from optimization.search.exploration.robustness_result import Robustness
from optimization.simulation.protocol import GrowthMethod, Metrics

CELL = LeverCell(2025, 1, "cola_rate")
TODAY, OTHER = LeverVector(cells={}), LeverVector(cells={CELL: 0.02})
SEEDS = tuple(range(1, 11))
# Dearest is seed 4; in order they are 100, 200, ..., 1000.
COSTS = (300.0, 700.0, 100.0, 1000.0, 500.0, 200.0, 900.0, 400.0, 800.0, 600.0)
# 2.6 % to 3.5 %.
GROWTHS = tuple(0.03 + (seed - 5) * 0.001 for seed in SEEDS)
# Over TODAY's, by turns 0.15 and 0.25 percentage points.
STEPS = tuple(0.0015 if seed % 2 else 0.0025 for seed in SEEDS)


@dataclass
class Worlds:
    """Growth and cost of a candidate by seed; remembers the calls."""

    growths: Mapping[float, Sequence[float | None]]
    costs: Sequence[float] = COSTS
    calls: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def __call__(self, candidates: Sequence[LeverVector], seeds: Sequence[int]) -> list[Metrics]:
        self.calls.append((len(candidates), tuple(seeds)))
        return [
            replace(
                HORIZON,
                seed=seed,
                horizon_growth={
                    **dict.fromkeys(GrowthMethod, 9.0),
                    GrowthMethod.CURRENT: self.growths[candidate.cells.get(CELL, 0.0)][seed - 1],
                },
                total_compensation_cost=self.costs[seed - 1] + 1000 * candidate.cells.get(CELL, 0.0),
            )
            for candidate in candidates
            for seed in seeds
        ]


def explored(*, seeds: Sequence[int] = SEEDS, worlds: Worlds | None = None, **options: Any) -> Robustness:
    moved = [growth + step for growth, step in zip(GROWTHS, STEPS, strict=True)]
    given = {"method": GrowthMethod.CURRENT, "target_growth": 0.03, "tolerance": 0.0025, **options}
    return robustness(
        given.pop("candidates", {"today": TODAY, "other": OTHER}),
        simulate=worlds or Worlds({0.0: GROWTHS, 0.02: moved}),
        seeds=seeds,
        **given,
    )


def test_percentiles_lie_linearly_between_neighbouring_seeds() -> None:
    # Ten values: the tenth percentile lies nine tenths of the way from the first to the second.
    today = explored().candidates[0]
    assert today.cost.bands is not None
    assert (today.cost.bands.p10, today.cost.bands.p50, today.cost.bands.p90) == pytest.approx((190, 550, 910))
    assert today.growth.bands is not None
    assert (today.growth.bands.p10, today.growth.bands.p50, today.growth.bands.p90) == pytest.approx(
        (0.0269, 0.0305, 0.0341)
    )


def test_mean_and_standard_deviation_are_those_of_a_sample() -> None:
    # Of 1 to 10: the squares of the distances to 5.5 come to 82.5, over nine.
    today = explored().candidates[0]
    assert today.cost.mean == pytest.approx(550)
    assert today.cost.standard_deviation == pytest.approx(100 * (82.5 / 9) ** 0.5)


@pytest.mark.parametrize(
    ("share", "seeds", "mean"), [(0.1, 1, 1000), (0.05, 1, 1000), (0.3, 3, 900), (0.29, 2, 950), (1.0, 10, 550)]
)
def test_worst_costs_are_the_mean_of_the_dearest_seeds(share: float, seeds: int, mean: float) -> None:
    found = explored(cost_tail=share)
    assert found.tail_seeds == seeds
    assert found.candidates[0].worst_costs == pytest.approx(mean)


def test_the_chance_of_meeting_the_target_has_wilsons_interval() -> None:
    # 2.8 % to 3.2 % are within a quarter point of 3 %: five seeds of ten.
    target = explored().candidates[0].target
    assert target is not None
    assert (target.seeds_met, target.probability) == (5, 0.5)
    assert target.interval == pytest.approx((0.2366, 0.7634), abs=5e-5)


def test_without_a_target_there_is_no_chance_of_meeting_it() -> None:
    assert [candidate.target for candidate in explored(target_growth=None).candidates] == [None, None]


def test_a_difference_is_taken_seed_by_seed() -> None:
    first, other = explored().candidates
    assert (first.growth_difference, first.cost_difference) == (None, None)
    assert other.growth_difference is not None
    assert other.growth_difference.mean == pytest.approx(0.002)
    # Ten differences half a thousandth from their mean; Student's t of nine degrees of freedom is 2.262157.
    half = 2.262157 * 0.0005 * (10 / 9) ** 0.5 / 10**0.5
    assert other.growth_difference.interval == pytest.approx((0.002 - half, 0.002 + half), rel=1e-6)


def test_a_difference_that_every_seed_shares_is_certain() -> None:
    cost = explored().candidates[1].cost_difference
    assert cost is not None
    assert (cost.mean, *(cost.interval or ())) == pytest.approx((20, 20, 20))


def test_all_candidates_meet_the_same_seeds_in_one_call() -> None:
    worlds = Worlds({0.0: GROWTHS, 0.02: GROWTHS})
    assert explored(worlds=worlds).seeds == SEEDS
    assert worlds.calls == [(2, SEEDS)]


def test_nine_seeds_show_means_and_no_spread() -> None:
    found = explored(seeds=SEEDS[:9])
    assert found.bands_withheld == (
        "9 seeds cannot show a spread: percentiles, worst costs and intervals need 10 at least."
    )
    today, other = found.candidates
    assert (today.growth.bands, today.cost.bands, today.worst_costs) == (None, None, None)
    assert today.growth.mean == pytest.approx(0.03)
    assert today.cost.mean == pytest.approx(4900 / 9)
    assert today.target is not None
    assert (today.target.probability, today.target.interval) == (5 / 9, None)
    assert other.growth_difference is not None
    # Five of the smaller steps, four of the larger.
    assert (other.growth_difference.mean, other.growth_difference.interval) == (pytest.approx(0.0175 / 9), None)


def test_ten_seeds_show_the_spread() -> None:
    assert explored().bands_withheld is None


def test_one_seed_has_no_standard_deviation() -> None:
    found = explored(seeds=(4,))
    assert (found.candidates[0].cost.mean, found.candidates[0].cost.standard_deviation) == (1000, None)
    assert str(found.bands_withheld).startswith("1 seed cannot")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"candidates": {}}, "No candidate"),
        ({"seeds": ()}, "No seed"),
        ({"seeds": (1, 2, 2)}, "The seed 2 is given more than once"),
        ({"cost_tail": 0.0}, "cost_tail = 0.0"),
        ({"cost_tail": 1.5}, "cost_tail = 1.5"),
    ],
)
def test_a_question_of_no_sense_is_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        explored(**options)


def test_growth_that_cannot_be_measured_is_no_number() -> None:
    with pytest.raises(SimulationError, match="under seed 3: nobody is there"):
        explored(worlds=Worlds({0.0: (0.03, 0.03, None, *GROWTHS[3:]), 0.02: GROWTHS}))


def test_seeds_count_on_from_the_first() -> None:
    assert robustness_seeds(42, 3) == (42, 43, 44)


def test_the_json_of_robustness_has_every_figure_by_name() -> None:
    shown = json.loads(json.dumps(explored().as_json()))
    assert shown["seeds"] == list(SEEDS)
    assert (shown["method"], shown["target_growth"], shown["tail_seeds"]) == ("current", 0.03, 1)
    assert shown["bands_withheld"] is None
    today, other = shown["candidates"]
    assert (today["name"], other["name"]) == ("today", "other")
    assert today["cost"]["bands"]["p90"] == pytest.approx(910)
    assert other["cost_difference"]["mean"] == pytest.approx(20)
