"""The convergence of a search as a PNG, for places that show pictures but run no scripts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from optimization.evidence.chart_style import BAND_OPACITY, BEST_COLOUR, GROWTH_COLOUR, TARGET_COLOUR

if TYPE_CHECKING:
    from optimization.evidence.convergence_trace import ConvergenceTrace

_DOTS_PER_INCH = 120
# Wide enough to be read in Dagster's metadata pane, small enough to be embedded in it.
_WIDTH_PX = 960
_HEIGHT_PX = 480
# Half a step beyond the first and last iteration: the markers stand clear of the frame.
_ITERATION_MARGIN = 0.5


def convergence_picture(trace: ConvergenceTrace, *, width_px: int = _WIDTH_PX, height_px: int = _HEIGHT_PX) -> bytes:
    """The same content as `convergence_chart`, drawn without any global state of matplotlib.

    Args:
        trace: Growth in percent by iteration.
        width_px: Width of the picture in pixels.
        height_px: Height of the picture in pixels.

    Returns:
        The bytes of a PNG; the same trace gives the same bytes.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import FormatStrFormatter, MultipleLocator

    figure = Figure(figsize=(width_px / _DOTS_PER_INCH, height_px / _DOTS_PER_INCH), dpi=_DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    best = trace.best_position
    axes.axhspan(*trace.band, color=TARGET_COLOUR, alpha=BAND_OPACITY, linewidth=0, label="Tolerance")
    axes.axhline(trace.target_growth, color=TARGET_COLOUR, linestyle="--", label="Target")
    axes.step(trace.iterations, trace.best_so_far, where="post", color=BEST_COLOUR, linestyle=":", label="Best so far")
    axes.plot(trace.iterations, trace.growth, color=GROWTH_COLOUR, marker="o", label="Growth")
    axes.plot(
        [trace.iterations[best]],
        [trace.growth[best]],
        color=BEST_COLOUR,
        marker="*",
        markersize=15,
        linestyle="none",
        label="Best",
        zorder=3,
    )
    axes.set_xlim(trace.iterations[0] - _ITERATION_MARGIN, trace.iterations[-1] + _ITERATION_MARGIN)
    axes.set_ylim(*trace.growth_axis)
    axes.xaxis.set_major_locator(MultipleLocator(trace.iteration_step, offset=trace.iterations[0]))
    axes.yaxis.set_major_formatter(FormatStrFormatter("%g%%"))
    axes.set_xlabel("Iteration")
    axes.set_ylabel("Pay growth, per year")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)
    figure.legend(loc="outside upper left", ncols=5, frameon=False)
    png = io.BytesIO()
    # Without the version of matplotlib the bytes depend on the trace alone.
    figure.savefig(png, format="png", metadata={"Software": None})
    return png.getvalue()
