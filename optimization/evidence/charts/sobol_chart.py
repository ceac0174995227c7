"""Which share of a measure's spread each lever makes, with its interval, as an interactive Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    GROWTH_COLOUR,
    HATCH,
    TARGET_COLOUR,
    plain_text,
    row_layout,
)
from optimization.evidence.charts.chart_units import PERCENT
from optimization.evidence.quantities import fraction_as_percent
from optimization.search.exploration.sobol_result import LeverIndices, MeasureIndices, SobolIndex

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FIRST_ORDER = "By itself (first order)"
TOTAL_ORDER = "With others (total order)"
SHARE_TITLE = "Share of the spread"
_SHARE_DIGITS = 1


def sobol_chart(indices: MeasureIndices) -> Figure:
    """Two bars a lever with their intervals, the lever with the largest total order on top.

    Returns:
        A Plotly figure; x is the share of the variance in percent, y the lever.
    """
    from plotly import graph_objects

    levers = by_total_order(indices)
    layout = row_layout(x_title=SHARE_TITLE, rows=len(levers), x_suffix=PERCENT.suffix)
    figure = graph_objects.Figure(layout=layout)
    for name, colour, pattern, shares in (
        (FIRST_ORDER, BEFORE_COLOUR, HATCH, [found.first_order for found in levers]),
        (TOTAL_ORDER, GROWTH_COLOUR, "", [found.total_order for found in levers]),
    ):
        figure.add_bar(
            x=[share.value * PERCENT.scale for share in shares],
            y=[plain_text(found.lever) for found in levers],
            name=name,
            orientation="h",
            marker={"color": colour, "pattern": {"shape": pattern}},
            error_x=_error_bars(shares),
            customdata=[interval_text(share) for share in shares],
            hovertemplate="<b>%{y}</b><br>%{fullData.name}: %{customdata}<extra></extra>",
        )
    figure.update_layout(barmode="group", bargap=0.3)
    figure.update_xaxes(zeroline=True, zerolinecolor=BEFORE_COLOUR)
    return figure


def _error_bars(shares: list[SobolIndex]) -> dict[str, Any] | None:
    if not have_intervals(shares):
        return None
    below, above = interval_lengths(shares)
    return {
        "type": "data",
        "array": above,
        "arrayminus": below,
        "symmetric": False,
        "thickness": 1.5,
        "color": TARGET_COLOUR,
    }


def have_intervals(shares: list[SobolIndex]) -> bool:
    """Whether there are intervals to draw; of one measure all shares have them, or none."""
    return all(share.interval is not None for share in shares)


def by_total_order(indices: MeasureIndices) -> list[LeverIndices]:
    """The levers as `ranking` has them."""
    found = {each.lever: each for each in indices.levers}
    return [found[lever] for lever in indices.ranking]


def interval_lengths(shares: list[SobolIndex]) -> tuple[list[float], list[float]]:
    """How far each interval reaches below and above its estimate, in percent; for shares that have intervals.

    A bootstrap interval may leave its estimate out; it then reaches no way on that side.
    """
    ends = [(share.value, share.interval) for share in shares if share.interval is not None]
    below = [max(value - lower, 0.0) * PERCENT.scale for value, (lower, _) in ends]
    above = [max(upper - value, 0.0) * PERCENT.scale for value, (_, upper) in ends]
    return below, above


def interval_text(share: SobolIndex) -> str:
    """An estimate with its interval, if it has one."""
    if share.interval is None:
        return _percent(share.value)
    lower, upper = share.interval
    return f"{_percent(share.value)} ({_percent(lower)} to {_percent(upper)})"


def _percent(share: float) -> str:
    return fraction_as_percent(share, digits=_SHARE_DIGITS)
