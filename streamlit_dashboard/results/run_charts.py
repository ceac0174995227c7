"""The charts of growth and cost of a published run, year by year, and of growth scenario by scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    BEST_COLOUR,
    GROWTH_COLOUR,
    GROWTH_HOVER,
    TARGET_COLOUR,
    plain_text,
)
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.elements.growth_methods import method_title
from streamlit_dashboard.results.year_figure import amount_year_figure, as_percent, percent_year_figure, year_labels

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_METHOD_COLOURS = {
    GrowthMethod.CURRENT: BEFORE_COLOUR,
    GrowthMethod.CONTINUOUS: BEST_COLOUR,
    GrowthMethod.FULL_YEAR_EQUIVALENT: GROWTH_COLOUR,
}
# What tells the methods apart without colours.
_METHOD_PATTERNS = {GrowthMethod.CURRENT: "", GrowthMethod.CONTINUOUS: "/", GrowthMethod.FULL_YEAR_EQUIVALENT: "."}
# Colour, dash and marker of each scenario in turn; a fifth begins again with the colour and has another dash.
_LINES = tuple(
    zip(
        (GROWTH_COLOUR, TARGET_COLOUR, BEST_COLOUR, BEFORE_COLOUR) * 2,
        ("solid", "dash", "dot", "dashdot", "dash", "dot", "dashdot", "solid"),
        ("circle", "square", "diamond", "cross", "x", "triangle-up", "star", "hexagon"),
        strict=True,
    )
)
_MARKER_SIZE_PX = 9


def growth_by_method_chart(metrics: Metrics) -> Figure:
    """Pay growth of every year in percent, a bar for each method; a missing value leaves its bar out."""
    figure = percent_year_figure(y_title="Pay growth")
    for method, colour in _METHOD_COLOURS.items():
        figure.add_bar(
            x=year_labels(sorted(metrics.years)),
            y=[as_percent(row.yoy_growth[method]) for _, row in sorted(metrics.years.items())],
            name=method_title(method).capitalize(),
            marker={"color": colour, "pattern": {"shape": _METHOD_PATTERNS[method]}},
            hovertemplate=GROWTH_HOVER,
        )
    figure.update_layout(barmode="group", bargap=0.3, bargroupgap=0.08)
    return figure


def wage_bill_chart(metrics: Metrics) -> Figure:
    """The wage bill of every year, in the currency of the census."""
    figure = amount_year_figure(y_title="Wage bill, currency of the census")
    figure.add_bar(
        x=year_labels(sorted(metrics.years)),
        y=[row.wage_bill for _, row in sorted(metrics.years.items())],
        name="Wage bill",
        marker={"color": GROWTH_COLOUR},
        hovertemplate="%{y:,.0f}",
    )
    figure.update_layout(bargap=0.45)
    return figure


def growth_by_scenario_chart(scenarios: Mapping[str, Metrics], *, method: GrowthMethod) -> Figure:
    """Pay growth of every year in percent, a line for each scenario."""
    figure = percent_year_figure(y_title=f"Pay growth, {method_title(method)}")
    for number, (scenario_id, metrics) in enumerate(scenarios.items()):
        colour, dash, marker = _LINES[number % len(_LINES)]
        figure.add_scatter(
            x=year_labels(sorted(metrics.years)),
            y=[as_percent(row.yoy_growth[method]) for _, row in sorted(metrics.years.items())],
            name=plain_text(scenario_id),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": marker, "size": _MARKER_SIZE_PX},
            hovertemplate=GROWTH_HOVER,
        )
    return figure
