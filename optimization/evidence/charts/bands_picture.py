"""How an outcome spreads over the seeds, candidate by candidate, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.evidence.charts.bands_chart import BAND_NAME, Band
from optimization.evidence.charts.chart_style import GROWTH_COLOUR
from optimization.evidence.charts.chart_units import ChartUnit
from optimization.evidence.charts.picture_style import TICK_FORMAT, png_bytes, row_picture


def bands_picture(bands: Sequence[Band], *, title: str, unit: ChartUnit) -> bytes:
    """The same content as `bands_chart`.

    Returns:
        The bytes of a PNG; the same bands give the same bytes.
    """
    figure, axes = row_picture([band.label for band in bands])
    axes.errorbar(
        [band.p50 * unit.scale for band in bands],
        range(len(bands)),
        xerr=[
            [(band.p50 - band.p10) * unit.scale for band in bands],
            [(band.p90 - band.p50) * unit.scale for band in bands],
        ],
        fmt="D",
        color=GROWTH_COLOUR,
        capsize=5,
        label=BAND_NAME,
    )
    axes.set_xlabel(title)
    axes.xaxis.set_major_formatter(TICK_FORMAT + unit.suffix)
    figure.legend(loc="outside upper left", frameon=False)
    return png_bytes(figure)
