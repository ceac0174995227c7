"""Growth by year, before and after, by the method that was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimization.evidence.charts.growth_chart import growth_chart
from optimization.evidence.yearly_growth import YearGrowth, growth_by_year
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.simulation.protocol import GrowthMethod


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (GrowthMethod.FULL_YEAR_EQUIVALENT, [(2025, 0.025, 0.0196), (2026, 0.035, 0.0212)]),
        (GrowthMethod.CONTINUOUS, [(2025, 0.035, 0.0296), (2026, 0.045, 0.0312)]),
        (GrowthMethod.CURRENT, [(2025, None, None), (2026, None, None)]),
    ],
)
def test_growth_by_year_is_that_of_the_chosen_method(
    loop_result: TargetLoopResult, method: GrowthMethod, expected: list[tuple[int, float | None, float | None]]
) -> None:
    years = growth_by_year(loop_result.metrics_before, loop_result.metrics_after, method=method)

    assert [year.simulation_year for year in years] == [row[0] for row in expected]
    assert [year.before for year in years] == [pytest.approx(row[1]) for row in expected]
    assert [year.after for year in years] == [pytest.approx(row[2]) for row in expected]


def test_a_year_that_only_one_side_simulated_is_kept(loop_result: TargetLoopResult) -> None:
    after = replace(loop_result.metrics_after, years={2026: loop_result.metrics_after.years[2026]})

    first, second = growth_by_year(loop_result.metrics_before, after, method=GrowthMethod.FULL_YEAR_EQUIVALENT)

    assert (first.simulation_year, first.before, first.after) == (2025, 0.025, None)
    assert (second.simulation_year, second.before, second.after) == (2026, 0.035, 0.0212)


def test_the_chart_shows_percent_and_leaves_out_what_is_missing() -> None:
    years = [
        YearGrowth(simulation_year=2025, before=0.02, after=0.03),
        YearGrowth(simulation_year=2026, before=None, after=-0.01),
    ]

    figure = growth_chart(years, target_growth=2.5)

    bars = {bar.name: bar for bar in figure.data if bar.type == "bar"}
    assert tuple(bars["Before"].x) == ("2025", "2026")
    assert tuple(bars["Before"].y) == (2.0, None)
    assert tuple(bars["After"].y) == (3.0, -1.0)
    assert [line.y0 for line in figure.layout.shapes] == [2.5]
