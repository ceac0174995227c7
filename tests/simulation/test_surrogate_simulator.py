"""Synthetic mode over formulas: where they are quadratic it is exact, and where not it knows by how much."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from figures import HORIZON, YEAR, lever_table
from optimization.errors import BadInputError, SimulationCancelledError, SimulationError
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverTable, LeverVector
from optimization.simulation.protocol import GrowthMethod, Metrics, Simulator
from optimization.simulation.surrogate_levers import SurfaceLever, surface_lever, surface_levers
from optimization.simulation.surrogate_simulator import SurrogateSimulator

YEARS = (2025, 2026)
SEED = 42
DESIGN_SEED = 9
# Terms in two levers, twice as many points, and those held out.
TERMS_OF_TWO = 6
DESIGN_OF_TWO = 2 * TERMS_OF_TWO
HELD_OUT = 16

# Metrics of one seed from cost-of-living adjustment and new-hire factor.
Formula = Callable[[float, float, int], Metrics]


def quadratic(cola: float, factor: float, seed: int) -> Metrics:
    growth = 0.01 + 0.9 * cola + cola * factor
    years = {
        year: replace(
            YEAR,
            wage_bill=1e7 * (1 + cola) ** 2 * (year - 2024) + seed,
            raises=round(80 + 200 * cola),
            yoy_growth={**YEAR.yoy_growth, GrowthMethod.CURRENT: None if year == 2025 else 2 * growth},
        )
        for year in YEARS
    }
    return replace(
        HORIZON,
        seed=seed,
        horizon_growth=dict.fromkeys(GrowthMethod, growth),
        total_compensation_cost=3e7 * (1 + cola) * factor,
        years=years,
    )


def cubic(cola: float, factor: float, seed: int) -> Metrics:
    bend = 1000 * cola**3
    metrics = quadratic(cola, factor, seed)
    years = {year: replace(row, wage_bill=1e6 * bend * (year - 2024)) for year, row in metrics.years.items()}
    return replace(metrics, horizon_growth=dict.fromkeys(GrowthMethod, bend), years=years)


@dataclass
class Formulas:
    """The Simulator protocol over a formula; remembers what it was asked."""

    formula: Formula
    levers: LeverTable = field(default_factory=lambda: lever_table(YEARS))
    inputs_fingerprint: str = "formulas"
    batches: list[tuple[list[LeverVector], list[int]]] = field(default_factory=list)

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        self.batches.append((list(candidates), list(seeds)))
        return [self.formula(*self._means(candidate), seed) for candidate in candidates for seed in seeds]

    def _means(self, candidate: LeverVector) -> tuple[float, float]:
        after = self.levers.after(candidate)
        return mean_of(after, "cola_rate"), mean_of(after, "new_hire_salary_adjustment")


def mean_of(cells: Mapping[LeverCell, float], parameter: str) -> float:
    values = [value for cell, value in cells.items() if cell.parameter_name == parameter]
    return math.fsum(values) / len(values)


def surrogate_of(real: Simulator) -> SurrogateSimulator:
    families = ["cola_rate", "new_hire_salary_adjustment"]
    levers = surface_levers(real.levers, families=families, catalogue=load_lever_catalogue())
    return SurrogateSimulator(real, levers, design_seed=DESIGN_SEED)


def moved(cola: float, factor: float = 1.05) -> LeverVector:
    return LeverVector(
        cells={
            LeverCell(year, level, name): value
            for name, value in (("cola_rate", cola), ("new_hire_salary_adjustment", factor))
            for year in YEARS
            for level in JOB_LEVELS
        }
    )


def test_where_metrics_are_quadratic_the_surface_equals_them() -> None:
    surrogate = surrogate_of(Formulas(quadratic))
    today, corner = surrogate.simulate([LeverVector(cells={}), moved(0.08, 1.40)], seeds=[SEED])
    # By hand: 0.01 + 0.9 x 0.015 + 0.015 x 1.05, and 0.01 + 0.9 x 0.08 + 0.08 x 1.4.
    assert today.horizon_growth[GrowthMethod.CONTINUOUS] == pytest.approx(0.03925, abs=1e-9)
    assert corner.horizon_growth[GrowthMethod.CONTINUOUS] == pytest.approx(0.194, abs=1e-9)
    assert corner.total_compensation_cost == pytest.approx(3e7 * 1.08 * 1.4, rel=1e-9)
    assert corner.years[2026].wage_bill == pytest.approx(2 * 1.1664e7 + SEED, rel=1e-9)
    assert corner.years[2026].yoy_growth[GrowthMethod.CURRENT] == pytest.approx(0.388, abs=1e-9)
    errors = surrogate.errors[SEED].metrics
    assert errors["horizon_growth.full_year_equivalent"].maximum < 1e-9
    assert errors["years.wage_bill"].maximum < 1e-9 * 2e7


def test_counts_that_no_lever_moves_stay_and_the_others_are_whole() -> None:
    surrogate = surrogate_of(Formulas(quadratic))
    (metrics,) = surrogate.simulate([moved(0.045)], seeds=[SEED])
    assert metrics.closing_headcount == HORIZON.closing_headcount
    row = metrics.years[2026]
    unmoved = ("opening_headcount", "hires", "terminations", "new_hire_terminations", "promotions", "closing_headcount")
    for name in unmoved:
        assert getattr(row, name) == getattr(YEAR, name)
        assert surrogate.errors[SEED].metrics[f"years.{name}"].maximum == 0
    # 80 + 200 x 0.045, within the one that rounding in the design can cost.
    assert isinstance(row.raises, int)
    assert abs(row.raises - 89) <= 1


def test_a_count_is_never_below_zero() -> None:
    def rare(cola: float, factor: float, seed: int) -> Metrics:
        promoted = 40 if cola > 0.07 else 0
        row = replace(YEAR, promotions=promoted)
        return replace(quadratic(cola, factor, seed), years=dict.fromkeys(YEARS, row))

    metrics = surrogate_of(Formulas(rare)).simulate([moved(0.01 + step / 1000) for step in range(71)], seeds=[SEED])
    predicted = [point.years[2025].promotions for point in metrics]
    # A parabola through a step dips below the lower side, or would.
    assert min(predicted) == 0
    assert max(predicted) > 0


def test_where_metrics_are_not_quadratic_the_error_is_that_of_the_points_held_out() -> None:
    real = Formulas(cubic)
    surrogate = surrogate_of(real)
    surrogate.simulate([LeverVector(cells={})], seeds=[SEED])
    ((design, _),) = real.batches
    assert len(design) == DESIGN_OF_TWO + HELD_OUT
    held_out = design[DESIGN_OF_TWO:]
    theirs = real.simulate(held_out, seeds=[SEED])
    ours = [surrogate.simulate([candidate], seeds=[SEED])[0] for candidate in held_out]
    growth = [
        abs(mine.horizon_growth["current"] - true.horizon_growth["current"])  # type: ignore[index, operator]
        for mine, true in zip(ours, theirs, strict=True)
    ]
    bills = [
        abs(mine.years[year].wage_bill - true.years[year].wage_bill)
        for mine, true in zip(ours, theirs, strict=True)
        for year in YEARS
    ]
    errors = surrogate.errors[SEED].metrics
    assert errors["horizon_growth.current"].maximum == pytest.approx(max(growth))
    assert max(growth) > 1e-3
    assert errors["horizon_growth.current"].rms == pytest.approx(math.sqrt(sum(d * d for d in growth) / HELD_OUT))
    assert errors["years.wage_bill"].maximum == pytest.approx(max(bills))
    assert errors["years.wage_bill"].rms == pytest.approx(math.sqrt(sum(d * d for d in bills) / (2 * HELD_OUT)))


def test_a_metric_with_nobody_to_measure_stays_none_and_is_named() -> None:
    surrogate = surrogate_of(Formulas(quadratic))
    (metrics,) = surrogate.simulate([moved(0.03)], seeds=[SEED])
    assert metrics.equity_cv is None
    assert metrics.years[2025].yoy_growth[GrowthMethod.CURRENT] is None
    error = surrogate.errors[SEED]
    assert set(error.not_fitted) == {
        "equity_cv",
        "years.2025.equity_cv",
        "years.2026.equity_cv",
        "years.2025.yoy_growth.current",
    }
    assert "equity_cv" not in error.metrics
    assert error.metrics["years.yoy_growth.current"].maximum < 1e-9
    assert "years.2025.yoy_growth.current: not fitted" in str(error)


def test_the_shape_is_that_of_the_real_simulator() -> None:
    real = Formulas(quadratic)
    surrogate = surrogate_of(real)
    (ours,) = surrogate.simulate([moved(0.03)], seeds=[SEED])
    (theirs,) = real.simulate([moved(0.03)], seeds=[SEED])
    assert ours.as_json().keys() == theirs.as_json().keys()
    assert ours.as_json()["years"]["2026"].keys() == theirs.as_json()["years"]["2026"].keys()
    assert (surrogate.levers, surrogate.inputs_fingerprint) == (real.levers, "formulas")


def test_the_error_can_be_stored_and_printed() -> None:
    surrogate = surrogate_of(Formulas(cubic))
    surrogate.simulate([LeverVector(cells={})], seeds=[SEED])
    error = surrogate.errors[SEED]
    stored = error.as_json()
    growth = stored["metrics"].pop("horizon_growth.current")
    assert growth == {
        "maximum": error.metrics["horizon_growth.current"].maximum,
        "rms": error.metrics["horizon_growth.current"].rms,
    }
    del stored["metrics"], stored["not_fitted"]
    assert stored == {
        "seed": SEED,
        "design_seed": DESIGN_SEED,
        "levers": ["cola_rate", "new_hire_salary_adjustment"],
        "design_points": DESIGN_OF_TWO,
        "held_out_points": HELD_OUT,
    }
    first, *rest = str(error).splitlines()
    assert "2 levers, seed 42: fitted to 12 real evaluations, compared with 16 others" in first
    assert f"horizon_growth.current: max {growth['maximum']:.3g}, RMS {growth['rms']:.3g}" in rest


def test_each_seed_is_fitted_once_when_it_is_first_asked_for() -> None:
    real = Formulas(quadratic)
    surrogate = surrogate_of(real)
    assert (real.batches, dict(surrogate.errors)) == ([], {})
    surrogate.simulate([moved(0.02)], seeds=[SEED])
    candidates = [moved(0.02), moved(0.03)]
    metrics = surrogate.simulate(candidates, seeds=[7, SEED])
    assert [seeds for _, seeds in real.batches] == [[SEED], [7]]
    assert set(surrogate.errors) == {SEED, 7}
    assert [row.seed for row in metrics] == [7, SEED, 7, SEED]
    # The wage bill of a seed is higher by the seed, and each candidate comes before the next.
    expected = [1e7 * 1.02**2 + 7, 1e7 * 1.02**2 + SEED, 1e7 * 1.03**2 + 7, 1e7 * 1.03**2 + SEED]
    assert [row.years[2025].wage_bill for row in metrics] == pytest.approx(expected, rel=1e-9)


def test_a_candidate_is_the_same_in_any_batch_and_in_any_process_of_the_same_design() -> None:
    candidates = [moved(0.01 + step / 200, 1 + step / 50) for step in range(14)]
    together = surrogate_of(Formulas(cubic)).simulate(candidates, seeds=[SEED])
    again = surrogate_of(Formulas(cubic))
    assert [again.simulate([candidate], seeds=[SEED])[0] for candidate in reversed(candidates)] == together[::-1]


def test_a_candidate_off_the_surface_is_refused_before_anything_is_simulated() -> None:
    real = Formulas(quadratic)
    with pytest.raises(BadInputError, match=r"Candidate 2 moves cola_rate by 0\.075"):
        surrogate_of(real).simulate([moved(0.03), moved(0.09)], seeds=[SEED])
    assert real.batches == []


def test_a_design_that_breaks_is_an_error_with_the_simulators_words() -> None:
    def broken(_cola: float, _factor: float, _seed: int) -> Metrics:
        raise SimulationError("default candidate 3 broke.")

    surrogate = surrogate_of(Formulas(broken))
    with pytest.raises(
        SimulationError, match=r"design of the response surface broke for seed 42\. default candidate 3"
    ):
        surrogate.simulate([moved(0.03)], seeds=[SEED])
    assert dict(surrogate.errors) == {}


def cell_levers(count: int) -> list[SurfaceLever]:
    """So many levers of one cell each."""
    table, catalogue = lever_table(YEARS), load_lever_catalogue()
    cells = sorted(table.settings)[:count]
    return [
        surface_lever(
            f"{cell.parameter_name} {cell.job_level} {cell.fiscal_year}",
            todays={cell: table.settings[cell].value},
            family=catalogue.of_parameter(cell.parameter_name),
        )
        for cell in cells
    ]


def test_a_large_design_is_simulated_in_batches_and_what_is_called_before_one_ends_it() -> None:
    # 2 x (1 + 10 + 55) + 16 = 148.
    real = Formulas(quadratic)
    calls: list[int] = []
    whole = SurrogateSimulator(
        real, cell_levers(10), design_seed=DESIGN_SEED, before_batch=lambda: calls.append(len(real.batches))
    )
    whole.simulate([LeverVector(cells={})], seeds=[SEED])
    assert [len(batch) for batch, _ in real.batches] == [128, 20]
    assert calls == [0, 1]

    def enough() -> None:
        if ended.batches:
            raise KeyError("enough")

    ended = Formulas(quadratic)
    surrogate = SurrogateSimulator(ended, cell_levers(10), design_seed=DESIGN_SEED, before_batch=enough)
    with pytest.raises(KeyError, match="enough"):
        surrogate.simulate([LeverVector(cells={})], seeds=[SEED])
    assert len(ended.batches) == 1
    assert dict(surrogate.errors) == {}


def test_more_levers_than_a_design_may_have_simulations_for_are_refused() -> None:
    real = Formulas(quadratic)
    # 2 x (1 + 43 + 946) + 16 = 1,996, and one lever more makes it 2,086.
    SurrogateSimulator(real, cell_levers(43), design_seed=DESIGN_SEED)
    with pytest.raises(BadInputError, match=r"in 44 levers takes 2,086 simulations to fit, and 2,000 are the most"):
        SurrogateSimulator(real, cell_levers(44), design_seed=DESIGN_SEED)


def test_a_simulation_that_somebody_ended_did_not_break() -> None:
    def cancelled(_cola: float, _factor: float, _seed: int) -> Metrics:
        raise SimulationCancelledError("Asked to end.")

    with pytest.raises(SimulationCancelledError, match=r"^Asked to end\.$"):
        surrogate_of(Formulas(cancelled)).simulate([moved(0.03)], seeds=[SEED])
