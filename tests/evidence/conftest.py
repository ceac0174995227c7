"""A finished target loop with figures small enough to follow by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from figures import HORIZON, YEAR, lever_table
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import named_values
from optimization.parameters.settings import load_simulation_settings
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.loop.target_loop_result import IterationRecord, LeverAtBound, LoopStatus, TargetLoopResult
from optimization.simulation.protocol import GrowthMethod, Metrics

YEARS = (2025, 2026)


@pytest.fixture(scope="session")
def catalogue() -> LeverCatalogue:
    return load_lever_catalogue()


@pytest.fixture
def loop_result(catalogue: LeverCatalogue) -> TargetLoopResult:
    """Growth went from 3.0 % over 2.4 % to 2.04 %; COLA fell from 1.5 to its bound, 1 %, merit of level 1 by 1 pp."""
    before = lever_table(YEARS).values()
    half_way = before | {cell: 0.01 for cell in before if cell.parameter_name == "cola_rate"}
    after = half_way | {LeverCell(year, 1, "merit_base"): 0.022 for year in YEARS}
    named = [named_values(cells, catalogue) for cells in (before, half_way, after)]
    history = tuple(
        IterationRecord(
            iteration=number, growth=growth, gap=2.0 - growth, levers=levers, seconds=0.5 * number, evaluations=number
        )
        for number, (growth, levers) in enumerate(zip((3.0, 2.4, 2.04), named, strict=True))
    )
    return TargetLoopResult(
        status=LoopStatus.CONVERGED,
        message="Growth is 2.04 %.",
        iterations=2,
        final_growth=2.04,
        final_gap=-0.04,
        initial_growth=3.0,
        achievable_range=(1.25, 6.5),
        iteration_history=history,
        cells_before=before,
        cells_after=after,
        levers_before=named[0],
        levers_after=named[2],
        locked_cells=frozenset({LeverCell(2026, 3, "merit_base")}),
        levers_at_bound=(LeverAtBound(lever="cola_rate", side="lower", value=0.01),),
        config=target_loop_config(target_growth=2.0, tolerance=0.1),
        seeds=(42,),
        inputs_fingerprint="0123456789abcdef" * 4,
        evaluations=3,
        batches=2,
        seconds=1.5,
        metrics_before=_metrics(growths=(0.025, 0.035), wage_bills=(1_000_000.0, 1_100_000.0)),
        metrics_after=_metrics(growths=(0.0196, 0.0212), wage_bills=(990_000.0, 1_079_000.0)),
    )


@pytest.fixture(scope="session")
def origin() -> RunOrigin:
    return RunOrigin(
        run_id="run-7",
        run_at=datetime(2025, 3, 4, 5, 6, tzinfo=UTC),
        command="planwise optimize loop --target-growth 2.0",
        settings=load_simulation_settings().replace(end_year=2026, total_termination_rate="0.135"),
        fingerprints={"census": "c" * 64, "levers": "e" * 64},
        versions={"python": "3.11.0", "duckdb": "1.5.6"},
    )


def _metrics(*, growths: tuple[float, float], wage_bills: tuple[float, float]) -> Metrics:
    years = {
        year: replace(YEAR, wage_bill=wage_bill, yoy_growth=_by_method(growth), equity_cv=0.11)
        for year, growth, wage_bill in zip(YEARS, growths, wage_bills, strict=True)
    }
    return replace(
        HORIZON,
        horizon_growth=_by_method(sum(growths) / len(growths)),
        total_compensation_cost=sum(wage_bills),
        equity_cv=0.11,
        closing_headcount=106,
        years=years,
    )


def _by_method(growth: float) -> dict[GrowthMethod, float | None]:
    return {
        GrowthMethod.CURRENT: None,
        GrowthMethod.CONTINUOUS: growth + 0.01,
        GrowthMethod.FULL_YEAR_EQUIVALENT: growth,
    }
