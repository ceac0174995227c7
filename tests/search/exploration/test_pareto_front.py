"""Fronts whose shape is a formula: every point, the knee and the volume can be worked out by hand."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from figures import HORIZON, lever_table
from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.metric_targets import MetricTarget, Priority
from optimization.search.exploration.front_terms import Term
from optimization.search.exploration.pareto_front import pareto_front
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.search.metered_simulator import Allowance, MeteredSimulator
from optimization.search.problem.constraints import Constraint, parse_metric_limit
from optimization.search.problem.objective_problem import AimedMetric, ObjectiveProblem, ObjectiveTerms
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.search.problem.search_space import search_space
from optimization.simulation.metric_names import metric_name
from optimization.simulation.protocol import GrowthMethod, Metrics

YEARS = (2025, 2026, 2027)
COLA_LOWER, COLA_UPPER = 0.01, 0.08
MONEY, SPREAD, GROWTH = 1.0e7, 0.2, 0.03


@dataclass
class Formula:
    """COLA of three years as x, y and z from 0 to 1. With d = z - 1/2, the distance from the front:

    cost / money = 1 + x + y + d^2, dispersion = 0.2 ((1 - x)^2 + d^2), growth = 3 % y. Without `has_growth`, y is 0.
    """

    has_growth: bool
    levers: LeverTable = field(default_factory=lambda: lever_table(YEARS))
    inputs_fingerprint: str = "formula"
    unmeasured_beyond: float = math.inf

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        return [self.metrics(candidate) for candidate in candidates for _ in seeds]

    def metrics(self, candidate: LeverVector) -> Metrics:
        cells = self.levers.after(candidate)
        x, y, z = ((cells[LeverCell(year, 1, "cola_rate")] - COLA_LOWER) / (COLA_UPPER - COLA_LOWER) for year in YEARS)
        y = y if self.has_growth else 0.0
        d = z - 0.5
        return replace(
            HORIZON,
            total_compensation_cost=MONEY * (1 + x + y + d**2),
            equity_cv=SPREAD * ((1 - x) ** 2 + d**2) if x <= self.unmeasured_beyond else None,
            horizon_growth=dict.fromkeys(GrowthMethod, GROWTH * y),
        )


def target() -> AimedMetric:
    """Three percent of growth: the gap is (1 - y)^2."""
    column = f"horizon_growth_{GrowthMethod.CURRENT}"
    aim = MetricTarget(
        scenario_id="default",
        fiscal_year=None,
        metric_name=column,
        target_value=GROWTH,
        tolerance_pct=0.01,
        priority=Priority.HIGH,
        description="",
        line=2,
    )
    return AimedMetric(metric=metric_name(column, year=None, years=YEARS), target=aim)


@dataclass
class Asked:
    """A front with what was asked for it."""

    front: ParetoFront
    meter: MeteredSimulator


def search(
    *,
    three: bool = False,
    points: int = 12,
    share: int = 60,
    ceiling: int = 10_000,
    limits: Sequence[str] = (),
    simulator: Formula | None = None,
    is_cancelled: Callable[[MeteredSimulator], bool] = lambda _meter: False,
    **options: Any,
) -> Asked:
    simulator = simulator or Formula(has_growth=three)
    constraints: tuple[Constraint, ...] = tuple(parse_metric_limit(limit, years=YEARS) for limit in limits)
    names = [f"cola_rate@{year}" for year in YEARS]
    problem = ObjectiveProblem(
        space=search_space(
            simulator.levers, names if three else [names[0], names[2]], catalogue=load_lever_catalogue()
        ),
        weights=ObjectiveWeights(cost=1.0),
        targets=(target(),) if three else (),
        constraints=constraints,
        today=simulator.metrics(LeverVector(cells={})),
    )
    meter = MeteredSimulator(
        simulator,
        seed=42,
        allowance=Allowance(
            max_evaluations=ceiling,
            is_cancelled=lambda: is_cancelled(meter),
        ),
    )
    front = pareto_front(
        problem,
        ask=meter.simulate,
        points=points,
        max_evaluations_per_point=share,
        rng=np.random.default_rng(7),
        **options,
    )
    return Asked(front=front, meter=meter)


def raw(metrics: Metrics) -> tuple[float, float, float]:
    """Cost above its least, dispersion and target gap, as in the formulas."""
    gap = 1 - metrics.horizon_growth[GrowthMethod.CURRENT] / GROWTH  # type: ignore[operator]
    assert metrics.equity_cv is not None
    return metrics.total_compensation_cost / MONEY - 1, metrics.equity_cv / SPREAD, gap**2


def raw_points(front: ParetoFront) -> list[tuple[float, float, float]]:
    return [raw(point.metrics) for point in front.points]


# Today x = y = z = 0.005 / 0.07.
TODAY = 1 / 14
TODAYS_COST = 1 + TODAY + (0.5 - TODAY) ** 2
TODAYS_SPREAD = (1 - TODAY) ** 2 + (0.5 - TODAY) ** 2


def test_every_point_lies_on_the_front() -> None:
    found = search()

    assert found.front.objectives == (Term.COST, Term.EQUITY)
    assert len(found.front.points) == 12
    for cost, spread, _ in raw_points(found.front):
        assert spread == pytest.approx((1 - cost) ** 2, abs=1e-3)
    assert found.front.is_complete
    assert found.front.is_settled


def test_the_front_reaches_both_ends_and_leaves_no_large_hole() -> None:
    costs = [cost for cost, *_ in raw_points(search().front)]

    assert costs == sorted(costs)
    assert costs[0] == pytest.approx(0.0, abs=0.01)
    assert costs[-1] == pytest.approx(1.0, abs=0.01)
    # Twelve searches put ten limits between the ends, even in dispersion: the last, 1/11, is the farthest from its end.
    assert max(np.diff(costs)) < math.sqrt(1 / 11) + 0.01


def test_the_knee_is_where_both_objectives_give_way_alike() -> None:
    # Below the line from (0, 1) to (1, 0) the curve (1 - c)^2 lies deepest at c = 1/2.
    front = search(points=20).front

    assert front.knee is not None
    assert raw_points(front)[front.knee][0] == pytest.approx(0.5, abs=0.05)
    assert front.points[front.knee].label.endswith("knee")


def test_the_reference_point_is_the_worst_of_today_and_the_corners() -> None:
    # At either corner d^2 is 1/4: all at 0 gives (1.25, 1.25), all at 1 gives (2.25, 0.25).
    reference = search(points=4, share=4).front.reference_point

    assert reference is not None
    assert reference.cost == pytest.approx(2.25 / TODAYS_COST)
    assert reference.equity == pytest.approx(1.25 / TODAYS_SPREAD)
    assert reference.targets == 0.0


def test_the_volume_comes_near_to_that_of_the_whole_curve() -> None:
    # Within (1.25, 1.25): from cost 0 to 1 the height is 1.25 - (1 - c)^2, and beyond it 1.25.
    whole = (1.25 - 1 / 3 + 0.25 * 1.25) / (TODAYS_COST * TODAYS_SPREAD)
    front = search(points=40).front

    assert front.hypervolume is not None
    assert 0.97 * whole < front.hypervolume < whole


def test_the_volume_is_that_of_a_given_reference_point() -> None:
    # Today's own terms: a smaller corner.
    given = ObjectiveTerms(cost=1.0, equity=1.0, targets=0.0)
    front = search(reference_point=given).front

    assert front.reference_point == given
    best = TODAYS_COST - 1, TODAYS_SPREAD
    # Height TODAYS_SPREAD - (1 - c)^2 over c from 0 to today's cost.
    whole = (best[1] * best[0] - (1 - (1 - best[0]) ** 3) / 3) / (TODAYS_COST * TODAYS_SPREAD)
    assert front.hypervolume is not None
    assert 0.75 * whole < front.hypervolume < whole


def test_a_front_of_three_objectives_lies_on_its_surface() -> None:
    # Separately, cost to bring dispersion to E is 1 - sqrt(E), and to bring the gap to T 1 - sqrt(T).
    front = search(three=True, points=20).front

    assert front.objectives == (Term.COST, Term.EQUITY, Term.TARGETS)
    assert len(front.points) == 20
    for cost, spread, gap in raw_points(front):
        assert cost == pytest.approx(2 - math.sqrt(spread) - math.sqrt(gap), abs=2e-2)


def test_the_volume_of_three_objectives_comes_near_to_the_whole() -> None:
    # Within (2.25, 1.25, 1): 2.25 - cost over dispersion and gap, with the root of dispersion at most 1.
    whole = (0.25 * 1.25 + (2 / 3 + 0.25) + 1.25 * 2 / 3) / (TODAYS_COST * TODAYS_SPREAD)
    front = search(three=True, points=40).front

    assert front.hypervolume is not None
    # The steps of forty points leave a fifth of it out; NSGA-II's are no finer, as another test shows.
    assert 0.78 * whole < front.hypervolume < whole


def test_a_constraint_cuts_the_front() -> None:
    found = search(limits=["total_compensation_cost<=1.5e7"])
    costs = [cost for cost, *_ in raw_points(found.front)]

    assert max(costs) == pytest.approx(0.5, abs=1e-3)
    assert max(costs) <= 0.5
    assert min(spread for _, spread, _ in raw_points(found.front)) == pytest.approx(0.25, abs=2e-3)


def test_a_constraint_that_nothing_keeps_leaves_no_front_and_is_named() -> None:
    front = search(limits=["equity_cv<=0.3", "total_compensation_cost<=9e6"]).front

    assert front.points == ()
    assert front.knee is None
    assert front.hypervolume == 0.0
    assert not front.today_is_dominated
    assert "none keeps total_compensation_cost <= 9000000" in front.message
    assert "equity_cv" not in front.message


def test_today_is_marked_as_dominated_and_a_point_that_beats_it_is_shown() -> None:
    front = search().front

    assert front.today_is_dominated
    assert any(point.terms.cost <= 1 and point.terms.equity <= 1 for point in front.points)  # type: ignore[operator]


def test_today_on_the_front_is_no_dominated_one() -> None:
    on_the_front = lever_table(YEARS, changed={LeverCell(2027, level, "cola_rate"): 0.045 for level in range(1, 6)})
    front = search(simulator=Formula(has_growth=False, levers=on_the_front)).front

    assert not front.today_is_dominated


@pytest.mark.parametrize("method", ["epsilon_constraint", "nsga2"])
@pytest.mark.parametrize("ceiling", [1, 2, 17, 60])
def test_the_ceiling_is_kept_and_what_was_simulated_is_shown(method: str, ceiling: int) -> None:
    pytest.importorskip("pymoo")
    found = search(ceiling=ceiling, method=method)

    assert found.meter.evaluations == ceiling
    assert not found.front.is_complete
    assert "All evaluations were used" in found.front.message
    # The front is chosen from all that was simulated, those of the last, cut batch too, and from today's levers.
    met = {frozenset(seen.candidate.cells.items()) for seen in found.meter.seen} | {frozenset()}
    assert f"{len(met)} of the {len(met)} candidates met" in found.front.message
    least = min([TODAYS_COST - 1, *(raw(seen.metrics)[0] for seen in found.meter.seen)])
    assert raw_points(found.front)[0][0] == pytest.approx(least)
    assert (found.front.hypervolume is None) == (ceiling < 2)


def test_each_search_keeps_to_its_share() -> None:
    found = search(points=12, share=10)

    assert found.meter.evaluations <= 12 * 10 + 2
    assert found.front.is_complete
    assert not found.front.is_settled


def test_a_cancelled_search_shows_what_it_has() -> None:
    found = search(is_cancelled=lambda meter: meter.batches == 3)

    assert found.meter.batches == 3
    assert not found.front.is_complete
    assert "cancelled" in found.front.message
    assert found.front.points


def test_ctrl_c_between_two_batches_ends_the_search_with_what_it_has() -> None:
    def interrupted(meter: MeteredSimulator) -> bool:
        if meter.batches == 3:
            raise KeyboardInterrupt
        return False

    found = search(is_cancelled=interrupted)

    assert found.meter.batches == 3
    assert not found.front.is_complete
    assert "cancelled" in found.front.message
    assert found.front.points


@pytest.mark.parametrize("method", ["epsilon_constraint", "nsga2"])
def test_the_same_chance_gives_the_same_front(method: str) -> None:
    pytest.importorskip("pymoo")
    first, second = (search(method=method, three=True).front for _ in range(2))

    assert first == second


def test_searches_side_by_side_share_their_batches() -> None:
    found = search(three=True, points=20)

    assert found.meter.batches * 8 < found.meter.evaluations


@pytest.mark.parametrize("three", [False, True])
def test_evolution_agrees_with_the_sweep(three: bool) -> None:
    pytest.importorskip("pymoo")
    sweep = search(three=three, points=20)
    share = sweep.meter.evaluations // 20
    evolved = search(three=three, points=20, share=share, method="nsga2")

    assert evolved.meter.evaluations <= sweep.meter.evaluations
    assert sweep.front.reference_point == evolved.front.reference_point
    assert evolved.front.hypervolume == pytest.approx(sweep.front.hypervolume, rel=0.05)


def test_evolution_keeps_to_a_constraint() -> None:
    pytest.importorskip("pymoo")
    front = search(limits=["total_compensation_cost<=1.5e7"], method="nsga2").front

    costs = [cost for cost, *_ in raw_points(front)]
    assert max(costs) <= 0.5
    assert max(costs) == pytest.approx(0.5, abs=0.05)


def test_evolution_without_its_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymoo", None)

    with pytest.raises(BadInputError, match=r"planwise-navigator\[pareto\]"):
        search(method="nsga2")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "nsga3"}, "Did you mean 'nsga2'"),
        ({"points": 3}, "needs 4 points at least, not 3"),
        ({"three": True, "points": 4}, "needs 5 points at least, not 4"),
        ({"share": 3}, "3 evaluations for each point are too few: with 2 decision variables it takes 4"),
        ({"reference_point": ObjectiveTerms(cost=1, equity=None, targets=0)}, "reference point"),
    ],
)
def test_bad_input_is_refused_before_anything_is_simulated(options: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        search(ceiling=0, **options)


def test_a_front_of_dispersion_needs_dispersion() -> None:
    with pytest.raises(BadInputError, match="no front of equity: equity_cv of today's levers is None"):
        search(simulator=Formula(has_growth=False, unmeasured_beyond=0.0))


def test_a_candidate_whose_dispersion_cannot_be_measured_ends_the_search() -> None:
    with pytest.raises(SimulationError, match="equity of a candidate cannot be measured"):
        search(simulator=Formula(has_growth=False, unmeasured_beyond=0.9))


def test_the_front_as_json_holds_what_it_says() -> None:
    front = search(points=5).front
    stored = front.as_json(describe=lambda candidate: {"moved": float(len(candidate.cells))}, evaluations=123)

    assert stored["objectives"] == ["cost", "equity"]
    assert stored["method"] == "epsilon_constraint"
    assert stored["evaluations"] == 123
    assert len(stored["points"]) == 5
    first, point = front.points[0], stored["points"][0]
    assert point["label"] == "Point 1, lowest cost"
    assert point["parameters"] == {"moved": len(first.candidate.cells)}
    assert point["terms"] == {"cost": first.terms.cost, "equity": first.terms.equity}
    assert point["metrics"] == {
        "total_compensation_cost": first.metrics.total_compensation_cost,
        "equity_cv": first.metrics.equity_cv,
        "horizon_growth": {"current": 0.0, "continuous": 0.0, "full_year_equivalent": 0.0},
    }
    assert stored["today"] == {"cost": 1.0, "equity": 1.0}
    assert set(stored["reference_point"]) == {"cost", "equity"}
    assert stored["knee"] == front.knee
    assert stored["hypervolume"] == front.hypervolume
