"""What a total is made of, part by part, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from optimization.evidence.charts.chart_style import BEFORE_COLOUR, FALL_COLOUR, RISE_COLOUR, roomy_range
from optimization.evidence.charts.chart_units import PERCENT, ChartUnit
from optimization.evidence.charts.picture_style import LABEL_DISTANCE_PT, TICK_FORMAT, blank_picture, png_bytes

_BAR_WIDTH = 0.65


def waterfall_picture(parts: Sequence[tuple[str, float]], *, total_label: str, unit: ChartUnit = PERCENT) -> bytes:
    """The same content as `waterfall_chart`.

    Returns:
        The bytes of a PNG; the same parts give the same bytes.
    """
    figure, axes = blank_picture()
    axes.set_axisbelow(True)
    names, amounts = [name for name, _ in parts], [amount for _, amount in parts]
    total = sum(amounts)
    ends = [*accumulate(amount * unit.scale for amount in amounts)]
    colours = [*(RISE_COLOUR if amount >= 0.0 else FALL_COLOUR for amount in amounts), BEFORE_COLOUR]
    bars = axes.bar(
        range(len(names) + 1),
        [amount * unit.scale for amount in (*amounts, total)],
        bottom=[0.0, *ends[:-1], 0.0],
        color=colours,
        # A part too small for a bar still shows as a line.
        edgecolor=colours,
        width=_BAR_WIDTH,
    )
    axes.bar_label(bars, [*map(unit.write_change, amounts), unit.write(total)], padding=LABEL_DISTANCE_PT)
    # A name is shown as it is: a dollar in it would begin a formula.
    axes.set_xticks(range(len(names) + 1), [*names, total_label], parse_math=False)
    axes.set_ylim(*roomy_range(ends))
    axes.yaxis.set_major_formatter(TICK_FORMAT + unit.suffix)
    axes.axhline(0.0, color=BEFORE_COLOUR, linewidth=1)
    return png_bytes(figure)
