"""Charts of how searches went, one point each over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEST_COLOUR,
    GROWTH_COLOUR,
    MARKER_EDGE,
    TARGET_COLOUR,
    chart_layout,
    plain_text,
)
from optimization.evidence.quantities import NOT_AVAILABLE
from optimization.governance.search_history.search_performance import SearchPerformance

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Told apart without their colours by the markers.
_LOOKS = ((GROWTH_COLOUR, "circle"), (TARGET_COLOUR, "diamond"), (BEST_COLOUR, "square"), (MARKER_EDGE, "cross"))
_RECORDED_AT = "Recorded at (UTC)"
# A single search has no span: its axis shows minutes all the same, and points stand clear of the frame.
_LEAST_MARGIN = timedelta(minutes=10)
_MARGIN_SHARE = 0.05


def runtime_chart(runs: Sequence[SearchPerformance]) -> Figure:
    """Runtime in seconds by algorithm; x is when each was recorded. At least one of them, oldest first, must say it."""
    return _points_chart(
        runs, lambda run: run.runtime_seconds, y_title="Runtime, seconds", hover="%{y:.2f} s, %{customdata}"
    )


def quality_chart(runs: Sequence[SearchPerformance]) -> Figure:
    """Quality by algorithm: 1 for the best objective known, 0 for the status quo's. At least one must have one."""
    return _points_chart(
        runs, lambda run: run.quality_score, y_title="Quality, 1 is best", hover="%{y:.3f}, %{customdata}"
    )


def _points_chart(
    runs: Sequence[SearchPerformance], measure: Callable[[SearchPerformance], float | None], *, y_title: str, hover: str
) -> Figure:
    from plotly import graph_objects

    figure = graph_objects.Figure(layout=chart_layout(x_title=_RECORDED_AT, y_title=y_title))
    known = [run for run in runs if measure(run) is not None]
    algorithms = dict.fromkeys(run.algorithm or NOT_AVAILABLE for run in known)
    for place, algorithm in enumerate(algorithms):
        colour, symbol = _LOOKS[place % len(_LOOKS)]
        own = [run for run in known if (run.algorithm or NOT_AVAILABLE) == algorithm]
        figure.add_scatter(
            x=[run.recorded_at for run in own],
            y=[measure(run) for run in own],
            name=plain_text(algorithm),
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 9},
            customdata=[plain_text(run.run_id or NOT_AVAILABLE) for run in own],
            hovertemplate=hover,
        )
    first, last = known[0].recorded_at, known[-1].recorded_at
    margin = max(_LEAST_MARGIN, (last - first) * _MARGIN_SHARE)
    figure.update_xaxes(range=[first - margin, last + margin])
    figure.update_layout(hovermode="closest", showlegend=True)
    figure.update_yaxes(ticksuffix="", rangemode="tozero")
    return figure
