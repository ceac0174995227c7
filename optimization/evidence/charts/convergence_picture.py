"""The convergence of a search as a PNG, for places that show pictures but run no scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import BAND_OPACITY, BEST_COLOUR, GROWTH_COLOUR, TARGET_COLOUR
from optimization.evidence.charts.picture_style import HEIGHT_PX, WIDTH_PX, blank_picture, png_bytes

if TYPE_CHECKING:
    from optimization.evidence.charts.convergence_trace import ConvergenceTrace

# Half a step beyond the first and last iteration: the markers stand clear of the frame.
_ITERATION_MARGIN = 0.5


def convergence_picture(trace: ConvergenceTrace, *, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> bytes:
    """The same content as `convergence_chart`, drawn without any global state of matplotlib.

    Args:
        trace: Growth in percent by iteration.
        width_px: Width of the picture in pixels.
        height_px: Height of the picture in pixels.

    Returns:
        The bytes of a PNG; the same trace gives the same bytes.
    """
    from matplotlib.ticker import FormatStrFormatter, MultipleLocator

    figure, axes = blank_picture(width_px=width_px, height_px=height_px)
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
    figure.legend(loc="outside upper left", ncols=5, frameon=False)
    return png_bytes(figure)
