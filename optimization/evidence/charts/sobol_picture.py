"""Which share of a measure's spread each lever makes, with its interval, as a PNG."""

from __future__ import annotations

from optimization.evidence.charts.chart_style import BEFORE_COLOUR, GROWTH_COLOUR, TARGET_COLOUR
from optimization.evidence.charts.chart_units import PERCENT
from optimization.evidence.charts.picture_style import TICK_FORMAT, png_bytes, row_picture
from optimization.evidence.charts.sobol_chart import (
    FIRST_ORDER,
    SHARE_TITLE,
    TOTAL_ORDER,
    by_total_order,
    have_intervals,
    interval_lengths,
)
from optimization.search.exploration.sobol_result import MeasureIndices

_BAR_HEIGHT = 0.38


def sobol_picture(indices: MeasureIndices) -> bytes:
    """The same content as `sobol_chart`.

    Returns:
        The bytes of a PNG; the same indices give the same bytes.
    """
    levers = by_total_order(indices)
    figure, axes = row_picture([found.lever for found in levers])
    for name, colour, offset, shares in (
        (FIRST_ORDER, BEFORE_COLOUR, -_BAR_HEIGHT / 2, [found.first_order for found in levers]),
        (TOTAL_ORDER, GROWTH_COLOUR, _BAR_HEIGHT / 2, [found.total_order for found in levers]),
    ):
        axes.barh(
            [row + offset for row in range(len(levers))],
            [share.value * PERCENT.scale for share in shares],
            height=_BAR_HEIGHT,
            xerr=interval_lengths(shares) if have_intervals(shares) else None,
            capsize=3,
            ecolor=TARGET_COLOUR,
            color=colour,
            label=name,
        )
    axes.set_xlabel(SHARE_TITLE)
    axes.xaxis.set_major_formatter(TICK_FORMAT + PERCENT.suffix)
    axes.axvline(0.0, color=BEFORE_COLOUR, linewidth=1)
    figure.legend(loc="outside upper left", ncols=2, frameon=False)
    return png_bytes(figure)
