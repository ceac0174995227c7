"""The bands show the percentiles they are given, candidate by candidate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimization.evidence.charts.bands_chart import Band, bands_chart
from optimization.evidence.charts.bands_picture import bands_picture
from optimization.evidence.charts.chart_units import MONEY, PERCENT

TODAY = Band(label="Today", p10=0.025, p50=0.03, p90=0.0375)
PROPOSAL = Band(label="Proposal", p10=0.02, p50=0.02, p90=0.0225)


def test_the_median_stands_between_its_percentiles_in_percent() -> None:
    figure = bands_chart((TODAY, PROPOSAL), title="Pay growth, per year", unit=PERCENT)

    (trace,) = figure.data
    assert tuple(trace.y) == ("Today", "Proposal")
    assert tuple(trace.x) == (3.0, 2.0)
    assert tuple(trace.error_x.arrayminus) == pytest.approx((0.5, 0.0))
    assert tuple(trace.error_x.array) == pytest.approx((0.75, 0.25))
    assert trace.error_x.symmetric is False
    assert trace.customdata[0] == "P10 2.500%<br>P50 3.000%<br>P90 3.750%"
    assert figure.layout.xaxis.title.text == "Pay growth, per year"


def test_money_is_drawn_and_written_as_it_is() -> None:
    (trace,) = bands_chart((Band(label="x", p10=900.0, p50=1_000.0, p90=1_250.0),), title="Cost", unit=MONEY).data

    assert tuple(trace.x) == (1_000.0,)
    assert tuple(trace.error_x.array) == (250.0,)
    assert trace.customdata[0] == "P10 900<br>P50 1,000<br>P90 1,250"


def test_percentiles_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="p10 <= p50 <= p90 must hold"):
        replace(TODAY, p10=0.031)


@pytest.mark.parametrize("change", [{"p10": 0.02}, {"p50": 0.031}, {"p90": 0.04}, {"label": "Now"}])
def test_the_picture_follows_each_value(change: dict[str, float | str]) -> None:
    picture = bands_picture((TODAY, PROPOSAL), title="Growth", unit=PERCENT)

    assert picture == bands_picture((TODAY, PROPOSAL), title="Growth", unit=PERCENT)
    assert picture != bands_picture((replace(TODAY, **change), PROPOSAL), title="Growth", unit=PERCENT)
