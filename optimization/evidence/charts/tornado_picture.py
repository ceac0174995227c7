"""How far each lever moves an outcome, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.evidence.charts.chart_style import BEFORE_COLOUR, FALL_COLOUR, RISE_COLOUR, roomy_range
from optimization.evidence.charts.chart_units import ChartUnit
from optimization.evidence.charts.picture_style import LABEL_DISTANCE_PT, TICK_FORMAT, png_bytes, row_picture
from optimization.evidence.charts.tornado_chart import BAR_OPACITY, TornadoBar, by_reach

_BAR_HEIGHT = 0.65


def tornado_picture(bars: Sequence[TornadoBar], *, title: str, unit: ChartUnit) -> bytes:
    """The same content as `tornado_chart`.

    Returns:
        The bytes of a PNG; the same bars give the same bytes.
    """
    bars = by_reach(bars)
    figure, axes = row_picture([bar.lever for bar in bars])
    for name, colour, ends in (
        ("Lower value", FALL_COLOUR, [(bar.low_effect, bar.shown_labels[0]) for bar in bars]),
        ("Higher value", RISE_COLOUR, [(bar.high_effect, bar.shown_labels[1]) for bar in bars]),
    ):
        drawn = axes.barh(
            range(len(bars)),
            [effect * unit.scale for effect, _ in ends],
            height=_BAR_HEIGHT,
            color=colour,
            alpha=BAR_OPACITY,
            label=name,
        )
        axes.bar_label(drawn, [label for _, label in ends], padding=LABEL_DISTANCE_PT, parse_math=False)
    effects = [effect * unit.scale for bar in bars for effect in (bar.low_effect, bar.high_effect)]
    axes.set_xlim(*roomy_range(effects))
    axes.set_xlabel(title)
    axes.xaxis.set_major_formatter(TICK_FORMAT + unit.change_suffix)
    axes.axvline(0.0, color=BEFORE_COLOUR, linewidth=1)
    figure.legend(loc="outside upper left", ncols=2, frameon=False)
    return png_bytes(figure)
