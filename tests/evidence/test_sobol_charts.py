"""The bars are the shares, the largest total order on top, each with its interval."""

from __future__ import annotations

from dataclasses import replace

import pytest
from engine_figures import GROWTH, sobol

from optimization.evidence.charts.sobol_chart import sobol_chart
from optimization.evidence.charts.sobol_picture import sobol_picture
from optimization.search.exploration.sobol_result import SobolIndex

INDICES = sobol().measures[GROWTH]


def test_both_orders_stand_in_percent_with_their_intervals() -> None:
    first, total = sobol_chart(INDICES).data

    assert tuple(first.y) == tuple(total.y) == ("cola_rate", "new_hire_salary_adjustment")
    assert tuple(first.x) == pytest.approx((81.11, 12.34))
    assert tuple(total.x) == pytest.approx((87.65, 15.67))
    assert tuple(total.error_x.array) == pytest.approx((7.35, 5.33))
    assert tuple(first.error_x.arrayminus) == pytest.approx((11.11, 14.34))
    assert first.customdata[1] == "12.3% (−2.0% to 22.0%)"


def test_an_interval_that_leaves_its_estimate_out_reaches_no_way_on_that_side() -> None:
    odd = replace(INDICES.levers[0], first_order=SobolIndex(value=0.3, interval=(0.1, 0.2)))

    first, _ = sobol_chart(replace(INDICES, levers=(odd, INDICES.levers[1]))).data

    assert first.error_x.array[1] == 0.0
    assert first.error_x.arrayminus[1] == pytest.approx(20.0)


def test_the_picture_follows_each_share() -> None:
    other = replace(INDICES.levers[0], total_order=SobolIndex(value=0.2, interval=(0.1, 0.3)))

    assert sobol_picture(INDICES) == sobol_picture(INDICES)
    assert sobol_picture(INDICES) != sobol_picture(replace(INDICES, levers=(other, INDICES.levers[1])))


def test_shares_without_intervals_stand_alone() -> None:
    bare = tuple(
        replace(
            lever,
            first_order=replace(lever.first_order, interval=None),
            total_order=replace(lever.total_order, interval=None),
        )
        for lever in INDICES.levers
    )
    first, total = sobol_chart(replace(INDICES, levers=bare)).data

    assert tuple(total.x) == pytest.approx((87.65, 15.67))
    assert first.error_x.array is None
    assert first.customdata[1] == "12.3%"
    assert sobol_picture(replace(INDICES, levers=bare)) != sobol_picture(INDICES)
