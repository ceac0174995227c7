"""The tornado shows the effects it is given, the furthest on top."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimization.evidence.charts.chart_units import MONEY, PERCENT
from optimization.evidence.charts.tornado_chart import TornadoBar, tornado_chart
from optimization.evidence.charts.tornado_picture import tornado_picture

MERIT = TornadoBar(lever="merit_rate", low_effect=-0.001, high_effect=0.001, low_label="2.9%", high_label="3.1%")
COLA = TornadoBar(lever="cola_rate", low_effect=-0.004, high_effect=0.002, low_label="1.4%", high_label="1.6%")
HIRES = TornadoBar(lever="hires", low_effect=0.0005, high_effect=0.003, low_label="1.00", high_label="1.10")


def test_levers_stand_by_their_larger_effect_whatever_its_sign() -> None:
    lower, higher = tornado_chart((MERIT, HIRES, COLA), title="Growth", unit=PERCENT).data

    assert tuple(lower.y) == tuple(higher.y) == ("cola_rate", "hires", "merit_rate")
    assert tuple(lower.x) == pytest.approx((-0.4, 0.05, -0.1))
    assert tuple(higher.x) == pytest.approx((0.2, 0.3, 0.1))
    assert tuple(higher.customdata) == ("1.6%: +0.200 pp", "1.10: +0.300 pp", "3.1%: +0.100 pp")


def test_the_first_of_the_levers_is_on_top() -> None:
    assert tornado_chart((MERIT,), title="Growth", unit=PERCENT).layout.yaxis.autorange == "reversed"


def test_a_bar_inside_another_has_no_label_but_keeps_its_hover() -> None:
    lower, higher = tornado_chart((HIRES,), title="Growth", unit=PERCENT).data

    assert (lower.text[0], higher.text[0]) == ("", "1.10")
    assert lower.customdata[0] == "1.00: +0.050 pp"
    assert replace(HIRES, low_effect=0.006).shown_labels == ("1.00", "")
    assert replace(HIRES, low_effect=0.0).shown_labels == ("1.00", "1.10")


def test_another_effect_gives_another_chart() -> None:
    lower, _ = tornado_chart((replace(MERIT, low_effect=-2_000.0),), title="Cost", unit=MONEY).data

    assert tuple(lower.x) == (-2_000.0,)
    assert tuple(lower.customdata) == ("2.9%: −2,000",)


def test_the_picture_follows_the_effects_and_not_their_order() -> None:
    picture = tornado_picture((MERIT, COLA), title="Growth", unit=PERCENT)

    assert picture == tornado_picture((COLA, MERIT), title="Growth", unit=PERCENT)
    assert picture != tornado_picture((MERIT, replace(COLA, high_effect=0.003)), title="Growth", unit=PERCENT)
