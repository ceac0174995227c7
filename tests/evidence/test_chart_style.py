"""The charts are read without telling colours apart, on light pages and on dark ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optimization.evidence.charts import chart_style
from optimization.evidence.charts.chart_units import PERCENT
from optimization.evidence.charts.growth_chart import growth_chart
from optimization.evidence.charts.tornado_chart import TornadoBar, tornado_chart
from optimization.evidence.charts.waterfall_chart import waterfall_chart
from optimization.evidence.reports import report_writer
from optimization.evidence.yearly_growth import YearGrowth

REPORT_STYLES = Path(report_writer.__file__).parent / "templates" / "report.css"
# The least contrast of marks with what is beside them: WCAG 2.2, success criterion 1.4.11.
LEAST_CONTRAST = 3.0
MARKS = {
    name: colour
    for name, colour in vars(chart_style).items()
    if name.endswith("_COLOUR") and re.fullmatch("#[0-9a-f]{6}", str(colour))
}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", sorted(MARKS))
def test_a_colour_stands_out_from_the_reports_light_page_and_from_its_dark_one(name: str) -> None:
    pages = re.findall(r"--page: (#[0-9a-f]{6})", REPORT_STYLES.read_text())

    assert len(pages) == 2
    assert all(contrast(MARKS[name], page) >= LEAST_CONTRAST for page in pages)


def test_of_two_bars_side_by_side_one_is_hatched() -> None:
    years = growth_chart((YearGrowth(simulation_year=2025, before=0.02, after=0.03),), target_growth=None)
    bar = TornadoBar(lever="cola_rate", low_effect=-0.01, high_effect=0.01, low_label="1%", high_label="2%")
    levers = tornado_chart((bar,), title="Growth", unit=PERCENT)

    assert [trace.marker.pattern.shape for trace in years.data] == ["/", ""]
    assert [trace.marker.pattern.shape for trace in levers.data] == ["/", ""]


def test_the_text_beside_a_narrow_bar_keeps_its_size() -> None:
    (trace,) = waterfall_chart((("COLA", 0.015),), total_label="Growth").data

    assert trace.constraintext == "none"
