"""The engine's best objective by simulated candidates, against that of today's levers."""

from __future__ import annotations

import pytest

from optimization.evidence.charts.objective_chart import objective_chart
from optimization.evidence.charts.objective_picture import objective_picture

POINTS = ((1, 1.0), (12, 0.94), (40, 0.8625))


def test_the_best_objective_falls_in_steps_below_the_dashed_line_of_today() -> None:
    figure = objective_chart(POINTS, status_quo=1.05)

    (best,) = figure.data
    (today,) = figure.layout.shapes
    assert tuple(best.x) == (1, 12, 40)
    assert tuple(best.y) == (1.0, 0.94, 0.8625)
    assert best.line.shape == "hv"
    assert tuple(best.customdata) == ("1.000000", "0.940000", "0.862500")
    assert (today.name, today.y0, today.y1, today.line.dash) == ("Status quo", 1.05, 1.05, "dash")


@pytest.mark.parametrize(
    ("points", "status_quo"), [(POINTS[:2], 1.05), ((*POINTS[:2], (40, 0.86)), 1.05), (POINTS, 1.04)]
)
def test_the_picture_follows_the_points_and_the_status_quo(
    points: tuple[tuple[int, float], ...], status_quo: float
) -> None:
    assert objective_picture(POINTS, status_quo=1.05) == objective_picture(POINTS, status_quo=1.05)
    assert objective_picture(POINTS, status_quo=1.05) != objective_picture(points, status_quo=status_quo)
