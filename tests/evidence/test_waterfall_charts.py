"""The waterfall shows the parts it is given, and the total they add up to."""

from __future__ import annotations

import pytest

from optimization.evidence.charts.chart_units import MONEY
from optimization.evidence.charts.waterfall_chart import waterfall_chart
from optimization.evidence.charts.waterfall_picture import waterfall_picture

PARTS = (("COLA", 0.015), ("Merit", 0.025), ("New-hire mix", -0.01))


def test_parts_stand_in_percent_in_their_order_before_their_sum() -> None:
    (trace,) = waterfall_chart(PARTS, total_label="Growth").data

    assert tuple(trace.x) == ("COLA", "Merit", "New-hire mix", "Growth")
    assert tuple(trace.y) == pytest.approx((1.5, 2.5, -1.0, 3.0))
    assert tuple(trace.measure) == ("relative", "relative", "relative", "total")
    assert tuple(trace.text) == ("+1.500 pp", "+2.500 pp", "−1.000 pp", "3.000%")


def test_money_is_drawn_and_written_as_it_is() -> None:
    (trace,) = waterfall_chart((("COLA", -5_200_000.0), ("Merit", 2_100_000.0)), total_label="Cost", unit=MONEY).data

    assert tuple(trace.y) == (-5_200_000.0, 2_100_000.0, -3_100_000.0)
    assert tuple(trace.text) == ("−5,200,000", "+2,100,000", "−3,100,000")


def test_the_axis_holds_zero_and_every_running_sum_with_room_for_the_texts() -> None:
    # The running sums are 2, -1 and 1 percent.
    low, high = waterfall_chart((("a", 0.02), ("b", -0.03), ("c", 0.02)), total_label="d").layout.yaxis.range

    assert low < -1.0
    assert high > 2.0
    # Bars that all rise stand on the floor of the chart.
    assert waterfall_chart(PARTS, total_label="Growth").layout.yaxis.range[0] == 0.0


def test_the_picture_follows_the_parts() -> None:
    picture = waterfall_picture(PARTS, total_label="Growth")

    assert picture == waterfall_picture(PARTS, total_label="Growth")
    assert picture != waterfall_picture((*PARTS[:2], ("New-hire mix", -0.02)), total_label="Growth")
    assert picture != waterfall_picture(PARTS, total_label="Growth", unit=MONEY)
