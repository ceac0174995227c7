"""The allowance of a search: what is simulated, what is known already, and where it ends."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from optimization.errors import SimulationCancelledError, SimulationError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.cache import SmartOptimizationCache
from optimization.search.metered_simulator import Allowance, EndReason, MeteredSimulator, SearchEndedError
from optimization.simulation.protocol import Metrics

TODAY = LeverVector(cells={})


def cola(rate: float) -> LeverVector:
    return LeverVector(cells={LeverCell(2025, 1, "cola_rate"): rate})


def metered(simulator: Any, *, most: int = 100, cache: Any = None, **allowed: Any) -> MeteredSimulator:
    return MeteredSimulator(simulator, seed=7, allowance=Allowance(max_evaluations=most, **allowed), cache=cache)


def test_candidates_are_simulated_once_each_in_the_world_of_the_seed(engine: Any) -> None:
    simulator = engine.simulator(cost=lambda point: 1 + point("cola_rate"))
    meter = metered(simulator)
    first = meter.simulate([cola(0.02), TODAY, cola(0.02)])
    assert simulator.batches == [[cola(0.02), TODAY]]
    assert first == [simulator.metrics(candidate, 7) for candidate in (cola(0.02), TODAY, cola(0.02))]
    assert meter.simulate([TODAY]) == [first[1]]
    assert (meter.evaluations, meter.cached_evaluations, meter.batches, meter.evaluations_left) == (2, 0, 1, 98)
    meter.simulate([cola(0.03), cola(0.02)])
    assert simulator.batches[1:] == [[cola(0.03)]]
    assert [(each.number, each.batch, each.candidate, each.is_cached) for each in meter.seen] == [
        (1, 1, cola(0.02), False),
        (2, 1, TODAY, False),
        (3, 2, cola(0.03), False),
    ]


def test_a_batch_is_cut_at_the_ceiling_and_what_fits_is_kept(engine: Any) -> None:
    simulator = engine.simulator()
    meter = metered(simulator, most=5)
    meter.simulate([cola(0.011), cola(0.012), cola(0.013)])
    with pytest.raises(SearchEndedError) as ended:
        meter.simulate([cola(0.012), cola(0.014), cola(0.015), cola(0.016)])
    assert ended.value.reason is EndReason.BUDGET
    assert simulator.batches[1] == [cola(0.014), cola(0.015)]
    assert (meter.evaluations, meter.evaluations_left, len(meter.seen)) == (5, 0, 5)
    # What is known is still answered; nothing more is simulated.
    assert len(meter.simulate([cola(0.015), cola(0.011)])) == 2
    with pytest.raises(SearchEndedError):
        meter.simulate([cola(0.016)])
    assert len(simulator.batches) == 2


def test_a_batch_that_just_fits_does_not_end_the_search(engine: Any) -> None:
    meter = metered(engine.simulator(), most=2)
    assert len(meter.simulate([cola(0.011), cola(0.012)])) == 2


def test_cached_candidates_are_counted_apart_and_new_ones_kept(engine: Any) -> None:
    cache = SmartOptimizationCache[Metrics]()
    metered(engine.simulator(), cache=cache).simulate([cola(0.011), TODAY])
    simulator = engine.simulator()
    meter = metered(simulator, most=1, cache=cache)
    meter.simulate([cola(0.011), cola(0.012), TODAY])
    assert simulator.batches == [[cola(0.012)]]
    assert (meter.evaluations, meter.cached_evaluations, meter.batches) == (1, 2, 1)
    assert [each.is_cached for each in meter.seen] == [True, False, True]
    warm = metered(engine.simulator(), most=1, cache=cache)
    assert warm.simulate([cola(0.012), TODAY]) == meter.simulate([cola(0.012), TODAY])
    assert (warm.evaluations, warm.cached_evaluations, warm.batches) == (0, 2, 0)


def test_the_ceiling_cuts_only_what_the_cache_does_not_have(engine: Any) -> None:
    cache = SmartOptimizationCache[Metrics]()
    metered(engine.simulator(), cache=cache).simulate([cola(0.013)])
    meter = metered(engine.simulator(), most=1, cache=cache)
    with pytest.raises(SearchEndedError):
        meter.simulate([cola(0.011), cola(0.012), cola(0.013)])
    assert [each.candidate for each in meter.seen] == [cola(0.011), cola(0.013)]
    assert (meter.evaluations, meter.cached_evaluations) == (1, 1)


def test_the_cache_knows_cells_by_level_and_year() -> None:
    asked: list[Mapping[str, float]] = []

    class Spy:
        def get_many(self, parameters: Sequence[Mapping[str, float]]) -> list[Metrics | None]:
            asked.extend(parameters)
            raise SimulationError("enough")

        def set_many(self, _entries: Sequence[tuple[Mapping[str, float], Metrics]]) -> None:
            raise AssertionError

    meter = metered(None, cache=Spy())
    with pytest.raises(SimulationError, match="enough"):
        meter.simulate(
            [LeverVector(cells={LeverCell(2026, 3, "merit_base"): 0.04, LeverCell(2025, 1, "cola_rate"): 0.02})]
        )
    assert asked == [{"cola_rate_level_1@2025": 0.02, "merit_base_level_3@2026": 0.04}]


def test_cancelling_is_asked_before_every_batch_and_time_looked_at(engine: Any) -> None:
    simulator = engine.simulator()
    cancelled = metered(simulator, is_cancelled=lambda: True)
    late = metered(simulator, deadline=time.monotonic())
    for meter, reason in ((cancelled, EndReason.CANCELLED), (late, EndReason.TIMEOUT)):
        with pytest.raises(SearchEndedError) as ended:
            meter.simulate([TODAY])
        assert ended.value.reason is reason
    assert simulator.batches == []
    assert len(metered(simulator, deadline=time.monotonic() + 60).simulate([TODAY])) == 1


class Halted(BaseException):
    """What an orchestrator raises: no Exception."""


@pytest.mark.parametrize(
    "raised",
    [KeyboardInterrupt(), Halted(), RuntimeError("Query interrupted"), SimulationCancelledError("Asked to end.")],
)
def test_an_interruption_ends_the_search_and_nothing_of_its_batch_counts(engine: Any, raised: BaseException) -> None:
    def before(_batch: int) -> None:
        raise raised

    meter = metered(engine.simulator(before=before))
    with pytest.raises(SearchEndedError) as ended:
        meter.simulate([TODAY])
    assert ended.value.reason is EndReason.CANCELLED
    assert (meter.evaluations, meter.batches, list(meter.seen)) == (0, 0, [])


@pytest.mark.parametrize("raised", [SimulationError("Candidate 'c1' broke."), RuntimeError("something else")])
def test_any_other_error_is_raised_as_it_is(engine: Any, raised: Exception) -> None:
    def before(_batch: int) -> None:
        raise raised

    with pytest.raises(type(raised), match=str(raised)):
        metered(engine.simulator(before=before)).simulate([TODAY])


def test_a_simulator_that_answers_for_fewer_candidates_is_an_error() -> None:
    class Forgetful:
        def simulate(self, _candidates: Sequence[LeverVector], **_seeds: Any) -> list[Metrics]:
            return []

    with pytest.raises(SimulationError, match="was given 2 candidates, and answered for 0"):
        metered(Forgetful()).simulate([TODAY, cola(0.02)])
