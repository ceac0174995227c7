"""The front shows every point by its three objectives, and what it is by its shape."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimization.evidence.charts.front_chart import FrontPoint, PointKind, front_chart
from optimization.evidence.charts.front_picture import front_picture

LEFT = FrontPoint(cost=1_000_000.0, equity=0.15, target_gap=0.9, label="a", kind=PointKind.FRONT)
RIGHT = replace(LEFT, cost=1_200_000.0, equity=0.14, target_gap=0.1, label="b")
KNEE = replace(LEFT, cost=1_050_000.0, equity=0.142, target_gap=0.3, label="c", kind=PointKind.KNEE)
TODAY = replace(LEFT, cost=1_100_000.0, equity=0.16, target_gap=0.5, label="Today", kind=PointKind.STATUS_QUO)
PROPOSAL = replace(KNEE, label="d", kind=PointKind.PROPOSAL)
POINTS = (LEFT, TODAY, KNEE, RIGHT, PROPOSAL)


def test_points_stand_by_cost_equity_and_gap_under_what_they_are() -> None:
    marks = {trace.name: trace for trace in front_chart(POINTS).data}

    assert set(marks) == {"Front", "Knee", "Status quo", "Proposal"}
    assert tuple(marks["Front"].x) == (1_000_000.0, 1_200_000.0)
    assert tuple(marks["Front"].y) == (0.15, 0.14)
    assert tuple(marks["Front"].marker.color) == (0.9, 0.1)
    assert tuple(marks["Status quo"].x) == (1_100_000.0,)
    assert marks["Knee"].customdata[0] == "<b>c</b><br>Cost 1,050,000<br>equity_cv 0.1420<br>Target gap 0.3000"


def test_each_kind_has_a_shape_of_its_own_and_all_share_one_scale_of_colours() -> None:
    traces = front_chart(POINTS).data

    assert len({trace.marker.symbol for trace in traces}) == 4
    assert {(trace.marker.cmin, trace.marker.cmax) for trace in traces} == {(0.1, 0.9)}
    assert [trace.marker.showscale for trace in traces] == [True, False, False, False]


def test_a_kind_without_points_is_not_in_the_legend() -> None:
    assert [trace.name for trace in front_chart((LEFT, TODAY)).data] == ["Front", "Status quo"]


def test_without_targets_the_marks_have_one_colour_and_the_front_no_scale() -> None:
    points = [replace(point, target_gap=None) for point in (LEFT, RIGHT, TODAY)]

    traces = front_chart(points).data

    assert {trace.marker.color for trace in traces} == {"#2f7fd1"}
    assert [trace.marker.showscale for trace in traces] == [None, None]
    assert traces[1].customdata[0] == "<b>Today</b><br>Cost 1,100,000<br>equity_cv 0.1600"
    assert front_picture(points) != front_picture((LEFT, RIGHT, TODAY))


def test_points_of_which_only_some_have_a_target_gap_are_refused() -> None:
    with pytest.raises(ValueError, match="1 of 2 have"):
        front_chart((LEFT, replace(RIGHT, target_gap=None)))


def test_a_front_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        front_chart(())
    with pytest.raises(ValueError, match="at least one point"):
        front_picture(())


@pytest.mark.parametrize("change", [{"cost": 1_060_000.0}, {"equity": 0.143}, {"target_gap": 0.4}])
def test_the_picture_follows_each_objective(change: dict[str, float]) -> None:
    assert front_picture(POINTS) != front_picture((LEFT, TODAY, replace(KNEE, **change), RIGHT, PROPOSAL))


def test_the_picture_tells_the_kinds_apart() -> None:
    assert front_picture((LEFT, RIGHT)) == front_picture((LEFT, RIGHT))
    assert front_picture((LEFT, RIGHT)) != front_picture((LEFT, replace(RIGHT, kind=PointKind.KNEE)))
