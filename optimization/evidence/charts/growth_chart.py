"""Growth by year before and after a search as an interactive Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    GROWTH_COLOUR,
    GROWTH_HOVER,
    HATCH,
    TARGET_COLOUR,
    chart_layout,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from optimization.evidence.yearly_growth import YearGrowth

_PERCENT_PER_ONE = 100.0


def growth_chart(years: Sequence[YearGrowth], *, target_growth: float | None) -> Figure:
    """Two bars a year, before and after, and the target of the years' mean as a line, if there is one.

    Args:
        years: Growth by year as fractions; a missing value leaves its bar out.
        target_growth: The target in percent per year, or None.

    Returns:
        A Plotly figure; x is the simulated year, y the growth in percent.
    """
    from plotly import graph_objects

    labels = [str(year.simulation_year) for year in years]
    figure = graph_objects.Figure(layout=chart_layout(x_title="Simulated year", y_title="Pay growth"))
    for name, colour, pattern, values in (
        ("Before", BEFORE_COLOUR, HATCH, [year.before for year in years]),
        ("After", GROWTH_COLOUR, "", [year.after for year in years]),
    ):
        figure.add_bar(
            x=labels,
            y=[None if value is None else value * _PERCENT_PER_ONE for value in values],
            name=name,
            marker={"color": colour, "pattern": {"shape": pattern}},
            hovertemplate=GROWTH_HOVER,
        )
    if target_growth is not None:
        figure.add_hline(
            y=target_growth,
            line={"color": TARGET_COLOUR, "width": 2, "dash": "dash"},
            name="Target of the mean",
            showlegend=True,
        )
    figure.update_layout(barmode="group", bargap=0.35, bargroupgap=0.08)
    # A year is a label here: as a number, Plotly would put ticks between the years.
    figure.update_xaxes(type="category")
    return figure
