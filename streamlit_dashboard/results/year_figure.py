"""The frame of the charts with a place for every year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import BEFORE_COLOUR, chart_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PERCENT_PER_ONE = 100.0


def percent_year_figure(*, y_title: str) -> Figure:
    """A figure with years along x and percent along y."""
    from plotly import graph_objects

    figure = graph_objects.Figure(layout=chart_layout(x_title="Year", y_title=y_title))
    # A year is a label here: as a number, Plotly would put ticks between the years.
    figure.update_xaxes(type="category")
    return figure


def amount_year_figure(*, y_title: str, digits: int = 0) -> Figure:
    """A figure with years along x and money, people or a number without a unit along y."""
    figure = percent_year_figure(y_title=y_title)
    figure.update_yaxes(ticksuffix="", tickformat=f",.{digits}f", zeroline=True, zerolinecolor=BEFORE_COLOUR)
    return figure


def year_labels(years: Iterable[int]) -> list[str]:
    """The years as places along x."""
    return [str(year) for year in years]


def as_percent(fraction: float | None) -> float | None:
    """A fraction in percent; what is missing leaves its mark out."""
    return None if fraction is None else fraction * PERCENT_PER_ONE
