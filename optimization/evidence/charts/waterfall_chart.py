"""What a total is made of, part by part, as an interactive Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    FALL_COLOUR,
    GRID_COLOUR,
    RISE_COLOUR,
    chart_layout,
    plain_text,
    roomy_range,
)
from optimization.evidence.charts.chart_units import PERCENT, ChartUnit

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# There is no legend above the bars.
_TOP_MARGIN_PX = 12


def waterfall_chart(parts: Sequence[tuple[str, float]], *, total_label: str, unit: ChartUnit = PERCENT) -> Figure:
    """Signed parts, each from where the one before it ended, then their sum.

    Args:
        parts: Name and amount in the unit, in the order to be drawn; a residual is one of them.
        total_label: The name of the sum.
        unit: What the amounts are; fractions for percent.

    Returns:
        A Plotly figure; x is the part, y the amount.
    """
    from plotly import graph_objects

    names, amounts = [name for name, _ in parts], [amount for _, amount in parts]
    total = sum(amounts)
    figure = graph_objects.Figure(layout=chart_layout(x_title="", y_title=""))
    figure.add_waterfall(
        x=[plain_text(name) for name in (*names, total_label)],
        y=[amount * unit.scale for amount in (*amounts, total)],
        measure=["relative"] * len(parts) + ["total"],
        text=[*map(unit.write_change, amounts), unit.write(total)],
        textposition="outside",
        # Else a text is shrunk to the width of its bar, until nobody can read it.
        constraintext="none",
        cliponaxis=False,
        increasing={"marker": {"color": RISE_COLOUR}},
        decreasing={"marker": {"color": FALL_COLOUR}},
        totals={"marker": {"color": BEFORE_COLOUR}},
        connector={"line": {"color": GRID_COLOUR}},
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    figure.update_layout(showlegend=False, hovermode="closest", waterfallgap=0.35, margin_t=_TOP_MARGIN_PX)
    figure.update_xaxes(type="category")
    figure.update_yaxes(
        range=[end * unit.scale for end in roomy_range([*accumulate(amounts)])],
        ticksuffix=unit.suffix,
        zeroline=True,
        zerolinecolor=BEFORE_COLOUR,
    )
    return figure
