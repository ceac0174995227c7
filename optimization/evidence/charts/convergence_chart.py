"""The convergence of a search as an interactive Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BAND_OPACITY,
    BEST_COLOUR,
    GROWTH_COLOUR,
    GROWTH_HOVER,
    TARGET_COLOUR,
    chart_layout,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from optimization.evidence.charts.convergence_trace import ConvergenceTrace

# Half a step beyond the first and last iteration: the markers stand clear of the frame.
_ITERATION_MARGIN = 0.5


def convergence_chart(trace: ConvergenceTrace) -> Figure:
    """Growth by iteration with the target, its tolerance band, the best so far and the best of all marked.

    Args:
        trace: Growth in percent by iteration.

    Returns:
        A Plotly figure; x is the iteration, y the growth in percent.
    """
    from plotly import graph_objects

    best = trace.best_position
    ends = [trace.iterations[0] - _ITERATION_MARGIN, trace.iterations[-1] + _ITERATION_MARGIN]
    low, high = trace.band
    figure = graph_objects.Figure(layout=chart_layout(x_title="Iteration", y_title="Pay growth, per year"))
    figure.add_scatter(
        x=[*ends, *reversed(ends)],
        y=[low, low, high, high],
        name="Tolerance",
        fill="toself",
        fillcolor=TARGET_COLOUR,
        opacity=BAND_OPACITY,
        mode="none",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=ends,
        y=[trace.target_growth] * len(ends),
        name="Target",
        mode="lines",
        line={"color": TARGET_COLOUR, "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=trace.iterations,
        y=trace.best_so_far,
        name="Best so far",
        mode="lines",
        line={"color": BEST_COLOUR, "width": 2, "shape": "hv", "dash": "dot"},
        hovertemplate=GROWTH_HOVER,
    )
    figure.add_scatter(
        x=trace.iterations,
        y=trace.growth,
        name="Growth",
        mode="lines+markers",
        line={"color": GROWTH_COLOUR, "width": 2},
        marker={"size": 8},
        hovertemplate=GROWTH_HOVER,
    )
    figure.add_scatter(
        x=[trace.iterations[best]],
        y=[trace.growth[best]],
        name="Best",
        mode="markers",
        marker={"symbol": "star", "size": 16, "color": BEST_COLOUR},
        hovertemplate=GROWTH_HOVER,
    )
    figure.update_xaxes(range=ends, dtick=trace.iteration_step, tick0=trace.iterations[0])
    figure.update_yaxes(range=trace.growth_axis)
    return figure
