"""What every PNG of the evidence shares: its size, its frame and its bytes, without global state of matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from optimization.evidence.charts.chart_style import rows_height_px

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DOTS_PER_INCH = 120
# Wide enough to be read in Dagster's metadata pane, small enough to be embedded in it.
WIDTH_PX = 960
HEIGHT_PX = 480
# Grouped by thousands, with no digit that says nothing.
TICK_FORMAT = "{x:,.10g}"
_GRID_OPACITY = 0.3
# On a horizontal axis amounts of ten digits stand side by side without touching.
AMOUNT_TICKS = 4
# A text stands this far from the bar it belongs to.
LABEL_DISTANCE_PT = 3
_HALF_ROW = 0.5


def blank_picture(
    *, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX, grid_axis: Literal["x", "y", "both"] = "y"
) -> tuple[Figure, Axes]:
    """A figure with its axes, open above and to the right; `grid_axis` is that of the quantity."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_px / _DOTS_PER_INCH, height_px / _DOTS_PER_INCH), dpi=_DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis=grid_axis, alpha=_GRID_OPACITY)
    return figure, axes


def row_picture(names: Sequence[str]) -> tuple[Figure, Axes]:
    """A figure and its axes with a row per name, the first on top, and the quantity along x."""
    from matplotlib.ticker import MaxNLocator

    figure, axes = blank_picture(height_px=rows_height_px(len(names)), grid_axis="x")
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(AMOUNT_TICKS))
    # A name is shown as it is: a dollar in it would begin a formula.
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.set_ylim(len(names) - _HALF_ROW, -_HALF_ROW)
    return figure, axes


def png_bytes(figure: Figure) -> bytes:
    """The picture as PNG; the same figure gives the same bytes."""
    png = io.BytesIO()
    # Without the version of matplotlib the bytes depend on the figure alone.
    figure.savefig(png, format="png", metadata={"Software": None})
    return png.getvalue()
